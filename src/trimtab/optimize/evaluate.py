"""J of a plan, term by term, and every hard limit it breaks: the model's own figures, in float64.

Notation as in `problem`. The certificate says the same from the orders in exact decimals and shares
no code with this module; this one is what solvers, rounding and improvement compare plans by.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from trimtab.optimize.class_risk import class_variance
from trimtab.optimize.problem import Floats, Indices, Problem, Trades
from trimtab.optimize.tracking import values_after, variance_of

# Shares under this are no trade: the noise that continuous solvers leave.
DUST = 1e-9

# A quantity is a whole multiple of its step when it is this near to one, in steps.
STEP_TOLERANCE = 1e-6

# A limit in dollars holds when it is missed by no more than this share of V, at least by this much.
MONEY_TOLERANCE = 1e-12
LEAST_MONEY_TOLERANCE = 1e-6

# A variance nearer to its limit than this part of it is not known to be inside; of a plan that is
# not to be placed, a solver's digits are no matter.
_VARIANCE_MARGIN, _VARIANCE_NOISE = 1e-11, 1e-6

Violations: TypeAlias = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What a plan costs and what it breaks.

    objective   J, dollars, lower is better: the sum of `terms`
    terms       dollars by name: tax_now, tax_later, trading, drift, holding, and tracking where
                an index is held directly
    violations  (limit, by how much) for each hard limit broken by more than the tolerance: dollars,
                or shares for a lot, a step or a ban on buying, or orders for their number
    """

    objective: float
    terms: dict[str, float]
    violations: Violations

    @property
    def feasible(self) -> bool:
        """No hard limit is broken."""
        return not self.violations


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcome:
    """Where a plan leaves the household; dollars.

    sale, purchase  at every place, >= 0     orders   how many
    cash            of every account         classes  value of every class, cash included
    short, long     S and L                  variance  e'Qe of indexes held directly, a year
    of_classes      d'Sd of the classes against their targets, a year
    """

    sale: Floats
    purchase: Floats
    orders: int
    cash: Floats
    classes: Floats
    short: float
    long: float
    variance: float = 0.0
    of_classes: float = 0.0


def money_tolerance(problem: Problem) -> float:
    """Dollars by which a limit may be missed for want of digits."""
    return max(LEAST_MONEY_TOLERANCE, MONEY_TOLERANCE * problem.value)


def evaluate(problem: Problem, trades: Trades, *, whole_shares: bool = True) -> Evaluation:
    """J of `trades`, its terms, and the hard limits broken.

    `whole_shares` False leaves out the steps: any quantity may be traded.
    """
    trades = without_dust(trades)
    outcome = outcome_of(problem, trades)
    terms = _terms(problem, outcome)
    tolerance = money_tolerance(problem)
    broken = (*_broken_totals(problem, outcome), *_broken_places(problem, outcome))
    lots = (*_broken_lots(problem, trades), *_broken_groups(problem, trades, outcome))
    steps = _broken_steps(problem, trades) if whole_shares else ()
    margin = _VARIANCE_MARGIN if whole_shares else -_VARIANCE_NOISE
    tracking = _broken_tracking(problem, outcome, margin)
    return Evaluation(
        objective=sum(terms.values()),
        terms=terms,
        violations=(
            *((label, float(by)) for label, by in broken if by > tolerance),
            *lots,
            *steps,
            *tracking,
        ),
    )


def without_dust(trades: Trades) -> Trades:
    """`trades` with every quantity within `DUST` of nothing set to nothing."""
    return Trades(
        sold=np.where(np.abs(trades.sold) < DUST, 0.0, trades.sold),
        bought=np.where(np.abs(trades.bought) < DUST, 0.0, trades.bought),
    )


def no_trades(problem: Problem) -> Trades:
    """The plan that does nothing."""
    return Trades(sold=np.zeros(len(problem.lots.ids)), bought=np.zeros(len(problem.places.held)))


