"""What a planner decides: intents with lots and reasons, what was left alone, and the effect."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum

from trimtab.domain.checks import require_above_zero
from trimtab.domain.identifiers import AccountId, LotId, Symbol
from trimtab.domain.lot import Lot
from trimtab.domain.order import Side
from trimtab.domain.plan_edit import PlanEdit
from trimtab.domain.policy import PlannerName
from trimtab.domain.reason import Reason
from trimtab.domain.target import DriftBand
from trimtab.domain.term import Term
from trimtab.errors import InvalidValue
from trimtab.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class LotSale:
    """Shares taken out of one lot.

    quantity    shares, above zero, at most the lot's
    proceeds    dollars, whole cents
    basis       dollars of the lot's basis that go with the shares; None when unknown
    gain        proceeds - basis; a loss is negative; None when the basis is unknown
    term        None when the date is unknown
    disallowed  dollars of the loss that a wash sale disallows, >= 0, an estimate
    """

    lot: Lot
    quantity: Decimal
    proceeds: Decimal
    basis: Decimal | None
    gain: Decimal | None
    term: Term | None
    disallowed: Decimal = ZERO

    def __post_init__(self) -> None:
        require_above_zero(f"quantity sold of lot {self.lot.lot_id}", self.quantity)
        if self.quantity > self.lot.quantity:
            raise InvalidValue(
                f"lot {self.lot.lot_id} has {self.lot.quantity} shares, cannot sell {self.quantity}"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeIntent:
    """What to trade in one account.

    quantity  shares, above zero, in the account's step
    price     dollars per share at which the plan was made
    value     quantity times price, whole cents
    cost      expected half-spread and commission, dollars, whole cents, >= 0
    lots      for a sale, the lots it takes, summing to `quantity`; empty for a purchase
    reasons   the first is the primary one; at least one
    """

    account_id: AccountId
    side: Side
    symbol: Symbol
    quantity: Decimal
    price: Decimal
    value: Decimal
    cost: Decimal = ZERO
    lots: tuple[LotSale, ...] = ()
    reasons: tuple[Reason, ...] = ()

    def __post_init__(self) -> None:
        require_above_zero(f"quantity of the {self.side.value} of {self.symbol}", self.quantity)
        if not self.reasons:
            raise InvalidValue(f"the {self.side.value} of {self.symbol} has no reason")
        sold = sum((sale.quantity for sale in self.lots), ZERO)
        if self.side is Side.SELL and sold != self.quantity:
            raise InvalidValue(f"the lots sold of {self.symbol} add to {sold}, not {self.quantity}")
        if self.side is Side.BUY and self.lots:
            raise InvalidValue(f"the purchase of {self.symbol} cannot name lots")


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDone:
    """Something a reader would expect, that the plan leaves alone.

    `quantity`, `gain` and `acquired` describe the lot where `lot_id` is given.
    """

    reason: Reason
    account_id: AccountId | None = None
    symbol: Symbol | None = None
    lot_id: LotId | None = None
    asset_class: str | None = None
    acquired: date | None = None
    quantity: Decimal | None = None
    gain: Decimal | None = None
    term: Term | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWarning:
    """Something the reader should know; with `needs_ack`, before the plan may be approved."""

    reason: Reason
    needs_ack: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetClassOutcome:
    """One class before and after; values in dollars, weights fractions of the household.

    buy_symbol  the security bought or ready to be bought; None: nothing is bought in this class
    buy_target  ideal dollars to buy before rounding to shares; None exactly when `buy_symbol` is
    """

    name: str
    target_weight: Decimal
    band: DriftBand | None
    value_before: Decimal
    value_after: Decimal
    weight_before: Decimal
    weight_after: Decimal
    buy_symbol: Symbol | None = None
    buy_target: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What the plan does, in dollars unless said otherwise.

    drift_*         half the sum of absolute weight gaps over the classes, 0-1
    tax_*           tax of the year on capital gains, before and after; positive = owed; None when
                    the household's rates are not known
    realized_*      net gain of this plan alone, after wash sales, taxable accounts only
    cost            expected half-spreads and commissions
    turnover        the smaller of buys and sells over the household's value, 0-1
    netting         tax_after - tax_before minus the sum of gain times rate over the lots sold
    carryover_*     losses carried into the next year after the plan, positive dollars of loss
    """

    value: Decimal
    drift_before: Decimal
    drift_after: Decimal
    cash_before: Decimal
    cash_after: Decimal
    realized_short: Decimal
    realized_long: Decimal
    turnover: Decimal
    cost: Decimal = ZERO
    tax_before: Decimal | None = None
    tax_after: Decimal | None = None
    netting: Decimal | None = None
    carryover_short: Decimal | None = None
    carryover_long: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackingError:
    """How far the household's return may be from its target's, fractions a year, >= 0.

    limit       `max_tracking_error`; None: off
    of_classes  False: no covariance of the classes is known, and only indexes held directly count
    """

    before: Decimal
    after: Decimal
    limit: Decimal | None = None
    of_classes: bool = True


class ProofStatus(Enum):
    """How good a plan is known to be; RULE: it follows a stated rule and claims no optimum."""

    OPTIMAL = "optimal"
    WITHIN_GAP = "within_gap"
    FEASIBLE = "feasible"
    RULE = "rule"
    INFEASIBLE = "infeasible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Objective and bound in dollars; None for a planner that follows a rule."""

    status: ProofStatus
    objective: Decimal | None = None
    bound: Decimal | None = None
    gap: Decimal | None = None
    solver: str | None = None
    checked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """One of the ways of going about it that a plan was compared with.

    tax_*         tax of the year on capital gains, dollars; None when the rates are not known
    drift         half the sum of absolute weight gaps afterwards, 0-1
    cost          half-spreads and commissions, dollars
    orders        how many
    objective     what the plan minimises, dollars
    meets_limits  False: it breaks a limit of the household's own settings
    """

    name: str
    tax_before: Decimal | None
    tax_after: Decimal | None
    drift: Decimal
    cost: Decimal
    orders: int
    objective: Decimal
    meets_limits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A planner's whole answer.

    assumptions  texts by name, in the order to show them
    considered   other ways of going about it, and the plan itself last; empty when not asked for
    tracking     None where nothing tells the tracking error
    edited       what people changed in it, the first edit first; empty for a planner's own plan
    """

    as_of: date
    planner: PlannerName
    intents: tuple[TradeIntent, ...]
    asset_classes: tuple[AssetClassOutcome, ...]
    estimate: Estimate
    proof: Proof
    not_done: tuple[NotDone, ...] = ()
    warnings: tuple[PlanWarning, ...] = ()
    assumptions: Mapping[str, str] = field(default_factory=dict)
    blind_spots: tuple[AccountId, ...] = ()
    considered: tuple[Considered, ...] = ()
    tracking: TrackingError | None = None
    edited: tuple[PlanEdit, ...] = ()

    def sells(self) -> tuple[TradeIntent, ...]:
        """The sales, in order."""
        return tuple(intent for intent in self.intents if intent.side is Side.SELL)

    def buys(self) -> tuple[TradeIntent, ...]:
        """The purchases, in order."""
        return tuple(intent for intent in self.intents if intent.side is Side.BUY)
