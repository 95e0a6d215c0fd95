"""The certificate of a plan: J and every hard limit from the orders alone, in exact arithmetic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from trimtab.domain import AccountId, LotId, Situation
from trimtab.money import ZERO
from trimtab.optimize.certificate.book import Book
from trimtab.optimize.certificate.limit import Violation
from trimtab.optimize.certificate.limits import LIMITS
from trimtab.optimize.certificate.proposed import ProposedPurchase, ProposedSale
from trimtab.optimize.certificate.recomputed import Recomputed
from trimtab.optimize.certificate.tracking import Tracking

# More digits than any product of shares, price and rates of a household has.
_WORKING_DIGITS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What a set of orders comes to; dollars, not rounded, unless said otherwise.

    objective                 J, the sum of `terms`; lower is better
    terms                     J by its terms, each to a billionth of a dollar
    objective_without_trades  J of making no order: its drift, preference, location and tracking
                              error, which are levels; its tax and trading are 0
    violations                every hard limit broken; empty when all hold
    disallowed                loss denied of each lot sold, > 0, whole cents
    permanently_disallowed    the part of all losses denied that no basis takes up
    disallowed_earlier        losses of earlier sales that these purchases undo
    wash_from_record          False: the record is too short, and what is denied is the careful
                              estimate
    value                     V, the household before trading
    cash_after                by account
    class_weights_after       fractions of V
    net_short, net_long       S and L of the year after the plan; None when no rates are known
    realized_short, realized_long   what the plan adds to them
    turnover                  fraction of V, one way
    cost                      half-spreads and commissions
    tracking_error            root of the household's variance against its target, fraction a year;
                              None where nothing tells it
    tracking_error_before     the same without trades
    carried_rate              r_C as used; `carried_rate_raised` when the user's own was lower
    """

    objective: Decimal
    objective_without_trades: Decimal
    terms: Mapping[str, Decimal]
    violations: tuple[Violation, ...]
    disallowed: Mapping[LotId, Decimal]
    permanently_disallowed: Decimal
    disallowed_earlier: Decimal
    wash_from_record: bool
    value: Decimal
    cash_after: Mapping[AccountId, Decimal]
    class_weights_after: Mapping[str, Decimal]
    net_short: Decimal | None
    net_long: Decimal | None
    realized_short: Decimal
    realized_long: Decimal
    turnover: Decimal
    cost: Decimal
    tracking_error: Decimal | None
    tracking_error_before: Decimal | None
    carried_rate: Decimal | None
    carried_rate_raised: bool

    @property
    def holds(self) -> bool:
        """True when no hard limit is broken."""
        return not self.violations


def certify(
    situation: Situation,
    sales: Sequence[ProposedSale],
    purchases: Sequence[ProposedPurchase],
    *,
    tracking: Tracking | None = None,
) -> Certificate:
    """The certificate of `sales` and `purchases`, made on the day of `situation`.

    tracking  which classes hold an index directly; None: as the target says

    Orders that cannot be read are violations and have no other effect. Raises InvalidValue when
    something that the household holds has no price.
    """
    with localcontext() as context:
        context.prec = _WORKING_DIGITS
        index = Tracking.of(situation) if tracking is None else tracking
        plan = Recomputed(Book(situation, sales, purchases), index)
        idle = Recomputed(Book(situation, (), ()), index)
        return _certificate(plan, idle)


def _certificate(plan: Recomputed, idle: Recomputed) -> Certificate:
    book, year = plan.book, plan.year
    raised = year is not None and year.policy.carryover_value is not None
    return Certificate(
        objective=plan.objective,
        objective_without_trades=idle.objective,
        terms=plan.terms,
        violations=tuple(found for limit in LIMITS for found in limit.violations(plan)),
        disallowed=plan.denied,
        permanently_disallowed=plan.disallowed.permanent,
        disallowed_earlier=plan.disallowed.earlier_short + plan.disallowed.earlier_long,
        wash_from_record=plan.disallowed.from_record,
        value=book.value,
        cash_after=book.cash_after,
        class_weights_after=book.class_weights_after,
        net_short=None if year is None else year.short_before + plan.short,
        net_long=None if year is None else year.long_before + plan.long,
        realized_short=plan.short,
        realized_long=plan.long,
        turnover=ZERO if book.value == 0 else book.turnover_dollars / book.value,
        cost=book.cost,
        tracking_error=None if plan.variance is None else plan.variance.sqrt(),
        tracking_error_before=None if idle.variance is None else idle.variance.sqrt(),
        carried_rate=None if year is None else year.carried_rate,
        carried_rate_raised=raised
        and year is not None
        and year.policy.carryover_value != year.carried_rate,
    )
