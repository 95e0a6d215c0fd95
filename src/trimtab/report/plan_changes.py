"""What is other in one plan than in another: figures, prices, orders, settings; from documents."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from trimtab.report import numbers
from trimtab.report.plan_view.optimality import is_of_objective
from trimtab.report.reading import Document, account_names, amount, known
from trimtab.report.terminal.page import Page

_LABEL = 16

# Moved prices that are named; the others are counted.
_MOST_PRICES = 5

_Order = tuple[str, str, str]

# What is asked for this plan alone, and every setting that a plan states, but for these: they
# follow from the day and from the prices.
_OF_THE_DAY = frozenset({"prices_as_of", "wash_window", "prices", "edited"})

# Dollars of the summary that people compare.
_MONEY = {
    "tax_after": "Tax of the year",
    "realized_short": "Short-term gain",
    "realized_long": "Long-term gain",
    "cash_after": "Cash after",
    "cost": "Cost of trading",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChange:
    """One thing that is other, in words."""

    label: str
    text: str


def plan_changes(before: Document, now: Document) -> tuple[PlanChange, ...]:
    """What is other in the plan `now`; empty when all that a person would notice is the same."""
    return (
        *_day(before, now),
        *_prices(before, now),
        *_figures(before, now),
        *_proof(before, now),
        *_orders(before, now),
        *_warnings(before, now),
        *_settings(before, now),
    )


def changes_text(before: Document, now: Document, *, width: int = 98, plain: bool = False) -> str:
    """`plan_changes` in at most `width` columns."""
    page = Page(width=max(width, 40), plain=plain)
    if before["sha256"] == now["sha256"]:
        page.wrapped(
            f"Nothing changed since plan {before['id']}: it is the same plan, and as old as it "
            "was. New prices or lots make a new one."
        )
        return page.text()
    page.wrapped(f"AGAINST PLAN {before['id']}")
    found = plan_changes(before, now)
    for one in found:
        page.wrapped(one.text, first=f"  {one.label:<{_LABEL}}", rest=" " * (_LABEL + 2))
    if not found:
        page.wrapped("the same orders and figures", first="  ")
    return page.text()


def _day(before: Document, now: Document) -> Iterator[PlanChange]:
    if before["as_of"] != now["as_of"]:
        days = [numbers.iso_day(one["as_of"]) for one in (now, before)]
        yield PlanChange(label="Day", text=_was(*days))


def _prices(before: Document, now: Document) -> Iterator[PlanChange]:
    old, new = _prices_of(before), _prices_of(now)
    moved = {symbol: (old[symbol], price) for symbol, price in new.items() if symbol in old}
    told = [
        f"{symbol} {numbers.price(price)}, was {numbers.price(was)}"
        for symbol, (was, price) in moved.items()
        if price != was
    ]
    more = len(told) - _MOST_PRICES
    if told:
        rest = [f"and {more} more"] if more > 0 else []
        yield PlanChange(label="Prices", text="; ".join([*told[:_MOST_PRICES], *rest]))


def _prices_of(document: Document) -> dict[str, Decimal]:
    return {order["symbol"]: amount(order["price"]) for order in document["orders"]}


def _figures(before: Document, now: Document) -> Iterator[PlanChange]:
    old, new = before["summary"], now["summary"]
    if old["drift_after"] != new["drift_after"]:
        was, drift = amount(old["drift_after"]), amount(new["drift_after"])
        texts = numbers.points_of_both(was, drift)
        yield PlanChange(label="Drift after", text=_was(texts[1], texts[0]))
    for name, label in _MONEY.items():
        if old[name] != new[name]:
            yield PlanChange(label=label, text=_was(_money(new[name]), _money(old[name])))


def _proof(before: Document, now: Document) -> Iterator[PlanChange]:
    """Objective and gap; what is better is the lower one."""
    old, new = before["proof"], now["proof"]
    for name, label in (("objective", "Objective"), ("gap", "Gap")):
        if old[name] != new[name]:
            yield PlanChange(label=label, text=_was(_money(new[name]), _money(old[name])))


def _orders(before: Document, now: Document) -> Iterator[PlanChange]:
    old, new = _orders_of(before), _orders_of(now)
    names = account_names(before) | account_names(now)
    for key, shares in old.items():
        if key not in new:
            yield PlanChange(label="No more", text=_order(key, shares, names))
    for key, shares in new.items():
        if key not in old:
            yield PlanChange(label="New", text=_order(key, shares, names))
        elif old[key] != shares:
            text = f"{_order(key, shares, names)}, was {numbers.shares(old[key])}"
            yield PlanChange(label="Other size", text=text)


def _orders_of(document: Document) -> dict[_Order, Decimal]:
    return {
        (order["side"], order["symbol"], order["account"]): amount(order["quantity"])
        for order in document["orders"]
    }


def _order(key: _Order, shares: Decimal, names: Mapping[str, str]) -> str:
    side, symbol, account = key
    return f"{side.upper()} {numbers.shares(shares)} {symbol} in {names[account]}"


def _warnings(before: Document, now: Document) -> Iterator[PlanChange]:
    """Warnings that have to be read and were not there before."""
    old = {one["text"] for one in before["warnings"] if one["needs_ack"]}
    for one in now["warnings"]:
        if one["needs_ack"] and one["text"] not in old:
            yield PlanChange(label="To be read", text=f"{one['id']}: {one['text']}")


def _settings(before: Document, now: Document) -> Iterator[PlanChange]:
    old, new = _settings_of(before), _settings_of(now)
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            yield PlanChange(
                label="Setting",
                text=f"{name}: {_was(new.get(name, 'none'), old.get(name, 'none'))}",
            )


def _settings_of(document: Document) -> dict[str, str]:
    return {
        name: text
        for name, text in document["assumptions"].items()
        if name not in _OF_THE_DAY and not is_of_objective(name)
    }


def _money(text: str | None) -> str:
    figure = known(text)
    return "not known" if figure is None else numbers.money(figure, cents=True)


def _was(now: str, before: str) -> str:
    return f"{now}, was {before}"
