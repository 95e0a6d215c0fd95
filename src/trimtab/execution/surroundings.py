"""Guards on what surrounds a plan: other orders, the accounts it was approved for, the day."""

from datetime import date, timedelta

from trimtab.domain.order import Side
from trimtab.execution.book import Run
from trimtab.execution.exchange_day import exchange_day
from trimtab.execution.sendable import account_options
from trimtab.execution.view import Stop, View
from trimtab.money import exact_text

# A plan counts terms and wash-sale windows from its own day: a long weekend changes little.
_MOST_DAYS = timedelta(days=7)


class NothingUnknown:
    """No order of another plan, or of another part of this one, is out there unknown."""

    def check(self, view: View) -> Stop | None:
        """STOP.ORDER_UNKNOWN with the plan."""
        for run in view.book.unfinished():
            own = run.sha256 == view.sendable.sha256 and run.covers(view.sendable.part)
            if run.live and not own and run.unknown():
                return Stop(code="STOP.ORDER_UNKNOWN", text=_settle_first(run))
        return None


class NoTicketsOpen:
    """No ticket of another plan is open in an account of this one.

    Its shares and its cash are promised, and no broker's books need show that.
    """

    def check(self, view: View) -> Stop | None:
        """STOP.TICKETS_OPEN with the plan and the account."""
        accounts = view.sendable.accounts()
        for run in view.book.runs.values():
            if not run.by_hand or run.sha256 == view.sendable.sha256:
                continue
            for number, leg in run.open_legs().items():
                if leg.order is not None and leg.order.account_id in accounts:
                    return Stop(
                        code="STOP.TICKETS_OPEN",
                        text=f"Order {number} of plan {run.plan} is an open ticket in "
                        f"{leg.order.account_id}. Tell first what came of it: trimtab orders "
                        f"{run.plan} --filled {number}, or --cancelled {number}",
                    )
        return None


class NothingWorking:
    """No order of another plan may still trade at a broker: this one did not count it."""

    def check(self, view: View) -> Stop | None:
        """STOP.ORDERS_WORKING with the order, in whatever account it is.

        A loss that it takes may be washed by a purchase of this plan in another account.
        """
        for run in view.book.runs.values():
            if not run.live or run.by_hand or run.sha256 == view.sendable.sha256:
                continue
            for number, leg in run.legs.items():
                if leg.working and leg.order is not None:
                    does = "sell" if leg.order.side is Side.SELL else "buy"
                    left = exact_text(leg.order.quantity - leg.filled)
                    return Stop(
                        code="STOP.ORDERS_WORKING",
                        text=f"Order {number} of plan {run.plan} may still {does} {left} "
                        f"{leg.order.symbol} in {leg.order.account_id}, and this plan does not "
                        f"count it. Wait for it, or cancel it: trimtab cancel {run.run}:{number}. "
                        "Then sync, and plan again",
                    )
        return None


class SameAccounts:
    """Every account is at the broker, and under the number, for which the plan was approved."""

    def check(self, view: View) -> Stop | None:
        """STOP.NOT_APPROVED with the account, and both sources of it."""
        approval = view.book.approved.get(view.sendable.sha256)
        if approval is None:
            return None
        was = dict(one.split("=", 1) for one in approval.sources)
        for account_id in view.sendable.accounts():
            now = view.sendable.sources.get(account_id, "")
            # Where it is at no broker any more a person types its orders, and sees where.
            if now and was.get(account_id, now) != now:
                return Stop(
                    code="STOP.NOT_APPROVED",
                    text=f"{account_id} was {was[account_id] or 'at no broker'} when the plan was "
                    f"approved, and is {now} now. Approve it again, if that is "
                    f"right: trimtab approve {view.sendable.plan}",
                )
        return None


class OfItsDay:
    """What is sent to a broker trades in the year, and near the day, that the plan counts from."""

    def check(self, view: View) -> Stop | None:
        """STOP.STALE_PLAN with both days."""
        planned = view.sendable.as_of
        if planned is None or not view.live:
            return None
        day = self._trading_day(view)
        if day.year == planned.year and abs(day - planned) <= _MOST_DAYS:
            return None
        what = "taxes are of another year" if day.year != planned.year else "terms are of that day"
        return Stop(
            code="STOP.STALE_PLAN",
            text=f"The plan is of {planned:%d %b %Y}, and would trade on {day:%d %b %Y}: its "
            f"{what}. {view.made_afresh}",
        )

    @staticmethod
    def _trading_day(view: View) -> date:
        """The day of the session that is open, or for which sales would wait."""
        session = view.session
        if session is None or session.is_open or session.opens is None:
            return exchange_day(view.market_time)
        return exchange_day(session.opens)


def _settle_first(run: Run) -> str:
    number, plan, options = run.unknown()[0], run.plan, account_options(run.accounts)
    if run.by_hand:
        return (
            f"Writing order {number} of plan {plan} as a ticket was cut off, and it may have been "
            f"typed. Write it again: trimtab execute {plan} --export-csv FOLDER --force{options}. "
            f"Or tell what came of it: trimtab orders {plan} --filled {number}, or --cancelled "
            f"{number}"
        )
    return (
        f"The broker's answer to order {number} of plan {plan} was lost. Settle that first: "
        f"trimtab execute {plan} --live{options}"
    )
