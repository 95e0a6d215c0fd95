"""What must hold before anything is sent. Each guard is one small object; none repairs anything."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Protocol

from trimtab.domain.account import LotMethod
from trimtab.domain.brokerage import Freshness, LiveQuote, LotChoice, Snapshot
from trimtab.domain.identifiers import AccountId, LotId, Symbol
from trimtab.domain.order import OrderStatus, OrderType, Side
from trimtab.execution.book import Run
from trimtab.execution.pricing import middle
from trimtab.execution.sendable import Leg, Sendable, SendingRules
from trimtab.execution.sent_before import NotOvertaken, NotSentBefore
from trimtab.execution.surroundings import (
    NothingUnknown,
    NothingWorking,
    NoTicketsOpen,
    OfItsDay,
    SameAccounts,
)
from trimtab.execution.traded import traded_on
from trimtab.execution.view import Stop, View
from trimtab.money import ZERO, dollars_text, exact_text, to_cents

# Cash that is missing and says nothing: interest and fees are rounded.
_DOLLAR = Decimal(1)


class Guard(Protocol):
    """Refuses, or has nothing to say."""

    def check(self, view: View) -> Stop | None:
        """The reason to send nothing; None where this guard has none."""
        ...


class NotHalted:
    """Nobody has halted trading."""

    def check(self, view: View) -> Stop | None:
        """STOP.HALTED with who did, and when."""
        halt = view.book.halted
        if halt is None:
            return None
        why = f": {halt.why}" if halt.why else ""
        return Stop(
            code="STOP.HALTED",
            text=f"Trading was halted by {halt.who} at {halt.at:%Y-%m-%d %H:%M %Z}{why}. "
            "`trimtab resume` allows it again.",
        )


class Unedited:
    """The saved plan has the content that its sha256 names."""

    def check(self, view: View) -> Stop | None:
        """STOP.EDITED."""
        if view.sendable.intact:
            return None
        return Stop(
            code="STOP.EDITED",
            text=f"Plan {view.sendable.plan} was edited after it was made. "
            f"{view.sendable.made_afresh}. To change its orders, `trimtab edit` that one",
        )


class WarningsRead:
    """Every warning that needs somebody's attention has had it."""

    def check(self, view: View) -> Stop | None:
        """STOP.WARNING_OPEN with the warnings."""
        plan = view.sendable
        left = [one for one in plan.open_acks if (plan.sha256, one) not in view.book.read]
        if not left:
            return None
        return Stop(
            code="STOP.WARNING_OPEN",
            text=f"Read first: {', '.join(left)}. Then: trimtab ack {plan.plan} {left[0]}",
        )


class IsApproved:
    """Somebody has approved exactly this content."""

    def check(self, view: View) -> Stop | None:
        """STOP.NOT_APPROVED."""
        if view.sendable.sha256 in view.book.approved:
            return None
        plan = view.sendable.plan
        return Stop(
            code="STOP.NOT_APPROVED",
            text=f"Plan {plan} is not approved. Approve it: trimtab approve {plan}",
        )


class NotExpired:
    """The plan is young enough, or its sales wait for a session that has not closed yet."""

    def check(self, view: View) -> Stop | None:
        """STOP.STALE_PLAN with its age and the limit."""
        age, limit = view.now - view.sendable.made_at, view.rules.expires
        if age < timedelta(0):
            return Stop(
                code="STOP.CLOCK",
                text=f"The plan is from the future: made {view.sendable.made_at:%Y-%m-%d %H:%M}, "
                f"the clock says {view.now:%Y-%m-%d %H:%M}. Set the clock right.",
            )
        if age <= limit or _waiting(view):
            return None
        return Stop(
            code="STOP.STALE_PLAN",
            text=f"Made {_length(age)} ago, limit {_length(limit)}. {view.made_afresh}",
        )


class MarketIsOpen:
    """The market is open, or there are sales at a limit that may wait until it opens."""

    def check(self, view: View) -> Stop | None:
        """STOP.MARKET_CLOSED with when it opens, and why nothing can wait for it."""
        session = view.session
        if session is None or session.is_open:
            return None
        why = _why_not_queued(view) if view.rules.queue else ""
        if view.rules.queue and not why:
            return None
        opens = "" if session.opens is None else f" It opens {session.opens:%a %d %b %H:%M %Z}."
        return Stop(code="STOP.MARKET_CLOSED", text=f"The market is closed.{opens}{why}")


