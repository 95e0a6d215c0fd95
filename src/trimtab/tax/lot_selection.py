"""Which lots to sell: Reg. 1.1012-1(c), rules L1-L5; and which cost the least tax (L4).

FIFO, LIFO, HIFO, LOFO and a lot named by hand are orders over one splitter (trimtab.ledger).
Min-tax looks at the whole year: gains of one term meet losses of the other, so that no lot has a
tax of its own. Within a term more gain never means less tax, so the best choice takes each term's
lots by descending basis, and all that is open is how many shares come from each term. The year's
tax is piecewise linear in that number; it bends where a lot ends and where a net result crosses
zero or the limit on losses, and its least value lies at one of these bends.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate, pairwise

from trimtab.domain import Lot, LotId, LotMethod, Origin, TaxProfile
from trimtab.ledger.selection import Order, choose, in_order, ranked
from trimtab.money import ONE, ZERO, ceil_to_step, floor_to_step, to_cents
from trimtab.tax.holding_period import is_long_term
from trimtab.tax.netting import NetCapitalGain, net_capital_gain, tax_on_gains

_DEAREST = Order(method=LotMethod.HIFO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Shares that a sale takes, in the order taken, and shares that stay."""

    taken: tuple[Lot, ...]
    left: tuple[Lot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleTerms:
    """What min-tax must know of a sale: dollars per share, its day, and the year it falls into.

    profile  rates, the year's gains so far (None counts as zero) and losses carried in
    step     shares are taken in multiples of it
    """

    price: Decimal
    sold: date
    profile: TaxProfile
    step: Decimal = ONE


def select_lots(
    lots: Iterable[Lot],
    quantity: Decimal,
    *,
    method: LotMethod = LotMethod.FIFO,
    lot_id: LotId | None = None,
    sale: SaleTerms | None = None,
) -> Selection:
    """The lots of one security that a sale of `quantity` shares takes.

    lot_id  the lot identified to the broker; it goes before `method` (L2)
    sale    needed for min-tax; without it min-tax is HIFO

    Raises InvalidValue when there are not enough shares; never takes more than there are.
    """
    held = in_order(lots)
    order = Order(method=method, lot_id=lot_id)
    if method is not LotMethod.MIN_TAX or lot_id is not None or sale is None:
        taken, left = choose(held, quantity, order)
        return Selection(taken=taken, left=left)
    known = tuple(lot for lot in held if lot.complete)
    choose(known, quantity, order)  # stops when there are not enough shares whose gain is known
    taken, left = _least_tax(known, quantity, sale)
    unknown = (lot for lot in held if not lot.complete)
    return Selection(taken=taken, left=in_order((*left, *unknown)))


def _least_tax(
    lots: Sequence[Lot], quantity: Decimal, sale: SaleTerms
) -> tuple[tuple[Lot, ...], tuple[Lot, ...]]:
    short = [lot for lot in lots if not _is_long(lot, sale)]
    long = [lot for lot in lots if _is_long(lot, sale)]
    choice = _Choice(short=short, long=long, quantity=quantity, sale=sale)
    ends = choice.ends()
    counts = {*ends}
    for left, right in pairwise(ends):
        counts.update(choice.bends_between(left, right))
    count = min(sorted(counts), key=choice.cost)
    short_taken, short_left = choose(short, count, _DEAREST)
    long_taken, long_left = choose(long, quantity - count, _DEAREST)
    return (*short_taken, *long_taken), (*short_left, *long_left)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    """How many shares to take short-term, the rest of `quantity` long-term."""

    short: Sequence[Lot]
    long: Sequence[Lot]
    quantity: Decimal
    sale: SaleTerms

    def parts(self, count: Decimal) -> tuple[Lot, ...]:
        """The lots taken when `count` shares are short-term, each term by descending basis."""
        return (*_dearest(self.short, count), *_dearest(self.long, self.quantity - count))

    def ends(self) -> list[Decimal]:
        """Counts at which a lot is used up, and the least and the most there can be."""
        least = max(ZERO, self.quantity - _total(self.long))
        most = min(self.quantity, _total(self.short))
        from_long = (self.quantity - end for end in _lot_ends(self.long))
        ends = {least, most, *_lot_ends(self.short), *from_long}
        return sorted(end for end in ends if least <= end <= most)

    def results(self, count: Decimal) -> NetCapitalGain:
        """The year's netting when `count` shares are short-term."""
        parts, profile, price = self.parts(count), self.sale.profile, self.sale.price
        short, long = profile.realized_short or ZERO, profile.realized_long or ZERO
        for part in parts:
            gain = to_cents(price * part.quantity) - (part.basis or ZERO)
            if _is_long(part, self.sale):
                long += gain
            else:
                short += gain
        return net_capital_gain(
            short,
            long,
            carried_short=profile.carryforward_short,
            carried_long=profile.carryforward_long,
            limit=profile.loss_limit,
        )

    def cost(self, count: Decimal) -> tuple[Decimal, Decimal]:
        """The year's tax; among equals the least gain, which leaves most loss to carry on."""
        net = self.results(count)
        return tax_on_gains(net, self.sale.profile), net.total

    def bends_between(self, left: Decimal, right: Decimal) -> Iterator[Decimal]:
        """Counts beside which a net result crosses zero or the limit on losses."""
        limit = self.sale.profile.loss_limit
        pairs = zip(
            _crossings(self.results(left), limit),
            _crossings(self.results(right), limit),
            strict=True,
        )
        for at_left, at_right in pairs:
            if at_left * at_right < 0:
                bend = left + (right - left) * at_left / (at_left - at_right)
                for stepped in (
                    floor_to_step(bend, self.sale.step),
                    ceil_to_step(bend, self.sale.step),
                ):
                    if left < stepped < right:
                        yield stepped


def _crossings(net: NetCapitalGain, limit: Decimal) -> tuple[Decimal, ...]:
    """Amounts at whose zero the year's tax bends."""
    return net.short, net.long, net.total, net.total + limit


def _is_long(lot: Lot, sale: SaleTerms) -> bool:
    if lot.origin is Origin.INHERITANCE:
        return True
    start = lot.holding_period_start
    return start is not None and is_long_term(start, sale.sold)


def _dearest(lots: Sequence[Lot], quantity: Decimal) -> tuple[Lot, ...]:
    return choose(lots, quantity, _DEAREST)[0]


def _lot_ends(lots: Sequence[Lot]) -> list[Decimal]:
    """Running totals of the lots by descending basis."""
    return list(accumulate(lot.quantity for lot in ranked(lots, _DEAREST)))


def _total(lots: Sequence[Lot]) -> Decimal:
    return sum((lot.quantity for lot in lots), ZERO)
