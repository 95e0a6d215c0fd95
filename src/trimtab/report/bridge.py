"""The year's realised gains, step by step, from before the plan to after it."""

from collections.abc import Iterable
from decimal import Decimal

from trimtab.money import ZERO
from trimtab.report import numbers
from trimtab.report.reading import Document, amount, recognised, taxable_accounts
from trimtab.report.rows import Bridge, BridgeStep

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


def _moves(document: Document) -> list[tuple[str, Decimal]]:
    """Gains and losses of this plan by security, largest first; they add up to what it realises."""
    taxable = taxable_accounts(document)
    sums: dict[tuple[str, bool], Decimal] = {}
    for order in document["orders"]:
        for lot in order["lots"] if order["account"] in taxable else ():
            gain = recognised(lot)
            key = (order["symbol"], gain < 0)
            sums[key] = sums.get(key, ZERO) + gain
    named = [
        (f"{symbol} {'harvest' if is_loss else 'gain'}", total)
        for (symbol, is_loss), total in sums.items()
        if total
    ]
    return sorted(named, key=lambda move: (move[1] > 0, -abs(move[1])))


def _folded(moves: list[tuple[str, Decimal]], most: int) -> list[tuple[str, Decimal]]:
    if len(moves) <= most:
        return moves
    by_size = sorted(moves, key=lambda move: -abs(move[1]))
    kept = set(by_size[: most - 1])
    rest = [move for move in moves if move not in kept]
    total = sum((size for _, size in rest), ZERO)
    return [move for move in moves if move in kept] + [(f"{len(rest)} others", total)]


def _steps(so_far: Decimal, moves: Iterable[tuple[str, Decimal]]) -> Iterable[BridgeStep]:
    yield _step("Realized so far", ZERO, so_far, is_total=True)
    level = so_far
    for label, move in moves:
        yield _step(label, level, level + move, is_total=False)
        level += move
    yield _step("After this plan", ZERO, level, is_total=True)


def _step(label: str, start: Decimal, end: Decimal, *, is_total: bool) -> BridgeStep:
    return BridgeStep(
        label=label,
        amount=numbers.money(end - start),
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
