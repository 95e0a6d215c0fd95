"""Everything that a set of orders comes to, computed once for the terms and the limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from trimtab.domain import LotId, Term, WashLookback
from trimtab.money import ZERO
from trimtab.optimize.certificate.allocation import drift, location, preference
from trimtab.optimize.certificate.book import Book
from trimtab.optimize.certificate.class_tracking import ClassTracking
from trimtab.optimize.certificate.disallowed import Disallowed, disallowed_by, outlook_of
from trimtab.optimize.certificate.tracking import Tracking, active_variance, tracking_cost
from trimtab.optimize.certificate.year_tax import YearTax
from trimtab.tax import WashOutlook, WashScreen, WashWindow

# Finer than any figure is read, and coarse enough that the terms add up to J to the last digit.
_BILLIONTH = Decimal("1e-9")


@dataclass(frozen=True)
class Recomputed:
    """The orders in `book` under the policy of its situation."""

    book: Book
    tracking: Tracking = field(default_factory=Tracking)

    @cached_property
    def terms(self) -> dict[str, Decimal]:
        """J by its terms, dollars, each to a billionth.

        Both terms of tax, and trading, are what the plan changes: zero without trades. The others
        are levels, which the household has without trades too.
        """
        later = self.short + self.long - self.disallowed.permanent
        year = self.year
        exact = {
            "tax this year": ZERO if year is None else year.this_year(self.short, self.long),
            "tax later": ZERO if year is None else year.later(later),
            "trading": self.book.cost,
            "drift": drift(self.book),
            "tracking error": tracking_cost(self.book, self.tracking),
            "preference": preference(self.book),
            "location": location(self.book),
        }
        # Adding zero turns -0 into 0.
        return {name: amount.quantize(_BILLIONTH) + ZERO for name, amount in exact.items()}

    @property
    def objective(self) -> Decimal:
        """J, dollars."""
        return sum(self.terms.values(), ZERO)

    @cached_property
    def year(self) -> YearTax | None:
        """The year's tax; None when the household's rates are not known."""
        situation = self.book.situation
        return None if situation.tax is None else YearTax(situation.tax, situation.policy)

    @cached_property
    def short(self) -> Decimal:
        """Short-term gain that the plan adds to S, dollars, less what wash sales deny."""
        return self._gain_of(Term.SHORT) + self.disallowed.earlier_short

    @cached_property
    def long(self) -> Decimal:
        """Long-term gain that the plan adds to L, dollars, less what wash sales deny."""
        return self._gain_of(Term.LONG) + self.disallowed.earlier_long

    @cached_property
    def variance(self) -> Decimal | None:
        """The household's variance against its target a year; None where nothing tells it.

        That of the classes, where their covariance is known, and that of indexes held directly
        within their classes. Raises InvalidValue for a covariance that lacks a class.
        """
        situation = self.book.situation
        if situation.covariance is None and not self.tracking.members:
            return None
        within = active_variance(self.book, self.tracking)
        if situation.covariance is None or self.book.value == 0:
            return within
        classes = ClassTracking(situation.target, situation.covariance)
        return within + classes.variance(self.book.class_weights_after)

    @cached_property
    def disallowed(self) -> Disallowed:
        """Losses denied by the wash-sale rule."""
        return disallowed_by(self.book, self.outlook, self.screen)

    @cached_property
    def outlook(self) -> WashOutlook:
        """The record, rebuilt."""
        return outlook_of(self.book)

    @cached_property
    def screen(self) -> WashScreen:
        """What past trades forbid: the rows alone under `strict` or a short record."""
        situation = self.book.situation
        strict = situation.policy.wash_lookback is WashLookback.STRICT
        if strict or self.outlook.incomplete:
            return WashWindow(situation.household, situation.as_of)
        return self.outlook

    @property
    def denied(self) -> Mapping[LotId, Decimal]:
        """Dollars denied of each lot sold, > 0."""
        return self.disallowed.by_lot

    def _gain_of(self, term: Term) -> Decimal:
        """Of the taxable lots of `term`; a lot whose date is not known counts as short."""
        return sum(
            (
                sold.gain + self.denied.get(sold.lot.lot_id, ZERO)
                for sold in self.book.lots_sold
                if sold.account.taxable and (sold.term or Term.SHORT) is term
            ),
            ZERO,
        )
