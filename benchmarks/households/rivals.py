"""Side by side on the same households: ours, `taxrebalance`, and a direct LP and MILP."""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.households.direct import solve_direct
from benchmarks.households.measuring import Seconds, timed, warm_up, with_gap
from benchmarks.households.peer import Peer
from benchmarks.households.scoring import Score, proposals, score
from benchmarks.households.situations import index_size, random_situation
from trimtab.money import to_float
from trimtab.planners.optimal.solving import best_of

# Beyond it the one attempt with whole limits did not end in the minutes it was given.
_MILP_UP_TO = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One method on one household of a million dollars; `above` is J less our bound, dollars."""

    method: str
    securities: int
    seconds: Seconds
    score: Score
    above: float


def side_by_side(peer: Peer, securities: int, seed: int, seconds: float) -> Iterator[Side]:
    """Every method on one household; the MILP, where it is tried, may take `seconds`."""
    warm_up()
    situation = with_gap(random_situation(seed, index_size(securities)), 0.1, 10)
    certified, solved = timed(best_of, situation)
    problem, bound = solved.problem, to_float(solved.bound)
    if problem.tax is None:
        raise RuntimeError("these households are taxed")

    def side(method: str, spent: Seconds, scored: Score) -> Side:
        above = scored.objective - bound
        return Side(method=method, securities=securities, seconds=spent, score=scored, above=above)

    orders = solved.orders
    ours = score(situation, orders.proposed_sales, orders.proposed_purchases)
    yield side("trimtab", certified, ours)
    direct = ((False, "LP, rounded down"), (True, "MILP"))
    for whole, name in direct if securities <= _MILP_UP_TO else direct[:1]:
        spent, shares = timed(solve_direct, problem, problem.tax, whole=whole, seconds=seconds)
        yield side(name, spent, score(situation, *proposals(problem, shares, whole=True)))
    told = peer.solve(situation, problem, problem.tax)
    scored = score(situation, told.sales, told.purchases)
    yield side(f"taxrebalance {told.version}", told.seconds, scored)
