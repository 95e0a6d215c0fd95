"""Whether a statement agrees with itself: lots with positions, values with prices, dates with days.

Knows nothing of formats but how each of them is made to show its lots.
"""

from collections.abc import Iterator

from trimtab.brokers.alpaca import FORMAT as ALPACA
from trimtab.brokers.etrade import portfolio_csv
from trimtab.brokers.files.cells import half_unit
from trimtab.brokers.files.unreadable import DOCS
from trimtab.brokers.ibkr import activity_csv, flex_csv, flex_statement, flex_xml
from trimtab.brokers.schwab import lots_csv
from trimtab.domain import Statement, StatementPosition, Symbol
from trimtab.errors import Problem
from trimtab.money import CENT, ZERO, dollars_text, exact_text

_HOW_TO_SHOW_LOTS = {
    portfolio_csv.FORMAT: portfolio_csv.HOW_TO_SHOW_LOTS,
    flex_xml.FORMAT: flex_statement.HOW_TO_SHOW_LOTS,
    flex_csv.FORMAT: flex_statement.HOW_TO_SHOW_LOTS,
    activity_csv.FORMAT: activity_csv.HOW_TO_SHOW_LOTS,
    lots_csv.FORMAT: lots_csv.HOW_TO_SHOW_LOTS,
    ALPACA: "Correct its lots in the lots file until they add up to it, and sync again",
}


def reconcile(statement: Statement, *, file: str | None = None) -> tuple[Problem, ...]:
    """Everything in `statement` that does not add up, in the order of the file; empty: all does.

    `file` is named in the problems. A statement without positions has nothing to check lots against
    and gives no problem for it; neither does one whose format has no lots.
    """
    problems = [
        *_lots_against_positions(statement, file),
        *_values_against_prices(statement, file),
        *_dates_against_day(statement, file),
    ]
    return tuple(sorted(problems, key=lambda problem: problem.line or 0))


def _lots_against_positions(statement: Statement, file: str | None) -> Iterator[Problem]:
    if not statement.positions or not statement.lots_given:
        return
    in_lots = {lot.symbol: ZERO for lot in statement.lots}
    for lot in statement.lots:
        in_lots[lot.symbol] += lot.quantity
    held: dict[Symbol, list[StatementPosition]] = {}
    for position in statement.positions:
        held.setdefault(position.symbol, []).append(position)
    fix = _HOW_TO_SHOW_LOTS.get(statement.format, "Export the file again with all tax lots")
    for symbol, positions in held.items():
        shares = sum((position.quantity for position in positions), ZERO)
        lots = in_lots.pop(symbol, None)
        if lots == shares:
            continue
        said = "no lots" if lots is None else f"lots of {exact_text(lots)} shares"
        yield Problem(
            what=f"{symbol}: {said} for a position of {exact_text(shares)} shares",
            file=file,
            line=positions[0].line,
            why="Which shares were bought when, and for how much, is not fully known",
            fix=fix,
            docs=DOCS,
        )
    for lot in statement.lots:
        if in_lots.pop(lot.symbol, None) is not None:
            what = f"{lot.symbol}: lots without a position"
            why = "The position may be missing from the file"
            yield Problem(what=what, file=file, line=lot.line, why=why, fix=fix, docs=DOCS)


def _values_against_prices(statement: Statement, file: str | None) -> Iterator[Problem]:
    """Quantity times price must give the value within what the price was rounded by."""
    for position in statement.positions:
        if position.price is None or position.value is None:
            continue
        product = position.quantity * position.price
        if abs(product - position.value) <= position.quantity * half_unit(position.price) + CENT:
            continue
        yield Problem(
            what=(
                f"{position.symbol}: {exact_text(position.quantity)} shares at "
                f"{exact_text(position.price)} are {dollars_text(product)}, "
                f"the file says {dollars_text(position.value)}"
            ),
            file=file,
            line=position.line,
            why="A column may have been read for another",
            fix="Compare the row with the broker's page before going on",
            docs=DOCS,
        )


def _dates_against_day(statement: Statement, file: str | None) -> Iterator[Problem]:
    for lot in statement.lots:
        if statement.as_of and lot.acquired and lot.acquired > statement.as_of:
            yield Problem(
                what=f"a lot of {lot.symbol} was acquired on {lot.acquired}",
                file=file,
                line=lot.line,
                why=f"The file is of {statement.as_of}",
                fix="Check the date at the broker",
                docs=DOCS,
            )
