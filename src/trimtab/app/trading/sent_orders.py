"""When trimtab last sent an order to an account, with real money, by the journal."""

from datetime import date
from pathlib import Path

from trimtab.app.trading.office import journal_of
from trimtab.domain import AccountId
from trimtab.execution.book import book_of
from trimtab.execution.exchange_day import exchange_day


def last_sent(root: Path, account_id: AccountId) -> date | None:
    """The day in New York of the last order that was traded, or may have been; None without any.

    Raises InputProblems where the journal is damaged.
    """
    days = [
        exchange_day(state.sent_at)
        for run in book_of(journal_of(root).events()).runs.values()
        for state in run.legs.values()
        if run.live
        and state.order is not None
        and state.order.account_id == account_id
        and state.sent_at is not None
        and (state.filled or state.working or state.lost)
    ]
    return max(days, default=None)
