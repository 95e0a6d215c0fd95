"""The plan beside the other ways of going about it that were compared."""

from collections.abc import Sequence

from trimtab.report import numbers
from trimtab.report.plan_view.rows import Choice, Choices
from trimtab.report.reading import Document, amount, known

_NOTE = (
    "Tax is this year's against doing nothing; drift and cost are those after the trades. Worse: "
    "how much more than this plan a choice comes to, everything that the plan minimises added up."
)


def choices(document: Document) -> Choices | None:
    """None when nothing was compared; the plan itself is the last row."""
    found: Sequence[Document] = document.get("considered", ())
    if not found:
        return None
    rows = tuple(_row(number, one, found[-1]) for number, one in enumerate(found, start=1))
    return Choices(rows=rows, note=_NOTE, broken=_broken(rows), sentence=_sentence(rows))


def _row(number: int, one: Document, plan: Document) -> Choice:
    before, after = known(one["tax_before"]), known(one["tax_after"])
    change = None if before is None or after is None else after - before
    drift = amount(one["drift"])
    return Choice(
        number=number,
        name=one["name"],
        tax="n/a" if change is None else numbers.figures(change),
        drift=numbers.points(drift),
        cost=numbers.figures(amount(one["cost"])),
        orders=f"{one['orders']:,}",
        worse=numbers.figures(amount(one["objective"]) - amount(plan["objective"])),
        this_plan=one is plan,
        meets_limits=one["meets_limits"],
        tax_change=change,
        drift_after=drift,
    )


def _broken(rows: Sequence[Choice]) -> str:
    names = ", ".join(row.name for row in rows if not row.meets_limits)
    return f"Breaks a limit of your own settings: {names}." if names else ""


def _sentence(rows: Sequence[Choice]) -> str:
    taxes = (row.tax if row.tax_change is None else numbers.money(row.tax_change) for row in rows)
    said = (
        f"{row.number} {row.name}: tax {tax}, drift {row.drift}"
        for row, tax in zip(rows, taxes, strict=True)
    )
    return "Tax against doing nothing, and drift. " + "; ".join(said)
