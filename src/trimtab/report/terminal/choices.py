"""What was compared, and how good the plan is, as rows of a terminal."""

from trimtab.report.plan_view.rows import Choice, Choices, Optimality
from trimtab.report.terminal.page import (
    Page,
    amount_column,
    columns,
    columns_of,
    left,
    right,
    widest,
)

_TITLES = ("tax, $", "drift", "cost, $", "orders", "worse, $")
_NAME = 30
# Columns for what a figure means, beside it.
_MEANING_LEAST = 30


def write_choices(page: Page, choices: Choices | None) -> None:
    """One row for each choice; a block where rows do not fit."""
    if choices is None:
        return
    cells = [_cells(row) for row in choices.rows]
    name = widest((_named(row) for row in choices.rows), least=18, most=_NAME)
    widths = [
        widest((title, *(row[place] for row in cells)), least=7) + 1
        for place, title in enumerate(_TITLES)
    ]
    if page.narrow or 2 + name + sum(width + 1 for width in widths) > page.width:
        _write_blocks(page, choices)
    else:
        titles = (right(f"{title} ", width) for title, width in zip(_TITLES, widths, strict=True))
        page.heading(columns((left("CHOICES CONSIDERED", name + 2), *titles)))
        for row, texts in zip(choices.rows, cells, strict=True):
            figures = map(amount_column, texts, widths)
            page.line(columns(("  " + left(_named(row), name), *figures)))
    for text in (choices.note, choices.broken):
        if text:
            page.wrapped(text, first="  ", rest="  ")


def _named(row: Choice) -> str:
    return f"{row.number} {row.name}"


def _cells(row: Choice) -> tuple[str, ...]:
    return row.tax, row.drift, row.cost, row.orders, row.worse


def _write_blocks(page: Page, choices: Choices) -> None:
    page.heading("CHOICES CONSIDERED, in dollars")
    for row in choices.rows:
        page.wrapped(_named(row), first="  ", rest="    ")
        said = zip(_TITLES, _cells(row), strict=True)
        page.wrapped(
            "; ".join(f"{title.removesuffix(', $')} {text}" for title, text in said),
            first="    ",
            rest="    ",
        )


def write_proof(page: Page, proof: Optimality | None) -> None:
    """The proof's figures with what they mean, then what the plan minimises."""
    if proof is None:
        return
    page.heading("HOW GOOD THIS PLAN IS")
    page.wrapped(proof.sentence, first="  ", rest="  ")
    label = widest((one.label for one in proof.measures), most=page.width // 2)
    figure = widest(one.figure for one in proof.measures) + 1
    beside = page.width - label - figure - 6 >= _MEANING_LEAST
    for one in proof.measures:
        head = columns(("  " + left(one.label, label), amount_column(one.figure, figure)))
        if beside:
            page.wrapped(one.meaning, first=f"{head}  ", rest=" " * (columns_of(head) + 2))
        else:
            page.wrapped(f"{one.label} {one.figure}", first="  ", rest="    ")
            page.wrapped(one.meaning, first="    ", rest="    ")
    _write_terms(page, proof)


def _write_terms(page: Page, proof: Optimality) -> None:
    if not proof.terms:
        return
    rows = [(term.name, term.amount) for term in proof.terms]
    total = ("This plan", proof.total)
    amount = widest((text for _, text in (*rows, total)), least=8) + 1
    name = widest((text for text, _ in (*rows, total)), most=max(12, page.width - amount - 5))
    page.heading("WHAT THE PLAN MINIMISES, in dollars")
    for text, dollars in (*rows, total):
        page.line(columns(("  " + left(text, name), amount_column(dollars, amount))))
