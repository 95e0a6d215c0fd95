"""A whole run: lost answers settled, sales sent and awaited, purchases sized by what came in.

Accounts may be at several brokers. One that fails costs its own accounts alone: the others go on,
and its error is raised when they are done.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import partial

from trimtab.domain.brokerage import LiveQuote, Snapshot
from trimtab.domain.identifiers import AccountId, Symbol
from trimtab.domain.order import OrderStatus, Side
from trimtab.errors import Auth, BrokerError, RateLimited, Unavailable
from trimtab.execution.book import LegState, Run
from trimtab.execution.desk import Desk
from trimtab.execution.events import RunEnded, Skipped
from trimtab.execution.guards import expected_shares, price_off
from trimtab.execution.hearing import hear
from trimtab.execution.lost import settle_lost
from trimtab.execution.realised import realised
from trimtab.execution.sendable import Leg, Sendable
from trimtab.execution.sending import send
from trimtab.execution.sizing import Size, shortage, sizes, spendable, unsold_elsewhere
from trimtab.money import ONE, ZERO, ratio_text, to_cents

Down = dict[AccountId, BrokerError]
"""Accounts whose broker could not be asked, and what it said."""

# The part of a purchase that has to be missing before its run did not do what was planned.
_CUT_SHORT = Decimal("0.05")


class Ending(Enum):
    """How a run stands when it comes back.

    DONE     every order is filled, but for what prices and commissions took off a purchase
    SOME     nothing more will happen, and not every order is filled, or one was far too small
    WORKING  the broker still has orders that may fill
    UNKNOWN  an answer was lost, and its order was not found
    HALTED   somebody has halted trading
    """

    DONE = "done"
    SOME = "some"
    WORKING = "working"
    UNKNOWN = "unknown"
    HALTED = "halted"


def carry_out(desk: Desk) -> Ending:
    """Send what is left of the plan, as far as it goes, and say how it stands.

    Whatever was begun before is taken up: nothing is sent twice. While the market is closed, and
    from its close on where that comes in between, sales that may wait for it are sent, and nothing
    else. Raises the errors of a broker that cannot be read, once the accounts at others are done;
    what was done is in the journal, and calling again goes on from there.
    """
    settle_lost(desk)
    refresh(desk)
    down: Down = {}
    _send_all(desk, desk.sendable.sells(), down)
    if desk.closed() is None:
        _follow(desk, desk.sendable.sells(), down)
    if not desk.halted() and desk.closed() is None:
        for account_id in desk.sendable.accounts():
            with _alone(desk, account_id, down) as up:
                if up:
                    _buy(desk, account_id)
        _follow(desk, desk.sendable.buys(), down)
    _tell_closed(desk)
    return _came_to(desk, down)


def _tell_closed(desk: Desk) -> None:
    """Say where the market is closed and the run goes on when it is open."""
    state, closed = desk.state(), desk.closed()
    left = [leg for leg in desk.sendable.legs if not state.leg(leg.number).begun]
    if closed is None or not left:
        return
    opens = "" if closed.opens is None else f" until {closed.opens:%a %d %b %H:%M %Z}"
    desk.told(
        f"the market is closed{opens}: what is left is sent when the command is given again while "
        "it is open"
    )


def look(desk: Desk) -> Ending:
    """Ask about every order that may still trade, and say how the run stands. Sends nothing.

    Where nothing more can come of it, its end is written down as `carry_out` does.
    """
    refresh(desk)
    return _ended(desk)


def refresh(desk: Desk) -> None:
    """Ask about every order that may still trade, and write down what is news.

    Raises the error of a broker that cannot be asked, once all others were.
    """
    for error in _asked(desk, {}).values():
        raise error


def _asked(desk: Desk, down: Down) -> Down:
    """As `refresh`; the accounts whose broker did not answer, and what it said.

    Once one is down, in `down` or here, no other is waited for either: accounts at one broker fail
    together, and would each take the time again. What fails is asked for again in the next round.
    """
    found: Down = {}
    for number, state in desk.state().legs.items():
        if state.working and state.order is not None and state.broker_order_id is not None:
            account_id = state.order.account_id
            ask = partial(desk.broker.order, desk.accounts[account_id], state.broker_order_id)
            patience = timedelta(0) if {**down, **found} else desk.rules.quiet
            try:
                hear(desk, number, partial(desk.patiently, ask, patience))
            except (Auth, RateLimited, Unavailable) as error:
                found.setdefault(account_id, error)
    return found


@contextmanager
def _alone(desk: Desk, account_id: AccountId, down: Down) -> Iterator[bool]:
    """True inside while the account's broker answers; where it stops to, the others go on."""
    try:
        yield account_id not in down
    except (Auth, RateLimited, Unavailable) as error:
        _give_up(desk, account_id, down, error)


