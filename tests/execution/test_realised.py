"""What a run came to beside its plan: figures by hand."""

from dataclasses import replace
from decimal import Decimal

from tests.execution.desk_of import LEGS, MORNING, SHA, sendable
from trimtab.domain import OrderStatus
from trimtab.execution.book import LegState, Run
from trimtab.execution.realised import realised
from trimtab.execution.sendable import ClassAim
from trimtab.report.realised import realised_words

# By hand: stocks 40 AAA at 100 and 50 CCC at 20; bonds 40 BBB at 50; 600 in cash; 7,600 in all.
CLASSES = (
    ClassAim(name="Stocks", target=Decimal("0.5"), value=Decimal(5000)),
    ClassAim(name="Bonds", target=Decimal("0.5"), value=Decimal(2000)),
    ClassAim(name="Cash", target=Decimal(0), value=Decimal(600), is_cash=True),
)
PLAN = replace(
    sendable(*(replace(LEGS[0], gain=Decimal(-300)), *LEGS[1:])),
    classes=CLASSES,
    planned_drift=Decimal("0.1"),
)


def run_with(**filled: tuple[str, str]) -> Run:
    legs = {
        int(number.removeprefix("leg")): LegState(
            status=OrderStatus.FILLED,
            filled=Decimal(shares),
            average_price=Decimal(price),
            commission=Decimal(1),
        )
        for number, (shares, price) in filled.items()
    }
    return Run(
        run="7K3F-1", plan="7K3F", sha256=SHA, broker="b", live=True, started_at=MORNING, legs=legs
    )


def test_a_sale_realises_what_its_price_and_commission_make_of_the_planned_gain() -> None:
    found = realised(PLAN, run_with(leg1=("20", "99.50")))
    # 20 shares at half a dollar less, and a dollar of commission: 11 less than -300.
    assert found.gain == -311
    assert found.planned_gain == -300
    assert found.worse == 11


def test_a_part_of_a_sale_realises_its_part_of_the_gain() -> None:
    found = realised(PLAN, run_with(leg1=("5", "100")))
    assert found.gain == -76
    assert found.worse == 1


def test_a_part_of_a_sale_realises_the_gain_of_the_lots_that_go_first() -> None:
    first = replace(LEGS[0], gain=Decimal(-300), lot_gains=(Decimal(-400), Decimal(100)))
    plan = replace(PLAN, legs=(first, *LEGS[1:]))
    # 15 shares of the first lot, then 5 of the second; a dollar of commission.
    gains = [realised(plan, run_with(leg1=(filled, "100"))).gain for filled in ("3", "15", "18")]
    assert gains == [-81, -401, -341]
    assert realised(plan, run_with(leg1=("20", "100"))).gain == -301


def test_a_purchase_below_the_price_of_the_plan_is_better() -> None:
    found = realised(PLAN, run_with(leg5=("90", "9.90")))
    assert found.gain == 0
    assert found.worse == -8


def test_what_was_not_traded_counts_at_the_prices_of_the_plan() -> None:
    whole = sum((leg.value for leg in LEGS), Decimal(0))
    assert realised(PLAN, run_with()).left == whole
    assert realised(PLAN, run_with(leg1=("15", "100"))).left == whole - 1500


def test_drift_after_the_fills_is_half_the_sum_of_the_gaps() -> None:
    # 2,000 of stocks become cash, less 10 + 1: stocks 3,000, bonds 2,000, cash 2,589 of 7,589.
    found = realised(PLAN, run_with(leg1=("20", "99.50")))
    assert found.drift is not None
    gaps = abs(3000 / 7589 - 0.5) + abs(2000 / 7589 - 0.5) + 2589 / 7589
    assert abs(float(found.drift) - gaps / 2) < 1e-12
    assert found.planned_drift == Decimal("0.1")


def test_the_classes_that_are_off_the_plan_are_named_with_how_far() -> None:
    # By the plan 2,500 of stocks are sold and 1,900 bought, 500 of bonds are sold and 1,450 bought.
    # Order 1 fails: 2,000 of stocks stay, and so much less comes into cash.
    filled = {f"leg{leg.number}": (str(leg.quantity), str(leg.price)) for leg in LEGS[1:]}
    found = realised(PLAN, run_with(**filled))
    total = 7600 - 5  # commissions
    by_hand = {
        "Stocks": (5000 - 500 + 1900) / total - (5000 - 2500 + 1900) / 7600,
        "Bonds": (2000 - 500 + 1450) / total - (2000 - 500 + 1450) / 7600,
    }
    got = {one.name: float(one.weight) for one in found.off}
    for name, weight in by_hand.items():
        assert abs(got[name] - weight) < 1e-12
    assert [one.name for one in found.off] == ["Cash", "Stocks", "Bonds"]
    assert abs(sum(got.values())) < 1e-12
    words = list(realised_words(found))
    assert words[-1] == "Cash 26.4 pp below and Stocks 26.4 pp above the plan"


def test_a_plan_that_was_filled_as_planned_is_off_nowhere() -> None:
    states = {
        leg.number: LegState(
            status=OrderStatus.FILLED, filled=leg.quantity, average_price=leg.price
        )
        for leg in LEGS
    }
    assert realised(PLAN, replace(run_with(), legs=states)).off == ()


def test_a_plan_without_classes_has_no_drift() -> None:
    assert realised(replace(PLAN, classes=()), run_with()).drift is None
