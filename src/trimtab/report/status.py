"""Where the household stands: value, drift against bands, losses, health of the data."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from trimtab.domain import (
    Account,
    AssetClass,
    DriftBand,
    Household,
    Market,
    Policy,
    Registration,
    Symbol,
    TargetPortfolio,
)
from trimtab.domain.announcement import PendingAction, StalePrice
from trimtab.errors import Problem
from trimtab.money import ZERO, to_cents
from trimtab.report.diagnosis import Finding
from trimtab.report.lots import LotLine, lots_view
from trimtab.report.watch_standing import WatchStanding
from trimtab.tax import TaxHistory, wash_screen
from trimtab.triggers import Fired


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """One account; dollars. `value` includes `cash`; None when its holdings are not known."""

    account_id: str
    label: str
    registration: Registration
    value: Decimal | None
    cash: Decimal
    lots: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassLine:
    """One class; value in dollars, weights fractions of the household."""

    name: str
    target: Decimal
    band: DriftBand | None
    value: Decimal
    weight: Decimal

    @property
    def gap(self) -> Decimal:
        """Weight minus target; over is positive."""
        return self.weight - self.target

    @property
    def outside(self) -> bool:
        """True when the class has a band and its weight lies outside of it."""
        return self.band is not None and self.weight not in self.band


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """Taxable lots with a loss of at least the harvest minimum; dollars, losses negative.

    free     could be sold today without a known wash sale
    blocked  a recent purchase is in the way
    closest  the largest loss below the minimum, when nothing reaches it
    """

    free: tuple[LotLine, ...] = ()
    blocked: tuple[LotLine, ...] = ()
    closest: LotLine | None = None
    minimum_dollars: Decimal
    minimum_fraction: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class NoBuy:
    """Securities whose purchase before `until`, in any account, would undo a loss.

    loss  dollars still open to it, > 0; None when not known
    """

    symbols: tuple[Symbol, ...]
    account: str
    sold: date
    loss: Decimal | None
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DataHealth:
    """What the figures rest on.

    oldest_price       date of the oldest price of a held security; None when no price has a date
    newest_row         date of the newest transaction
    without_price      held securities without a price; their value is left out
    incomplete_lots    lots without basis or date
    """

    oldest_price: date | None = None
    newest_row: date | None = None
    without_price: tuple[Symbol, ...] = ()
    incomplete_lots: int = 0
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFile:
    """A saved plan."""

    plan_id: str
    as_of: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """Dollars of one account that withdrawals until the day `until` will take."""

    account: str
    amount: Decimal
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusView:
    """The whole status.

    classes, drift  empty and None while there are no targets
    plans           the newest first
    do_not_buy      what a purchase would undo, the next to be free first
    do_not_sell     losing lots whose sale before `wash_clear_on` would be washed, the same way
    fired           triggers that fire; None: they could not be asked
    set_aside       by account, dollars kept for withdrawals soon due and the last of their days
    actions         corporate actions to come, to be applied, or that brought what has no class
    stale           prices from before an action that the lots have
    unmeasured      what keeps the risk that a trigger looks at from being measured
    mixed           shares and prices from either side of an action: values and weights are wrong
    watch           when the watch ran last; None where there is none
    trading         a halt that stands, orders that may still trade or that nobody knows of
    """

    name: str
    as_of: date
    value: Decimal
    cash: Decimal
    accounts: tuple[AccountLine, ...]
    classes: tuple[ClassLine, ...]
    drift: Decimal | None
    losses: Losses
    data: DataHealth
    plans: tuple[PlanFile, ...] = ()
    do_not_buy: tuple[NoBuy, ...] = ()
    do_not_sell: tuple[LotLine, ...] = ()
    fired: tuple[Fired, ...] | None = None
    set_aside: tuple[SetAside, ...] = ()
    actions: tuple[PendingAction, ...] = ()
    stale: tuple[StalePrice, ...] = ()
    mixed: tuple[Problem, ...] = ()
    unmeasured: tuple[Problem, ...] = ()
    watch: WatchStanding | None = None
    trading: tuple[Finding, ...] = ()

    @property
    def due(self) -> tuple[PendingAction, ...]:
        """Corporate actions whose day has come and that are not in the lots."""
        return tuple(one for one in self.actions if one.due)

    @property
    def outside(self) -> tuple[ClassLine, ...]:
        """The classes outside their bands."""
        return tuple(line for line in self.classes if line.outside)

    @property
    def action_proposed(self) -> bool:
        """True when a class is outside its band, a loss is free, an action due, or one fires.

        Values that are known to be wrong propose nothing.
        """
        seen = bool(self.outside or self.losses.free or self.fired)
        return bool(self.due) or (seen and not self.mixed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a status is computed from; `target` None while there are no targets."""

    household: Household
    target: TargetPortfolio | None
    market: Market
    policy: Policy
    as_of: date
    notes: tuple[Problem, ...] = ()
    plans: tuple[PlanFile, ...] = ()
    history: TaxHistory | None = None
    fired: tuple[Fired, ...] | None = None
    actions: tuple[PendingAction, ...] = ()
    stale: tuple[StalePrice, ...] = ()
    mixed: tuple[Problem, ...] = ()
    unmeasured: tuple[Problem, ...] = ()
    watch: WatchStanding | None = None
    trading: tuple[Finding, ...] = ()


