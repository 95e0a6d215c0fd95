"""An import as text and JSON."""

from decimal import Decimal
from textwrap import fill
from typing import Any

from trimtab.domain import Lot
from trimtab.errors import Problem
from trimtab.money import ZERO, cents_text, exact_text
from trimtab.report.imported import AccountImport, ImportView, LotChanges
from trimtab.report.numbers import count, day, money, price, shares
from trimtab.report.terminal.listing import plain_text

SCHEMA = "trimtab.import/1"

# More differences than this are counted, not listed.
_MOST_LISTED = 12
_DECLARATION = 2


def import_text(view: ImportView, *, width: int, plain: bool = False) -> str:
    """What was read, what adds up, what differs, and what was written."""
    lines: list[str] = []
    for account in view.accounts:
        lines += [*_account_lines(account, width), ""]
    closing = (*view.notes, _prices(view), *_undated(view), _ending(view))
    lines += [_filled(line, width) for line in closing]
    text = "\n".join(lines) + "\n"
    return plain_text(text) if plain else text


def import_document(view: ImportView) -> dict[str, Any]:
    """The import as a JSON document."""
    return {
        "schema": SCHEMA,
        "file": view.file,
        "dry_run": view.dry_run,
        "written": view.written,
        "files": list(view.files),
        "prices": {
            "added": view.prices.added,
            "renewed": view.prices.renewed,
            "kept": view.prices.kept,
            "undated": [
                {
                    "symbol": old.symbol,
                    "before": exact_text(old.price),
                    "after": exact_text(new.price),
                }
                for old, new in view.prices.undated
            ],
        },
        "accounts": [_account_document(account) for account in view.accounts],
    }


def _account_lines(account: AccountImport, width: int) -> list[str]:
    named = f', account "{account.hint}"' if account.hint else ""
    dated = f", {day(account.as_of)}" if account.as_of else ""
    head = f"Looks like: {account.format}{named}{dated}. {_rows(account)}"
    lines = [fill(head, width), *_row_problems(account, width)]
    lines.append(fill(_reconciled(account), width))
    lines += [_filled(f"Older than what it replaces: {one}", width) for one in account.outdated]
    into = "new account" if account.created else "account"
    lines.append(
        _filled(f"Into {into} {account.account_id}: {_difference(account.changes)}", width)
    )
    lines += [_filled(line, width) for line in _listed(account.changes)]
    if account.cash is not None and account.cash[0] != account.cash[1]:
        before, after = account.cash
        lines.append(f"  cash {money(before, cents=True)} becomes {money(after, cents=True)}")
    if account.new_rows or account.known_rows:
        known = f", {account.known_rows} already there" if account.known_rows else ""
        lines.append(f"  {count(account.new_rows, 'new transaction')}{known}")
    return [*lines, *(fill(note, width, subsequent_indent="  ") for note in account.notes)]


def _rows(account: AccountImport) -> str:
    bad = _rows_with_problems(account)
    read = f"{count(account.rows_read, 'row')} read"
    return f"{read}, {bad} {'needs' if bad == 1 else 'need'} you." if bad else f"{read}."


def _rows_with_problems(account: AccountImport) -> int:
    """How many rows need the user; those of one line are one row.

    XML and JSON may stand on one line, at most below a declaration: there each problem is a row's.
    """
    lines = [problem.line or 0 for problem in account.unreadable]
    if lines and max(lines) <= _DECLARATION:
        return len(lines)
    return len(set(lines))


def _row_problems(account: AccountImport, width: int) -> list[str]:
    return [
        fill(
            f"  {_line(problem)}{problem.what}. {problem.why}",
            width,
            subsequent_indent="          ",
        )
        for problem in (*account.unreadable, *account.disagreements)
    ]


def _line(problem: Problem) -> str:
    return f"line {problem.line}  " if problem.line else ""


def _reconciled(account: AccountImport) -> str:
    figures = account.figures
    if account.disagreements:
        return f"Does not reconcile: {count(len(account.disagreements), 'difference')}, see above."
    if not account.lots:
        return "No lots in the file."
    text = f"Reconciles: {count(account.symbols, 'symbol')}, lots add up to positions."
    if figures.stated is not None:
        text += (
            f" Market value {money(figures.computed, cents=True)}, "
            f"broker says {money(figures.stated, cents=True)}."
        )
    return text