def _give_up(desk: Desk, account_id: AccountId, down: Down, error: BrokerError) -> None:
    if account_id not in down:
        down[account_id] = error
        desk.told(f"{account_id}: nothing more is sent there for now: {error}")


def _send_all(desk: Desk, legs: Sequence[Leg], down: Down) -> None:
    waiting = [leg for leg in legs if not desk.state().leg(leg.number).begun]
    quotes = _quotes(desk, waiting)
    for leg in waiting:
        if desk.halted() or not desk.takes(leg.side, desk.closed()):
            return
        with _alone(desk, leg.account_id, down) as up:
            if up and _priced(desk, leg, quotes):
                send(desk, leg, Size(quantity=leg.quantity), quotes[leg.symbol])


def _buy(desk: Desk, account_id: AccountId) -> None:
    """Size and send the purchases of one account."""
    legs = [leg for leg in desk.sendable.legs if leg.account_id == account_id]
    state = desk.state()
    waiting = [leg for leg in legs if leg.side is Side.BUY and not state.leg(leg.number).begun]
    if not waiting:
        return
    if any(state.leg(leg.number).status is OrderStatus.UNKNOWN for leg in legs):
        desk.told(f"{account_id}: nothing is bought while an order there is unknown")
        return
    sales = [leg for leg in legs if leg.side is Side.SELL]
    selling = [
        leg for leg in sales if state.leg(leg.number).working or not state.leg(leg.number).begun
    ]
    if selling:
        # Not skipped: whoever calls again when it is done, or was cancelled, buys by what came in.
        # The same goes for one that was not sent yet, because its price had moved.
        desk.told(f"{account_id}: nothing is bought while order {selling[0].number} may still sell")
        return
    snapshot = _settled(desk, account_id)
    if snapshot is None:
        desk.told(f"{account_id}: nothing is bought: its positions do not show the sales yet")
        return
    quotes = _quotes(desk, waiting)
    able = desk.broker.capabilities(desk.accounts[account_id])
    cash, short = spendable(snapshot, _floor(desk, account_id)), shortage(snapshot)
    quotes = {leg.symbol: quotes[leg.symbol] for leg in waiting if _priced(desk, leg, quotes)}
    waiting = [leg for leg in waiting if leg.symbol in quotes]
    unsold = unsold_elsewhere(account_id, desk.sendable, state)
    wanted = sizes(
        [leg for leg in legs if leg.side is Side.SELL or leg in waiting],
        state,
        cash,
        quotes,
        rules=desk.rules,
        able=able,
        short=short,
        elsewhere=unsold,
    )
    fees = ZERO
    for leg in waiting:
        size = wanted[leg.number]
        if desk.halted() or not desk.takes(leg.side, desk.closed()):
            return
        if size.quantity > ZERO:
            left = None if size.budget is None else size.budget - fees
            fees += send(desk, leg, replace(size, budget=left), quotes[leg.symbol])
        else:
            desk.journal.append(
                Skipped(at=desk.clock.now(), run=desk.run, leg=leg.number, why=size.why)
            )
            desk.told(f"order {leg.number}: not bought: {size.why}")


def _priced(desk: Desk, leg: Leg, quotes: Mapping[Symbol, LiveQuote]) -> bool:
    """Whether the price of now is near the plan's; the order stays to be sent where it is not.

    Asked before each order: a run may wait long for its sales.
    """
    any_age = desk.rules.may_wait and desk.closed() is not None
    stop = price_off(leg, quotes.get(leg.symbol), desk.rules, any_age=any_age)
    if stop is not None:
        desk.told(f"order {leg.number}: not sent now: {stop.text}")
    return stop is None


def _floor(desk: Desk, account_id: AccountId) -> Decimal:
    return desk.sendable.min_cash.get(account_id, ZERO)


