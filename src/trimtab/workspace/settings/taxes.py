"""[taxes]: the household's rates, and the year so far."""

from decimal import Decimal
from typing import Annotated

from trimtab.domain import FilingStatus
from trimtab.workspace.settings import readers
from trimtab.workspace.settings.kinds import Flag, LossDollars, Money, RatePercent
from trimtab.workspace.settings.readers import Reads, enum_reader, word_reader
from trimtab.workspace.settings.section import Section, means

NO_BUDGET = "none"


def _budget(given: object) -> Decimal | str:
    return NO_BUDGET if given == NO_BUDGET else readers.money_from_zero(given)


class TaxesSection(Section):
    """Rates are percent; a plan that counts tax needs the first three."""

    filing_status: Annotated[FilingStatus, enum_reader(FilingStatus)] | None = means(
        None, "Filing status of the federal return; required for plans that count tax"
    )
    federal_ordinary: RatePercent | None = means(
        None, "Marginal federal rate on ordinary income; required for plans that count tax"
    )
    federal_long: RatePercent | None = means(
        None, "Federal rate on long-term gains; required for plans that count tax"
    )
    niit: Flag = means(default=False, meaning="Whether the 3.8 % net investment income tax applies")
    state: RatePercent = means(Decimal(0), "State rate on gains, after any federal deduction of it")
    realized_short: Money | None = means(
        None, "Net short-term gain of this year before the plan; wins over the transactions"
    )
    realized_long: Money | None = means(
        None, "Net long-term gain of this year before the plan; wins over the transactions"
    )
    carryforward_short: LossDollars = means(Decimal(0), "Short-term losses carried in")
    carryforward_long: LossDollars = means(Decimal(0), "Long-term losses carried in")
    gains_budget: Annotated[
        Decimal | str,
        Reads(parse=_budget, called='dollars | "none"', schema={"type": ["string", "number"]}),
    ] = means(NO_BUDGET, "Net gains a year that the household accepts")
    gains_budget_mode: Annotated[str, word_reader("soft", "hard")] = means(
        "soft", "soft warns past the budget, hard never exceeds it"
    )
