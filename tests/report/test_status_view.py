"""The status: values add up, flags agree with figures, and what is unknown is said."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from trimtab.domain import (
    Account,
    AccountId,
    AssetClass,
    DriftBand,
    Household,
    Lot,
    LotId,
    Market,
    Policy,
    Position,
    Quote,
    RankedSecurity,
    Registration,
    Symbol,
    TargetPortfolio,
    Transaction,
    TransactionType,
)
from trimtab.report.status import PlanFile, Standing, StatusView, status_view
from trimtab.report.status_output import status_document, status_text

DAY = date(2026, 6, 15)
VTI, BND, KO = Symbol("VTI"), Symbol("BND"), Symbol("KO")


def lot(name: str, symbol: Symbol, quantity: str, basis: str | None, day: date | None) -> Lot:
    return Lot(
        lot_id=LotId(name),
        symbol=symbol,
        quantity=Decimal(quantity),
        basis=None if basis is None else Decimal(basis),
        acquired=day,
    )


def standing(
    *lots: Lot,
    cash: str = "0",
    target: bool = True,
    transactions: tuple[Transaction, ...] = (),
    plans: tuple[PlanFile, ...] = (),
) -> Standing:
    symbols = dict.fromkeys(one.symbol for one in lots)
    positions = tuple(
        Position(symbol=symbol, lots=tuple(one for one in lots if one.symbol == symbol))
        for symbol in symbols
    )
    joint = Account(
        account_id=AccountId("joint"),
        registration=Registration.TAXABLE,
        name="Joint",
        positions=positions,
        cash=Decimal(cash),
    )
    away = Account(account_id=AccountId("401k"), registration=Registration.HELD_AWAY, tracked=False)
    quotes = {
        VTI: Quote(symbol=VTI, price=Decimal(100), as_of=date(2026, 6, 12)),
        BND: Quote(symbol=BND, price=Decimal(50)),
    }
    return Standing(
        household=Household(name="Rivera", accounts=(joint, away), transactions=transactions),
        target=goal() if target else None,
        market=Market(quotes=quotes),
        policy=Policy(),
        as_of=DAY,
        plans=plans,
    )


def goal() -> TargetPortfolio:
    return TargetPortfolio(
        asset_classes=tuple(
            AssetClass(
                name=name,
                weight=Decimal(weight),
                securities=(RankedSecurity(symbol=symbol, rank=0),),
                band=DriftBand.five_25(Decimal(weight)),
            )
            for name, weight, symbol in (("Stocks", "0.6", VTI), ("Bonds", "0.4", BND))
        )
    )


STOCKS = lot("S1", VTI, "60", "5000.00", date(2020, 1, 2))
BONDS = lot("B1", BND, "80", "4000.00", date(2020, 1, 2))
LOSS = lot("B2", BND, "10", "1000.00", date(2021, 1, 4))


def text(view: StatusView) -> str:
    """The words, without regard to where lines break."""
    return " ".join(status_text(view, width=98).split())


def test_a_household_on_target_proposes_nothing() -> None:
    view = status_view(standing(STOCKS, BONDS))
    assert view.value == Decimal("10000.00")
    assert view.drift == 0
    assert not view.action_proposed
    assert "every class is inside its band" in text(view)


def test_drift_is_half_the_sum_of_absolute_gaps() -> None:
    view = status_view(standing(STOCKS, BONDS, cash="10000.00"))
    assert view.drift == Decimal("0.5")
    assert [line.name for line in view.outside] == ["Stocks", "Bonds", "Cash"]
    assert view.action_proposed


def test_a_loss_that_could_be_taken_is_action() -> None:
    view = status_view(standing(STOCKS, BONDS, LOSS))
    assert [line.lot_id for line in view.losses.free] == ["B2"]
    assert view.action_proposed
    assert "Harvestable: 1 lot with $500 of losses free" in text(view)


def test_a_loss_behind_a_recent_purchase_waits_and_says_until_when() -> None:
    recent = Transaction(
        trade_date=date(2026, 6, 1),
        account_id=AccountId("joint"),
        type=TransactionType.BUY,
        symbol=BND,
        quantity=Decimal(5),
    )
    view = status_view(standing(STOCKS, BONDS, LOSS, transactions=(recent,)))
    assert [line.lot_id for line in view.losses.blocked] == ["B2"]
    assert not view.action_proposed
    assert "clear by 2 Jul 2026" in text(view)


def test_the_nearest_miss_is_named_when_no_loss_is_large_enough() -> None:
    small = lot("B3", BND, "10", "520.00", date(2021, 1, 4))
    assert "Closest: BND 2021-01-04, ($20), 3.8%" in text(status_view(standing(STOCKS, small)))


def test_without_targets_value_and_lots_are_still_told() -> None:
    view = status_view(standing(STOCKS, BONDS, target=False))
    assert view.drift is None
    assert view.classes == ()
    assert "No targets yet" in text(view)
    assert status_document(view)["drift"] is None


def test_what_has_no_price_is_left_out_by_name() -> None:
    view = status_view(standing(STOCKS, lot("K1", KO, "5", "100.00", None)))
    assert view.data.without_price == (KO,)
    assert view.value == Decimal("6000.00")
    assert "No price for KO" in text(view)
    assert "1 lot without cost or date" in text(view)


def test_an_account_that_is_not_tracked_is_listed_as_not_seen() -> None:
    assert "not seen" in text(status_view(standing(STOCKS)))


def test_the_age_of_the_prices_is_told() -> None:
    assert "Prices of 12 Jun 2026, 3 days old." in text(status_view(standing(STOCKS)))


def test_the_newest_plan_is_named() -> None:
    plans = (PlanFile(plan_id="AAAA", as_of=DAY), PlanFile(plan_id="BBBB", as_of=date(2026, 1, 2)))
    assert "newest AAAA of 15 Jun 2026" in text(status_view(standing(STOCKS, plans=plans)))


@given(st.integers(0, 200), st.integers(0, 400), st.integers(0, 10**6))
def test_classes_add_up_and_the_flag_agrees_with_the_printed_weight(
    stocks: int, bonds: int, cents: int
) -> None:
    lots = [lot("S1", VTI, str(stocks), "1.00", DAY)] if stocks else []
    lots += [lot("B1", BND, str(bonds), "1.00", DAY)] if bonds else []
    view = status_view(standing(*lots, cash=str(Decimal(cents) / 100)))
    assert sum(line.value for line in view.classes) == view.value
    for line, shown in zip(
        view.classes,
        status_text(view, width=98).split("ALLOCATION")[1].splitlines()[1:],
        strict=False,
    ):
        printed = Decimal(shown.split()[3]) / 100
        assert line.band is not None
        assert (printed in line.band) is not line.outside
