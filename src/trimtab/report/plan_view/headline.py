"""The paragraph at the top of a plan: what goes wrong, what it costs, then what it does."""

from collections.abc import Iterator

from trimtab.report import numbers
from trimtab.report.plan_view.allocation import count_outside, count_with_band
from trimtab.report.plan_view.edits import edits_told
from trimtab.report.plan_view.outcome import tax_change
from trimtab.report.plan_view.trouble import drift_grows, harvest_earns, has_blocked_class, troubles
from trimtab.report.reading import Document, account_names, amount, known

_NO_RATES = "; tax is not estimated, because no rates are set"


def headline(document: Document) -> str:
    """One paragraph: what is made worse, the tax it costs, what is done, what needs action.

    A saving in tax is never told before a class that cannot be bought or a drift that grows.
    """
    if not document["orders"]:
        return " ".join(verdict(document))
    sentences = [
        *edits_told(document),
        _raised(document),
        *troubles(document),
        _cost(document),
        _effect(document),
        _attention(document),
        _what_if(document),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _raised(document: Document) -> str:
    """The cash that was asked for, and where; empty where none was."""
    dollars = known(document["assumptions"].get("raise"))
    if dollars is None:
        return ""
    account = document["assumptions"].get("raise_in")
    place = f" in {account_names(document)[account]}" if account else ""
    wanted = f"the {numbers.money(dollars)} in cash that you asked for{place}"
    if document["orders"]:
        return f"This plan leaves {wanted}."
    return f"{wanted[:1].upper()}{wanted[1:]} is there without a trade."


def _cost(document: Document) -> str:
    change = tax_change(document)
    if change is None or change <= 0:
        return ""
    summary = document["summary"]
    closed = amount(summary["drift_before"]) - amount(summary["drift_after"])
    purpose = f" to close {numbers.points(closed)} of drift" if closed > 0 else ""
    return f"This plan costs about {numbers.money(change)} in tax this year{purpose}."


def _effect(document: Document) -> str:
    number = len(document["orders"])
    ending = "s" if number == 1 else ""
    parts = [f"{verb}{ending} {rest}" for verb, rest in _effects(document)]
    orders = numbers.spelled(number, "order").capitalize()
    untaxed = "" if tax_change(document) is not None else _NO_RATES
    if not parts:
        return f"{orders} {'is' if number == 1 else 'are'} proposed{untaxed}."
    return f"{orders} {' and '.join(parts)}{untaxed}."


def _effects(document: Document) -> Iterator[tuple[str, str]]:
    """What the orders do to the bands or the drift, and to the tax: verb and the rest."""
    yield from _effect_on_drift(document)
    change = tax_change(document)
    if harvest_earns(document):
        return
    if change is not None and change < 0:
        yield "cut", f"this year's estimated tax by {numbers.money(-change)}"
    elif change == 0:
        yield "leave", "this year's estimated tax as it is"


def _effect_on_drift(document: Document) -> Iterator[tuple[str, str]]:
    before, after = count_outside(document, "before"), count_outside(document, "after")
    summary = document["summary"]
    drift = [amount(summary[f"drift_{when}"]) for when in ("before", "after")]
    start, end = numbers.points_of_both(*drift)
    if after:
        classes = numbers.spelled(after, "class", "classes")
        were = f" ({numbers.spelled(before, 'was', 'were')})" if before > after else ""
        yield "leave", f"{classes} outside {'its band' if after == 1 else 'their bands'}{were}"
    elif before:
        yield "bring", "every asset class back inside its band"
    elif drift[0] == drift[1]:
        yield "leave", f"the drift at {end}"
    elif not drift_grows(document):
        yield "take", f"the drift from {start} to {end}"
    elif count_with_band(document):
        yield "keep", "every asset class inside its band"


def _attention(document: Document) -> str:
    waiting = sum(warning["needs_ack"] for warning in document["warnings"])
    if not waiting:
        return ""
    things = numbers.spelled(waiting, "thing").capitalize()
    return f"{things} {'needs' if waiting == 1 else 'need'} your attention first."


def _what_if(document: Document) -> str:
    """Settings that were tried for this plan alone; empty where none was."""
    said = document["assumptions"]
    budget = known(said.get("what if: gains_budget"))
    tried = [
        f"a gains budget of {numbers.money(budget)}" if budget is not None else "",
        f"a drift aversion of {said['what if: drift_aversion']}"
        if "what if: drift_aversion" in said
        else "",
    ]
    told = " and ".join(filter(None, tried))
    return f"Tried for this plan alone: {told}." if told else ""


def verdict(document: Document) -> tuple[str, ...]:
    """What a plan without orders says: what is blocked, the nearest miss, the next date."""
    sentences = [
        *edits_told(document),
        _raised(document),
        *troubles(document),
        _no_trades(document),
        _closest_loss(document),
        _next_date(document),
        _attention(document),
        _what_if(document),
    ]
    return tuple(sentence for sentence in sentences if sentence)


def _no_trades(document: Document) -> str:
    outside = count_outside(document, "after")
    if outside:
        classes = numbers.spelled(outside, "class", "classes")
        lead = f"No trades, and {classes} {'stays' if outside == 1 else 'stay'} out of band."
    else:
        unneeded = not has_blocked_class(document) and "edited" not in document
        lead = "No trades needed." if unneeded else "No trades."
    gap = document["next"]["largest_gap"]
    return f"{lead} {_gap(gap)}" if gap is not None else lead


def _gap(gap: Document) -> str:
    text = f"Largest gap: {gap['class']}, {numbers.over_or_under(amount(gap['gap']))}"
    inside = known(gap["inside"])
    if inside is None:
        return f"{text}; it has no band."
    place = "inside" if inside >= 0 else "outside"
    return f"{text}, {numbers.points(inside)} {place} its band."


def _closest_loss(document: Document) -> str:
    loss = document["next"]["closest_loss"]
    if loss is None:
        return "No lot of a taxable account is below its cost."
    lot = loss["acquired"] or loss["lot_id"]
    size = numbers.money(amount(loss["gain"]))
    share = numbers.percent(-amount(loss["fraction"]))
    return f"Largest loss left: {loss['symbol']} {lot}, {size}, {share} of its cost."


def _next_date(document: Document) -> str:
    ahead = document["next"]["next_date"]
    if ahead is None:
        return ""
    lot = ahead["acquired"] or ahead["lot_id"] or ""
    name = f"{ahead['symbol']} {lot}".strip()
    return f"Next check worth making: {numbers.iso_day(ahead['date'])}, {name} {ahead['what']}."