def outcome_of(problem: Problem, trades: Trades) -> Outcome:
    """Where `trades` leaves the household."""
    places, lots, classes = problem.places, problem.lots, problem.classes
    sale = sums(lots.place, trades.sold * places.price[lots.place], len(places.held))
    purchase = trades.bought * places.price
    orders = np.add(sale > 0.0, purchase > 0.0, dtype=np.int64)
    into_cash = sale - purchase - places.half_spread * (sale + purchase)
    into_cash -= problem.limits.commission * orders
    accounts = sums(places.account, into_cash, len(problem.accounts.cash))
    values = classes.held + sums(places.asset_class, purchase - sale, len(classes.held))
    values[classes.cash] += into_cash.sum()
    realised = trades.sold / lots.shares * lots.gain * lots.taxed
    short, long = (0.0, 0.0) if problem.tax is None else (problem.tax.short0, problem.tax.long0)
    return Outcome(
        sale=sale,
        purchase=purchase,
        orders=int(orders.sum()),
        cash=problem.accounts.cash + accounts,
        classes=values,
        short=short + float(realised[~lots.long].sum()),
        long=long + float(realised[lots.long].sum()),
        variance=tracking_variance(problem, trades),
        of_classes=class_variance(problem, values),
    )


def tracking_variance(problem: Problem, trades: Trades) -> float:
    """Variance e'Qe after `trades`, a year; 0 where no index is held directly."""
    tracking = problem.tracking
    if tracking is None:
        return 0.0
    return variance_of(problem, tracking, values_after(problem, tracking, trades))


def sums(index: Indices, amounts: Floats, count: int) -> Floats:
    """The sum of `amounts` by `index`, shape (count,)."""
    return np.asarray(np.bincount(index, amounts, minlength=count), dtype=np.float64)


def drift(problem: Problem, values: Floats) -> Floats:
    """Dollars that each class's distance from its target costs, at class values `values`."""
    classes = problem.classes
    off = values / problem.value - classes.target
    width = np.where(off < 0.0, classes.below, classes.above)
    return np.asarray(problem.drift_aversion * problem.value * off * off / width)


def _terms(problem: Problem, outcome: Outcome) -> dict[str, float]:
    places, tax = problem.places, problem.tax
    now = later = 0.0
    if tax is not None:
        now = tax.tau_at(outcome.short, outcome.long) - tax.tau_at(tax.short0, tax.long0)
        later = -tax.rate_later * (outcome.short + outcome.long - tax.short0 - tax.long0)
    spreads = float(places.half_spread @ (outcome.sale + outcome.purchase))
    kept = places.held - outcome.sale + outcome.purchase
    terms = {
        "tax_now": now,
        "tax_later": later,
        "trading": spreads + problem.limits.commission * outcome.orders,
        "drift": float(drift(problem, outcome.classes).sum()),
        "holding": float(places.holding_cost @ kept),
    }
    if problem.tracking is not None:
        terms["tracking"] = problem.tracking.aversion * problem.value * outcome.variance
    if problem.risk is not None and problem.risk.aversion > 0.0:
        cost = problem.risk.aversion * problem.value * outcome.of_classes
        terms["tracking"] = terms.get("tracking", 0.0) + cost
    return terms


def most_variance(problem: Problem) -> float:
    """The limit of the household's variance against its target, a year; inf without one."""
    limits = [one.most for one in (problem.tracking, problem.risk) if one is not None]
    return min(limits, default=float("inf"))


def _broken_totals(problem: Problem, outcome: Outcome) -> Iterator[tuple[str, float]]:
    """By how much each limit over accounts, classes and the whole plan is missed; <= 0 is met."""
    limits, accounts, classes = problem.limits, problem.accounts, problem.classes
    for account, missing in zip(accounts.ids, accounts.floor - outcome.cash, strict=True):
        yield f"cash floor of {account}", float(missing)
    for amount, among in problem.raises():
        yield "cash to raise", amount - float((outcome.cash - accounts.floor)[among].sum())
    yield "max_turnover", min(outcome.sale.sum(), outcome.purchase.sum()) - limits.max_turnover
    yield "max_gain", outcome.short + outcome.long - limits.max_gain
    if limits.max_orders:
        yield "max_orders", float(outcome.orders - limits.max_orders)
    for name, value, low, high in zip(
        classes.names, outcome.classes, classes.low, classes.high, strict=True
    ):
        yield f"lower limit of {name}", low * problem.value - value
        yield f"upper limit of {name}", value - high * problem.value


def _broken_tracking(
    problem: Problem, outcome: Outcome, margin: float
) -> Iterator[tuple[str, float]]:
    """The tracking error above its limit; fractions a year."""
    most, variance = most_variance(problem), outcome.variance + outcome.of_classes
    if variance > most * (1.0 - margin):
        yield "max_tracking_error", max(0.0, float(variance**0.5 - most**0.5))


