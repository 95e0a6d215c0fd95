"""Every term of J by hand.

The household is worth $100,000: 500 VTI at $100 and 400 BND at $100 in a taxable account, and
$10,000 in cash. Half a spread without quotes is 2 bp: $0.02 a share of $100.
"""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.optimize.proposals import check, quoted
from tests.planners.build import TAX, account, ago, asset_class, lot, situation
from trimtab.domain import (
    AccountId,
    AssetClass,
    DriftBand,
    FilingStatus,
    Market,
    Policy,
    Registration,
    Situation,
    Symbol,
    TargetPortfolio,
    TaxProfile,
)
from trimtab.optimize.certificate import FactorModel, ProposedPurchase, Tracking, certify
from trimtab.optimize.certificate.allocation import half_widths, steps_of_rank
from trimtab.optimize.certificate.year_tax import YearTax

PRICES = {"VTI": 100, "BND": 100, "SCHB": 100, "VXUS": 100}
CLASSES = (
    asset_class("Stocks", 50, ["VTI", "SCHB"], counts=["ITOT"]),
    asset_class("Bonds", 40, ["BND"]),
    asset_class("Cash", 10, []),
)


def household(**policy: object) -> Situation:
    return situation(
        account(
            "joint",
            lot("GAIN", "VTI", 300, 20000),
            lot("LOSS", "VTI", 200, 24000),
            lot("NEW", "BND", 400, 39000, ago(20)),
            cash=10000,
        ),
        classes=CLASSES,
        prices=PRICES,
        policy=Policy(**policy),  # type: ignore[arg-type]  # settings by name
    )


def rates(**given: Decimal | str | bool | None) -> TaxProfile:
    return replace(TAX, **given)  # type: ignore[arg-type]  # as above


def test_without_trades_there_is_no_tax_and_no_trading_and_j_is_that_of_no_trades() -> None:
    done = check(household())

    assert done.terms["tax this year"] == done.terms["tax later"] == done.terms["trading"] == 0
    assert done.objective == done.objective_without_trades
    assert done.holds


def test_a_household_on_target_of_first_choices_costs_nothing() -> None:
    # 50 % VTI, 40 % BND, 10 % cash; all first choices; no sheltered account.
    assert check(household()).objective == 0


def test_tax_this_year_is_the_change_of_tau() -> None:
    # LOSS: proceeds 20,000, basis 24,000: long -4,000. tau(0, -4000) = -(0.24 * 3000 + r_C * 1000);
    # r_C = max(0.15 / 2, 0.15 * (0.5 + 0.05)) = 0.0825: -(720 + 82.50).
    assert check(household(), {"LOSS": 200}).terms["tax this year"] == Decimal("-802.50")


def test_tax_later_gives_back_a_part_of_what_a_loss_saves() -> None:
    # phi r_F = 0.5 * 0.15 = 0.075 of a loss of 4,000.
    assert check(household(), {"LOSS": 200}).terms["tax later"] == 300


def test_a_part_of_a_lot_takes_its_part_of_the_basis() -> None:
    # 50 of 200 shares: 5,000 - 6,000 = -1,000 at 24 %.
    assert check(household(), {"LOSS": 50}).terms["tax this year"] == -240


def test_sales_in_sheltered_accounts_have_no_tax() -> None:
    given = situation(
        account("ira", lot("L", "VTI", 10, 500), kind=Registration.ROTH_IRA),
        classes=[asset_class("Stocks", 100, ["VTI"])],
        prices=PRICES,
    )
    done = check(given, {"L": 10})

    assert done.terms["tax this year"] == done.terms["tax later"] == done.realized_long == 0


def test_without_rates_there_are_no_tax_terms() -> None:
    done = check(replace(household(), tax=None), {"LOSS": 200})

    assert done.terms["tax this year"] == done.terms["tax later"] == 0
    assert done.net_short is done.net_long is done.carried_rate is None


