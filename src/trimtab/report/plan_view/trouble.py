"""What a reader must hear first: a class that cannot be bought, a class or the drift made worse."""

import re
from collections.abc import Sequence
from decimal import Decimal

from trimtab.money import ZERO
from trimtab.report import numbers
from trimtab.report.plan_view.outcome import tax_change
from trimtab.report.reading import Document, amount, outside_band

# More classes than this are counted, not named: the headline stays a paragraph.
_MOST_NAMED = 3
# A planner states its dates in the parameter `blocked`, which lists the securities passed over.
_CLEAR_FROM = re.compile(r"clear from (\d{4}-\d{2}-\d{2})")
_BLOCKED = frozenset({"SKIP.PARTNERS_BLOCKED", "WARN.CLASS_NOT_BOUGHT"})


def troubles(document: Document) -> tuple[str, ...]:
    """Sentences on what the plan cannot do and what it makes worse; empty when there is nothing."""
    blocked = _blocked_classes(document)
    rows = [row for row in document["asset_classes"] if row["name"] in blocked]
    cannot = [_cannot_buy(row, blocked[row["name"]]) for row in rows]
    worse = [row for row in document["asset_classes"] if _is_worse(row) and row not in rows]
    grows, earned = drift_grows(document), harvest_earns(document)
    if earned:
        grows = f"{grows} while {earned}"
    if grows and len(cannot) == 1:
        cannot, grows = [f"{cannot[0]}, and {grows}"], ""
    drift = grows[:1].upper() + grows[1:]
    classes = [*_first_few(cannot), *_first_few([_further_out(row) for row in worse])]
    sentences = [drift, *classes] if earned else [*classes, drift]
    return tuple(f"{sentence}." for sentence in sentences if sentence)


def has_blocked_class(document: Document) -> bool:
    """True when a class with a target cannot be bought at all."""
    return bool(_blocked_classes(document))


def drift_grows(document: Document) -> str:
    """`drift grows from 40.5 pp to 46.5 pp`, or nothing when it does not."""
    before, after = (amount(document["summary"][f"drift_{when}"]) for when in ("before", "after"))
    if after <= before:
        return ""
    start, end = numbers.points_of_both(before, after)
    return f"drift grows from {start} to {end}"


def harvest_earns(document: Document) -> str:
    """`harvesting losses of $9,000 cuts this year's estimated tax by $1,930`, or nothing.

    Told of a plan that weighs drift against tax, where drift grows and the losses bring something:
    a lower tax this year, or a loss to carry into the next. Not where cash was asked for, which
    makes the drift.
    """
    if not drift_grows(document) or document["planner"] != "optimal":
        return ""
    if "raise" in document["assumptions"]:
        return ""
    losses = -amount(document["summary"]["losses"])
    change, carried = tax_change(document), _carried_further(document)
    earned = [
        f"cuts this year's estimated tax by {numbers.money(-change)}" if change else "",
        f"leaves {numbers.money(carried)} of loss for later years" if carried > 0 else "",
    ]
    if not losses or change is None or change > 0 or not any(earned):
        return ""
    gains = amount(document["summary"]["gains"])
    beside = f" beside gains of {numbers.money(gains)}" if gains else ""
    effect = " and ".join(filter(None, earned))
    return f"harvesting losses of {numbers.money(losses)}{beside} {effect}"


def _carried_further(document: Document) -> Decimal:
    """Dollars of loss that the plan adds to what is carried into next year."""
    tax = document["tax"]
    if tax is None:
        return ZERO
    limit = amount(tax["loss_limit"])
    before, after = (
        max(-amount(tax[when]["short"]) - amount(tax[when]["long"]) - limit, ZERO)
        for when in ("before", "after")
    )
    return after - before


def _blocked_classes(document: Document) -> dict[str, str]:
    """What is said to block each class that has a target and in which nothing can be bought."""
    aimed = {row["name"] for row in document["asset_classes"] if amount(row["target_weight"]) > 0}
    said = [*document["not_done"], *document["warnings"]]
    found = [item["params"] for item in said if item["code"] in _BLOCKED]
    return {
        params["class"]: params.get("blocked", "") for params in found if params["class"] in aimed
    }


def _cannot_buy(row: Document, blocked: str) -> str:
    days = _CLEAR_FROM.findall(blocked)
    until = f"until {numbers.iso_day(min(days))}" if days else "now"
    before, after = amount(row["weight_before"]), amount(row["weight_after"])
    moves = "stays at" if after == before else "falls to" if after < before else "ends at"
    weight = numbers.weight(after, *_band(row))
    target = numbers.exact_percent(amount(row["target_weight"]))
    return (
        f"Nothing in {row['name']} can be bought {until}: "
        f"it {moves} {weight}% against a {target}% target"
    )


def _is_worse(row: Document) -> bool:
    return _distance(row, "after") > _distance(row, "before")


def _further_out(row: Document) -> str:
    low, high = _band(row)
    before, after = amount(row["weight_before"]), amount(row["weight_after"])
    start, end = numbers.weights(before, after, low, high)
    further = "further outside" if outside_band(row, "before") else "outside"
    ends = "\N{EN DASH}".join(numbers.band_end(amount(limit)) for limit in row["band"])
    return f"{row['name']} goes from {start}% to {end}%, {further} its band of {ends}%"


def _distance(row: Document, when: str) -> Decimal:
    """How far a class stands outside its band; zero inside it, or without one."""
    low, high = _band(row)
    if low is None or high is None:
        return ZERO
    weight = amount(row[f"weight_{when}"])
    return max(low - weight, weight - high, ZERO)


def _band(row: Document) -> tuple[Decimal | None, Decimal | None]:
    if row["band"] is None:
        return None, None
    low, high = row["band"]
    return amount(low), amount(high)


def _first_few(sentences: Sequence[str]) -> list[str]:
    """The first sentences, and one that counts the classes of the rest."""
    rest = len(sentences) - _MOST_NAMED
    if rest <= 0:
        return list(sentences)
    classes = numbers.spelled(rest, "more class", "more classes")
    return [*sentences[:_MOST_NAMED], f"The same goes for {classes}"]
