"""J and the limits told a second time, in plain Python, one place and one lot after the other."""

from dataclasses import dataclass, field
from fractions import Fraction

from trimtab.optimize.problem import Problem, Trades


@dataclass
class PlainOutcome:
    """What a plan leaves, added up in exact fractions of the given floats."""

    cash: list[Fraction]
    classes: list[Fraction]
    short: Fraction
    long: Fraction
    orders: int = 0
    spreads: Fraction = Fraction(0)
    holding: Fraction = Fraction(0)
    sales: Fraction = Fraction(0)
    purchases: Fraction = Fraction(0)
    groups_bought: set[int] = field(default_factory=set)
    groups_lost: set[int] = field(default_factory=set)


def plain_outcome(problem: Problem, trades: Trades) -> PlainOutcome:
    tax, places, lots = problem.tax, problem.places, problem.lots
    out = PlainOutcome(
        cash=[Fraction(float(one)) for one in problem.accounts.cash],
        classes=[Fraction(float(one)) for one in problem.classes.held],
        short=Fraction(tax.short0) if tax else Fraction(0),
        long=Fraction(tax.long0) if tax else Fraction(0),
    )
    for place in range(len(places.symbols)):
        price = Fraction(float(places.price[place]))
        group = int(places.group[place])
        sold = Fraction(0)
        for lot in range(len(lots.ids)):
            if lots.place[lot] == place and trades.sold[lot] > 0:
                shares = Fraction(float(trades.sold[lot]))
                sold += shares
                gain = Fraction(float(lots.gain[lot])) * shares / Fraction(float(lots.shares[lot]))
                if lots.taxed[lot] and lots.long[lot]:
                    out.long += gain
                elif lots.taxed[lot]:
                    out.short += gain
                if lots.loss[lot]:
                    out.groups_lost.add(group)
        bought = Fraction(float(trades.bought[place]))
        if bought:
            out.groups_bought.add(group)
        _settle(problem, out, place, sold * price, bought * price)
    return out


def _settle(
    problem: Problem, out: PlainOutcome, place: int, sale: Fraction, purchase: Fraction
) -> None:
    places = problem.places
    account, asset_class = int(places.account[place]), int(places.asset_class[place])
    orders = (sale > 0) + (purchase > 0)
    spread = (sale + purchase) * Fraction(float(places.half_spread[place]))
    cash = sale - purchase - spread - orders * Fraction(problem.limits.commission)
    out.cash[account] += cash
    out.classes[problem.classes.cash] += cash
    out.classes[asset_class] += purchase - sale
    out.orders += orders
    out.spreads += spread
    out.sales += sale
    out.purchases += purchase
    kept = Fraction(float(places.held[place])) - sale + purchase
    out.holding += Fraction(float(places.holding_cost[place])) * kept


def plain_tau(problem: Problem, short: Fraction, long: Fraction) -> Fraction:
    """Tau from its pieces: the one whose rows all hold."""
    if problem.tax is None:
        return Fraction(0)
    inside = [
        Fraction(piece.constant) + Fraction(piece.short) * short + Fraction(piece.long) * long
        for piece in problem.tax.pieces
        if all(
            Fraction(u) * short + Fraction(v) * long <= Fraction(w)
            for u, v, w in piece.rows
            if w != float("inf")
        )
    ]
    return inside[0]


def plain_objective(problem: Problem, trades: Trades) -> float:
    out, tax = plain_outcome(problem, trades), problem.tax
    total = out.spreads + out.holding + out.orders * Fraction(problem.limits.commission)
    if tax is not None:
        start = Fraction(tax.short0), Fraction(tax.long0)
        total += plain_tau(problem, out.short, out.long) - plain_tau(problem, *start)
        total -= Fraction(tax.rate_later) * (out.short + out.long - sum(start))
    value = Fraction(problem.value)
    for c, held in enumerate(out.classes):
        off = held / value - Fraction(float(problem.classes.target[c]))
        width = problem.classes.below[c] if off < 0 else problem.classes.above[c]
        total += Fraction(problem.drift_aversion) * value * off * off / Fraction(float(width))
    return float(total)
