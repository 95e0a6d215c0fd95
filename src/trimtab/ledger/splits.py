"""Splits, stock dividends and new names: more or other shares, the same investment (C1, C9).

Total basis, acquisition date, holding period and wash state stay with each lot; only the number of
shares, or the name, changes: Pub. 550, "Stocks and Bonds"; Reg. 1.358-2(a)(2)(i).
"""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from trimtab.domain import Lot, Origin, Symbol
from trimtab.domain.corporate_action import Split, StockDividend, SymbolChange
from trimtab.ledger.holdings import Change, Holdings
from trimtab.ledger.inconsistent import Inconsistent
from trimtab.ledger.new_shares import Outcome, cashed, entitled, multiplied, total
from trimtab.ledger.selection import in_order
from trimtab.money import ONE, ZERO, exact_text, to_cents

_LARGEST_TERM = 1000


def split(event: Split, holdings: Holdings) -> Change:
    """Each lot's shares times the ratio, total basis unchanged (C1); cash for a fraction (C2)."""
    held, later = entitled(event, holdings)
    outcome = Outcome(stated=event.stated_quantity, cash_in_lieu=event.cash_in_lieu)
    new = multiplied(held, event.ratio, outcome, f"a {spoken_ratio(event.ratio)} split")
    kept, gains = cashed(new, outcome, holdings.account_id, event)
    return Change(
        lots={event.symbol: in_order((*kept, *later))},
        gains=gains,
        cash=event.cash_in_lieu or ZERO,
    )


def stock_dividend(event: StockDividend, holdings: Holdings) -> Change:
    """Untaxed: like a split, 26 U.S.C. 305(a), 307. Taxed: a new lot at fair value, 301(d)."""
    held, later = entitled(event, holdings)
    ratio = _ratio_paid(event, held)
    if event.fair_value is not None:
        return _taxed_stock_dividend(event, holdings, ratio * total(held))
    stated = None if event.quantity is None else total(held) + event.quantity
    outcome = Outcome(stated=stated, cash_in_lieu=event.cash_in_lieu)
    what = f"a stock dividend of {exact_text(ratio)} a share on top"
    new = multiplied(held, ONE + ratio, outcome, what)
    kept, gains = cashed(new, outcome, holdings.account_id, event)
    return Change(
        lots={event.symbol: in_order((*kept, *later))},
        gains=gains,
        cash=event.cash_in_lieu or ZERO,
    )


def symbol_change(event: SymbolChange, holdings: Holdings) -> Change:
    """The same lots under another name (C9)."""
    held, later = entitled(event, holdings)
    new = event.new_symbol
    return Change(lots={event.symbol: later, new: in_order((*holdings.of(new), *named(held, new)))})


def named(lots: tuple[Lot, ...], symbol: Symbol) -> tuple[Lot, ...]:
    """`lots` as shares of `symbol`."""
    return tuple(replace(lot, symbol=symbol) for lot in lots)


def spoken_ratio(ratio: Decimal) -> str:
    """`ratio` as people say it: 4-for-1, 1-for-10, 3-for-2."""
    spoken = Fraction(ratio).limit_denominator(_LARGEST_TERM)
    return f"{spoken.numerator}-for-{spoken.denominator}"


def _ratio_paid(event: StockDividend, held: tuple[Lot, ...]) -> Decimal:
    if event.ratio is not None:
        return event.ratio
    if event.quantity is not None:
        return event.quantity / total(held)
    raise Inconsistent(
        f"the stock dividend of {event.symbol} on {event.on} has neither ratio nor quantity",
        "one of the two says how many shares were paid",
        "fill in ratio or quantity",
    )


def _taxed_stock_dividend(event: StockDividend, holdings: Holdings, computed: Decimal) -> Change:
    """Income and basis are the fair value; the new lot counts as acquired (W6, H3)."""
    quantity = event.quantity if event.quantity is not None else computed
    income = to_cents(quantity * (event.fair_value or ZERO))
    lot = Lot(
        lot_id=event.lot_id,
        symbol=event.symbol,
        quantity=quantity,
        basis=income,
        acquired=event.on,
        origin=Origin.STOCK_DIVIDEND,
    )
    return Change(lots={event.symbol: in_order((*holdings.of(event.symbol), lot))}, income=income)
