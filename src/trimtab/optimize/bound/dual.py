"""The bound: J of the best plan is no less than the blocks' best answers at any prices of the rows.

With prices p of the coupling rows, min over plans of J + p (rows - limits) is a bound on J (weak
duality), and it falls apart into blocks (`blocks`), one term for each split class and one for
the limit of the tracking error, all in closed form. It is concave in p.
"""

from dataclasses import dataclass

import numpy as np

from trimtab.optimize.bound.blocks import Answer, Blocks
from trimtab.optimize.bound.coupling import Coupling
from trimtab.optimize.bound.flows import Parts
from trimtab.optimize.problem import Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DualPoint:
    """The dual at one vector of prices.

    value      dollars: a lower bound on J of every plan of the case
    gradient   shape (M,): by how much the answers exceed the rows' limits, dollars
    answer     of the blocks
    off        dollars off target of the split classes
    levels     of the parts, then of the split classes, then of the ball if there is one, dollars;
               they sum to value with the constant and less limit . prices
    slopes     their gradients, shape (parts + terms of ties, M)
    flows      of the blocks' parts, shape (parts, B)
    fixed      what is left of the blocks' parts but for flows, dollars: drift
    """

    prices: Floats
    value: float
    gradient: Floats
    answer: Answer
    off: Floats
    levels: Floats
    slopes: Floats
    flows: Floats
    fixed: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dual:
    """The dual function of one case. Blocks of one part share a cut."""

    blocks: Blocks
    coupling: Coupling
    own: Parts

    @property
    def parts(self) -> int:
        """How many terms the value is a sum of, the constant aside."""
        return self.own.count + self.coupling.terms

    def at(self, prices: Floats) -> DualPoint:
        """The dual at `prices`, shape (M,), >= 0 where the row is not free."""
        coupling, count = self.coupling, self.own.count
        answer = self.blocks.answer(coupling.cost + coupling.weights @ prices)
        own = prices[coupling.split]
        off = coupling.drift.best(-own)
        # A dollar of unspread commission paid costs a dollar, and takes one from the class.
        paid = np.where(own < -1.0, coupling.unspread, 0.0)
        split = coupling.drift.cost(off) + own * off + (1.0 + own) * paid
        flows = self.own.sums(answer.amounts)
        slopes = np.zeros((self.parts, len(prices)))
        slopes[:count] = flows @ coupling.mix
        slopes[np.arange(count, count + len(own)), coupling.split] = off + paid
        of_parts = np.bincount(self.own.of_block, weights=answer.blocks, minlength=count)
        levels = np.zeros(self.parts)
        levels[:count], levels[count : count + len(own)] = of_parts, split
        if len(coupling.on_ball):
            nearest, levels[-1] = coupling.ball.nearest(prices[coupling.on_ball])
            slopes[-1, coupling.on_ball] = nearest
        return DualPoint(
            prices=prices,
            value=coupling.constant + float(levels.sum() - coupling.limit @ prices),
            gradient=slopes.sum(axis=0) - coupling.limit,
            answer=answer,
            off=off,
            levels=levels,
            slopes=slopes,
            flows=flows,
            fixed=of_parts - flows @ coupling.cost_mix - slopes[:count] @ prices,
        )
