"""The year's realised gains, step by step, from before the plan to after it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from trimtab.money import ZERO
from trimtab.report import numbers
from trimtab.report.plan_view.rows import Bridge, BridgeStep
from trimtab.report.reading import Document, amount, recognised, taxable_accounts

# With the bars for before and after: no more than people can compare at a glance.
MOST_STEPS = 7


def bridge(document: Document) -> Bridge | None:
    """None when the rates are not known, or nothing is realised in a taxable account."""
    tax = document["tax"]
    moves = _moves(document)
    if tax is None or not moves:
        return None
    carried = amount(tax["carried_in"]["short"]) + amount(tax["carried_in"]["long"])
    so_far = amount(tax["realized"]["short"]) + amount(tax["realized"]["long"])
    before = [("Losses carried in", -carried)] if carried else []
    steps = tuple(_steps(so_far, [*before, *_folded(moves, MOST_STEPS - 2 - len(before))]))
    limit = amount(tax["loss_limit"])
    note = f"Shaded: up to {numbers.money(limit)} of net loss a year can offset other income."
    return Bridge(
        year=tax["year"],
        steps=steps,
        limit=limit,
        note=note,
        sentence=_sentence(tax["year"], steps),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Move:
    """Dollars by which a security moves the year's gains; `label` as the chart says it."""

    symbol: str
    label: str
    amount: Decimal


def _moves(document: Document) -> list[_Move]:
    """Gains and losses of this plan by security, largest first; they add up to what it realises."""
    taxable = taxable_accounts(document)
    sums: dict[tuple[str, bool], Decimal] = {}
    for order in document["orders"]:
        for lot in order["lots"] if order["account"] in taxable else ():
            gain = recognised(lot)
            key = (order["symbol"], gain < 0)
            sums[key] = sums.get(key, ZERO) + gain
    named = [
        _Move(symbol=symbol, label=f"{symbol} {'harvest' if is_loss else 'gain'}", amount=total)
        for (symbol, is_loss), total in sums.items()
        if total
    ]
    return sorted(named, key=lambda move: (move.amount > 0, -abs(move.amount)))


def _folded(moves: list[_Move], most: int) -> list[tuple[str, Decimal]]:
    named = [(move.label, move.amount) for move in moves]
    if len(moves) <= most:
        return named
    kept = sorted(range(len(moves)), key=lambda at: -abs(moves[at].amount))[: most - 1]
    rest = [move for at, move in enumerate(moves) if at not in kept]
    total = sum((move.amount for move in rest), ZERO)
    shown = {moves[at].symbol for at in kept}
    return [named[at] for at in sorted(kept)] + [(_rest(rest, shown), total)]


def _rest(moves: Sequence[_Move], shown: Collection[str]) -> str:
    """`3 others` counts securities, of which one may have a harvest and a gain."""
    symbols = {move.symbol for move in moves}
    if symbols.intersection(shown):
        return "all the rest"
    return f"{len(symbols)} others" if len(symbols) > 1 else f"{symbols.pop()}, all in all"


def _steps(so_far: Decimal, moves: Sequence[tuple[str, Decimal]]) -> Iterable[BridgeStep]:
    """Whole dollars where they add up as they are shown, else cents."""
    after = so_far + sum((move for _, move in moves), ZERO)
    cents = numbers.needs_cents(after, (so_far, *(move for _, move in moves)))
    yield _step("Realized so far", ZERO, so_far, is_total=True, cents=cents)
    level = so_far
    for label, move in moves:
        yield _step(label, level, level + move, is_total=False, cents=cents)
        level += move
    yield _step("After this plan", ZERO, level, is_total=True, cents=cents)


def _step(label: str, start: Decimal, end: Decimal, *, is_total: bool, cents: bool) -> BridgeStep:
    return BridgeStep(
        label=label,
        amount=numbers.money(end - start, cents=cents),
        start=start,
        end=end,
        is_total=is_total,
    )


def _sentence(year: int, steps: tuple[BridgeStep, ...]) -> str:
    first, *middle, last = steps
    moves = ", ".join(f"{step.label} {step.amount}" for step in middle)
    return (
        f"Realized gains of {year}: {first.amount} so far, then {moves}; "
        f"{last.amount} after this plan"
    )
