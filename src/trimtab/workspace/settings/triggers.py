"""[triggers.*] and [[cash_flows]]: when to look again, and what money moves by itself."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from trimtab.domain import Symbol
from trimtab.errors import InvalidValue
from trimtab.triggers import TriggerKind
from trimtab.triggers.calendars import CALENDARS, NYSE
from trimtab.triggers.schedule import FIRST, LAST, PERIODS, check_cron
from trimtab.workspace.settings import readers
from trimtab.workspace.settings.goal import PAIR_SCHEMA, Pair, percent_pair
from trimtab.workspace.settings.kinds import (
    Day,
    Flag,
    Id,
    Money,
    MoneyFromZero,
    Percent,
    Text,
    Whole,
)
from trimtab.workspace.settings.readers import Reads, objection, word_reader
from trimtab.workspace.settings.section import Section, means, required
from trimtab.workspace.wording import did_you_mean, one_of

# The watch alone looks at the age of prices and at itself; others are made of these.
_NO_TABLE = frozenset(
    {TriggerKind.ANY_OF, TriggerKind.ALL_OF, TriggerKind.DATA_STALE, TriggerKind.CHECK}
)
KINDS = tuple(kind.value for kind in TriggerKind if kind not in _NO_TABLE)

_CALLED = "table of name to [low, high] in percent"
_BANDS = Reads(parse=percent_pair, called=_CALLED, schema=PAIR_SCHEMA)


_Key = Annotated[Symbol, Reads(parse=readers.symbol, called=_CALLED, schema={"type": "string"})]


def _every(given: object) -> str:
    value = " ".join(readers.text(given).split())
    if value in PERIODS:
        return value
    if " " not in value:
        why = f'{one_of(PERIODS)}, or five words of cron such as "0 9 1 * *"'
        raise objection("is not a schedule", why, did_you_mean(value, PERIODS))
    try:
        check_cron(value)
    except InvalidValue as error:
        raise objection("is not a schedule", str(error)) from None
    return value


def _kinds(given: object) -> tuple[str, ...]:
    found = readers.texts(given)
    for word in found:
        if word not in KINDS:
            raise objection(f'holds "{word}"', one_of(KINDS), did_you_mean(word, KINDS))
    return found


class DriftTriggerSection(Section):
    """Weights away from their targets."""

    on: Flag = means(default=True, meaning="Whether drift is watched")
    absolute: Percent | None = means(None, "Points that a class may be away from its target")
    relative: Percent | None = means(None, "The same as percent of its target; the narrower holds")
    classes: Mapping[str, Annotated[Pair, _BANDS]] = Field(
        default_factory=dict, description="Bands of single classes; they win over the widths"
    )
    by_security: Flag = means(
        default=False, meaning="Watch securities that have a target weight of their own too"
    )
    securities: Mapping[_Key, Annotated[Pair, _BANDS]] = Field(
        default_factory=dict, description="Bands of single securities"
    )


class ScheduleTriggerSection(Section):
    """Days that come round."""

    every: Annotated[
        str,
        Reads(
            parse=_every,
            called=f"{' | '.join(PERIODS)} | five words of cron",
            schema={"type": "string"},
        ),
    ] = means("quarterly", "How often; of cron words the day counts, not the time")
    on: Annotated[str, word_reader(LAST, FIRST)] = means(
        LAST, "The first or the last business day of the period"
    )
    calendar: Annotated[str, word_reader(*CALENDARS)] = means(
        NYSE, "Whose business days; NYSE needs trimtab[schedule]"
    )


class CashTriggerSection(Section):
    """The buffer of cash: watched, and kept by the optimal planner. Off unless the table stands."""

    least: Percent = Field(
        default=Decimal(2), alias="min", description="Least cash, percent of the household"
    )
    most: Percent = Field(
        default=Decimal(5), alias="max", description="Most cash, percent of the household"
    )


class RiskTriggerSection(Section):
    """Risk of the holdings against that of the target. Off unless the table stands."""

    deviation: Percent = means(
        Decimal(10), "Percent by which the value at risk may differ from the target's"
    )


class HarvestTriggerSection(Section):
    """Losses worth taking."""

    on: Flag = means(default=True, meaning="Whether losses are watched")
    dollars: MoneyFromZero | None = means(
        None, "Least loss of a security's lots together; that of `policy.min_harvest` if left out"
    )
    percent: Percent | None = means(
        None, "Least loss of each lot, of its basis; that of `policy.min_harvest` if left out"
    )
    worth: MoneyFromZero | None = means(
        None, "Least tax saved this year after trading costs, dollars; off unless set"
    )


class LongTermTriggerSection(Section):
    """Lots turning long-term. Off unless the table stands."""

    days: Whole = means(30, "Days ahead")


class WashWindowTriggerSection(Section):
    """Wash-sale windows ending. Off unless the table stands."""

    days: Whole = means(1, "Days ahead")


class CorporateActionTriggerSection(Section):
    """Corporate actions due. Off unless the table stands."""

    days: Whole = means(7, "Days ahead")


class CashInTriggerSection(Section):
    """Dividends and deposits that came in and are still there. Off unless the table stands."""

    dollars: MoneyFromZero = means(Decimal(1000), "Least amount")
    days: Whole = means(30, "How many days back count")


class TriggersSection(Section):
    """When to look again."""

    together: Annotated[
        tuple[str, ...],
        Reads(
            parse=_kinds,
            called="list of triggers",
            schema={"type": "array", "items": {"enum": list(KINDS)}},
        ),
    ] = means((), "Triggers that are told only when all of them fire")
    drift: DriftTriggerSection | None = Field(default=None, description="Drift; on by default")
    schedule: ScheduleTriggerSection | None = Field(default=None, description="Due days")
    cash: CashTriggerSection | None = Field(default=None, description="The buffer of cash")
    risk: RiskTriggerSection | None = Field(default=None, description="Risk beside the target's")
    harvest: HarvestTriggerSection | None = Field(default=None, description="Losses; on by default")
    long_term: LongTermTriggerSection | None = Field(default=None, description="Long-term lots")
    wash_window: WashWindowTriggerSection | None = Field(default=None, description="Wash windows")
    corporate_action: CorporateActionTriggerSection | None = Field(
        default=None, description="Corporate actions"
    )
    cash_in: CashInTriggerSection | None = Field(default=None, description="Cash that came in")


class CashFlowSection(Section):
    """Money that will come in or go out. Withdrawals soon due are kept in cash, or raised."""

    date: Day = required("Day of the cash flow, or the first one when it repeats")
    amount: Money = required("Dollars; above zero comes in, below zero goes out")
    account: Id | None = means(None, "Account concerned; the first taxable one if left out")
    name: Text | None = means(None, "What it is for")
    every: Annotated[str, word_reader("once", "month", "quarter", "year")] = means(
        "once", "How often it repeats"
    )
