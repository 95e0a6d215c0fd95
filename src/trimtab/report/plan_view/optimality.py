"""How good the plan is known to be, in dollars and plain words, and what it minimises."""

from collections.abc import Iterator
from decimal import Decimal

from trimtab.money import ZERO, ceil_to_step, to_cents
from trimtab.report import numbers
from trimtab.report.plan_view.rows import Measure, Optimality, Term
from trimtab.report.reading import Document, amount, known

# The planner states the objective among its assumptions, term by term.
_TERM = "objective: "
_WITHOUT_TRADES = "objective without trades"
_CENT = Decimal("0.01")


def is_of_objective(assumption: str) -> bool:
    """True for an assumption that is told here, so that nothing else needs to."""
    return assumption.startswith(_TERM) or assumption == _WITHOUT_TRADES


def optimality(document: Document) -> Optimality | None:
    """None for a planner that follows a rule: it claims no optimum."""
    proof = document["proof"]
    objective = known(proof["objective"])
    if objective is None:
        return None
    return Optimality(
        sentence=proof_sentence(document),
        measures=tuple(_measures(document, objective)),
        terms=tuple(_terms(document, objective)),
        total=numbers.money(objective, cents=True),
    )


def proof_sentence(document: Document) -> str:
    """What is proved, in one sentence; empty for a planner that follows a rule."""
    if document["proof"]["objective"] is None:
        return ""
    gap = _gap(document)
    if gap is None:
        return "How much better another plan could be is not known."
    size = f"{numbers.money(gap, cents=True)} ({_basis_points(document, gap)} of the household)"
    if document["proof"]["status"] == "feasible":
        return f"This plan meets every limit; another could be better by up to {size}."
    return f"No plan within your limits is better than this one by more than {size}."


def _gap(document: Document) -> Decimal | None:
    """Dollars, up to the next cent: what could be left is never told smaller than it is."""
    gap = known(document["proof"]["gap"])
    return None if gap is None else ceil_to_step(gap, _CENT)


def _basis_points(document: Document, gap: Decimal) -> str:
    value = amount(document["summary"]["value"])
    return numbers.basis_points(gap / value if value else ZERO)


def _measures(document: Document, objective: Decimal) -> Iterator[Measure]:
    idle = document["assumptions"].get(_WITHOUT_TRADES)
    if idle is not None:
        yield _money("Without trades", amount(idle), "what making no trades comes to")
    yield _money("Objective", objective, "what this plan comes to; lower is better")
    gap = _gap(document)
    if gap is not None:
        yield _money("Bound", objective - gap, "no plan within your limits can come lower")
        yield _money("Gap", gap, "the most that another plan could gain")
        yield Measure(
            label="Gap, share",
            figure=_basis_points(document, gap),
            meaning="the same as a share of the household; 1 bp is 0.01%",
        )
    checked = document["proof"]["checked"]
    yield Measure(
        label="Checked",
        figure="yes" if checked else "no",
        meaning="objective and limits were computed again from the orders alone"
        if checked
        else "the figures are those of the solver",
    )


def _money(label: str, dollars: Decimal, meaning: str) -> Measure:
    return Measure(label=label, figure=numbers.money(dollars, cents=True), meaning=meaning)


def _terms(document: Document, objective: Decimal) -> Iterator[Term]:
    """Terms that are not zero; each is rounded, so cents may be left to name."""
    stated = {
        name.removeprefix(_TERM): to_cents(amount(text))
        for name, text in document["assumptions"].items()
        if name.startswith(_TERM)
    }
    if not stated:
        return
    rest = to_cents(objective) - sum(stated.values(), ZERO)
    for name, dollars in (stated | ({"rounding": rest} if rest else {})).items():
        if dollars:
            yield Term(name=name, amount=numbers.figures(dollars, cents=True))
