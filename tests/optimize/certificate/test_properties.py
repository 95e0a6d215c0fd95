"""What holds of every certificate, on random households and orders."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.optimize.proposals import check
from tests.planners.build import TAX, account, ago, asset_class, lot, situation
from trimtab.domain import FilingStatus, Policy, Registration, Situation, TaxProfile, WashPolicy
from trimtab.optimize.certificate import Certificate
from trimtab.optimize.certificate.year_tax import YearTax

rates = st.decimals("0", "0.5", places=3)
cents = st.decimals("-20000", "20000", places=2)
profiles = st.builds(
    TaxProfile,
    filing_status=st.sampled_from(FilingStatus),
    federal_ordinary=rates,
    federal_long=st.just(Decimal(0)) | rates,
    niit=st.booleans(),
    state=rates,
    gains_budget=st.none() | st.decimals("0", "5000", places=2),
)
policies = st.builds(Policy, future_tax_weight=st.decimals("0", "1", places=2))
CENT = Decimal("0.01")


@given(profiles, policies, cents, cents)
def test_tau_has_no_jump_anywhere(
    profile: TaxProfile, policy: Policy, short: Decimal, long: Decimal
) -> None:
    # No dollar of gain or loss costs or saves more than the dearest rate, across borders too.
    year = YearTax(profile, policy)
    dearest = max(profile.rate_short, profile.rate_long, year.later_rate, year.carried_rate)
    here = year.tau(short, long)

    assert abs(year.tau(short + CENT, long) - here) <= dearest * CENT
    assert abs(year.tau(short, long + CENT) - here) <= dearest * CENT


@given(profiles, policies, cents)
def test_the_pieces_of_tau_meet_at_their_borders(
    profile: TaxProfile, policy: Policy, amount: Decimal
) -> None:
    year, tiny = YearTax(profile, policy), Decimal("1e-12")
    limit, budget = profile.loss_limit, profile.gains_budget or Decimal(0)
    borders = [
        (Decimal(0), amount),
        (amount, Decimal(0)),
        (amount, -amount),
        (amount, -limit - amount),
        (min(amount, Decimal(0)), budget - min(amount, Decimal(0))),
    ]
    for short, long in borders:
        around = [year.tau(short + a, long + b) for a in (-tiny, tiny) for b in (-tiny, tiny)]
        assert max(around) - min(around) < Decimal("1e-10")


@st.composite
def households(draw: st.DrawFn) -> tuple[Situation, Certificate]:
    price = draw(st.integers(50, 150))
    shares = [draw(st.integers(1, 50)) for _ in range(4)]
    bases = [draw(st.integers(1, 9000)) for _ in range(4)]
    days = [draw(st.sampled_from([5, 20, 31, 200, 366, 900])) for _ in range(4)]
    lots = [
        lot(f"L{number}", symbol, shares[number], bases[number], ago(days[number]))
        for number, symbol in enumerate(["VTI", "VTI", "BND", "VTI"])
    ]
    made = situation(
        account("joint", *lots[:3], cash=draw(st.integers(0, 9000))),
        account("ira", lots[3], cash=2000, kind=Registration.ROTH_IRA),
        classes=[asset_class("Stocks", 60, ["VTI", "SCHB"]), asset_class("Bonds", 40, ["BND"])],
        prices={"VTI": price, "SCHB": 70, "BND": 90},
        policy=Policy(wash_sales=draw(st.sampled_from(WashPolicy))),
        tax=draw(st.sampled_from([TAX, None])),
    )
    sold = {f"L{number}": draw(st.integers(0, most)) for number, most in enumerate(shares)}
    bought = {symbol: draw(st.integers(0, 20)) for symbol in ("VTI", "SCHB", "ira:BND")}
    trades = ({k: v for k, v in one.items() if v} for one in (sold, bought))
    return made, check(made, *trades)


@given(households())
def test_the_terms_sum_to_j(case: tuple[Situation, Certificate]) -> None:
    _, done = case

    assert sum(done.terms.values()) == done.objective


@given(households())
def test_nothing_is_lost_but_what_trading_costs(case: tuple[Situation, Certificate]) -> None:
    _, done = case
    after = sum(done.class_weights_after.values()) * done.value

    assert abs(after + done.cost - done.value) < Decimal("1e-9")


@given(households())
def test_no_more_is_denied_than_was_lost(case: tuple[Situation, Certificate]) -> None:
    given_, done = case
    for account_, one in given_.household.lots:
        denied = done.disallowed.get(one.lot_id, Decimal(0))
        value = one.quantity * given_.market.price(one.symbol)
        assert 0 <= denied <= max(Decimal(0), (one.basis or Decimal(0)) - value) + CENT
        assert not denied or account_.taxable


@given(households())
def test_no_trades_are_always_certified(case: tuple[Situation, Certificate]) -> None:
    given_, done = case
    idle = check(given_)

    assert idle.holds
    assert idle.objective == idle.objective_without_trades == done.objective_without_trades
    assert idle.cost == idle.realized_short == idle.realized_long == 0
