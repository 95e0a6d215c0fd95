"""Which security of a class to buy: ranks, recent sales, and losses that buying would forgo."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from trimtab.domain import (
    Account,
    AccountId,
    AssetClass,
    RankedSecurity,
    Situation,
    Symbol,
    WashLookback,
    WashPolicy,
)
from trimtab.money import ZERO, dollars_text
from trimtab.planners.valuation import Valuation
from trimtab.tax import WashScreen

# A count security ranks below every security that may be bought.
RANK_BELOW_ALL = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """A security that was passed over.

    why    a short phrase for the plan's sentences
    until  the first day it may be bought again, when waiting helps
    """

    symbol: Symbol
    why: str
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What to buy in a class; `symbol` None: nothing. `refused`: the user asked for nothing."""

    asset_class: AssetClass
    symbol: Symbol | None = None
    forced: bool = False
    refused: bool = False
    passed_over: tuple[Blocked, ...] = ()

    @property
    def blocked(self) -> bool:
        """True when nothing can be bought although the user did not refuse it."""
        return self.symbol is None and not self.refused

    @property
    def blocked_text(self) -> str:
        """What was passed over, each with its reason."""
        return "; ".join(f"{blocked.symbol} ({blocked.why})" for blocked in self.passed_over)


def effective_rank(asset_class: AssetClass, symbol: Symbol) -> int:
    """Rank of `symbol` in its class; RANK_BELOW_ALL where it is counted but never bought."""
    for security in asset_class.securities:
        if security.symbol == symbol and security.buyable:
            return security.rank
    return RANK_BELOW_ALL


def choose(
    situation: Situation,
    window: WashScreen,
    *,
    uses: Callable[[Account], bool],
    loss_forgone: Callable[[Symbol], Decimal] | None = None,
) -> dict[str, Choice]:
    """The choice of every class that securities serve, by class name.

    A forced buy wins. Otherwise, rank by rank, the security that is not blocked and whose
    `loss_forgone` (dollars >= 0; left out: always 0) is smallest, ties by order in the file, if
    that loss is at most `max_loss_to_forgo`; else the next rank. `uses` tells the accounts whose
    cash the planner spends.
    """
    buyers = tuple(account.account_id for account in situation.household.accounts if uses(account))
    chooser = _Chooser(situation, window, buyers, loss_forgone or _nothing)
    return {
        asset_class.name: chooser.choose(asset_class)
        for asset_class in situation.target.asset_classes
        if asset_class.securities
    }


def losses_by_symbol(
    valuation: Valuation, window: WashScreen, *, may_sell: Callable[[str, str], bool]
) -> Callable[[Symbol], Decimal]:
    """Total loss over a security's losing lots in taxable accounts, dollars >= 0.

    A security bought in the last 30 days counts 0, since its loss could not be taken anyway; lots
    that the user never sells do not count either. Each security counts its own lots alone: the
    losses of securities declared identical are kept from sale later (trimtab.planners.harvest).
    """
    totals: dict[Symbol, Decimal] = {}
    for account, lot in valuation.situation.household.lots:
        if account.taxable and may_sell(account.account_id, lot.symbol):
            gain = valuation.gain(lot)
            if gain is not None and gain < 0:
                totals[lot.symbol] = totals.get(lot.symbol, ZERO) - gain

    def loss(symbol: Symbol) -> Decimal:
        return ZERO if window.purchases(symbol) else totals.get(symbol, ZERO)

    return loss


def _nothing(_: Symbol) -> Decimal:
    return ZERO


@dataclass(frozen=True)
class _Chooser:
    """The rule for one class after the other; `buyers` are the accounts that may buy."""

    situation: Situation
    window: WashScreen
    buyers: tuple[AccountId, ...]
    loss_forgone: Callable[[Symbol], Decimal]

    def choose(self, asset_class: AssetClass) -> Choice:
        policy = self.situation.policy
        if asset_class.name in policy.forced_buys:
            symbol = policy.forced_buys[asset_class.name]
            return Choice(
                asset_class=asset_class,
                symbol=symbol,
                forced=symbol is not None,
                refused=symbol is None,
            )
        limit = policy.ranked_tlh.max_loss_to_forgo
        passed_over: list[Blocked] = []
        for rank in _ranks(asset_class):
            blocks = [(security.symbol, self._block_of(security.symbol)) for security in rank]
            free = [symbol for symbol, block in blocks if block is None]
            passed_over.extend(block for _, block in blocks if block is not None)
            best = min(free, key=self.loss_forgone, default=None)
            if best is not None and self.loss_forgone(best) <= limit:
                return Choice(asset_class=asset_class, symbol=best, passed_over=tuple(passed_over))
            passed_over.extend(map(self._too_costly, free))
        return Choice(asset_class=asset_class, passed_over=tuple(passed_over))

    def _too_costly(self, symbol: Symbol) -> Blocked:
        loss = dollars_text(self.loss_forgone(symbol))
        return Blocked(symbol=symbol, why=f"buying it would forgo a loss of {loss}")

    def _block_of(self, symbol: Symbol) -> Blocked | None:
        """Why `symbol` may not be bought today at all; None when it may.

        Under `strict` any sale of the last 30 days blocks it; under `law` a loss sale not known to
        be replaced (P2). `wash_sales = "warn"` or `"allow"` blocks nothing.
        """
        policy = self.situation.policy
        if self._never_bought(symbol):
            return Blocked(symbol=symbol, why="you never buy it")
        if symbol not in self.situation.market:
            return Blocked(symbol=symbol, why="it has no price")
        if policy.wash_sales is not WashPolicy.AVOID:
            return None
        strict = policy.wash_lookback is WashLookback.STRICT
        sales = self.window.sales(symbol) if strict else self.window.open_losses(symbol)
        if not sales:
            return None
        latest = sales[-1]
        how = "sold" if strict else "sold at a loss"
        return Blocked(
            symbol=symbol,
            why=f"{how} on {latest.sold.isoformat()}, clear from {latest.clear_from.isoformat()}",
            until=latest.clear_from,
        )

    def _never_bought(self, symbol: Symbol) -> bool:
        """True when `never_buy` keeps it out of every account that could buy it."""
        policy = self.situation.policy
        if not self.buyers:
            return symbol in policy.never_buy
        return not any(policy.may_buy(account_id, symbol) for account_id in self.buyers)


def _ranks(asset_class: AssetClass) -> Iterator[list[RankedSecurity]]:
    """The buyable securities, best rank first, each rank in the order of the file."""
    buyable = [security for security in asset_class.securities if security.buyable]
    ordered = sorted(buyable, key=lambda security: security.rank)
    return (list(rank) for _, rank in groupby(ordered, key=lambda security: security.rank))
