"""Sales as the lines of Form 8949, as CSV: part I short-term, part II long-term."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from trimtab.domain import Lot, Term
from trimtab.domain.lot import Origin
from trimtab.money import ZERO, cents_text, exact_text, proportion
from trimtab.report.taxes.document import TaxRecord, code_of
from trimtab.tax import SaleLine

_PARTS = {Term.SHORT: "I", Term.LONG: "II"}
# The form's columns by their letters, then what helps to find the sale again.
COLUMNS = (
    "part",
    "(a) description",
    "(b) date acquired",
    "(c) date sold",
    "(d) proceeds",
    "(e) cost or other basis",
    "(f) code",
    "(g) adjustment",
    "(h) gain or loss",
    "year",
    "account",
    "lot_id",
    "sale_id",
)


def form_8949(record: TaxRecord) -> str:
    """Every taxable sale of the record, part I before part II, in order of date.

    A cell is empty where the record does not tell it. Column (b) is the day of purchase, not the
    start of a tacked holding period, and VARIOUS is never used: each lot has its own line, and two
    where a part of a short-term loss counts as long-term, 26 U.S.C. 852(b)(4)(A). For
    inherited shares it says INHERITED, as the form's instructions ask.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    lines = [part for line in record.sales for part in _parts(line)]
    for term in (Term.SHORT, Term.LONG):
        writer.writerows(_row(line, of) for line, of in lines if of is term)
    return out.getvalue()


def _parts(line: SaleLine) -> Iterator[tuple[SaleLine, Term]]:
    """`line` with its term; the part of it that only counts as long-term on its own.

    That part has proceeds and basis in proportion to its loss, and no adjustment.
    """
    realized, proceeds, basis = line.realized, line.realized.proceeds, line.realized.basis
    if not line.long_loss or proceeds is None or basis is None:
        yield line, line.term
        return
    long_basis = proportion(basis, line.long_loss, proceeds - basis)
    long_proceeds = long_basis + line.long_loss
    if line.long_loss != proceeds - basis:
        short = replace(realized, basis=basis - long_basis, proceeds=proceeds - long_proceeds)
        yield replace(line, realized=short), Term.SHORT
    long = replace(realized, basis=long_basis, proceeds=long_proceeds, adjustment=ZERO)
    yield replace(line, realized=long, exempt=ZERO), Term.LONG


def _row(line: SaleLine, term: Term) -> tuple[str, ...]:
    lot = line.lot
    return (
        _PARTS[term],
        f"{exact_text(lot.quantity)} sh. {lot.symbol}",
        _acquired(lot),
        _day(line.sold),
        _amount(line.realized.proceeds),
        _amount(line.realized.basis),
        code_of(line),
        _amount(line.disallowed) if line.disallowed > ZERO else "",
        _amount(line.gain),
        str(line.sold.year),
        line.account_id,
        lot.lot_id,
        line.sale_id,
    )


def _acquired(lot: Lot) -> str:
    return "INHERITED" if lot.origin is Origin.INHERITANCE else _day(lot.acquired)


def _day(when: date | None) -> str:
    """MM/DD/YYYY, as the form asks for dates."""
    return "" if when is None else when.strftime("%m/%d/%Y")


def _amount(dollars: Decimal | None) -> str:
    return "" if dollars is None else cents_text(dollars)
