"""One plan measured: the solve alone, the orders with their check, and the plan with its reasons.

Every time is taken twice, on the wall and as time of the processor: on a shared machine the second
is the one to compare. All threads of the process count.
"""

import multiprocessing
import resource
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from multiprocessing.connection import Connection
from time import perf_counter, process_time
from typing import ParamSpec, TypeVar

from benchmarks.households.situations import Size, random_situation
from trimtab.domain import Situation
from trimtab.money import to_float
from trimtab.optimize.certificate import Certificate
from trimtab.optimize.problem import Problem
from trimtab.optimize.solve import solve
from trimtab.planners import plan
from trimtab.planners.optimal.solving import Solved, best_of

BASIS_POINT = Decimal("0.0001")
MILLION = 1e6

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seconds:
    """processor: all threads together."""

    processor: float
    wall: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One household planned for.

    solve       from arrays to the best plan found
    certified   from domain values to orders with their certificate and bound
    planned     the whole plan, with a price for its reasons; None where it was not asked for
    gap         J of the certificate less the bound, per dollar of the household
    idle        cash after the plan, per dollar of the household
    limits      names of the limits that the certificate found broken
    fractions   orders that are no whole shares, lots sold entire aside
    washed      dollars of loss that a wash sale would disallow
    """

    seed: int
    securities: int
    lots: int
    solve: Seconds
    certified: Seconds
    planned: Seconds | None
    solver: str
    status: str
    gap: float
    idle: float
    limits: tuple[str, ...]
    fractions: int
    washed: float


def timed(
    work: Callable[Given, Answer], *args: Given.args, **kwargs: Given.kwargs
) -> tuple[Seconds, Answer]:
    """`work` done once, and how long it took."""
    wall, processor = perf_counter(), process_time()
    answer = work(*args, **kwargs)
    spent = Seconds(processor=process_time() - processor, wall=perf_counter() - wall)
    return spent, answer


def with_gap(situation: Situation, basis_points: float, seconds: float) -> Situation:
    """`situation` to be solved to that gap, or as far as the seconds suffice."""
    policy = replace(
        situation.policy,
        gap=Decimal(str(basis_points)) * BASIS_POINT,
        time_limit=Decimal(str(seconds)),
    )
    return replace(situation, policy=policy)


def measured(seed: int, size: Size, situation: Situation, *, reasons: bool) -> Measured:
    """One household, solved and checked; planned for with reasons where asked."""
    certified, solved = timed(best_of, situation)
    value = to_float(solved.certificate.value)
    return Measured(
        seed=seed,
        securities=size.securities,
        lots=size.lots,
        solve=_solve_alone(solved.problem, situation),
        certified=certified,
        planned=_whole_plan(situation) if reasons else None,
        solver=solved.answer.solver,
        status=solved.answer.status.value,
        gap=to_float(solved.gap) / value,
        idle=idle_cash(solved.certificate),
        limits=tuple(found.limit for found in solved.certificate.violations),
        fractions=_fractions(situation, solved),
        washed=to_float(sum(solved.certificate.disallowed.values(), Decimal(0))),
    )


def idle_cash(certificate: Certificate) -> float:
    """Cash after the orders, per dollar of the household."""
    return to_float(sum(certificate.cash_after.values(), Decimal(0)) / certificate.value)


def _solve_alone(problem: Problem, situation: Situation) -> Seconds:
    start = perf_counter()
    spent, _ = timed(
        solve,
        problem,
        time_limit=to_float(situation.policy.time_limit),
        gap=to_float(situation.policy.gap) * problem.value,
        clock=lambda: perf_counter() - start,
    )
    return spent


def _whole_plan(situation: Situation) -> Seconds:
    spent, _ = timed(
        plan,
        situation.household,
        situation.target,
        situation.market,
        situation.tax,
        situation.policy,
        as_of=situation.as_of,
    )
    return spent


def _fractions(situation: Situation, solved: Solved) -> int:
    def step(account_id: str) -> Decimal:
        accounts = situation.household.accounts
        return next(one.quantity_step for one in accounts if one.account_id == account_id)

    parts = [
        sum((one.quantity for one in sell.lots if one.quantity != one.lot.quantity), Decimal(0))
        % step(sell.account.account_id)
        for sell in solved.orders.sells
    ]
    parts += [buy.quantity % step(buy.account.account_id) for buy in solved.orders.buys]
    return sum(part != 0 for part in parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Households of one size, measured in a process of their own.

    megabytes  the most that the process held at once, the interpreter and libraries included
    """

    measured: tuple[Measured, ...]
    megabytes: float


def group_of(
    sizes: Sequence[Size], basis_points: float, seconds: float, *, reasons: int = 0
) -> Group:
    """Households 0, 1, ... of `sizes`; the first `reasons` are planned for with reasons too.

    A small one is solved first, so that loading libraries is in nobody's time.
    """
    warm_up()
    rows = [
        measured(
            seed,
            size,
            with_gap(random_situation(seed, size), basis_points, seconds),
            reasons=seed < reasons,
        )
        for seed, size in enumerate(sizes)
    ]
    return Group(measured=tuple(rows), megabytes=peak_megabytes())


def warm_up() -> None:
    """Load what a plan needs, by making one."""
    best_of(random_situation(0, Size(classes=2, securities=4, accounts=1, lots=6)))


def in_a_process(
    work: Callable[Given, Answer], *args: Given.args, **kwargs: Given.kwargs
) -> Answer:
    """`work` done in a fresh process, so that its memory is its own."""
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=spawned) as pool:
        return pool.submit(work, *args, **kwargs).result()


def survived(work: Callable[[], Answer], *, within: float) -> Answer | None:
    """`work` done in a fresh process; None where that died, or took more seconds than `within`.

    For solvers in C that have been seen to crash, or to hang on their own broken heap.
    """
    spawned = multiprocessing.get_context("spawn")
    ours, theirs = spawned.Pipe(duplex=False)
    process = spawned.Process(target=_tell, args=(theirs, work))
    process.start()
    theirs.close()
    try:
        answer: Answer | None = ours.recv() if ours.poll(within) else None
    except EOFError:
        return None
    finally:
        process.kill()
        process.join()
    return answer


def _tell(pipe: Connection, work: Callable[[], object]) -> None:
    pipe.send(work())


def peak_megabytes() -> float:
    """The most memory that this process has held."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10
