"""Every hard limit, broken once and met at its boundary once.

As in the terms: $100,000, of which 500 VTI and 400 BND at $100 and $10,000 in cash; half a spread
is $0.02 a share.
"""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.optimize.proposals import broken, check
from tests.planners.build import TAX, TODAY, account, ago, asset_class, lot, situation
from trimtab.domain import (
    AccountId,
    CashFlow,
    DriftBand,
    LotId,
    Policy,
    Registration,
    Situation,
    Symbol,
)
from trimtab.optimize.certificate import (
    LIMITS,
    ProposedPurchase,
    ProposedSale,
    Tracking,
    certify,
)

PRICES = {"VTI": 100, "BND": 100, "SCHB": 100, "ITOT": 100, "XYZ": 100}
STOCKS = asset_class("Stocks", 50, ["VTI", "SCHB"], counts=["ITOT"])
BONDS = asset_class("Bonds", 40, ["BND"])
CASH = asset_class("Cash", 10, [])


def household(*, min_cash: str = "0", step: str = "1", **policy: object) -> Situation:
    return situation(
        account(
            "joint",
            lot("GAIN", "VTI", 300, 20000),
            lot("LOSS", "VTI", 200, 24000),
            lot("BONDS", "BND", 400, 39000),
            cash=10000,
            min_cash=min_cash,
            step=step,
        ),
        classes=(STOCKS, BONDS, CASH),
        prices=PRICES,
        policy=Policy(**policy),  # type: ignore[arg-type]  # settings by name
    )


def test_the_limits_have_names_of_their_own_and_words() -> None:
    assert len({limit.name for limit in LIMITS}) == len({limit.label for limit in LIMITS})
    assert all(limit.forbids.__doc__ for limit in LIMITS)


def test_a_violation_names_its_limit_its_setting_and_how_far_it_goes() -> None:
    (found,) = check(household(max_orders=1), {"GAIN": 10}, {"BND": 10}).violations

    assert (found.limit, found.setting) == ("too_many_orders", "policy.max_orders")
    assert found.amount == 1
    assert found.text == "there are 2 orders, and 1 at most"


@pytest.mark.parametrize(
    ("sale", "text"),
    [
        (("joint", "NONE", "1"), "lot NONE is to be sold in joint, and nobody holds it"),
        (("ira", "GAIN", "1"), "lot GAIN is to be sold in ira, and it is held in joint"),
        (("joint", "GAIN", "0"), "the sale of lot GAIN is of 0 shares, which is not above zero"),
        (
            ("joint", "GAIN", "NaN"),
            "the sale of lot GAIN is of NaN shares, which is not above zero",
        ),
    ],
)
def test_a_sale_that_cannot_be_read_is_told_and_has_no_effect(
    sale: tuple[str, str, str], text: str
) -> None:
    done = certify(
        household(),
        [
            ProposedSale(
                account_id=AccountId(sale[0]), lot_id=LotId(sale[1]), quantity=Decimal(sale[2])
            )
        ],
        [],
    )

    assert [found.text for found in done.violations] == [text]
    assert done.objective == done.objective_without_trades


@pytest.mark.parametrize(
    ("purchase", "text"),
    [
        (("ira", "BND", "1"), "BND is to be bought in ira: no such account"),
        (("joint", "QQQ", "1"), "QQQ is to be bought in joint, and has no price"),
        (("joint", "BND", "-1"), "the purchase of BND is of -1 shares, which is not above zero"),
    ],
)
def test_a_purchase_that_cannot_be_read_is_told_and_has_no_effect(
    purchase: tuple[str, str, str], text: str
) -> None:
    done = certify(
        household(),
        [],
        [
            ProposedPurchase(
                account_id=AccountId(purchase[0]),
                symbol=Symbol(purchase[1]),
                quantity=Decimal(purchase[2]),
            )
        ],
    )

    assert [found.text for found in done.violations] == [text]
    assert done.cost == 0


def test_a_lot_may_be_sold_entire_and_no_share_more() -> None:
    assert broken(check(household(), {"LOSS": 200})) == set()
    assert broken(check(household(), {"LOSS": 201})) == {"oversold_lot"}