def _broken_places(problem: Problem, outcome: Outcome) -> Iterator[tuple[str, float]]:
    """Orders too small, purchases not allowed, and both sides of one place; dollars."""
    places, limits, tolerance = problem.places, problem.limits, money_tolerance(problem)
    part = (outcome.sale > 0.0) & (outcome.sale < places.held - tolerance)
    yield from _each(problem, "min_trade, sale of", np.where(part, outcome.sale, np.inf))
    bought = np.where(outcome.purchase > 0.0, outcome.purchase, np.inf)
    yield from _each(problem, "min_trade, purchase of", bought)
    for place in np.flatnonzero((outcome.purchase > 0.0) & ~places.can_buy):
        yield f"no purchase of {_name(problem, place)}", float(outcome.purchase[place])
    if not limits.both_ways:
        both = np.minimum(outcome.sale, outcome.purchase)
        for place in np.flatnonzero(both > 0.0):
            yield f"one side of {_name(problem, place)}", float(both[place])


def _each(problem: Problem, label: str, amounts: Floats) -> Iterator[tuple[str, float]]:
    for place in np.flatnonzero(amounts < problem.limits.min_trade):
        yield (
            f"{label} {_name(problem, place)}",
            float(problem.limits.min_trade - amounts[place]),
        )


def _broken_lots(problem: Problem, trades: Trades) -> Iterator[tuple[str, float]]:
    """Lots oversold or out of turn, losses washed by lots that stay, sales below zero; shares."""
    lots = problem.lots
    slack = DUST + 4 * np.finfo(np.float64).eps * lots.shares
    for over in np.flatnonzero(trades.sold > lots.shares + slack):
        yield f"shares of lot {lots.ids[over]}", float(trades.sold[over] - lots.shares[over])
    least = min(trades.sold.min(initial=0.0), trades.bought.min(initial=0.0))
    if least < 0.0:
        yield "quantities at or above zero", -float(least)
    for lot, needed in lots.needs.items():
        staying = sum(max(0.0, lots.shares[one] - trades.sold[one]) for one in needed)
        if trades.sold[lot] > 0.0 and staying > DUST:
            yield f"wash of lot {lots.ids[lot]} by lots that stay", float(staying)
    for lot, before in lots.follows.items():
        left = lots.shares[before] - trades.sold[before]
        if trades.sold[lot] > 0.0 and left > DUST:
            yield f"lot {lots.ids[lot]} out of the broker's order", float(left)


def _broken_groups(
    problem: Problem, trades: Trades, outcome: Outcome
) -> Iterator[tuple[str, float]]:
    """Groups bought together with a taxable loss sale of them; the smaller side in dollars."""
    groups, count = problem.places.group, len(problem.limits.exclusive)
    bought = sums(groups, outcome.purchase, count)
    losses = trades.sold * problem.lots.loss * problem.places.price[problem.lots.place]
    sold = sums(groups[problem.lots.place], losses, count)
    for group in np.flatnonzero((bought > 0.0) & (sold > 0.0) & problem.limits.exclusive):
        yield f"wash in group {group}", float(min(bought[group], sold[group]))


def _broken_steps(problem: Problem, trades: Trades) -> Iterator[tuple[str, float]]:
    """Orders that are no whole steps: shares over. Lots sold entire may bring their fractions."""
    places, lots = problem.places, problem.lots
    count = len(places.held)
    quantity = sums(lots.place, trades.sold, count)
    entire = np.where(trades.sold >= lots.shares - DUST, trades.sold, 0.0)
    parts = quantity - sums(lots.place, entire, count)
    over = np.minimum(_over(quantity, places.step), _over(parts, places.step))
    for label, shares in (("sale", over), ("purchase", _over(trades.bought, places.step))):
        for place in np.flatnonzero(shares > STEP_TOLERANCE * places.step):
            yield f"step, {label} of {_name(problem, place)}", float(shares[place])


def _over(quantity: Floats, step: Floats) -> Floats:
    """Shares between each quantity and the nearest multiple of its step."""
    over = np.abs(quantity - np.round(quantity / step) * step)
    # Of a billion shares float64 keeps no more than seven digits after the point.
    return np.asarray(np.where(over <= 8 * np.finfo(np.float64).eps * quantity, 0.0, over))


def _name(problem: Problem, place: int | np.intp) -> str:
    places = problem.places
    return f"{places.symbols[place]} in {problem.accounts.ids[places.account[place]]}"