@pytest.mark.parametrize(
    ("short", "long", "expected"),
    [
        (1000, 2000, "540"),  # both gains: 0.24 * 1000 + 0.15 * 2000
        (3000, -1000, "480"),  # a short gain is left: 0.24 * 2000
        (-1000, 3000, "300"),  # a long gain is left: 0.15 * 2000
        (-500, -500, "-240"),  # a loss set against income: 0.24 * 1000
        (1000, -3000, "-480"),
        (-3000, 0, "-720"),  # at the limit
        (-5000, 0, "-885"),  # beyond it: 720 + 0.0825 * 2000
    ],
)
def test_tau_has_the_piece_of_each_region(short: int, long: int, expected: str) -> None:
    assert YearTax(TAX, Policy()).tau(Decimal(short), Decimal(long)) == Decimal(expected)


def test_a_married_person_filing_separately_may_deduct_half() -> None:
    # 0.24 * 1500 + 0.0825 * 500
    profile = rates()
    profile = replace(profile, filing_status=FilingStatus.MARRIED_SEPARATE)

    assert YearTax(profile, Policy()).tau(Decimal(-2000), Decimal(0)) == Decimal("-401.25")


def test_carryovers_and_the_year_so_far_are_in_s_and_l() -> None:
    profile = rates(
        realized_short=Decimal(500),
        realized_long=Decimal(700),
        carryforward_short=Decimal(200),
        carryforward_long=Decimal(1000),
    )
    done = check(replace(household(), tax=profile), {"LOSS": 50})

    assert done.net_short == 300
    assert done.net_long == 700 - 1000 - 1000


def test_a_carried_loss_is_worth_what_the_user_says_and_never_too_little() -> None:
    # The floor is 0.0825; 0.05 is raised to it, 0.10 stands.
    low = check(household(carryover_value=Decimal("0.05")))
    high = check(household(carryover_value=Decimal("0.10")))

    assert (low.carried_rate, low.carried_rate_raised) == (Decimal("0.0825"), True)
    assert (high.carried_rate, high.carried_rate_raised) == (Decimal("0.10"), False)


def test_half_of_the_long_rate_stands_where_the_floor_is_lower() -> None:
    # phi 0.2: the floor is 0.15 * (0.2 + 0.08) = 0.042, half of 0.15 is more.
    assert YearTax(TAX, Policy(future_tax_weight=Decimal("0.2"))).carried_rate == Decimal("0.075")


def test_in_the_zero_bracket_gains_above_the_budget_pay_the_next_rate() -> None:
    # State 5 %: r_L = 0.05, r_F = 0.20. Long 3,000 with a budget of 1,000: 50 + 0.2 * 2000.
    profile = rates(federal_long=Decimal(0), state=Decimal("0.05"), gains_budget=Decimal(1000))
    tax = YearTax(profile, Policy())

    assert tax.tau(Decimal(0), Decimal(1000)) == 50
    assert tax.tau(Decimal(0), Decimal(3000)) == 450
    # What is left of a long gain after a short loss is what counts.
    assert tax.tau(Decimal(-2000), Decimal(3000)) == 50
    assert tax.later(Decimal(100)) == -10


def test_without_a_budget_the_zero_bracket_has_no_sixth_piece() -> None:
    tax = YearTax(rates(federal_long=Decimal(0)), Policy())

    assert tax.tau(Decimal(0), Decimal(10**6)) == 0
    assert tax.later_rate == 0


def test_trading_costs_half_the_spread_and_a_commission_for_every_order() -> None:
    # VTI 99.90 / 100.10: 0.10 a share on 20; BND without quotes 0.02 a share on 30; two orders.
    given = household(commission=Decimal(5))
    quotes = dict(given.market.quotes) | {Symbol("VTI"): quoted("VTI", "100", "99.90", "100.10")}
    given = replace(given, market=Market(quotes=quotes))
    done = check(given, {"GAIN": 15, "LOSS": 5}, {"BND": 30})

    assert done.terms["trading"] == done.cost == Decimal("12.60")
    assert done.cash_after[AccountId("joint")] == 10000 + 2000 - 3000 - Decimal("12.60")


