"""The list of lots as text, CSV and JSON."""

import csv
import io
from datetime import date
from decimal import Decimal
from textwrap import fill
from typing import Any

from trimtab.domain import Term
from trimtab.money import ZERO, cents_text, exact_text
from trimtab.report.lots import LotLine, LotsView
from trimtab.report.numbers import count, day, figures, money, shares
from trimtab.report.terminal.listing import Column, plain_text, table

SCHEMA = "trimtab.lots/1"

_COLUMNS = (
    Column(title="ACCOUNT"),
    Column(title="symbol"),
    Column(title="acquired"),
    Column(title="shares", right=True, optional=3),
    Column(title="basis $", right=True, optional=5),
    Column(title="value $", right=True, optional=4),
    Column(title="gain $", right=True),
    Column(title="term", optional=1),
    Column(title="long from", optional=6),
    Column(title="wash sale", optional=2),
    Column(title="lot", optional=7),
)
_FIELDS = (
    "account",
    "symbol",
    "lot_id",
    "acquired",
    "quantity",
    "basis",
    "price",
    "value",
    "gain",
    "term",
    "long_term_on",
    "days_to_long_term",
    "wash_clear_on",
    "wash_state",
    "wash_adjustment",
)


def lots_text(view: LotsView, *, width: int, plain: bool = False, color: bool = False) -> str:
    """The list for a terminal; narrow ones lose the columns that matter least."""
    if not view.lots:
        return "No lots.\n"
    lines = table(_COLUMNS, [_cells(line) for line in view.lots], width=width, color=color)
    lines += ["", fill(_totals(view), width)]
    text = "\n".join(lines) + "\n"
    return plain_text(text) if plain else text


def lots_csv(view: LotsView) -> str:
    """The list as CSV, exact, with a header; empty where not known."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=_FIELDS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_row(line) for line in view.lots)
    return out.getvalue()


def lots_document(view: LotsView) -> dict[str, Any]:
    """The list as a JSON document: money and shares are text, null where not known."""
    return {
        "schema": SCHEMA,
        "as_of": view.as_of.isoformat(),
        "value": cents_text(view.value),
        "gain": cents_text(view.gain),
        "lots": [_row(line) for line in view.lots],
    }


def _cells(line: LotLine) -> list[str]:
    return [
        line.account,
        line.symbol,
        line.acquired.isoformat() if line.acquired else "n/a",
        shares(line.quantity),
        _figure(line.basis) + (" W" if line.wash_adjustment else ""),
        _figure(line.value),
        _figure(line.gain),
        _term(line),
        line.long_term_on.isoformat() if _turns_long(line) and line.long_term_on else "",
        f"clear {day(line.wash_clear_on)}" if line.wash_clear_on else "",
        line.lot_id,
    ]


def _figure(amount: Decimal | None) -> str:
    return "n/a" if amount is None else figures(amount)


def _term(line: LotLine) -> str:
    if not line.taxable:
        return "no tax"
    if line.term is None:
        return "n/a"
    return "long" if line.term is Term.LONG else f"short, {line.days_to_long} d"


def _turns_long(line: LotLine) -> bool:
    return line.taxable and line.term is Term.SHORT


def _totals(view: LotsView) -> str:
    losses = [line.gain for line in view.lots if line.is_loss and line.gain is not None]
    unknown = sum(1 for line in view.lots if line.gain is None)
    text = f"{count(len(view.lots), 'lot')}, {money(view.value)}, gain/(loss) {money(view.gain)}"
    if losses and len(losses) < len(view.lots):
        text += f"; {count(len(losses), 'lot')} at a loss, {money(sum(losses, ZERO))}"
    if unknown:
        text += f"; {count(unknown, 'lot')} left out of the gain: no cost or no price"
    if any(line.wash_adjustment for line in view.lots):
        text += "; W: the basis holds a disallowed loss"
    return text + "."


def _row(line: LotLine) -> dict[str, str | int | None]:
    return {
        "account": line.account_id,
        "symbol": line.symbol,
        "lot_id": line.lot_id,
        "acquired": _iso(line.acquired),
        "quantity": exact_text(line.quantity),
        "basis": _cents(line.basis),
        "price": None if line.price is None else exact_text(line.price),
        "value": _cents(line.value),
        "gain": _cents(line.gain),
        "term": None if line.term is None else line.term.value,
        "long_term_on": _iso(line.long_term_on),
        "days_to_long_term": line.days_to_long,
        "wash_clear_on": _iso(line.wash_clear_on),
        "wash_state": line.wash_state,
        "wash_adjustment": cents_text(line.wash_adjustment),
    }


def _iso(when: date | None) -> str | None:
    return None if when is None else when.isoformat()


def _cents(amount: Decimal | None) -> str | None:
    return None if amount is None else cents_text(amount)
