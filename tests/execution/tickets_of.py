"""The plan of `desk_of` as tickets: what the journal holds once they are written."""

from dataclasses import replace

from tests.execution.desk_of import CASH, LEGS, MORNING, PRICES, SHA, quote, sendable
from trimtab.domain import Account, AccountId, Registration, Symbol
from trimtab.execution import events as happened
from trimtab.execution.book import Run, book_of
from trimtab.execution.sendable import SendingRules
from trimtab.execution.tickets import BROKER, intended, orders_of, written

NUMBERS = tuple(leg.number for leg in LEGS)
QUOTES = {Symbol(symbol): quote(symbol, price) for symbol, price in PRICES.items()}
ACCOUNTS = {
    AccountId("joint"): Account(
        account_id=AccountId("joint"), registration=Registration.TAXABLE, name="Joint"
    ),
    AccountId("ira"): Account(
        account_id=AccountId("ira"), registration=Registration.TRADITIONAL_IRA, name="IRA"
    ),
}


def begun_events() -> list[happened.Event]:
    """The run, and every order before its paper is there."""
    plan = replace(sendable(), cash=CASH)
    orders = orders_of(plan, None, QUOTES, SendingRules(), ACCOUNTS)
    start = happened.RunStarted(
        at=MORNING,
        run="7K3F-1",
        plan="7K3F",
        sha256=SHA,
        broker=BROKER,
        live=True,
        by_hand=True,
    )
    return [start, *intended("7K3F-1", None, orders, plan, MORNING)]


def written_events() -> list[happened.Event]:
    """As `begun_events`, and the paper is there."""
    begun = begun_events()
    return [*begun, *written(book_of(begun).runs["7K3F-1"], MORNING)]


def run_of() -> Run:
    """The run with all its tickets open."""
    return book_of(written_events()).runs["7K3F-1"]