def test_drift_is_quadratic_in_the_distance_over_the_half_width() -> None:
    # 100 BND for 10,000 of cash: cost 2. Bonds 0.5 against 0.4: 0.01 / 0.05; cash -0.00002 against
    # 0.1: 0.10002^2 / 0.01, cash without a band having 1 point. Times 0.02 * 100,000 = 2000.
    done = check(household(), buy={"BND": 100})
    expected = 2000 * (
        Decimal("0.01") / Decimal("0.05") + Decimal("0.10002") ** 2 / Decimal("0.01")
    )

    assert done.class_weights_after["Bonds"] == Decimal("0.5")
    assert done.terms["drift"] == expected


def test_at_the_edge_of_its_band_a_dollar_home_is_worth_four_cents() -> None:
    # d/dw of kappa V (w - t)^2 / h at w - t = h is 2 kappa V: 0.04 for each dollar.
    band = DriftBand(low=Decimal("0.45"), high=Decimal("0.55"))
    wide = AssetClass(name="Stocks", weight=Decimal("0.5"), band=band)
    below, above = half_widths(wide, TargetPortfolio(asset_classes=CLASSES))
    kappa, dollar = Policy().drift_aversion, Decimal("0.00001")

    cost = [kappa * 100000 * off * off / above for off in (above, above + dollar)]

    assert below == above == Decimal("0.05")
    assert round(cost[1] - cost[0], 4) == Decimal("0.0400")


@pytest.mark.parametrize(
    ("weight", "band", "expected"),
    [
        ("0.40", None, ("0.05", "0.05")),  # 5 points
        ("0.08", None, ("0.02", "0.02")),  # a quarter
        ("0.40", ("0.35", "0.42"), ("0.05", "0.02")),  # lopsided: each side its own
        ("0.40", ("0.40", "0.42"), ("0.02", "0.02")),  # a side without width takes the other's
        ("0.40", ("0.38", "0.40"), ("0.02", "0.02")),
        ("0.40", ("0.40", "0.40"), ("0.05", "0.05")),  # no width at all: the rule
        ("0", None, ("0.05", "0.05")),  # a quarter of nothing would be no width
        ("0.000009", None, ("0.05", "0.05")),
        ("0.00001", None, ("0.0000025", "0.0000025")),
        ("0.000009", ("0.00000675", "0.00001125"), ("0.05", "0.05")),  # the rule written out
        ("0.000009", ("0", "0.01"), ("0.000009", "0.009991")),  # the user's own
    ],
)
def test_half_widths_of_a_class(
    weight: str, band: tuple[str, str] | None, expected: tuple[str, str]
) -> None:
    one = AssetClass(
        name="One",
        weight=Decimal(weight),
        band=None if band is None else DriftBand(low=Decimal(band[0]), high=Decimal(band[1])),
    )

    found = half_widths(one, TargetPortfolio(asset_classes=CLASSES))

    assert found == tuple(map(Decimal, expected))


def test_cash_without_a_band_has_a_half_width_of_one_point() -> None:
    target = TargetPortfolio(asset_classes=CLASSES)

    assert half_widths(target.cash, target) == (Decimal("0.01"), Decimal("0.01"))


def test_every_step_of_rank_costs_for_each_dollar_held() -> None:
    # SCHB is the second choice: one step of 2 bp on 1,000.
    assert check(household(), buy={"SCHB": 10}).terms["preference"] == Decimal("0.20")


def test_what_is_only_counted_stands_one_step_below_the_last() -> None:
    assert steps_of_rank(CLASSES[0]) == {"VTI": 0, "SCHB": 1, "ITOT": 2}


def test_securities_of_no_class_have_no_steps() -> None:
    given = situation(account("joint", lot("L", "XYZ", 9, 900)), classes=CLASSES, prices={"XYZ": 1})

    assert check(given).terms["preference"] == 0


def test_a_tie_is_one_step() -> None:
    tied = asset_class("Stocks", 100, ["A", ["B", "C"], "D"])

    assert steps_of_rank(tied) == {"A": 0, "B": 1, "C": 1, "D": 2}


