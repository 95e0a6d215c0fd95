"""`book`: one event into a household, and out comes the household as it is afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import singledispatch

from trimtab.domain import Account, Household, Lot, Position, Symbol
from trimtab.domain import corporate_action as action
from trimtab.domain.event import Arrival, CashFlow, Event, Sell, TransferOut
from trimtab.errors import InvalidValue
from trimtab.ledger import distributions, mergers, spinoffs, splits, trades
from trimtab.ledger.gain import RealizedGain
from trimtab.ledger.holdings import Change, Holdings
from trimtab.ledger.selection import in_order
from trimtab.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """A household after an event, and what the event realised.

    gains   before any wash-sale adjustment, which needs the trades around them (trimtab.tax)
    income  dollars that are a dividend
    left    lots that left the account without being sold
    """

    household: Household
    gains: tuple[RealizedGain, ...] = ()
    income: Decimal = ZERO
    left: tuple[Lot, ...] = ()


@singledispatch
def apply(event: Event, holdings: Holdings) -> Change:
    """What `event` changes in the account that `holdings` shows; raises Inconsistent."""
    raise InvalidValue(f"{type(event).__name__} of {holdings.account_id} is no event to book")


apply.register(Arrival, trades.arrive)
apply.register(Sell, trades.sell)
apply.register(TransferOut, trades.transfer_out)
apply.register(CashFlow, trades.move_cash)
apply.register(action.Split, splits.split)
apply.register(action.StockDividend, splits.stock_dividend)
apply.register(action.SymbolChange, splits.symbol_change)
apply.register(action.ReturnOfCapital, distributions.return_of_capital)
apply.register(action.Distribution, distributions.distribution)
apply.register(action.Worthless, distributions.worthless)
apply.register(action.StockMerger, mergers.stock_merger)
apply.register(action.CashMerger, mergers.cash_merger)
apply.register(action.MixedMerger, mergers.mixed_merger)
apply.register(action.Spinoff, spinoffs.spinoff)
apply.register(action.SplitOff, spinoffs.split_off)
apply.register(action.Recapitalization, spinoffs.recapitalization)
apply.register(action.Rights, spinoffs.rights)
apply.register(action.RightsExercise, spinoffs.exercise)


def book(household: Household, event: Event) -> Booked:
    """`household` after `event`.

    Total basis is conserved to the cent: basis before = basis after + basis sold + boot - gain
    recognised. Raises Inconsistent, with the arithmetic, when the event does not fit the lots.
    """
    account = household.account(event.account_id)
    change = apply(event, holdings_of(account))
    after = replace(
        account,
        positions=_positions(account, change.lots),
        cash=account.cash + change.cash,
    )
    accounts = tuple(after if one is account else one for one in household.accounts)
    return Booked(
        household=replace(household, accounts=accounts),
        gains=change.gains,
        income=change.income,
        left=change.left,
    )


def holdings_of(account: Account) -> Holdings:
    """What `account` holds, as event handlers see it."""
    return Holdings(
        account_id=account.account_id,
        lots={position.symbol: in_order(position.lots) for position in account.positions},
        method=account.lot_method,
    )


def _positions(account: Account, changed: Mapping[Symbol, tuple[Lot, ...]]) -> tuple[Position, ...]:
    """Old positions in their order, new ones after them, empty ones gone."""
    lots = {position.symbol: position.lots for position in account.positions} | dict(changed)
    return tuple(Position(symbol=symbol, lots=held) for symbol, held in lots.items() if held)
