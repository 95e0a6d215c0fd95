"""What a set of trades does to the year."""

from decimal import Decimal

from tests.planners.build import account, asset_class, lot, made, situation
from trimtab.domain import LotSale, Symbol, Term
from trimtab.planners.outcome import Realized, realized_by
from trimtab.planners.trades import Sell


def sale(name: str, gain: int | None, term: Term | None, disallowed: int = 0) -> LotSale:
    return LotSale(
        lot=lot(name, "AAA", 1, None),
        quantity=Decimal(1),
        proceeds=Decimal(100),
        basis=None if gain is None else Decimal(100 - gain),
        gain=None if gain is None else Decimal(gain),
        term=term,
        disallowed=Decimal(disallowed),
    )


def test_gains_add_up_by_term_and_what_is_not_known_counts_nothing() -> None:
    lots = (
        sale("L1", 7, Term.SHORT),
        sale("L2", -50, Term.LONG, disallowed=20),
        sale("L3", None, Term.LONG),
        sale("L4", 9, None),
    )
    sell = Sell(
        account=account("joint"),
        symbol=Symbol("AAA"),
        quantity=Decimal(4),
        value=Decimal(400),
        lots=lots,
    )
    assert realized_by([sell]) == Realized(short=Decimal(7), long=Decimal(-30))


def test_the_year_is_netted_with_what_was_realised_and_the_columns_foot() -> None:
    given = situation(
        account("joint", lot("L1", "OLD", 10, 6000)),
        classes=[asset_class("Stocks", 100, ["AAA"])],
        prices={"AAA": 100, "OLD": 100},
    )
    estimate = made(given).estimate
    # A loss of 5,000: 3,000 of it save 24 percent now, 2,000 are carried on.
    assert estimate.tax_before == 0
    assert estimate.tax_after == -720
    assert estimate.carryover_long == 2000
    # By the lot it would save 15 percent of 5,000; netting makes up the difference.
    assert estimate.netting == 30
