"""How the household wants to be planned for: the [policy] section."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from trimtab.domain.identifiers import Symbol
from trimtab.domain.target import DriftBand
from trimtab.money import ONE, ZERO


class PlannerName(Enum):
    """The planners, by the names that settings and commands use."""

    OPTIMAL = "optimal"
    RANKED_TLH = "ranked-tlh"
    NEVER_SELL = "never-sell"
    EQUAL_WEIGHT = "equal-weight"


class WashPolicy(Enum):
    """What to do about wash sales: forbid them, make them with a warning, or just count them."""

    AVOID = "avoid"
    WARN = "warn"
    ALLOW = "allow"


class WashLookback(Enum):
    """`law`: rules P1 and P2; `strict`: any trade of the security in the last 30 days blocks it."""

    LAW = "law"
    STRICT = "strict"


class Reinvestments(Enum):
    """Whether a scheduled reinvestment inside the window of a planned loss warns or blocks."""

    WARN = "warn"
    BLOCK = "block"


class GainRule(Enum):
    """How the ranked planner picks gaining lots: whole positions, or lots in order of gain."""

    POSITION = "position"
    LOTS = "lots"


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedTlhSettings:
    """[planner.ranked-tlh]: both limits in dollars, >= 0, included."""

    max_loss_to_forgo: Decimal = ZERO
    max_gain_to_sell: Decimal = ZERO
    gain_rule: GainRule = GainRule.POSITION


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The [policy] section; fractions and dollars where the file has percent and texts.

    min_harvest_*      smallest loss taken for its own sake: dollars, and a fraction of the lot's
                       basis
    min_trade_*        smallest order: dollars, or a fraction of the household; the larger holds
    max_orders         0 = no limit
    max_turnover       fraction of the household, one way
    max_tracking_error fraction a year; None = off
    cash_buffer        weights within which a plan leaves the cash, fractions of the household. Cash
                       to be raised or set aside is on top of it; None = off
    never_sell         symbols, or `account:symbol` for one account
    forced_buys        class name to symbol; None: buy nothing in this class
    given              the keys that the user's file sets, so that a plan can name those it ignores
    """

    planner: PlannerName = PlannerName.OPTIMAL
    wash_sales: WashPolicy = WashPolicy.AVOID
    wash_lookback: WashLookback = WashLookback.LAW
    reinvestments: Reinvestments = Reinvestments.WARN
    same_day_batch: bool = False
    fragments_highest: bool = False
    drift_aversion: Decimal = Decimal("0.02")
    future_tax_weight: Decimal = Decimal("0.5")
    rank_cost: Decimal = Decimal("0.0002")
    te_aversion: Decimal = Decimal(10)
    commission: Decimal = ZERO
    carryover_value: Decimal | None = None
    band_hard: bool = False
    min_harvest_dollars: Decimal = Decimal(100)
    min_harvest_fraction: Decimal = Decimal("0.01")
    wait_for_long_term_days: int = 0
    min_trade_dollars: Decimal = ZERO
    min_trade_fraction: Decimal = ZERO
    max_orders: int = 0
    max_turnover: Decimal = ONE
    max_tracking_error: Decimal | None = None
    cash_buffer: DriftBand | None = None
    never_sell: frozenset[str] = frozenset()
    never_buy: frozenset[str] = frozenset()
    forced_buys: Mapping[str, Symbol | None] = field(default_factory=dict)
    time_limit: Decimal = Decimal(10)
    gap: Decimal = Decimal("0.00001")
    ranked_tlh: RankedTlhSettings = RankedTlhSettings()
    given: frozenset[str] = frozenset()

    def cash_limits(self, value: Decimal, leaving: Decimal) -> tuple[Decimal, Decimal] | None:
        """Least and most dollars of cash where `leaving` of `value` dollars are about to leave.

        The buffer is a share of what stays, and what leaves lies on top of it. None: no buffer.
        """
        if self.cash_buffer is None:
            return None
        staying = max(ZERO, value - leaving)
        low, high = self.cash_buffer.low, self.cash_buffer.high
        return leaving + low * staying, leaving + high * staying

    def cash_band(self, value: Decimal, leaving: Decimal) -> DriftBand | None:
        """The same as weights of all cash, cut off at 1; None without a buffer or a value."""
        limits = self.cash_limits(value, leaving)
        if limits is None or value <= 0:
            return None
        low, high = (min(ONE, limit / value) for limit in limits)
        return DriftBand(low=low, high=high)

    def may_sell(self, account_id: str, symbol: str) -> bool:
        """False when `never_sell` names the security, everywhere or in this account."""
        return self.never_sell.isdisjoint((symbol, f"{account_id}:{symbol}"))

    def may_buy(self, account_id: str, symbol: str) -> bool:
        """False when `never_buy` names the security, everywhere or in this account."""
        return self.never_buy.isdisjoint((symbol, f"{account_id}:{symbol}"))