def test_location_costs_a_year_of_tax_on_yields_in_taxable_accounts_beside_a_shelter() -> None:
    # Bonds yield 4 % ordinary and 1 % qualified: 0.04 * 0.24 + 0.01 * 0.15 = 0.0111 a dollar;
    # 100 shares in the taxable account, 100 in the IRA: 10,000 * 0.0111.
    bonds = replace(
        asset_class("Bonds", 100, ["BND"]),
        yield_ordinary=Decimal("0.04"),
        yield_qualified=Decimal("0.01"),
        yield_exempt=Decimal("0.02"),
    )
    places = (
        account("joint", lot("T", "BND", 100, 9000)),
        account("ira", lot("I", "BND", 100, 9000), kind=Registration.TRADITIONAL_IRA),
    )
    both = situation(*places, classes=[bonds], prices=PRICES)
    alone = situation(places[0], classes=[bonds], prices=PRICES)

    assert check(both).terms["location"] == Decimal("111.00")
    assert check(alone).terms["location"] == 0
    assert check(replace(both, tax=None)).terms["location"] == 0


def test_an_account_held_away_is_no_place_to_move_to() -> None:
    bonds = replace(asset_class("Bonds", 100, ["BND"]), yield_ordinary=Decimal("0.04"))
    given = situation(
        account("joint", lot("T", "BND", 100, 9000)),
        account("work", lot("W", "BND", 100, 9000), kind=Registration.HELD_AWAY),
        classes=[bonds],
        prices=PRICES,
    )
    done = check(given)

    assert done.terms["location"] == 0
    assert done.value == 20000


def test_tracking_error_is_priced_by_the_variance_of_active_weights() -> None:
    # Stocks are VTI alone, their index is half VTI and half SCHB: e = 0.25, -0.25 of V. The market
    # factor cancels; own variance 0.0625 * 2 * 0.0625 = 0.0078125. Times 10 * 100,000.
    tracking = Tracking(
        members={"Stocks": {Symbol("VTI"): Decimal("0.5"), Symbol("SCHB"): Decimal("0.5")}}
    )
    done = certify(household(), [], [], tracking=tracking)

    assert done.terms["tracking error"] == Decimal("7812.5")


def test_a_factor_to_which_members_are_exposed_unlike_does_not_cancel() -> None:
    # Exposures 1 and 0.6: 0.25 - 0.15 = 0.1 of the market's 0.04 variance: 0.0004; own 0.
    tracking = Tracking(
        members={"Stocks": {Symbol("VTI"): Decimal("0.5"), Symbol("SCHB"): Decimal("0.5")}},
        model=FactorModel(
            exposures={Symbol("SCHB"): (Decimal("0.6"),)},
            variances=(Decimal("0.04"),),
            own={Symbol("VTI"): Decimal(0), Symbol("SCHB"): Decimal(0)},
        ),
    )
    done = certify(household(), [], [], tracking=tracking)

    assert done.terms["tracking error"] == Decimal(400)


def test_the_index_of_a_class_is_priced_without_being_asked_for() -> None:
    given = household()
    stocks = replace(
        given.target.asset_classes[0],
        members={Symbol("VTI"): Decimal("0.5"), Symbol("SCHB"): Decimal("0.5")},
    )
    target = replace(given.target, asset_classes=(stocks, *given.target.asset_classes[1:]))
    factors = FactorModel(own={Symbol("VTI"): Decimal("0.01"), Symbol("SCHB"): Decimal("0.03")})

    done = certify(replace(given, target=target), [], [])
    other = certify(replace(given, target=target, factors=factors), [], [])

    assert done.terms["tracking error"] == Decimal("7812.5")
    # Ten times 100,000, a sixteenth of 0.01 and of 0.03.
    assert other.terms["tracking error"] == Decimal(2500)


def test_a_household_without_value_has_weights_of_zero() -> None:
    done = check(
        situation(account("joint"), classes=[asset_class("Stocks", 100, ["VTI"])], prices=PRICES)
    )

    assert done.value == done.turnover == done.objective == 0
    assert set(done.class_weights_after.values()) == {Decimal(0)}


def test_two_purchases_of_one_security_in_one_account_are_one_order() -> None:
    one = ProposedPurchase(
        account_id=household().household.accounts[0].account_id,
        symbol=Symbol("BND"),
        quantity=Decimal(1),
    )

    done = certify(household(commission=Decimal(5)), [], [one, one])

    assert done.cost == Decimal("5.04")