def _difference(changes: LotChanges) -> str:
    if not changes.any:
        return f"{count(changes.same, 'lot')}, no difference."
    return (
        f"{len(changes.added)} added, {len(changes.removed)} removed, "
        f"{len(changes.changed)} changed, {changes.same} the same."
    )


def _listed(changes: LotChanges) -> list[str]:
    lines = [f"  + {_lot(lot)}" for lot in changes.added]
    lines += [f"  - {_lot(lot)}" for lot in changes.removed]
    lines += [f"  ~ {_lot(new)}  (was {_was(old, new)})" for old, new in changes.changed]
    if len(lines) > _MOST_LISTED:
        return [*lines[:_MOST_LISTED], f"  and {len(lines) - _MOST_LISTED} more"]
    return lines


def _lot(lot: Lot) -> str:
    day_text = lot.acquired.isoformat() if lot.acquired else "no date"
    basis = "no basis" if lot.basis is None else money(lot.basis, cents=True)
    return f"{lot.symbol} {day_text}, {shares(lot.quantity)} sh, {basis}  [{lot.lot_id}]"


def _was(old: Lot, new: Lot) -> str:
    parts = []
    if old.quantity != new.quantity:
        parts.append(f"{shares(old.quantity)} sh")
    if old.basis != new.basis:
        parts.append("no basis" if old.basis is None else money(old.basis, cents=True))
    if old.acquired != new.acquired:
        parts.append(old.acquired.isoformat() if old.acquired else "no date")
    return ", ".join(parts) or "other wash-sale details"


def _prices(view: ImportView) -> str:
    prices = view.prices
    kept = f", {prices.kept} kept because yours are as new" if prices.kept else ""
    return f"Prices: {prices.added} added, {prices.renewed} renewed{kept}."


def _undated(view: ImportView) -> list[str]:
    """What an undated price was and is: nothing shows which of the two is the newer one."""
    return [
        f"  {old.symbol} was {price(old.price)} without a date, is {price(new.price)}"
        + (f" of {day(new.as_of)}" if new.as_of else "")
        for old, new in view.prices.undated
    ]


def _filled(line: str, width: int) -> str:
    """`line` in `width` columns; what it continues on is indented."""
    return fill(line, width, subsequent_indent="    ", break_on_hyphens=False)


def _ending(view: ImportView) -> str:
    if view.written:
        return f"Written: {', '.join(view.files)}. Take it back with: trimtab import --undo"
    if not view.files and not view.read_anything:
        return "Nothing written: nothing in the file could be read."
    if not view.files:
        return "Nothing written: the workspace has all of it already."
    if view.dry_run:
        return f"Nothing written (--dry-run). Would write: {', '.join(view.files)}."
    return "Nothing written. Solve what is said above, or take the rest with --accept-problems."


def _account_document(account: AccountImport) -> dict[str, Any]:
    changes = account.changes
    return {
        "account": account.account_id,
        "format": account.format,
        "hint": account.hint,
        "as_of": account.as_of.isoformat() if account.as_of else None,
        "created": account.created,
        "rows_read": account.rows_read,
        "lots": account.lots,
        "symbols": account.symbols,
        "value": cents_text(account.figures.computed),
        "value_stated": _cents(account.figures.stated),
        "added": [_lot_document(lot) for lot in changes.added],
        "removed": [_lot_document(lot) for lot in changes.removed],
        "changed": [
            {"before": _lot_document(old), "after": _lot_document(new)}
            for old, new in changes.changed
        ],
        "same": changes.same,
        "cash_before": _cents(account.cash[0]) if account.cash else None,
        "cash_after": _cents(account.cash[1]) if account.cash else None,
        "transactions_new": account.new_rows,
        "transactions_known": account.known_rows,
        "problems": [
            {"line": problem.line, "what": problem.what, "why": problem.why, "fix": problem.fix}
            for problem in account.problems
        ],
        "notes": list(account.notes),
    }


def _lot_document(lot: Lot) -> dict[str, str | None]:
    return {
        "lot_id": lot.lot_id,
        "symbol": lot.symbol,
        "quantity": exact_text(lot.quantity),
        "acquired": lot.acquired.isoformat() if lot.acquired else None,
        "basis": _cents(lot.basis),
        "wash_adjustment": cents_text(lot.wash_adjustment or ZERO),
    }


def _cents(amount: Decimal | None) -> str | None:
    return None if amount is None else cents_text(amount)
