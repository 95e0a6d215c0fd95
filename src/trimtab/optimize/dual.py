"""The bound: J of the best plan is no less than the blocks' best answers at any prices of the rows.

With prices p of the coupling rows, min over plans of J + p (rows - limits) is a bound on J (weak
duality), and it falls apart into blocks (`blocks`) and one term for each split class, all in closed
form. It is concave in p.
"""

from dataclasses import dataclass

import numpy as np

from trimtab.optimize.blocks import Answer, Blocks
from trimtab.optimize.coupling import Coupling
from trimtab.optimize.problem import Floats, Indices


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DualPoint:
    """The dual at one vector of prices.

    value      dollars: a lower bound on J of every plan of the case
    gradient   shape (M,): by how much the answers exceed the rows' limits, dollars
    answer     of the blocks
    off        dollars off target of the split classes
    levels     of the parts, then of the split classes, dollars; they sum to value with the
               constant and less limit . prices
    slopes     their gradients, shape (parts + split, M)
    """

    prices: Floats
    value: float
    gradient: Floats
    answer: Answer
    off: Floats
    levels: Floats
    slopes: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dual:
    """The dual function of one case.

    part     of each block: blocks of one part share a cut, parts ascending without gaps
    """

    blocks: Blocks
    coupling: Coupling
    part: Indices

    @property
    def parts(self) -> int:
        """How many terms the value is a sum of, the constant aside."""
        return self.first_split + len(self.coupling.split) + bool(len(self.coupling.on_ball))

    @property
    def first_split(self) -> int:
        """The first term of the split classes: those of the blocks come before, the ball's last."""
        return int(self.part.max(initial=-1)) + 1

    def at(self, prices: Floats) -> DualPoint:
        """The dual at `prices`, shape (M,), >= 0 where the row is not free."""
        coupling = self.coupling
        answer = self.blocks.answer(coupling.cost + coupling.weights @ prices)
        own = prices[coupling.split]
        off = coupling.drift.best(-own)
        # A dollar of unspread commission paid costs a dollar, and takes one from the class.
        paid = np.where(own < -1.0, coupling.unspread, 0.0)
        split = coupling.drift.cost(off) + own * off + (1.0 + own) * paid
        slopes = np.zeros((self.parts, len(prices)))
        count = self.first_split
        used = np.flatnonzero(answer.amounts)
        part = self.part[self.blocks.ground.block_of[used]]
        flow = coupling.weights[used] * answer.amounts[used, None]
        for row in range(len(prices)):
            slopes[:count, row] = np.bincount(part, weights=flow[:, row], minlength=count)
        slopes[np.arange(count, count + len(own)), coupling.split] = off + paid
        levels = np.zeros(self.parts)
        levels[:count] = np.bincount(self.part, weights=answer.blocks, minlength=count)
        levels[count : count + len(own)] = split
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
        )
