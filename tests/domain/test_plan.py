"""What a plan refuses to hold, and how it sorts its intents."""

from datetime import date
from decimal import Decimal

import pytest

from trimtab.domain import (
    AccountId,
    Estimate,
    Lot,
    LotId,
    LotSale,
    Plan,
    PlannerName,
    Proof,
    ProofStatus,
    Reason,
    Side,
    Symbol,
    Term,
    TradeIntent,
)
from trimtab.errors import InvalidValue

VTI = Symbol("VTI")
WHY = (Reason(code="SELL.HARVEST"),)


def sale(quantity: str = "10", *, lot_id: str = "L1") -> LotSale:
    lot = Lot(
        lot_id=LotId(lot_id),
        symbol=VTI,
        quantity=Decimal(10),
        basis=Decimal("1000.00"),
        acquired=date(2025, 3, 1),
    )
    return LotSale(
        lot=lot,
        quantity=Decimal(quantity),
        proceeds=Decimal("900.00"),
        basis=Decimal("1000.00"),
        gain=Decimal("-100.00"),
        term=Term.LONG,
    )


def intent(
    side: Side,
    quantity: str = "10",
    *,
    lots: tuple[LotSale, ...] = (),
    reasons: tuple[Reason, ...] = WHY,
) -> TradeIntent:
    return TradeIntent(
        account_id=AccountId("joint"),
        side=side,
        symbol=VTI,
        quantity=Decimal(quantity),
        price=Decimal(90),
        value=Decimal("900.00"),
        lots=lots,
        reasons=reasons,
    )


def plan(*intents: TradeIntent) -> Plan:
    nothing = Decimal(0)
    estimate = Estimate(
        value=nothing,
        drift_before=nothing,
        drift_after=nothing,
        cash_before=nothing,
        cash_after=nothing,
        realized_short=nothing,
        realized_long=nothing,
        turnover=nothing,
    )
    return Plan(
        as_of=date(2026, 6, 15),
        planner=PlannerName.RANKED_TLH,
        intents=intents,
        asset_classes=(),
        estimate=estimate,
        proof=Proof(status=ProofStatus.RULE),
    )


def test_a_whole_lot_can_be_sold() -> None:
    assert sale("10").quantity == Decimal(10)


def test_a_lot_cannot_give_more_shares_than_it_has() -> None:
    with pytest.raises(InvalidValue, match="lot L1 has 10 shares, cannot sell 11"):
        sale("11")


def test_a_sale_takes_some_shares_of_its_lot() -> None:
    with pytest.raises(InvalidValue, match="quantity sold of lot L1 must be above zero, got 0"):
        sale("0")


@pytest.mark.parametrize("side", list(Side))
def test_an_intent_trades_shares(side: Side) -> None:
    with pytest.raises(InvalidValue, match=f"quantity of the {side.value} of VTI must be above"):
        intent(side, "0")


def test_an_intent_without_a_reason_is_refused() -> None:
    with pytest.raises(InvalidValue, match="the buy of VTI has no reason"):
        intent(Side.BUY, reasons=())


@pytest.mark.parametrize("lots", [(), (sale("4"),), (sale("10"), sale("1", lot_id="L2"))])
def test_a_sale_whose_lots_do_not_add_up_is_refused(lots: tuple[LotSale, ...]) -> None:
    with pytest.raises(InvalidValue, match=r"the lots sold of VTI add to \d+, not 10"):
        intent(Side.SELL, lots=lots)


def test_a_purchase_cannot_name_lots() -> None:
    with pytest.raises(InvalidValue, match="the purchase of VTI cannot name lots"):
        intent(Side.BUY, lots=(sale(),))


def test_a_plan_gives_its_sales_and_its_purchases_in_order() -> None:
    first = intent(Side.SELL, lots=(sale(),))
    second = intent(Side.SELL, lots=(sale(lot_id="L2"),))
    third = intent(Side.BUY)
    mixed = plan(first, third, second)
    assert mixed.sells() == (first, second)
    assert mixed.buys() == (third,)
