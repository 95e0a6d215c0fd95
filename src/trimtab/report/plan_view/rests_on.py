"""What a plan rests on: rates, gains so far, prices, what is not seen, and which bytes it is."""

from collections.abc import Iterable

from trimtab.report import numbers
from trimtab.report.plan_view.edits import edits_told
from trimtab.report.plan_view.optimality import is_of_objective
from trimtab.report.plan_view.rows import Fact
from trimtab.report.reading import Document, account_names, amount

_PROOFS = {
    "optimal": "no plan is better by more than 0.1 bp of the household; checked",
    "within_gap": "no plan is better by more than the stated gap",
    "feasible": "it meets every limit; a better plan may exist",
    "rule": "it follows a stated rule and claims no optimum",
    "infeasible": "no plan meets every limit",
}
# The tax section states these better than their bare names would.
_STATED_ELSEWHERE = frozenset({"rate_short", "rate_long", "rate_deduction", "loss_limit"})


# What was asked for this plan alone, and what its sentences leave open.
_LABELS = {
    "raise": "Cash asked for, $",
    "raise_in": "Cash asked for in",
    "invest": "New cash",
    "what if: gains_budget": "Gains budget tried, $",
    "what if: drift_aversion": "Drift aversion tried",
    "prices": "Without a price",
}


def facts(document: Document) -> tuple[Fact, ...]:
    """The facts in reading order."""
    return tuple(_facts(document))


def _facts(document: Document) -> Iterable[Fact]:
    yield from _tax_facts(document)
    prices = document["prices"]
    if prices["oldest"] is not None:
        days = dict.fromkeys(numbers.iso_day(prices[key]) for key in ("oldest", "newest"))
        yield Fact(label="Prices", text="of " + " to ".join(days))
    names = account_names(document)
    unseen = ", ".join(names.get(one, one) for one in document["blind_spots"])
    yield Fact(label="Not seen", text=unseen or "no account that you named")
    proof = _PROOFS[document["proof"]["status"]]
    yield Fact(label="Planner", text=f"{document['planner']}: {proof}")
    if document["proof"]["solver"]:
        yield Fact(label="Solver", text=document["proof"]["solver"])
    stated = _STATED_ELSEWHERE if document["tax"] is not None else frozenset()
    for name, text in document["assumptions"].items():
        if name not in stated and not is_of_objective(name):
            yield Fact(label=_LABELS.get(name, name), text=text)
    for text in edits_told(document):
        yield Fact(label="Edited", text=text)
    yield Fact(
        label="Content", text=f"sha256 {document['sha256'][:16]}, schema {document['schema']}"
    )
    yield Fact(label="Made with", text=f"trimtab {document['trimtab_version']}")


def _tax_facts(document: Document) -> Iterable[Fact]:
    tax = document["tax"]
    if tax is None:
        yield Fact(label="Rates", text="not set, so tax is not estimated")
        return
    short, long = (numbers.percent(amount(tax[f"rate_{term}"])) for term in ("short", "long"))
    yield Fact(label="Rates", text=f"{short} short-term, {long} long-term")
    yield Fact(label=f"Gains so far in {tax['year']}", text=_two_terms(tax["realized"]))
    if any(amount(tax["carried_in"][term]) for term in ("short", "long")):
        yield Fact(label="Losses carried in", text=_two_terms(tax["carried_in"]))
    yield Fact(label=f"Net in {tax['year']} after the plan", text=_two_terms(tax["after"]))
    yield Fact(
        label="Limit on losses",
        text=f"{numbers.money(amount(tax['loss_limit']))} a year against other income",
    )
    if any(amount(tax[f"carryover_{term}"]) for term in ("short", "long")):
        out = {term: tax[f"carryover_{term}"] for term in ("short", "long")}
        yield Fact(label="Losses carried into next year", text=_two_terms(out))
    yield from _wash_facts(tax)


def _wash_facts(tax: Document) -> Iterable[Fact]:
    """Plans saved by earlier versions do not have these."""
    if "wash_rules" not in tax:
        return
    denied = amount(tax["disallowed"])
    text = f"{numbers.money(denied)} of this plan's losses do not count now" if denied else "none"
    yield Fact(label="Wash sales in this plan", text=text)
    open_loss = tax["provisional"]
    if open_loss["final_on"] is not None:
        yield Fact(
            label="Provisional losses",
            text=f"{numbers.money(amount(open_loss['loss']))}: a purchase before "
            f"{numbers.iso_day(open_loss['final_on'])} could still undo them",
        )
    rules = tax["wash_rules"]
    yield Fact(
        label="Where the law leaves a choice",
        text=f"sales of one day {rules['same_day_dispositions']}, parts of a lot "
        f"{rules['fragment_selection']} first",
    )


def _two_terms(both: Document) -> str:
    short, long = (numbers.money(amount(both[term])) for term in ("short", "long"))
    return f"{short} short-term, {long} long-term"
