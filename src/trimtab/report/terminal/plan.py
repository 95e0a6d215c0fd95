"""A plan in the terminal: outcome, state, orders with reasons, refusals, proof, warnings, next.

Pure text, never wider than asked. From 96 columns on the reason stands beside its order, below that
on a line of its own, below 60 every order is a block, and so is every row that does not fit.
Figures are never cut. `plain` keeps to ASCII marks.
"""

from trimtab.report.plan_view.rows import NotDoneRow, OutcomeRow
from trimtab.report.plan_view.view import PlanView
from trimtab.report.terminal.allocation import write_allocation
from trimtab.report.terminal.choices import write_choices, write_proof
from trimtab.report.terminal.orders import write_side
from trimtab.report.terminal.page import (
    Page,
    amount_column,
    columns,
    columns_of,
    left,
    right,
    widest,
)

# A longer list is folded; `trimtab explain ID` has the rest.
_MOST_NOT_DONE = 10
_LEAST_WIDTH = 40
# Columns for a note, or for what is not done, beside its row.
_NOTE_LEAST = 30
_WHAT_MOST = 38


def render_text(
    view: PlanView, *, width: int = 98, plain: bool = False, color: bool = False
) -> str:
    """The plan in at most `width` columns (40 at least), with a line feed at the end.

    plain  only ASCII marks of our own; names given by the user stay as they are
    color  ANSI colour; never the only sign of anything
    """
    page = Page(width=max(width, _LEAST_WIDTH), plain=plain, color=color and not plain)
    page.wrapped(" · ".join((f"trimtab {view.version}", *view.context, view.dated)))
    sent = " · nothing has been sent to a broker" if not page.narrow else " · not sent"
    page.heading(f"PLAN {view.plan_id} · {view.scale}{sent}")
    page.line()
    for sentence in view.verdict:
        page.wrapped(sentence)
    if view.needs_action or not view.verdict:
        _write_lead(page, view)
    _write_outcome(page, view)
    write_allocation(page, view.classes)
    write_side(page, "SELL", view.sell)
    write_side(page, "BUY", view.buy)
    _write_not_done(page, view)
    write_choices(page, view.choices)
    write_proof(page, view.proof)
    _write_warnings(page, view)
    _write_next(page, view)
    return page.text()


def _write_lead(page: Page, view: PlanView) -> None:
    if not view.verdict:
        page.wrapped(view.headline)
    page.line()


def _write_outcome(page: Page, view: PlanView) -> None:
    label = widest(row.label for row in view.outcome)
    figure = widest((text for row in view.outcome for text in (row.now, row.after)), least=8) + 1
    taken = 2 + label + 2 * (1 + figure)
    if view.verdict:
        page.line()
    if taken > page.width:
        _write_outcome_blocks(page, view.outcome)
        return
    page.quiet(columns((" " * (label + 2), right("now ", figure), right("after ", figure))))
    beside = page.wide and page.width - taken - 3 >= _NOTE_LEAST
    for row in view.outcome:
        figures = (amount_column(row.now, figure), amount_column(row.after, figure))
        head = columns(("  " + left(row.label, label), *figures))
        if beside:
            page.wrapped(row.note, first=f"{head}   ", rest=" " * (taken + 3))
        else:
            page.line(head)
            page.wrapped(row.note, first="    ", rest="    ")


def _write_outcome_blocks(page: Page, rows: tuple[OutcomeRow, ...]) -> None:
    for row in rows:
        page.wrapped(row.label, first="  ", rest="    ")
        now = f"now {row.now}, " if row.now else ""
        page.wrapped(f"{now}after {row.after}", first="    ", rest="    ")
        page.wrapped(row.note, first="    ", rest="    ")


def _write_not_done(page: Page, view: PlanView) -> None:
    if not view.not_done:
        return
    shown = view.not_done[:_MOST_NOT_DONE]
    page.heading("NOT DONE, and why")
    fitting = [row.what for row in shown if columns_of(row.what) <= _WHAT_MOST]
    what = widest(fitting)
    for row in shown:
        _write_refusal(page, row, what)
    hidden = len(view.not_done) - len(shown)
    if hidden:
        page.wrapped(
            f"and {hidden} more left alone: trimtab explain {view.plan_id}",
            first="  ",
            rest="  ",
        )


def _write_refusal(page: Page, row: NotDoneRow, what: int) -> None:
    if page.wide and columns_of(row.what) <= what:
        head = "  " + left(row.what, what) + "  "
        page.wrapped(row.why.text, first=head, rest=" " * (what + 4))
        return
    page.wrapped(row.what, first="  ", rest="    ")
    page.wrapped(row.why.text, first="      ", rest="      ")


def _write_warnings(page: Page, view: PlanView) -> None:
    if not view.warnings:
        return
    page.heading("WARNINGS")
    for row in view.needs_action:
        page.warning(row.why.text, first="  ! ACTION  ", rest=" " * 12)
    for row in view.notes:
        page.wrapped(row.why.text, first="  note      ", rest=" " * 12)


def _write_next(page: Page, view: PlanView) -> None:
    page.line()
    commands = "    ".join(view.next_commands)
    if columns_of(commands) + len("Next   ") <= page.width:
        page.line(f"Next   {commands}")
        return
    page.line("Next")
    for command in view.next_commands:
        page.wrapped(command, first="  ", rest="    ")
