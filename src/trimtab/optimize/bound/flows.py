"""What rows and costs of every case are sums of: flows, by part of the household.

A row of a case (`coupling`) is a mixture of a few flows: dollars into an account, into a class, of
gain by its term, and so on. What an answer of the blocks comes to in flows is the same in every
case, so that it can be looked up there too.
"""

from dataclasses import dataclass

import numpy as np

from trimtab.optimize.problem import Floats, Indices


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parts:
    """Blocks in parts, which share a cut, and their segments.

    of_block    ascending without gaps
    of_segment  shape (N,)
    order       segments by part
    starts      of each part within `order`
    flows       of a dollar of each segment, in that order, shape (N, B)
    """

    of_block: Indices
    of_segment: Indices
    order: Indices
    starts: Indices
    flows: Floats

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.starts)

    def sums(self, amounts: Floats) -> Floats:
        """The flows of `amounts` dollars of every segment, shape (parts, B)."""
        if not self.count:
            return np.zeros((0, self.flows.shape[1]))
        moved = self.flows * amounts[self.order][:, None]
        return np.asarray(np.add.reduceat(moved, self.starts, axis=0), dtype=np.float64)


def parts_of(of_block: Indices, block_of: Indices, flows: Floats) -> Parts:
    """The parts that `of_block` says, with `flows` of a dollar of every segment, shape (N, B)."""
    of_segment = of_block[block_of]
    order = np.argsort(of_segment, kind="stable")
    return Parts(
        of_block=of_block,
        of_segment=of_segment,
        order=order,
        starts=np.flatnonzero(np.diff(of_segment[order], prepend=-1)),
        flows=flows[order],
    )
