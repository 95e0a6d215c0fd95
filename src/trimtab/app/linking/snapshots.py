"""What a broker says of an account, as a statement: what an import takes."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

from trimtab.domain import Quote, Statement, StatementLot, StatementPosition
from trimtab.domain.brokerage import BrokerPosition, LiveQuote, Snapshot
from trimtab.money import ZERO, to_cents

# Brokers' days are New York's.
_EASTERN = ZoneInfo("America/New_York")


def statement_of(snapshot: Snapshot, activity: Statement) -> Statement:
    """Positions, lots and cash of the snapshot, and the transactions of `activity`.

    Lots keep the broker's own names: orders name them. One whose date or basis the broker does not
    know keeps what the workspace knows of it, and is otherwise never sold.
    """
    positions = snapshot.positions
    return replace(
        activity,
        as_of=snapshot.as_of.astimezone(_EASTERN).date(),
        rows_read=activity.rows_read + sum(1 + len(one.lots or ()) for one in positions),
        positions=tuple(map(_position, positions)),
        lots=tuple(lot for one in positions for lot in _lots(one)),
        lots_given=True,
        whole=True,
        cash=snapshot.cash,
        notes=(
            *activity.notes,
            *(f"{one} is left out: trimtab trades in shares alone." for one in snapshot.skipped),
            *(
                f"{symbol}: the broker lists no lots, and they cannot be rebuilt: {why}."
                for symbol, why in snapshot.unclear.items()
            ),
        ),
    )


def day_quotes(quotes: Iterable[LiveQuote]) -> Iterator[Quote]:
    """Live quotes as the workspace keeps prices: with the day in New York.

    Nothing of a security without a price; neither bid nor ask where the two are crossed.
    """
    for one in quotes:
        crossed = one.bid is not None and one.ask is not None and one.bid > one.ask
        if one.last > ZERO:
            yield Quote(
                symbol=one.symbol,
                price=one.last,
                bid=None if crossed else one.bid,
                ask=None if crossed else one.ask,
                as_of=one.at.astimezone(_EASTERN).date(),
            )


def _position(one: BrokerPosition) -> StatementPosition:
    value = None if one.price is None else to_cents(one.quantity * one.price)
    return StatementPosition(symbol=one.symbol, quantity=one.quantity, price=one.price, value=value)


def _lots(one: BrokerPosition) -> Iterator[StatementLot]:
    for lot in one.lots or ():
        yield StatementLot(
            symbol=lot.symbol,
            quantity=lot.quantity,
            acquired=lot.acquired,
            basis=lot.basis,
            lot_id=str(lot.lot_id),
            holding_period_start=lot.holding_period_start,
            wash_adjustment=lot.wash_adjustment,
        )
