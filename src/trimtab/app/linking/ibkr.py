"""IBKR's link: accounts are read from a Flex report, of the previous close, and traded in live.

Reading asks the Flex web service alone, so that nobody has to be logged in for it. Orders go
through a gateway that is asked when there is something to send.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from trimtab.app.linking.addresses import address_of, named
from trimtab.app.linking.ibkr_gateway import gateway_told, gateway_trading
from trimtab.app.linking.link import Link
from trimtab.app.linking.vault import secrets_of
from trimtab.brokers.ibkr.flex_download import NAME, READERS, SERVICE, FlexService
from trimtab.brokers.ibkr.flex_statement import HOW_TO_SHOW_LOTS
from trimtab.domain import AccountId, Quote, Statement, Symbol
from trimtab.domain.brokerage import BrokerAccount
from trimtab.errors import InputProblems, Problem, Unavailable
from trimtab.ports import Clock
from trimtab.report.numbers import count, weekday_and_day

TOKEN, QUERY, URL = "TRIMTAB_IBKR_FLEX_TOKEN", "TRIMTAB_IBKR_FLEX_QUERY", "TRIMTAB_IBKR_FLEX_URL"

_DOCS = "reference/brokers.md#ibkr"
_WHY = "IBKR's Flex web service sends the report of one Flex query to whoever has the token."
_EASTERN = ZoneInfo("America/New_York")


@dataclass(slots=True, kw_only=True)
class FlexReading:
    """`Reading` of one Flex report, which is fetched once."""

    service: FlexService
    clock: Clock
    _read: tuple[Statement, ...] = field(default=())

    @property
    def name(self) -> str:
        """IBKR, with the address of the service where that is not its own."""
        return named(NAME, self.service.base_url, SERVICE)

    def today(self) -> date:
        """The day in New York."""
        return self.clock.now().astimezone(_EASTERN).date()

    def accounts(self) -> tuple[BrokerAccount, ...]:
        """The accounts in the report."""
        return tuple(
            BrokerAccount(
                key=one.account_hint, number=one.account_hint, description=f"report of {_day(one)}"
            )
            for one in self._statements()
        )

    def statements(
        self, accounts: Mapping[AccountId, BrokerAccount]
    ) -> Mapping[AccountId, Statement]:
        """The statement of each account, with a sentence on how old it is."""
        by_number = {one.account_hint: one for one in self._statements()}
        return {
            name: replace(_dated(by_number[one.key]), account_hint=one.masked)
            for name, one in accounts.items()
        }

    def quotes(self, symbols: Iterable[Symbol]) -> Iterable[Quote]:  # noqa: ARG002  # none are asked for
        """None: what a report says of prices stands in its positions."""
        return ()

    def told(self) -> tuple[str, ...]:
        """What the report has, account by account, and what it lacks."""
        return tuple(line for one in self._statements() for line in _told(one))

    def _statements(self) -> tuple[Statement, ...]:
        if not self._read:
            self._read = self._fetched()
        return self._read

    def _fetched(self) -> tuple[Statement, ...]:
        text = self.service.report()
        reader = next(one for one in READERS if one.recognises(text))
        read = reader.read(text, file=f"{self.name}, Flex report")
        if all(one.account_hint for one in read):
            return read
        problems = [problem for one in read for problem in one.problems]
        why = f": {problems[0].what}" if problems else ""
        raise Unavailable(
            f"{NAME}: no account can be told from its Flex report{why}. With a report in CSV, tick "
            "ClientAccountID in every section of the query",
            broker=NAME,
        )


def ibkr(root: Path, environment: Mapping[str, str], clock: Clock) -> Link:  # noqa: ARG001  # as every broker's
    """IBKR as the environment names it: its report, and its gateway."""
    opened: list[FlexReading] = []

    def reading() -> FlexReading:
        if not opened:
            opened.append(_reading(environment, clock))
        return opened[0]

    return Link(
        reading=reading,
        trading=lambda: gateway_trading(environment, clock),
        told=lambda: (*reading().told(), *gateway_told(environment, clock)),
    )


def _reading(environment: Mapping[str, str], clock: Clock) -> FlexReading:
    base_url = address_of(
        environment,
        URL,
        SERVICE,
        fix=f"Unset it for IBKR's own: {SERVICE}.",
        docs=_DOCS,
    )
    token, query = secrets_of(environment, (TOKEN, QUERY), why=_WHY, docs=_DOCS)
    if not (query.isascii() and query.isdigit()):
        raise InputProblems([_no_number()])
    service = FlexService(token=token, query=query, clock=clock, base_url=base_url)
    return FlexReading(service=service, clock=clock)


def _no_number() -> Problem:
    return Problem(
        what=f"{QUERY} is no number of a Flex query",
        why="The portal shows the number with each query: Performance & Reports, Flex Queries.",
        fix="Write that number. The token, which is longer, goes to another variable.",
        docs=_DOCS,
    )


def _day(one: Statement) -> str:
    return "an unknown day" if one.as_of is None else weekday_and_day(one.as_of)


def _dated(one: Statement) -> Statement:
    said = f"A Flex report has the figures of a close, here of {_day(one)}: nothing later is in it."
    # A row that cannot be used may be of what is held.
    whole = one.lots_given and not one.problems
    return replace(one, notes=(said, *one.notes), whole=whole)


def _told(one: Statement) -> Iterator[str]:
    shown = f"****{one.account_hint[-4:]}"
    yield (
        f"{shown}, {_day(one)}: {count(len(one.positions), 'position')}, "
        f"{count(len(one.lots), 'lot')}, {count(len(one.transactions), 'transaction')}."
    )
    if not one.lots_given:
        yield f"{shown} has no section Open Positions: nothing is known of lots. Add it."
    elif one.positions and not one.lots:
        yield f"{shown} lists no lots. {HOW_TO_SHOW_LOTS}."
    if one.cash is None:
        yield f"{shown} has no section Cash Report: cash is not read. Add it."
    if not one.transactions:
        yield (
            f"{shown} has no transactions: add Trades, Cash Transactions, Corporate Actions and "
            "Transfers, with a period of 90 days or more."
        )
    if one.problems:
        rows = count(len(one.problems), "row")
        yield f"{shown}: {rows} cannot be used; trimtab sync --dry-run names them."
