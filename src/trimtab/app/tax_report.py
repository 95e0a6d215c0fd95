"""The tax report: sales, open lots and years, with its renderers."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from trimtab.errors import InputProblems, Problem, in_file_order
from trimtab.report.document.plan import to_json
from trimtab.report.taxes.document import TaxRecord, tax_document, warnings_of
from trimtab.report.taxes.form_8949 import form_8949
from trimtab.report.taxes.text import tax_text
from trimtab.tax import OpenLot, SaleLine, TaxYear, chosen_rules
from trimtab.workspace import Loaded


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxReport:
    """A frozen report of what was sold and what is held, after the wash-sale rule."""

    record: TaxRecord

    @property
    def sales(self) -> tuple[SaleLine, ...]:
        """One line for each part of a lot sold, as on Form 8949."""
        return self.record.sales

    @property
    def open_lots(self) -> tuple[OpenLot, ...]:
        """What every account holds, with adjusted basis and holding date."""
        return self.record.history.open_lots

    @property
    def years(self) -> dict[int, TaxYear]:
        """Results, netting and carryovers by year."""
        return dict(self.record.years)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to know before relying on the figures."""
        return tuple(warnings_of(self.record))

    @property
    def uncertain(self) -> tuple[Problem, ...]:
        """What could not be computed from the record, and how it was counted."""
        return self.record.uncertain

    @property
    def disallowed(self) -> Decimal:
        """Dollars of loss that the wash-sale rule denied in the sales reported, >= 0."""
        return sum((line.disallowed for line in self.sales), Decimal(0))

    def to_dict(self) -> dict[str, Any]:
        """The `trimtab.tax/1` document."""
        return tax_document(self.record)

    def to_json(self) -> str:
        """The document as text: the same report gives the same bytes."""
        return to_json(self.to_dict())

    def text(self, *, width: int = 98, plain: bool = False, color: bool = False) -> str:
        """The terminal's report, `width` columns wide; `plain` keeps to ASCII."""
        return tax_text(self.record, width=width, plain=plain, color=color)

    def form_8949(self) -> str:
        """The sales as lines of Form 8949, CSV with columns (a) to (h)."""
        return form_8949(self.record)


def make_tax_report(loaded: Loaded, year: int | None) -> TaxReport:
    """The report of `year`, or of all years; see Workspace.tax_report for what it raises."""
    history = loaded.history
    if history.problems:
        raise InputProblems(in_file_order(history.problems))
    return TaxReport(
        record=TaxRecord(
            household=loaded.household,
            history=history,
            rules=chosen_rules(loaded.policy, loaded.filing_status),
            year=year,
            filing_status=loaded.filing_status,
        )
    )