@pytest.mark.parametrize("kind", [Registration.TAXABLE, Registration.ROTH_IRA])
def test_a_lot_without_basis_or_date_is_not_sold_in_any_account(kind: Registration) -> None:
    given = situation(
        account(
            "one",
            lot("NOBASIS", "VTI", 1, None),
            lot("NODATE", "VTI", 1, 90, None),
            lot("FINE", "VTI", 1, 90),
            kind=kind,
        ),
        classes=[asset_class("Stocks", 100, ["VTI"])],
        prices=PRICES,
    )

    for name in ("NOBASIS", "NODATE"):
        assert broken(check(given, {name: 1})) == {"sale_without_basis_or_date"}
    assert broken(check(given, {"FINE": 1})) == set()


@pytest.mark.parametrize("names", ["VTI", "joint:VTI"])
def test_what_is_never_sold_is_not_sold(names: str) -> None:
    given = household(never_sell=frozenset((names,)))

    assert broken(check(given, {"GAIN": 1})) == {"sale_of_what_is_never_sold"}
    assert broken(check(given, {"BONDS": 1})) == set()


def test_what_is_never_bought_is_not_bought() -> None:
    given = household(never_buy=frozenset(("SCHB",)))

    assert broken(check(given, buy={"SCHB": 1})) == {"purchase_of_what_is_never_bought"}
    assert broken(check(given, buy={"BND": 1})) == set()


def test_what_is_only_counted_is_bought_where_it_is_forced_by_name() -> None:
    forced = household(forced_buys={"Stocks": Symbol("ITOT")})

    assert broken(check(forced, buy={"ITOT": 1})) == set()
    assert broken(check(forced, buy={"SCHB": 1})) == {"purchase_beside_the_forced_one"}


@pytest.mark.parametrize("symbol", ["ITOT", "XYZ"])
def test_what_is_only_counted_or_stands_in_no_class_is_not_bought(symbol: str) -> None:
    assert broken(check(household(), buy={symbol: 1})) == {"purchase_outside_the_targets"}
    assert broken(check(household(), buy={"SCHB": 1})) == set()


def test_a_forced_purchase_leaves_no_other_in_its_class() -> None:
    given = household(forced_buys={"Stocks": Symbol("SCHB"), "Bonds": None})

    assert broken(check(given, buy={"VTI": 1})) == {"purchase_beside_the_forced_one"}
    assert broken(check(given, buy={"BND": 1})) == {"purchase_beside_the_forced_one"}
    assert broken(check(given, buy={"SCHB": 1})) == set()


def test_what_is_sold_is_not_bought_in_the_same_account() -> None:
    both = check(household(), {"GAIN": 10}, {"VTI": 5})
    assert broken(both) == {"purchase_of_what_is_sold"}
    assert both.violations[0].amount == 500
    assert broken(check(household(), {"GAIN": 10}, {"SCHB": 5})) == set()


def test_gains_of_the_zero_bracket_may_be_harvested_by_buying_back() -> None:
    free = replace(TAX, federal_long=Decimal(0), gains_budget=Decimal(20_000))
    given = replace(household(), tax=free)
    assert broken(check(given, {"GAIN": 10}, {"VTI": 5})) == set()


@pytest.mark.parametrize("kind", [Registration.HELD_AWAY, Registration.TAXABLE])
def test_nothing_is_traded_where_nothing_may_be(kind: Registration) -> None:
    # Either held away, or of holdings that are not known.
    work = account("work", lot("W", "VTI", 10, 900), cash=500, kind=kind)
    work = replace(work, tracked=kind is Registration.HELD_AWAY)
    given = situation(
        account("joint", cash=500), work, classes=[STOCKS, BONDS, CASH], prices=PRICES
    )
    name = "trade_where_nothing_may_be_traded"

    assert broken(check(given, {"W": 10})) == {name}
    assert broken(check(given, buy={"work:VTI": 1})) == {name}
    assert broken(check(given, buy={"joint:VTI": 1})) == set()


def test_cash_may_go_down_to_its_floor_after_the_half_spread() -> None:
    # 99 BND: 9,900 and 1.98 of half-spread leave 98.02.
    assert broken(check(household(min_cash="98.02"), buy={"BND": 99})) == set()
    done = check(household(min_cash="98.03"), buy={"BND": 99})

    assert broken(done) == {"cash_under_its_floor"}
    assert done.violations[0].amount == Decimal("0.01")


def test_a_commission_counts_against_the_floor() -> None:
    given = household(min_cash="98.02", commission=Decimal("0.01"))

    assert broken(check(given, buy={"BND": 99})) == {"cash_under_its_floor"}


