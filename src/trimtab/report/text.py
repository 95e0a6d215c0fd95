"""A plan in the terminal: outcome, state, orders with reasons, refusals, warnings, what next.

Pure text, never wider than asked. From 96 columns on the reason stands beside its order, below that
on a line of its own, below 60 every order is a block. `plain` keeps to ASCII marks.
"""

from trimtab.report.page import Page, amount_column, columns, left, right, widest
from trimtab.report.rows import NotDoneRow
from trimtab.report.text_allocation import write_allocation
from trimtab.report.text_orders import write_side
from trimtab.report.view import PlanView

# A longer list is folded; `trimtab explain ID` has the rest.
_MOST_NOT_DONE = 12
_LEAST_WIDTH = 40


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
    _write_warnings(page, view)
    _write_next(page, view)
    return page.text()


def _write_lead(page: Page, view: PlanView) -> None:
    if not view.verdict:
        page.wrapped(view.headline)
    page.line()


def _write_outcome(page: Page, view: PlanView) -> None:
    label = widest((row.label for row in view.outcome), most=22)
    figure = widest((text for row in view.outcome for text in (row.now, row.after)), least=8) + 1
    if view.verdict:
        page.line()
    page.quiet(columns((" " * (label + 2), right("now ", figure), right("after ", figure))))
    for row in view.outcome:
        head = columns(
            (
                "  " + left(row.label, label),
                amount_column(row.now, figure),
                amount_column(row.after, figure),
            )
        )
        if page.wide:
            page.wrapped(row.note, first=f"{head}   ", rest=" " * (len(head) + 3))
        else:
            page.line(head)
            page.wrapped(row.note, first="    ", rest="    ")


def _write_not_done(page: Page, view: PlanView) -> None:
    if not view.not_done:
        return
    shown = view.not_done[:_MOST_NOT_DONE]
    page.heading("NOT DONE, and why")
    most = 38 if page.wide else 1000
    what = widest((row.what for row in shown), most=most)
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
    if page.wide:
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
    if len(commands) + 7 <= page.width:
        page.line(f"Next   {commands}")
        return
    page.line("Next")
    for command in view.next_commands:
        page.line(f"  {command}")