def status_view(standing: Standing) -> StatusView:
    """The status on a day. Securities without a price count nothing and are named."""
    lots = lots_view(
        standing.household,
        standing.market,
        standing.as_of,
        history=standing.history,
        policy=standing.policy,
    )
    accounts = tuple(
        _account_line(account, standing.market) for account in standing.household.accounts
    )
    value = sum((line.value for line in accounts if line.value is not None), ZERO)
    classes = _class_lines(standing, value)
    return StatusView(
        name=standing.household.name,
        as_of=standing.as_of,
        value=value,
        cash=sum((account.cash for account in standing.household.accounts), ZERO),
        accounts=accounts,
        classes=classes,
        drift=sum((abs(line.gap) for line in classes), ZERO) / 2 if classes else None,
        losses=_losses(lots.lots, standing.policy),
        data=_data_health(standing),
        plans=standing.plans,
        do_not_buy=_do_not_buy(standing),
        do_not_sell=tuple(
            sorted(
                (line for line in lots.lots if line.wash_clear_on is not None),
                key=lambda line: line.wash_clear_on or date.max,
            )
        ),
        fired=standing.fired,
        watch=standing.watch,
        trading=standing.trading,
        set_aside=tuple(
            SetAside(account=account.label, amount=account.set_aside, until=max(days))
            for account in standing.household.accounts
            if (days := [flow.due for flow in account.cash_flows if flow.amount < 0])
        ),
        actions=standing.actions,
        stale=standing.stale,
        mixed=standing.mixed,
        unmeasured=standing.unmeasured,
    )


def _do_not_buy(standing: Standing) -> tuple[NoBuy, ...]:
    household = standing.household
    screen = wash_screen(household, standing.as_of, standing.policy)
    groups = dict.fromkeys(
        household.identical.of(row.symbol)
        for row in household.transactions
        if row.is_sale and row.symbol is not None
    )
    found = (
        NoBuy(
            symbols=tuple(sorted(group)),
            account=sale.account.label,
            sold=sale.sold,
            loss=None if sale.gain is None else -sale.gain,
            until=sale.clear_from,
        )
        for group in groups
        for sale in screen.open_losses(min(group))
    )
    return tuple(sorted(found, key=lambda one: (one.until, one.symbols)))


def _account_line(account: Account, market: Market) -> AccountLine:
    return AccountLine(
        account_id=account.account_id,
        label=account.label,
        registration=account.registration,
        value=_holdings(account, market) + account.cash if account.tracked else None,
        cash=account.cash,
        lots=sum(1 for _ in account.lots),
    )


def _holdings(account: Account, market: Market) -> Decimal:
    return sum(
        (
            to_cents(position.quantity * market.price(position.symbol))
            for position in account.positions
            if position.symbol in market
        ),
        ZERO,
    )


def _class_lines(standing: Standing, total: Decimal) -> tuple[ClassLine, ...]:
    target = standing.target
    if target is None:
        return ()
    values = dict.fromkeys((asset_class.name for asset_class in target.classes), ZERO)
    for account in standing.household.accounts:
        values[target.cash.name] += account.cash
        for position in account.positions:
            if position.symbol in standing.market:
                worth = to_cents(position.quantity * standing.market.price(position.symbol))
                values[target.class_of(position.symbol).name] += worth
    leaving = sum((account.set_aside for account in standing.household.accounts), ZERO)
    buffer = standing.policy.cash_band(total, leaving)
    return tuple(
        _class_line(
            replace(asset_class, band=buffer)
            if buffer is not None and asset_class == target.cash
            else asset_class,
            values[asset_class.name],
            total,
        )
        for asset_class in target.classes
        if asset_class in target.asset_classes or values[asset_class.name]
    )


def _class_line(asset_class: AssetClass, value: Decimal, total: Decimal) -> ClassLine:
    return ClassLine(
        name=asset_class.name,
        target=asset_class.weight,
        band=asset_class.band,
        value=value,
        weight=value / total if total > 0 else ZERO,
    )


def _losses(lots: tuple[LotLine, ...], policy: Policy) -> Losses:
    at_loss = [line for line in lots if line.taxable and line.is_loss]

    def reaches(line: LotLine) -> bool:
        loss = -line.gain if line.gain is not None else ZERO
        return (
            loss >= policy.min_harvest_dollars and line.loss_fraction >= policy.min_harvest_fraction
        )

    enough = [line for line in at_loss if reaches(line)]
    return Losses(
        free=tuple(line for line in enough if line.wash_clear_on is None),
        blocked=tuple(line for line in enough if line.wash_clear_on is not None),
        closest=min(at_loss, key=lambda line: line.gain or ZERO, default=None)
        if not enough
        else None,
        minimum_dollars=policy.min_harvest_dollars,
        minimum_fraction=policy.min_harvest_fraction,
    )


def _data_health(standing: Standing) -> DataHealth:
    household, quotes = standing.household, standing.market.quotes
    held = household.symbols_held()
    dated = [quotes[symbol].as_of for symbol in held if symbol in quotes]
    return DataHealth(
        oldest_price=min((when for when in dated if when is not None), default=None),
        newest_row=max((row.trade_date for row in household.transactions), default=None),
        without_price=tuple(symbol for symbol in held if symbol not in quotes),
        incomplete_lots=sum(1 for _, lot in household.lots if not lot.complete),
        notes=standing.notes,
    )