def test_cash_to_be_raised_is_there_over_all_accounts() -> None:
    # 100 of GAIN: 9,998 more than 10,000, of which 1,000 is the floor.
    given = household(min_cash="1000")
    enough = replace(given, raise_cash=Decimal(18998))
    more = replace(given, raise_cash=Decimal("18998.01"))

    assert broken(check(enough, {"GAIN": 100})) == set()
    assert broken(check(more, {"GAIN": 100})) == {"cash_not_raised"}


def test_cash_to_be_raised_in_one_account_is_there_in_that_account() -> None:
    given = situation(
        account("joint", cash=500),
        account("other", cash=500),
        classes=[STOCKS, BONDS, CASH],
        prices=PRICES,
    )
    asked = replace(given, raise_cash=Decimal(600))

    assert broken(check(asked)) == set()
    assert broken(check(replace(asked, raise_in=AccountId("other")))) == {"cash_not_raised"}
    half = replace(asked, raise_cash=Decimal(500), raise_in=AccountId("other"))
    assert broken(check(half)) == set()


def test_cash_to_be_raised_is_there_in_taxable_accounts_but_for_what_may_be_sheltered() -> None:
    given = situation(
        account("joint", cash=500),
        account("ira", cash=500, kind=Registration.ROTH_IRA),
        classes=[STOCKS, BONDS, CASH],
        prices=PRICES,
    )
    asked = replace(given, raise_cash=Decimal(600))

    assert broken(check(asked)) == {"cash_not_raised"}
    assert broken(check(replace(asked, raise_sheltered=Decimal("99.99")))) == {"cash_not_raised"}
    assert broken(check(replace(asked, raise_sheltered=Decimal(100)))) == set()
    assert broken(check(replace(asked, raise_cash=Decimal(500)))) == set()
    more = replace(asked, raise_cash=Decimal(1001), raise_sheltered=Decimal(1001))
    assert broken(check(more)) == {"cash_not_raised"}


def test_orders_are_multiples_of_the_step() -> None:
    given = household(step="0.5")

    assert broken(check(given, {"GAIN": "1.5"}, {"BND": "0.5"})) == set()
    assert broken(check(given, {"GAIN": "1.25"})) == {"fraction_of_a_step"}
    assert broken(check(given, buy={"BND": "0.75"})) == {"fraction_of_a_step"}


def test_a_lot_with_a_fraction_may_be_sold_entire_beside_whole_shares_of_another() -> None:
    given = situation(
        account("joint", lot("A", "VTI", "10.4", 900), lot("B", "VTI", 20, 1900)),
        classes=[asset_class("Stocks", 100, ["VTI"])],
        prices=PRICES,
    )

    assert broken(check(given, {"A": "10.4"})) == set()
    assert broken(check(given, {"A": "10.4", "B": 3})) == set()
    # The order is of 14 shares.
    assert broken(check(given, {"A": "10.4", "B": "3.6"})) == set()
    assert broken(check(given, {"A": "10.4", "B": "3.5"})) == {"fraction_of_a_step"}


@pytest.mark.parametrize(
    "policy",
    [Policy(min_trade_dollars=Decimal(1000)), Policy(min_trade_fraction=Decimal("0.01"))],
)
def test_an_order_has_the_least_size(policy: Policy) -> None:
    given = replace(household(), policy=policy)

    assert broken(check(given, {"GAIN": 10}, {"BND": 10})) == set()
    assert broken(check(given, {"GAIN": 9})) == {"order_too_small"}
    assert broken(check(given, buy={"BND": 9})) == {"order_too_small"}


def test_a_small_position_may_be_sold_entire() -> None:
    given = situation(
        account("joint", lot("A", "VTI", 3, 200), lot("B", "VTI", 2, 150), cash=5000),
        classes=[STOCKS, BONDS, CASH],
        prices=PRICES,
        policy=Policy(min_trade_dollars=Decimal(1000)),
    )

    assert broken(check(given, {"A": 3, "B": 2})) == set()
    assert broken(check(given, {"A": 3})) == {"order_too_small"}


def test_the_number_of_orders_is_limited_and_zero_is_no_limit() -> None:
    # Two lots of one security are one order.
    trades = {"GAIN": 10, "BONDS": 10, "LOSS": 200}

    assert broken(check(household(max_orders=2), trades)) == set()
    assert broken(check(household(max_orders=1), trades)) == {"too_many_orders"}
    assert broken(check(household(max_orders=0), trades)) == set()


