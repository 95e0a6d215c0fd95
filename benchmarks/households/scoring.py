"""Orders from anywhere, scored by the certificate: it shares no code with any of the models."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from benchmarks.households.direct import Shares
from benchmarks.households.measuring import idle_cash
from trimtab.domain import AccountId, LotId, Situation, Symbol
from trimtab.money import to_float
from trimtab.optimize.certificate import ProposedPurchase, ProposedSale, certify
from trimtab.optimize.problem import Problem

# What the peer rounds its shares to.
_SMALLEST = Decimal("0.00001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What orders come to.

    objective  J in dollars, without what the broken limits would cost
    idle       cash afterwards, per dollar of the household
    fractions  orders whose shares are not whole
    broken     limits broken, by name, and how often
    washed     dollars of loss denied
    """

    objective: float
    idle: float
    orders: int
    fractions: int
    broken: Counter[str]
    washed: float


def score(
    situation: Situation, sales: Iterable[ProposedSale], purchases: Iterable[ProposedPurchase]
) -> Score:
    """What these orders come to for the household of `situation`."""
    sales, purchases = tuple(sales), tuple(purchases)
    certificate = certify(situation, sales, purchases)
    symbol_of = {lot.lot_id: lot.symbol for _, lot in situation.household.lots}
    sold: defaultdict[str, Decimal] = defaultdict(Decimal)
    for one in sales:
        sold[symbol_of[one.lot_id]] += one.quantity
    quantities = [*sold.values(), *(one.quantity for one in purchases)]
    return Score(
        objective=to_float(certificate.objective),
        idle=idle_cash(certificate),
        orders=len(quantities),
        fractions=sum(quantity % 1 != 0 for quantity in quantities),
        broken=Counter(found.limit for found in certificate.violations),
        washed=to_float(sum(certificate.disallowed.values(), Decimal(0))),
    )


def proposals(
    problem: Problem, shares: Shares, *, whole: bool
) -> tuple[list[ProposedSale], list[ProposedPurchase]]:
    """A solver's shares as orders; with `whole` rounded down to whole shares."""
    places = problem.places
    unit = Decimal(1) if whole else _SMALLEST
    sales = [
        ProposedSale(
            account_id=AccountId(problem.accounts.ids[places.account[problem.lots.place[lot]]]),
            lot_id=LotId(problem.lots.ids[lot]),
            quantity=quantity,
        )
        for lot, amount in enumerate(shares.sold)
        if (quantity := _down(amount, unit)) > 0
    ]
    purchases = [
        ProposedPurchase(
            account_id=AccountId(problem.accounts.ids[places.account[place]]),
            symbol=Symbol(problem.places.symbols[place]),
            quantity=quantity,
        )
        for place, amount in enumerate(shares.bought)
        if (quantity := _down(amount, unit)) > 0
    ]
    return sales, purchases


def _down(amount: float, unit: Decimal) -> Decimal:
    """The solver's tolerance of a millionth is not a share less."""
    return Decimal(repr(amount + 1e-6)).quantize(unit, ROUND_DOWN)