class LogInLasts:
    """The log-in at the broker will not end in the middle of the run."""

    def check(self, view: View) -> Stop | None:
        """STOP.LOG_IN_ENDS."""
        if not view.log_in_ends:
            return None
        return Stop(code="STOP.LOG_IN_ENDS", text=view.log_in_ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class PricesHold:
    """Every price is fresh, and near the one that the plan was made with.

    What is sent while the market is closed is priced on its close: a limit holds the worse side.

    any_age  True where a person looks at the market before the order goes out
    """

    any_age: bool = False

    def check(self, view: View) -> Stop | None:
        """STOP.NO_QUOTE, STOP.STALE_PRICE or STOP.PRICE_MOVED with the security and how far."""
        # While the market is closed there is no price but that of its close.
        any_age = self.any_age or view.queues
        for leg in view.sendable.legs:
            stop = price_off(leg, view.quotes.get(leg.symbol), view.rules, any_age=any_age)
            if stop is not None:
                moved = stop.code == "STOP.PRICE_MOVED"
                return replace(stop, text=f"{stop.text} {view.made_afresh}") if moved else stop
        return None


class LotsAreThere:
    """The accounts hold what the plan was made from, less what it has traded itself since."""

    def check(self, view: View) -> Stop | None:
        """STOP.LOTS_CHANGED with the account and what differs."""
        for account_id in view.sendable.accounts():
            snapshot = view.snapshots[account_id]
            expected = expected_shares(view.sendable, view.own_runs(), account_id)
            others = {one.symbol: ZERO for one in snapshot.positions}
            for symbol, shares in {**others, **expected}.items():
                if snapshot.shares(symbol) != shares:
                    return _changed(
                        view, account_id, f"{snapshot.shares(symbol)} {symbol}, not {shares}"
                    )
        return self._lots(view) or self._cash(view)

    def _cash(self, view: View) -> Stop | None:
        """Less cash than the plan counts on, before it has traded itself: someone else bought."""
        if any(run.traded for run in view.own_runs()) or view.others_traded:
            return None
        for account_id in view.sendable.accounts():
            there, counted = view.snapshots[account_id].cash, view.sendable.cash.get(account_id)
            if counted is not None and there < counted - _DOLLAR:
                what = f"{dollars_text(to_cents(there))} in cash, not {dollars_text(counted)}"
                return _changed(view, account_id, what)
        return None

    def _lots(self, view: View) -> Stop | None:
        sent = _sent(view)
        for leg in view.sendable.sells():
            free = _free_lots(view.snapshots[leg.account_id])
            if leg.number in sent or free is None or _unnamed(view, leg):
                continue
            for lot_id, shares in leg.lots:
                there = free.get(lot_id, ZERO)
                if there < shares:
                    return _changed(
                        view, leg.account_id, f"{there} shares of lot {lot_id} free, not {shares}"
                    )
        return None


class SoldAsCounted:
    """A broker whose orders cannot name lots has to sell those that the plan counts its tax by."""

    def check(self, view: View) -> Stop | None:
        """STOP.LOT_METHOD with the sale and what the broker does. Without tax any lots will do."""
        plan = view.sendable
        for leg in (one for one in plan.sells() if one.number not in _sent(view)):
            able, agreeing = view.able.get(leg.account_id), plan.agreeing.get(leg.number)
            if able is None or agreeing is None or able.lot_choice is LotChoice.EXACT_LOTS:
                continue
            method = able.sells_by or plan.lot_methods.get(leg.account_id)
            if method not in agreeing:
                return _other_lots(leg, method)
        return None


class WithinLimits:
    """No order is larger than its limit, nor what is traded in a day."""

    def check(self, view: View) -> Stop | None:
        """STOP.OVER_LIMIT with the figure and the limit."""
        rules = view.rules
        for leg in view.sendable.legs:
            if rules.max_order is not None and leg.value > rules.max_order:
                return _over(f"Order {leg.number}", leg.value, rules.max_order, "max_order")
        own = [
            run.run
            for run in view.book.runs_of(view.sendable.sha256)
            if run.covers(view.sendable.part)
        ]
        others = traded_on(view.book, view.market_time, but=own)
        total = others.total + sum((leg.value for leg in view.sendable.legs), ZERO)
        unsent = view.unsent()
        total += sum((leg.value for leg in unsent), ZERO)
        if rules.max_daily is not None and total > rules.max_daily:
            what = "What is traded today"
            if others.open:
                what += f", with the open orders of plan {' and '.join(others.open)},"
            if unsent:
                numbers = ", ".join(str(leg.number) for leg in unsent)
                what += f", with order {numbers} that a run which goes on has still to send,"
            return _over(what, total, rules.max_daily, "max_daily")
        return None


GUARDS: tuple[Guard, ...] = (
    NotHalted(),
    Unedited(),
    WarningsRead(),
    IsApproved(),
    SameAccounts(),
    NotSentBefore(),
    NotOvertaken(),
    NothingUnknown(),
    NothingWorking(),
    NoTicketsOpen(),
    NotExpired(),
    OfItsDay(),
    MarketIsOpen(),
    LogInLasts(),
    WithinLimits(),
    LotsAreThere(),
    SoldAsCounted(),
    PricesHold(),
)

# What a rehearsal asks too: it may come before the approval, which wants the warnings read, and
# outside of the market's hours and of a log-in.
REHEARSAL: tuple[Guard, ...] = (
    NotHalted(),
    Unedited(),
    SameAccounts(),
    NotSentBefore(),
    NotOvertaken(),
    NothingUnknown(),
    NothingWorking(),
    NoTicketsOpen(),
    NotExpired(),
    OfItsDay(),
    WithinLimits(),
    LotsAreThere(),
    SoldAsCounted(),
    PricesHold(),
)


# What is asked before tickets are written. The market may be closed and nobody is logged in; that
# the lots are those of the plan is checked against the workspace, the only books there are.
TICKETS: tuple[Guard, ...] = (
    NotHalted(),
    Unedited(),
    WarningsRead(),
    IsApproved(),
    SameAccounts(),
    NotSentBefore(),
    NotOvertaken(),
    NothingUnknown(),
    NothingWorking(),
    NoTicketsOpen(),
    NotExpired(),
    WithinLimits(),
    PricesHold(any_age=True),
)

# What is asked before the tickets of a run that goes on are written once more.
TICKETS_AGAIN: tuple[Guard, ...] = (NotHalted(), Unedited(), IsApproved(), NotExpired())


def stops(view: View, guards: Iterable[Guard] = GUARDS) -> tuple[Stop, ...]:
    """Everything that speaks against sending, in the order of the guards."""
    found = (guard.check(view) for guard in guards)
    return tuple(stop for stop in found if stop is not None)


def price_off(
    leg: Leg, quote: LiveQuote | None, rules: SendingRules, *, any_age: bool
) -> Stop | None:
    """Why an order may not be priced on `quote`; None where it may.

    any_age  True where a price that is not of this moment will do
    """
    if quote is None:
        return Stop(code="STOP.NO_QUOTE", text=f"There is no quote for {leg.symbol}.")
    if quote.freshness is not Freshness.REAL_TIME and not any_age:
        return Stop(
            code="STOP.STALE_PRICE",
            text=f"The quote of {leg.symbol} is {quote.freshness.value.replace('_', ' ')}, "
            "not of this moment; no order is priced on it.",
        )
    moved = middle(quote) / leg.price - 1
    if abs(moved) > rules.max_price_move:
        return Stop(
            code="STOP.PRICE_MOVED",
            text=f"{leg.symbol} moved {_percent(moved)} since the plan "
            f"(limit {_percent(rules.max_price_move)}).",
        )
    return None


def expected_shares(
    sendable: Sendable, runs: Iterable[Run], account_id: AccountId
) -> Mapping[Symbol, Decimal]:
    """Shares that an account holds if nothing has traded in it but `runs` of the plan.

    Counted from what the files had when the first order of a security was sent: a sync since has
    brought what was traded until then.
    """
    held, moved = sendable.holdings.get(account_id, {}), dict[Symbol, Decimal]()
    by_number = {leg.number: leg for leg in sendable.legs}
    for number, state in ((number, state) for run in runs for number, state in run.legs.items()):
        leg = by_number.get(number)  # None: of another part of the plan, in other accounts
        if leg is not None and leg.account_id == account_id and state.filled:
            before = held.get(leg.symbol, ZERO) if state.held is None else state.held
            sign = 1 if leg.side is Side.BUY else -1
            moved[leg.symbol] = moved.get(leg.symbol, before) + sign * state.filled
    return {**held, **moved}


def _waiting(view: View) -> bool:
    """True until the session closes for which sales of the run that goes on were sent."""
    return any(
        state.waits_until is not None and view.market_time <= state.waits_until
        for run in view.own_runs()
        if run.outcome is None
        for state in run.legs.values()
    )


def _why_not_queued(view: View) -> str:
    """Why nothing of the plan can wait for the market; empty where its sales can."""
    if view.rules.order_type is not OrderType.LIMIT:
        return (
            " An order at the market that waits for it would trade at whatever the opening brings: "
            'set execution.order_type = "limit".'
        )
    begun = {number for run in view.own_runs() for number, state in run.legs.items() if state.begun}
    if all(leg.number in begun for leg in view.sendable.sells()):
        return " Only sales wait for it; what is left of the plan is sent when it is open."
    return ""


def _sent(view: View) -> set[int]:
    """Orders of the plan that went out, in whatever run of it."""
    return {
        leg
        for run in view.own_runs()
        for leg, state in run.legs.items()
        if state.status is not OrderStatus.DRAFTED
    }


def _free_lots(snapshot: Snapshot) -> Mapping[LotId, Decimal] | None:
    """Shares of each lot that an order may take; None where the broker lists no lots at all.

    A position alone without lots has none that may be sold: what it says of them does not add up.
    """
    if all(position.lots is None for position in snapshot.positions):
        return None
    return {
        lot.lot_id: lot.available for position in snapshot.positions for lot in position.lots or ()
    }


def _unnamed(view: View, leg: Leg) -> bool:
    """True where the broker lists no lots of what is sold, and an order could not name them."""
    able, seen = view.able.get(leg.account_id), view.snapshots[leg.account_id].positions
    if able is None or able.lot_choice is LotChoice.EXACT_LOTS:
        return False
    return any(one.symbol == leg.symbol and one.lots is None for one in seen)


def _changed(view: View, account_id: AccountId, what: str) -> Stop:
    return Stop(
        code="STOP.LOTS_CHANGED",
        text=f"{account_id} changed since the plan: it has {what}. Sync first. "
        f"{view.sendable.made_afresh}",
    )


def _other_lots(leg: Leg, method: LotMethod | None) -> Stop:
    if method is None or method is LotMethod.SPECIFIC:
        does = "by a method that accounts.lot_method does not say"
        named = 'the method that the account has there, such as lot_method = "fifo"'
    else:
        does = f"by {method.value}, and takes others"
        named = f'lot_method = "{method.value}"'
    return Stop(
        code="STOP.LOT_METHOD",
        text=f"The plan counts the tax of {exact_text(leg.quantity)} {leg.symbol} in "
        f"{leg.account_id} by lots that an order cannot name at this broker: it sells {does}. "
        f"Write {named} for {leg.account_id} in trimtab.toml, and make a plan that sells so: "
        "trimtab plan. Or sell the lots at the broker's own site, where they can be chosen.",
    )


def _over(what: str, amount: Decimal, limit: Decimal, setting: str) -> Stop:
    return Stop(
        code="STOP.OVER_LIMIT",
        text=f"{what} is {dollars_text(to_cents(amount))}, limit {dollars_text(limit)} "
        f"(execution.{setting}).",
    )


def _percent(share: Decimal) -> str:
    return f"{exact_text((share * 100).quantize(Decimal('0.1')))}%"


def _length(age: timedelta) -> str:
    hours, minutes = divmod(int(age.total_seconds()) // 60, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