def test_turnover_is_the_smaller_side_of_the_household() -> None:
    # 30 sold and 10 bought: 1,000 of 100,000.
    given = household(max_turnover=Decimal("0.01"))

    assert broken(check(given, {"GAIN": 30}, {"BND": 10})) == set()
    assert broken(check(given, {"GAIN": 30}, {"BND": 11})) == {"too_much_turnover"}


def test_a_hard_budget_holds_the_year_and_a_soft_one_does_not() -> None:
    # 30 of GAIN: 3,000 - 2,000 = 1,000 long.
    hard = replace(TAX, gains_budget=Decimal(1000), gains_budget_hard=True)
    given = household()

    assert broken(check(replace(given, tax=hard), {"GAIN": 30})) == set()
    assert broken(check(replace(given, tax=hard), {"GAIN": 31})) == {"gains_over_the_budget"}
    soft = replace(hard, gains_budget_hard=False)
    assert broken(check(replace(given, tax=soft), {"GAIN": 300})) == set()


def test_what_the_year_has_already_does_not_break_a_hard_budget() -> None:
    hard = replace(
        TAX, gains_budget=Decimal(1000), gains_budget_hard=True, realized_long=Decimal(5000)
    )

    assert broken(check(replace(household(), tax=hard))) == set()
    assert broken(check(replace(household(), tax=hard), {"GAIN": 1})) == {"gains_over_the_budget"}


def test_a_hard_band_holds_a_class_and_a_soft_one_does_not() -> None:
    # 100 BND more: Bonds end at exactly 0.50; one more at 0.501.
    band = DriftBand(low=Decimal("0.3"), high=Decimal("0.5"))
    given = household(band_hard=True)
    classes = (STOCKS, replace(BONDS, band=band), CASH)
    given = replace(given, target=replace(given.target, asset_classes=classes, implicit_band=False))
    trades = {"GAIN": 110}

    assert broken(check(given, trades, {"BND": 100})) == set()
    assert broken(check(given, trades, {"BND": 101})) == {"class_outside_its_band"}
    soft = replace(given, policy=replace(given.policy, band_hard=False))
    assert broken(check(soft, trades, {"BND": 101})) == set()


def small_loss(basis: str, cash: int = 0, min_cash: int = 0, target: int = 100) -> Situation:
    """One lot worth 10,000 with a loss of `basis` - 10,000, its class at or over its target."""
    return situation(
        account("joint", lot("L", "VTI", 100, basis), cash=cash, min_cash=min_cash),
        classes=[asset_class("Stocks", target, ["VTI"]), asset_class("Cash", 100 - target, [])],
        prices=PRICES,
    )


def test_a_loss_reaches_both_the_dollars_and_the_share_of_its_basis() -> None:
    # 1 % of a basis of 10,101.01 is 101.01, which is its loss; a cent less is too small, though it
    # is more than $100.
    assert broken(check(small_loss("10101.02"), {"L": 100})) == set()
    assert broken(check(small_loss("10101"), {"L": 100})) == {"loss_too_small_to_harvest"}


def test_a_loss_of_a_small_lot_reaches_the_dollars() -> None:
    given = household()
    lots = account("joint", lot("L", "VTI", 10, 1100), cash=1000)
    given = replace(given, household=replace(given.household, accounts=(lots,)))

    assert broken(check(given, {"L": 10})) == set()
    lots = account("joint", lot("L", "VTI", 10, "1099.99"), cash=1000)
    given = replace(given, household=replace(given.household, accounts=(lots,)))
    assert broken(check(given, {"L": 10})) == {"loss_too_small_to_harvest"}


def test_a_part_of_a_loss_that_is_large_enough_may_be_taken() -> None:
    assert broken(check(household(), {"LOSS": 1})) == set()


def test_a_small_loss_is_taken_from_a_class_above_its_target_or_to_raise_cash() -> None:
    over = small_loss("10050", target=99)
    raising = replace(small_loss("10050"), raise_cash=Decimal(500))
    short_of_cash = small_loss("10050", min_cash=100)

    for given in (over, raising, short_of_cash):
        assert broken(check(given, {"L": 10})) == set()


def test_the_least_loss_does_not_concern_sheltered_accounts() -> None:
    given = situation(
        account("ira", lot("L", "VTI", 100, 10050), kind=Registration.ROTH_IRA),
        classes=[asset_class("Stocks", 100, ["VTI"])],
        prices=PRICES,
    )

    assert broken(check(given, {"L": 100})) == set()


