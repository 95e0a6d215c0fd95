"""A household's sales, open lots and years as the document `trimtab.tax/1`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from trimtab.domain import FilingStatus, Household
from trimtab.errors import Problem
from trimtab.money import ZERO, cents_text, exact_text
from trimtab.report.numbers import money
from trimtab.tax import CarriedIn, OpenLot, SaleLine, TaxHistory, TaxYear, WashRules

SCHEMA = "trimtab.tax/1"
# Form 8949 instructions, column (f): W is a nondeductible loss from a wash sale, L any other.
WASH_CODE = "W"
OTHER_CODE = "L"


@dataclass(frozen=True, kw_only=True)
class TaxRecord:
    """What a tax report is made of.

    year           sales and results of this year alone; None: of all years
    filing_status  None: not given; the limit on losses is then that of a single person
    """

    household: Household
    history: TaxHistory
    rules: WashRules
    year: int | None = None
    filing_status: FilingStatus | None = None

    @property
    def sales(self) -> tuple[SaleLine, ...]:
        """The sales reported, oldest first."""
        return tuple(
            line for line in self.history.sales if self.year is None or line.sold.year == self.year
        )

    @property
    def years(self) -> Mapping[int, TaxYear]:
        """The years reported, in order."""
        return {
            number: year
            for number, year in self.history.years.items()
            if self.year is None or number == self.year
        }

    @property
    def uncertain(self) -> tuple[Problem, ...]:
        """What could not be computed, or is open in law, and how it was counted.

        Of all years: an earlier one is carried into the next, a later one changes open lots.
        """
        return self.history.incomplete

    @cached_property
    def flags(self) -> Mapping[int, frozenset[str]]:
        """By the identity of a sale's line, what is uncertain about its wash sales (W13, W14)."""
        found: dict[int, frozenset[str]] = {}
        for wash in self.history.wash_sales:
            line = id(self.history.sales[wash.line])
            values = {flag.value for flag in wash.flags}
            found[line] = found.get(line, frozenset()) | values
        return found

    @property
    def carried_into(self) -> Mapping[int, CarriedIn]:
        """Losses carried into each year whose rules are known."""
        return {
            number: CarriedIn(
                short=year.net_short - year.netting.short, long=year.net_long - year.netting.long
            )
            for number, year in self.history.years.items()
            if year.netting is not None
        }


def tax_document(record: TaxRecord) -> dict[str, Any]:
    """The document; money and shares are text, null where not known."""
    return {
        "schema": SCHEMA,
        "as_of": record.history.as_of.isoformat(),
        "policy": {
            "same_day_dispositions": "batch" if record.rules.same_day_batch else "sequential",
            "fragment_selection": "highest" if record.rules.fragments_highest else "earliest",
        },
        "sales": [
            _sale(line) | {"flags": sorted(record.flags.get(id(line), ()))} for line in record.sales
        ],
        "open_lots": [_open_lot(lot) for lot in record.history.open_lots],
        "years": {
            str(number): _year(year, record.carried_into.get(number))
            for number, year in record.years.items()
        },
        "warnings": list(warnings_of(record)),
        "uncertain": [_uncertain(problem) for problem in record.uncertain],
    }


def warnings_of(record: TaxRecord) -> Iterable[str]:
    """What to know before relying on the figures, in sentences."""
    for number, year in record.years.items():
        if year.netting is None:
            yield (
                f"The limit on losses of {number} is not known: its sales and lots are complete, "
                "what is deducted and carried over is left out."
            )
    limited = any(year.netting and year.netting.deductible_loss for year in record.years.values())
    if limited and record.filing_status is None:
        yield (
            "taxes.filing_status is not given: losses are deducted up to $3,000 a year, the limit "
            "of all but a married person filing separately."
        )
    yield from _carried_otherwise(record)
    yield from (
        f"Wash sales cannot be seen in {account.label}: its trades are not recorded."
        for account in record.household.accounts
        if not account.tracked
    )


def _carried_otherwise(record: TaxRecord) -> Iterable[str]:
    """Years into which the settings carry other losses than the year before leaves."""
    for number in record.years:
        before = record.history.years.get(number - 1)
        carried = record.carried_into.get(number)
        if before is None or before.netting is None or carried is None:
            continue
        left = (before.netting.carryover_short, before.netting.carryover_long)
        if left != (carried.short, carried.long):
            yield (
                f"{money(carried.short + carried.long, cents=True)} of losses are carried into "
                f"{number}, as taxes.carryforward_short and carryforward_long say; by the record "
                f"{number - 1} leaves {money(sum(left, ZERO), cents=True)}."
            )


def code_of(line: SaleLine) -> str:
    """Column (f) of Form 8949; several codes in the order of the alphabet."""
    other = OTHER_CODE if line.exempt else ""
    return other + (WASH_CODE if line.disallowed > line.exempt else "")


def _sale(line: SaleLine) -> dict[str, Any]:
    realized, lot = line.realized, line.lot
    return {
        "id": line.sale_id,
        "date": line.sold.isoformat(),
        "account": line.account_id,
        "symbol": lot.symbol,
        "lot_id": lot.lot_id,
        "quantity": exact_text(lot.quantity),
        "proceeds": _cents(realized.proceeds),
        "basis": _cents(realized.basis),
        "disallowed": cents_text(line.disallowed),
        "permanently_disallowed": cents_text(line.permanent),
        "exempt_dividend_disallowed": cents_text(line.exempt),
        "gain": _cents(line.gain),
        "long_term_loss": cents_text(line.long_loss),
        "term": line.term.value,
        "acquired": _iso(lot.acquired),
        "holding_period_start": _iso(lot.holding_period_start),
        "code": code_of(line),
        "final_on": _iso(line.final_on),
        "incomplete": line.incomplete,
    }


def _open_lot(held: OpenLot) -> dict[str, Any]:
    lot = held.lot
    return {
        "lot_id": lot.lot_id,
        "account": held.account_id,
        "symbol": lot.symbol,
        "quantity": exact_text(lot.quantity),
        "basis": _cents(lot.basis),
        "acquired": _iso(lot.acquired),
        "holding_period_start": _iso(lot.holding_period_start),
        "wash_adjustment": cents_text(lot.wash_adjustment),
    }


def _year(year: TaxYear, carried: CarriedIn | None) -> dict[str, Any]:
    netting = year.netting
    return {
        "net_short": cents_text(year.net_short),
        "net_long": cents_text(year.net_long),
        "deductible_loss": None if netting is None else cents_text(netting.deductible_loss),
        "carryover_short": None if netting is None else cents_text(netting.carryover_short),
        "carryover_long": None if netting is None else cents_text(netting.carryover_long),
        "carried_in_short": None if carried is None else cents_text(carried.short),
        "carried_in_long": None if carried is None else cents_text(carried.long),
        "disallowed": cents_text(year.disallowed),
        "permanently_disallowed": cents_text(year.permanent),
        "unknown_gains": year.unknown,
    }


def _uncertain(problem: Problem) -> dict[str, Any]:
    return {
        "what": problem.what,
        "file": problem.file,
        "line": problem.line,
        "why": problem.why,
        "fix": problem.fix,
    }


def _iso(when: date | None) -> str | None:
    return None if when is None else when.isoformat()


def _cents(amount: Decimal | None) -> str | None:
    return None if amount is None else cents_text(amount)
