"""tau: what the year's capital gains cost, piece by piece.

S and L are the year's net short-term and long-term gain, each with its carryover, before they meet
(26 U.S.C. 1222). Where both are gains each pays its rate; where they meet, what is left pays the
rate of the side that is left; a net loss saves the deduction's rate up to the limit of 26 U.S.C.
1211(b), and is worth less beyond it, where it is carried (1212(b)). tau is continuous and piecewise
linear, and not convex: a gain can be covered by a loss of the other term.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxPiece:
    """tau = constant + short * S + long * L on the region where every row holds.

    rows   (u, v, w): u S + v L <= w
    fines  of the first rows: these may be missed, at so many dollars for each; none: no row may
    """

    constant: float
    short: float
    long: float
    rows: tuple[tuple[float, float, float], ...]
    fines: tuple[float, ...] = ()

    @property
    def region(self) -> tuple[tuple[float, float, float], ...]:
        """The rows that may not be missed."""
        return self.rows[len(self.fines) :]

    def value(self, short: float, long: float) -> float:
        """Tau of this piece, wherever (short, long) lies."""
        return self.constant + self.short * short + self.long * long


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxCurve:
    """tau of a household, dollars; rates are fractions.

    short0, long0  S and L without the plan
    rate_short     r_S    rate_long  r_L    rate_deduction  r_O    rate_carried  r_C
    loss_limit     K, dollars
    rate_later     phi r_F: what a dollar of gain realised now saves later
    budget         dollars of long gain after which `rate_over` is paid instead of r_L; inf: never
    """

    short0: float
    long0: float
    rate_short: float
    rate_long: float
    rate_deduction: float
    rate_carried: float
    loss_limit: float
    rate_later: float
    budget: float = float("inf")
    rate_over: float = 0.0

    @property
    def pieces(self) -> tuple[TaxPiece, ...]:
        """The five pieces, or seven where a budget divides those with a long gain left."""
        r_s, r_l, r_o, cap = self.rate_short, self.rate_long, self.rate_deduction, self.loss_limit
        both = ((-1.0, 0.0, 0.0), (0.0, -1.0, 0.0))
        covered = ((1.0, 0.0, 0.0), (0.0, -1.0, 0.0), (-1.0, -1.0, 0.0))
        return (
            *self._long_left(TaxPiece(constant=0.0, short=r_s, long=r_l, rows=both), 0.0),
            TaxPiece(
                constant=0.0,
                short=r_s,
                long=r_s,
                rows=((-1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (-1.0, -1.0, 0.0)),
            ),
            *self._long_left(TaxPiece(constant=0.0, short=r_l, long=r_l, rows=covered), 1.0),
            TaxPiece(constant=0.0, short=r_o, long=r_o, rows=((1.0, 1.0, 0.0), (-1.0, -1.0, cap))),
            TaxPiece(
                constant=(self.rate_carried - r_o) * cap,
                short=self.rate_carried,
                long=self.rate_carried,
                rows=((1.0, 1.0, -cap),),
            ),
        )

    @property
    def convex_pieces(self) -> tuple[TaxPiece, ...]:
        """`pieces`, joined where tau is convex over both: the first row bends it, for a fine.

        Long gains, beside short ones or less short losses; net losses, deducted and carried.
        """
        if self.budget != float("inf"):
            return self.pieces
        gains, short_left, long_left, deducted, carried = self.pieces
        first: tuple[TaxPiece, ...] = (gains, long_left)
        if self.rate_short >= self.rate_long:
            over, dearer = (1.0, 0.0, 0.0), self.rate_short - self.rate_long
            rows = (over, (0.0, -1.0, 0.0), (-1.0, -1.0, 0.0))
            first = (replace(long_left, rows=rows, fines=(dearer,)),)
        last: tuple[TaxPiece, ...] = (deducted, carried)
        if self.rate_deduction >= self.rate_carried:
            over, dearer = carried.rows[0], self.rate_deduction - self.rate_carried
            last = (replace(carried, rows=(over, (1.0, 1.0, 0.0)), fines=(dearer,)),)
        return (*first, short_left, *last)

    def _long_left(self, piece: TaxPiece, share: float) -> tuple[TaxPiece, ...]:
        """`piece`, divided where the long gain left, share S + L, passes the budget."""
        if self.budget == float("inf"):
            return (piece,)
        more = self.rate_over - self.rate_long
        return (
            TaxPiece(
                constant=piece.constant,
                short=piece.short,
                long=piece.long,
                rows=(*piece.rows, (share, 1.0, self.budget)),
            ),
            TaxPiece(
                constant=piece.constant - more * self.budget,
                short=piece.short + more * share,
                long=piece.long + more,
                rows=(*piece.rows, (-share, -1.0, -self.budget)),
            ),
        )

    def tau(
        self, short: float | NDArray[np.float64], long: float | NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Tau at S = `short`, L = `long`, elementwise."""
        s, gain = np.asarray(short, dtype=np.float64), np.asarray(long, dtype=np.float64)
        net, loss = s + gain, np.maximum(0.0, -(s + gain))
        long_left = np.clip(np.minimum(gain, net), 0.0, None)
        short_left = np.clip(np.minimum(s, net), 0.0, None)
        over = (self.rate_over - self.rate_long) * np.maximum(0.0, long_left - self.budget)
        deducted = np.minimum(loss, self.loss_limit)
        paid = self.rate_short * short_left + self.rate_long * long_left + over
        return np.asarray(
            paid - self.rate_deduction * deducted - self.rate_carried * (loss - deducted)
        )

    def tau_at(self, short: float, long: float) -> float:
        """Tau at one point, as `tau` gives it, without arrays: some fifty times faster."""
        net = short + long
        if net < 0.0:
            deducted = min(-net, self.loss_limit)
            return -self.rate_deduction * deducted - self.rate_carried * (-net - deducted)
        long_left = max(0.0, min(long, net))
        short_left = max(0.0, min(short, net))
        over = (self.rate_over - self.rate_long) * max(0.0, long_left - self.budget)
        return self.rate_short * short_left + self.rate_long * long_left + over