def _settled(desk: Desk, account_id: AccountId) -> Snapshot | None:
    """The account, once it shows what this plan has traded in it; None when it does not in time.

    Some brokers list a fill minutes before the position and the cash; money counted then would be
    spent twice.
    """
    account = desk.accounts[account_id]
    for _ in desk.within(desk.rules.quiet):
        snapshot = desk.patiently(partial(desk.broker.snapshot, account), desk.rules.quiet)
        runs = [
            run
            for run in desk.book().runs_of(desk.sendable.sha256)
            if run.live or run.run == desk.run
        ]
        expected = expected_shares(desk.sendable, runs, account_id)
        if all(snapshot.shares(symbol) == shares for symbol, shares in expected.items()):
            desk.waits("")
            return snapshot
        desk.waits(f"{account_id} to show what was sold")
    return None


def _follow(desk: Desk, legs: Sequence[Leg], down: Down) -> None:
    """Wait until the orders of `legs` are done, patience is over, or somebody halts trading.

    Of a broker that does not answer nothing more is waited for.
    """
    numbers = {leg.number: leg.account_id for leg in legs}
    for _ in desk.within(desk.rules.patience):
        silent = _asked(desk, down)
        states = desk.state().legs
        working = [one for one in sorted(set(numbers) & set(states)) if states[one].working]
        desk.waits(to_fill(working))
        if desk.halted() or all(numbers[one] in silent for one in working):
            break
    for account_id, error in silent.items():
        _give_up(desk, account_id, down, error)


def to_fill(numbers: Sequence[int]) -> str:
    """What is waited for, as people say it; empty where there is nothing."""
    if not numbers:
        return ""
    listed = ", ".join(map(str, numbers))
    return f"order {listed} to fill" if len(numbers) == 1 else f"orders {listed} to fill"


def _quotes(desk: Desk, legs: Sequence[Leg]) -> Mapping[Symbol, LiveQuote]:
    symbols = tuple(dict.fromkeys(leg.symbol for leg in legs))
    if not symbols:
        return {}
    return desk.patiently(partial(desk.broker.quotes, symbols), desk.rules.quiet)


def _came_to(desk: Desk, down: Down) -> Ending:
    """How the run stands; the error of a broker that is down where something is left to do."""
    ending = _ended(desk)
    if ending is Ending.WORKING:
        for error in down.values():
            raise error
    return ending


def _ended(desk: Desk) -> Ending:
    found = conclude(desk)
    if found is not None:
        return found
    if desk.state().unknown():
        return Ending.UNKNOWN
    return Ending.HALTED if desk.halted() else Ending.WORKING


def conclude(desk: Desk) -> Ending | None:
    """Write down the end of a run where every order is settled, once; None where one is not.

    Nor is it where the plan's document is not the one that was sent: it may have more orders.
    """
    run = desk.state()
    if not desk.sendable.intact:
        return None
    states = [run.leg(leg.number) for leg in desk.sendable.legs]
    if not all(state.settled for state in states):
        return None
    done = all(
        state.status is OrderStatus.FILLED and not cut_short(leg, state)
        for leg, state in zip(desk.sendable.legs, states, strict=True)
    )
    ending = Ending.DONE if done else Ending.SOME
    desk.journal.append(
        ending_of(desk.sendable, run, ending, at=desk.clock.now()),
        where=lambda book: book.runs[desk.run].outcome is None,
    )
    return ending


def cut_short(leg: Leg, state: LegState) -> bool:
    """True where a purchase went out by more than a share, and a twentieth of it, too small.

    Less is what prices and commissions take; more, money that did not come or may not be spent.
    """
    if leg.side is Side.SELL or state.order is None:
        return False
    missing = leg.quantity - state.order.quantity
    return missing > ONE and missing >= leg.quantity * _CUT_SHORT


def ending_of(sendable: Sendable, run: Run, ending: Ending, *, at: datetime) -> RunEnded:
    """The end of a run as it is written down: with what it came to beside its plan."""
    found = realised(sendable, run)
    return RunEnded(
        at=at,
        run=run.run,
        outcome=ending.value,
        gain=to_cents(found.gain),
        planned_gain=to_cents(found.planned_gain),
        worse=to_cents(found.worse),
        left=to_cents(found.left),
        drift=_fraction(found.drift),
        planned_drift=found.planned_drift,
    )


def _fraction(drift: Decimal | None) -> Decimal | None:
    return None if drift is None else Decimal(ratio_text(drift))
