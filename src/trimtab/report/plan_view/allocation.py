"""The classes before and after, against their bands."""

from decimal import Decimal

from trimtab.money import ZERO
from trimtab.report import numbers
from trimtab.report.plan_view.rows import ClassRow, Strip
from trimtab.report.reading import Document, amount, outside_band

# A class without a band, or with one of no width, is drawn on a scale of this much to each side.
_FREE_SCALE = Decimal("0.05")


def class_rows(document: Document) -> tuple[ClassRow, ...]:
    """Every class with a target or a value; the implicit ones only when something is in them."""
    return tuple(_row(one) for one in document["asset_classes"] if is_shown(one))


def is_shown(one: Document) -> bool:
    """False for a class of target 0 that holds nothing before and after."""
    return any(amount(one[key]) != 0 for key in ("target_weight", "value_before", "value_after"))


def _row(one: Document) -> ClassRow:
    low, high = (None, None) if one["band"] is None else map(amount, one["band"])
    now = numbers.weight(amount(one["weight_before"]), low, high)
    after = numbers.weight(amount(one["weight_after"]), low, high)
    target = numbers.exact_percent(amount(one["target_weight"]))
    return ClassRow(
        name=one["name"],
        target=f"{target}%",
        band=_band_text(low, high),
        now=now,
        flag_now=outside_band(one, "before"),
        after=after,
        flag_after=outside_band(one, "after"),
        trade=_trade(one),
        strip=_strip(one, low, high),
        sentence=_sentence(one, target, now, after),
    )


def _trade(one: Document) -> str:
    change = amount(one["value_after"]) - amount(one["value_before"])
    return numbers.figures(change) if change else "0"


def _band_text(low: Decimal | None, high: Decimal | None) -> str:
    if low is None or high is None:
        return "none"
    return f"{numbers.band_end(low)}\N{EN DASH}{numbers.band_end(high)}"


def _strip(one: Document, low: Decimal | None, high: Decimal | None) -> Strip:
    target = amount(one["target_weight"])
    has_band = low is not None and high is not None and low < high
    if low is None or high is None or not has_band:
        low, high = target - _FREE_SCALE, target + _FREE_SCALE
    width = high - low
    start = low

    def place(weight: Decimal) -> Decimal:
        return (weight - start) / width

    return Strip(
        target=place(target),
        now=place(amount(one["weight_before"])),
        after=place(amount(one["weight_after"])),
        has_band=has_band,
    )


def _sentence(one: Document, target: str, now: str, after: str) -> str:
    """What the picture of the class shows, for those who do not see it."""
    parts = []
    if one["band"] is not None:
        low, high = (numbers.band_end(amount(end)) for end in one["band"])
        parts.append(f"band {low} to {high} percent")
    parts += [f"target {target}", f"now {now}{_flag(one, 'before')}"]
    parts.append(f"after {after}{_flag(one, 'after')}")
    return f"{one['name']}: {', '.join(parts)}"


def _flag(one: Document, when: str) -> str:
    flag = outside_band(one, when)
    return f", {flag} its band" if flag else ""


def count_outside(document: Document, when: str) -> int:
    """How many classes are outside their bands `before` or `after`."""
    return sum(bool(outside_band(one, when)) for one in document["asset_classes"])


def count_with_band(document: Document) -> int:
    """How many of the classes shown have a band."""
    return sum(one["band"] is not None for one in document["asset_classes"] if is_shown(one))


def cash_weight(document: Document) -> tuple[Decimal, Decimal]:
    """Weight of cash after the plan, and its target; by the class Cash, else by the cash itself."""
    for one in document["asset_classes"]:
        if one["name"] == "Cash":
            return amount(one["weight_after"]), amount(one["target_weight"])
    value = amount(document["household"]["value"])
    cash = amount(document["summary"]["cash_after"])
    return (cash / value if value else ZERO), ZERO
