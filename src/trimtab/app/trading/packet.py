"""What goes onto the paper of a plan's tickets, from its document, its run and the settings."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from trimtab.app.trading.job import Job
from trimtab.domain import AccountId, Household, LotId, Side, Symbol, Term
from trimtab.domain.account import Account
from trimtab.errors import InvalidValue
from trimtab.execution.book import Run
from trimtab.execution.sendable import Leg
from trimtab.execution.tickets import AccountTickets, Packet, Ticket, TicketLot, Untouchable
from trimtab.money import ZERO
from trimtab.tax.wash_sale import CLEAR_AFTER
from trimtab.workspace.settings.watch import WatchSection

_BROKER = "broker:"


def packet_of(job: Job, run: Run, now: datetime) -> Packet:
    """The paper for `run` as it stands."""
    document, sendable = job.plan.document, job.plan.sendable
    accounts = {one.account_id: one for one in job.loaded.household.accounts}
    zone = ZoneInfo((job.loaded.settings.watch or WatchSection()).timezone)
    newest = document["prices"]["newest"]
    untouchable = tuple(not_to_buy(document, job.loaded.household))
    return Packet(
        plan=sendable.plan,
        household=str(document["household"]["name"]),
        as_of=date.fromisoformat(document["as_of"]),
        written_at=now.astimezone(zone),
        good_until=(sendable.made_at + job.rules.expires).astimezone(zone),
        prices_of=None if newest is None else date.fromisoformat(newest),
        max_price_move=job.rules.max_price_move,
        accounts=tuple(_account(job, accounts[one], run) for one in sendable.accounts()),
        untouchable=untouchable,
        reinvesting=tuple(_reinvesting(accounts, untouchable)),
        unseen=tuple(one["name"] for one in document["accounts"] if not one["tracked"]),
    )


def not_to_buy(document: Mapping[str, Any], household: Household) -> Iterator[Untouchable]:
    """What the plan in `document` keeps clear, by day; of one day first what was sold before it.

    What it keeps clear because of its own sales has the day that follows from its `as_of`.
    """
    clear = date.fromisoformat(document["as_of"]) + CLEAR_AFTER
    taxable = {one["id"] for one in document["accounts"] if one["taxable"]}
    sold = {
        str(same)
        for order in document["orders"]
        if order["side"] == Side.SELL.value and order["account"] in taxable
        if any(lot["gain"] is not None and Decimal(lot["gain"]) < ZERO for lot in order["lots"])
        for same in household.identical.of(Symbol(order["symbol"]))
    }
    for one in document["do_not_buy"]:
        until = date.fromisoformat(one["until"])
        for moves in (False, True):
            symbols = tuple(
                name for name in one["symbols"] if (until == clear and name in sold) is moves
            )
            if symbols:
                yield Untouchable(symbols=symbols, until=until, moves=moves)


def _account(job: Job, account: Account, run: Run) -> AccountTickets:
    legs = [leg for leg in job.plan.sendable.legs if leg.account_id == account.account_id]
    ordered = [*(leg for leg in legs if leg.side is Side.SELL)]
    ordered += [leg for leg in legs if leg.side is Side.BUY]
    stated = _stated(job.plan.document["accounts"], "id")
    return AccountTickets(
        account_id=account.account_id,
        name=account.label,
        broker=_broker(job, account.account_id),
        taxable=account.taxable,
        lot_method=account.lot_method,
        cash=Decimal(stated[account.account_id]["cash_before"]),
        min_cash=account.min_cash,
        tickets=tuple(_ticket(job, leg, legs, run, taxed=account.taxable) for leg in ordered),
    )


def _ticket(job: Job, leg: Leg, legs: list[Leg], run: Run, *, taxed: bool) -> Ticket:
    state = run.leg(leg.number)
    if state.order is None:
        raise InvalidValue(f"order {leg.number} of run {run.run} was never written down")
    stated = _stated(job.plan.document["orders"], "n")[str(leg.number)]
    replaced = [
        one.number
        for one in legs
        if leg.side is Side.BUY and one.side is Side.SELL and one.asset_class == leg.asset_class
    ]
    return Ticket(
        leg=leg,
        order=state.order,
        state=state,
        lots=tuple(map(_lot, stated["lots"])) if taxed else (),
        depends=tuple(replaced),
    )


def _lot(stated: Mapping[str, Any]) -> TicketLot:
    return TicketLot(
        lot_id=LotId(stated["lot_id"]),
        acquired=date.fromisoformat(stated["acquired"]),
        quantity=Decimal(stated["quantity"]),
        basis=Decimal(stated["basis"]),
        term=Term(stated["term"]),
    )


def _stated(rows: list[Mapping[str, Any]], key: str) -> Mapping[str, Mapping[str, Any]]:
    return {str(row[key]): row for row in rows}


def _broker(job: Job, account_id: AccountId) -> str:
    """Whose site it is: as the settings name it, else as its source does."""
    section = next(one for one in job.loaded.settings.accounts if one.id == account_id)
    source = (section.source or "").removeprefix(_BROKER)
    return section.broker or source.partition(":")[0]


def _reinvesting(
    accounts: Mapping[AccountId, Account], untouchable: tuple[Untouchable, ...]
) -> list[tuple[str, str]]:
    names = {symbol for one in untouchable for symbol in one.symbols}
    return [
        (account.label, str(symbol))
        for account in accounts.values()
        for symbol in sorted(account.dividend_reinvestment)
        if symbol in names
    ]
