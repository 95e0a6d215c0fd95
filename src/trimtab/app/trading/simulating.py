"""The household at the simulated broker: its lots, cash and prices, on a trading day."""

import time
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from itertools import count

from trimtab.app.clock import SystemClock
from trimtab.app.linking.matching import broker_in, ending_in
from trimtab.brokers.simulators.alpaca import AlpacaSimulator
from trimtab.brokers.simulators.books import SimAccount, SimLot
from trimtab.brokers.simulators.clock import EASTERN
from trimtab.brokers.simulators.etrade import EtradeSimulator
from trimtab.brokers.simulators.exchange import SimQuote
from trimtab.brokers.simulators.ibkr import IbkrSimulator
from trimtab.brokers.simulators.listening import LoopbackBroker
from trimtab.brokers.simulators.scenario import Scenario, account_key
from trimtab.domain import Account, Registration
from trimtab.errors import InputProblems, Problem
from trimtab.money import ZERO
from trimtab.workspace import Loaded

_KINDS = {
    Registration.TAXABLE: "INDIVIDUAL",
    Registration.TRADITIONAL_IRA: "CONTRIBUTORYIRA",
    Registration.ROTH_IRA: "ROTHIRA",
}
_FIRST_LOT, _FIRST_NUMBER = 100_001, 83_550_001
ETRADE, ALPACA, IBKR = "etrade", "alpaca", "ibkr"
# Brokers whose log-in is not dated, by name.
_OTHERS: Mapping[str, type[AlpacaSimulator] | type[IbkrSimulator]] = {
    ALPACA: AlpacaSimulator,
    IBKR: IbkrSimulator,
}
_SATURDAY = 5
# Half an hour after the opening bell in New York.
_MORNING = time_of_day(10, 0)
_LAST_DIGITS = 4


def household_scenario(loaded: Loaded, broker: str = ETRADE) -> Scenario:
    """The household's accounts as `broker` would hold them.

    With accounts whose `source` is there, these alone, each with the last four digits that its
    source names; otherwise all that can be traded in and are taxable or an IRA. What the broker
    could not state is left out and named.
    """
    sources = {one.id: one.source or "" for one in loaded.settings.accounts}
    wanted = {one for one, source in sources.items() if broker_in(source) == broker}
    chosen = [
        one
        for one in loaded.household.accounts
        if one.registration in _KINDS and (one.account_id in wanted if wanted else one.tracked)
    ]
    if not chosen:
        raise InputProblems(
            [
                Problem(
                    what="there is no account for the simulator",
                    why="It holds taxable accounts and IRAs whose holdings are known.",
                    fix="Name a file with --scenario, or leave -C away for the sample household.",
                )
            ]
        )
    notes: list[str] = []
    lot_numbers = count(_FIRST_LOT)
    numbers = (_number(place, sources[one.account_id], broker) for place, one in enumerate(chosen))
    accounts = [
        SimAccount(
            key=account_key(number),
            number=number,
            kind=_KINDS[one.registration],
            mode="MARGIN",
            cash=one.cash,
            lots=list(_lots(one, lot_numbers, loaded, notes)),
        )
        for number, one in zip(numbers, chosen, strict=True)
    ]
    return Scenario(accounts=accounts, quotes=_quotes(loaded), notes=tuple(notes))


def trading_morning(day: date) -> datetime:
    """Ten o'clock in New York on `day`, or on the Monday after it where it is at a weekend."""
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, _MORNING, EASTERN)


def running(
    scenario: Scenario, *, start: datetime, port: int, broker: str = ETRADE
) -> LoopbackBroker:
    """The simulator, not yet listening; its clock goes on with the machine's from `start`."""
    start = scenario.start or start
    found: LoopbackBroker
    if broker in _OTHERS:
        found = _OTHERS[broker](
            scenario.accounts, scenario.quotes, start=start, port=port, ticks=time.monotonic
        )
    else:
        found = EtradeSimulator(
            scenario.accounts,
            scenario.quotes,
            start=start,
            port=port,
            ticks=time.monotonic,
            dated_by=SystemClock().now,
        )
    found.exchange.manners = scenario.manners
    return found


def _number(place: int, source: str, broker: str) -> str:
    """The number of an account, which ends with the digits that its source names."""
    number = str(_FIRST_NUMBER + place * 1111)
    digits = ending_in(source) if broker_in(source) == broker else ""
    if len(digits) == _LAST_DIGITS and digits.isascii() and digits.isdigit():
        return number[:-_LAST_DIGITS] + digits
    return number


def _lots(
    account: Account, numbers: Iterator[int], loaded: Loaded, notes: list[str]
) -> Iterator[SimLot]:
    for lot in account.lots:
        if lot.symbol not in loaded.market.quotes:
            notes.append(f"Lot {lot.lot_id} of {account.label} is left out: it has no price.")
            continue
        yield SimLot(
            number=next(numbers),
            symbol=str(lot.symbol),
            quantity=lot.quantity,
            cost=lot.basis or ZERO,
            cost_known=lot.basis is not None,
            acquired=lot.acquired,
        )


def _quotes(loaded: Loaded) -> dict[str, SimQuote]:
    return {
        str(symbol): SimQuote(
            last=quote.price, bid=quote.bid or quote.price, ask=quote.ask or quote.price
        )
        for symbol, quote in loaded.market.quotes.items()
        if quote.price > ZERO
    }