@pytest.mark.parametrize(("wait", "expected"), [(9, set()), (10, {"gain_taken_before_it_is_long"})])
def test_a_short_gain_waits_for_the_days_the_user_gives(wait: int, expected: set[str]) -> None:
    # Bought one year less nine days ago: long-term in ten days.
    bought = TODAY.replace(year=TODAY.year - 1) + timedelta(days=9)
    given = situation(
        account("joint", lot("L", "VTI", 10, 500, bought)),
        classes=[asset_class("Stocks", 100, ["VTI"])],
        prices=PRICES,
        policy=Policy(wait_for_long_term_days=wait),
    )

    assert broken(check(given, {"L": 10})) == expected


def test_a_short_loss_does_not_wait() -> None:
    given = situation(
        account("joint", lot("L", "VTI", 10, 5000, ago(300))),
        classes=[asset_class("Stocks", 100, ["VTI"])],
        prices=PRICES,
        policy=Policy(wait_for_long_term_days=400),
    )

    assert broken(check(given, {"L": 10})) == set()


@pytest.mark.parametrize(
    ("most", "expected"), [("0.0884", set()), ("0.0883", {"too_much_tracking_error"})]
)
def test_the_tracking_error_is_limited(most: str, expected: set[str]) -> None:
    # e'Qe is 0.0078125, of which the root is 0.08838.
    tracking = Tracking(
        members={"Stocks": {Symbol("VTI"): Decimal("0.5"), Symbol("SCHB"): Decimal("0.5")}}
    )

    done = certify(household(max_tracking_error=Decimal(most)), [], [], tracking=tracking)

    assert broken(done) == expected


def test_cash_ends_inside_its_buffer_both_ends_included() -> None:
    # 10,000 of 100,000 in cash; 20 GAIN more are 1,999.60 after half a spread.
    buffer = DriftBand(low=Decimal("0.08"), high=Decimal("0.119996"))
    given = household(cash_buffer=buffer)

    assert broken(check(given, {"GAIN": 20})) == set()
    assert broken(check(given, {"GAIN": 21})) == {"cash_outside_its_buffer"}
    low = replace(given, policy=replace(given.policy, cash_buffer=replace(buffer, low=buffer.high)))
    assert broken(check(low, {"GAIN": 20})) == set()
    assert broken(check(low, {"GAIN": 19})) == {"cash_outside_its_buffer"}


def test_a_buffer_stands_for_the_hard_band_of_cash_alone() -> None:
    buffer = DriftBand(low=Decimal("0.05"), high=Decimal("0.1"))
    given = household(cash_buffer=buffer, band_hard=True)
    narrow = replace(CASH, band=DriftBand(low=Decimal("0.01"), high=Decimal("0.02")))
    target = replace(given.target, asset_classes=(STOCKS, BONDS, narrow), implicit_band=False)
    assert broken(check(replace(given, target=target))) == set()


def test_what_a_withdrawal_will_take_is_there_above_min_cash() -> None:
    given = household(min_cash="500")
    (joint,) = given.household.accounts

    def due(dollars: str) -> Situation:
        flow = CashFlow(due=TODAY, amount=-Decimal(dollars), name="Rent")
        accounts = (replace(joint, cash_flows=(flow,)),)
        return replace(given, household=replace(given.household, accounts=accounts))

    assert broken(check(due("9500"))) == set()
    assert broken(check(due("9500.01"))) == {"withdrawal_not_provided_for"}
    (found,) = check(due("9500.01")).violations
    assert found.text.startswith("joint needs $9,500.01 for Rent on 2026-06-15")


def test_the_buffer_lies_beside_what_is_earmarked() -> None:
    # 4,000 leave: of the 96,000 that stay, 6,000 of cash are 6.25 %.
    given = household(cash_buffer=DriftBand(low=Decimal("0.0625"), high=Decimal("0.0625")))
    assert broken(check(given)) == {"cash_outside_its_buffer"}
    assert broken(check(replace(given, raise_cash=Decimal(4000)))) == set()


def test_a_household_without_value_has_no_buffer() -> None:
    buffer = DriftBand(low=Decimal("0.1"), high=Decimal("0.2"))
    empty = situation(
        account("joint", cash=0), classes=(STOCKS, BONDS, CASH), prices=PRICES,
        policy=Policy(cash_buffer=buffer),
    )  # fmt: skip
    assert broken(check(empty)) == set()
