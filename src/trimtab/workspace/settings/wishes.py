"""[policy] and [planner.*]: how the household wants to be planned for."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from trimtab.domain import (
    GainRule,
    PlannerName,
    Reinvestments,
    Symbol,
    WashLookback,
    WashPolicy,
)
from trimtab.workspace.settings import readers
from trimtab.workspace.settings.kinds import (
    BasisPoints,
    MoneyFromZero,
    Number,
    Percent,
    Seconds,
    Texts,
    Whole,
)
from trimtab.workspace.settings.readers import Reads, enum_reader, objection, word_reader
from trimtab.workspace.settings.section import Section, means

# The key of `trading_costs` for every security that is not named there and has no bid and ask.
EVERY_OTHER = "default"

# Basis points in everything.
_ALL_OF_IT = 10_000


@dataclass(frozen=True, slots=True)
class MinTrade:
    """The smallest order: dollars, or percent of the household; the other one is zero."""

    dollars: Decimal = Decimal(0)
    percent: Decimal = Decimal(0)

    def __str__(self) -> str:
        return f"{self.percent}%" if self.percent else str(self.dollars)


def _min_trade(given: object) -> MinTrade:
    if isinstance(given, str) and given.strip().endswith("%"):
        share = readers.amount(given.strip()[:-1])
        return MinTrade(percent=readers.percent(share))
    return MinTrade(dollars=readers.money_from_zero(given))


def _forced(choice: object) -> Symbol | None:
    if choice is False:
        return None
    if choice is True:
        raise objection(
            "is neither a symbol nor false", "a symbol is what to buy, false means buy nothing"
        )
    return readers.symbol(choice)


def _trading_cost(given: object) -> Decimal:
    cost = readers.number_from_zero(given)
    if cost >= _ALL_OF_IT:
        raise objection(
            "is too much for a trade to cost",
            "it is basis points of the dollars traded, and 10000 are all of them",
            "write 10 for a tenth of a percent",
        )
    return cost


class MinHarvestSection(Section):
    """The smallest loss worth taking for its own sake."""

    dollars: MoneyFromZero = means(Decimal(100), "Smallest loss in dollars")
    percent: Percent = means(Decimal(1), "Smallest loss in percent of the lot's basis")


class PolicySection(Section):
    """Wishes and limits."""

    planner: Annotated[PlannerName, enum_reader(PlannerName)] = means(
        PlannerName.OPTIMAL, "Planner that makes the plan"
    )
    wash_sales: Annotated[WashPolicy, enum_reader(WashPolicy)] = means(
        WashPolicy.AVOID, "What to do about wash sales"
    )
    wash_lookback: Annotated[WashLookback, enum_reader(WashLookback)] = means(
        WashLookback.LAW, "law: only what the law counts; strict: any trade of the last 30 days"
    )
    reinvestments: Annotated[Reinvestments, enum_reader(Reinvestments)] = means(
        Reinvestments.WARN, "A scheduled reinvestment inside the window of a planned loss"
    )
    same_day_dispositions: Annotated[str, word_reader("sequential", "batch")] = means(
        "sequential", "How sales of one day are matched with purchases"
    )
    fragment_selection: Annotated[str, word_reader("earliest", "highest")] = means(
        "earliest", "Which part of a lot is sold first when a wash sale split it"
    )
    drift_aversion: Number = means(Decimal("0.02"), "Higher: nearer to target; lower: less tax")
    future_tax_weight: Number = means(Decimal("0.5"), "What a dollar of later tax counts today")
    rank_cost: BasisPoints = means(Decimal("2.0"), "Cost of holding a security one rank lower")
    te_aversion: Number = means(Decimal("10.0"), "Aversion to tracking error inside a class")
    commission: MoneyFromZero = means(Decimal(0), "Dollars per order")
    trading_costs: Mapping[
        str,
        Annotated[
            Decimal,
            Reads(
                parse=_trading_cost,
                called="table of symbol to basis points",
                schema={"type": "number", "minimum": 0, "exclusiveMaximum": _ALL_OF_IT},
            ),
        ],
    ] = Field(
        default_factory=dict,
        description="Cost of trading a security in place of half its bid-ask spread, in basis "
        "points of the dollars traded; `default` is for those without bid and ask, 2 if left out",
    )
    carryover_value: Percent | None = means(
        None, "Percent that a carried dollar of loss is worth; derived from the rates if left out"
    )
    band_mode: Annotated[str, word_reader("soft", "hard")] = means(
        "soft", "hard: a plan must end inside every band"
    )
    min_harvest: MinHarvestSection = Field(
        default=MinHarvestSection(), description="Smallest loss taken for its own sake"
    )
    wait_for_long_term_days: Whole = means(
        0, "Do not take a gain that becomes long-term within so many days"
    )
    min_trade: Annotated[
        MinTrade,
        Reads(
            parse=_min_trade,
            called='dollars | "0.1%" of the household',
            schema={"type": ["string", "number"]},
        ),
    ] = means(MinTrade(), "Smallest order")
    max_orders: Whole = means(0, "Most orders in one plan; 0 for no limit")
    max_turnover: Percent = means(Decimal("100.0"), "Percent of the household traded, one way")
    max_tracking_error: Percent | None = means(
        None, "Percent a year for the household; off unless set"
    )
    withdrawal_days: Whole = means(
        30, "Days ahead for which withdrawals of [[cash_flows]] are kept in cash, or raised"
    )
    never_sell: Texts = means((), 'Securities never sold: "VTI", or "joint:VTI" for one account')
    never_buy: Texts = means((), 'Securities never bought: "VTI", or "joint:VTI" for one account')
    forced_buys: Mapping[
        str,
        Annotated[
            Symbol | None,
            Reads(
                parse=_forced,
                called="table of class to symbol | false",
                schema={"anyOf": [{"type": "string"}, {"const": False}]},
            ),
        ],
    ] = Field(
        default_factory=dict,
        description="The security to buy in a class, also one of `count`; false: none",
    )
    time_limit: Seconds = means(Decimal("10.0"), "Time of the processor that the solver may take")
    gap: BasisPoints = means(Decimal("0.1"), "Gap that is good enough, of the household's value")


class RankedTlhSection(Section):
    """Limits of the planner ranked-tlh."""

    max_loss_to_forgo: MoneyFromZero = means(
        Decimal(0), "Largest loss left unharvested to buy a better ranked security"
    )
    max_gain_to_sell: MoneyFromZero = means(
        Decimal(0), "Largest gain taken to leave a worse ranked security"
    )
    gain_rule: Annotated[GainRule, enum_reader(GainRule)] = means(
        GainRule.POSITION, "position: all gaining lots or none; lots: in ascending order of gain"
    )


class PlannerSection(Section):
    """Settings of single planners."""

    ranked_tlh: RankedTlhSection = Field(
        default=RankedTlhSection(),
        alias="ranked-tlh",
        description="Limits of the planner ranked-tlh",
    )
