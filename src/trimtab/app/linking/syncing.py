"""The connected accounts into the workspace's files: read, compared, and only then written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from trimtab.app.import_ground import Ground, read_ground
from trimtab.app.importing import ImportRequest, take_in
from trimtab.app.linking.cross_check import cross_check
from trimtab.app.linking.matching import matched_accounts, sourced
from trimtab.app.linking.snapshots import day_quotes, statement_of
from trimtab.brokers.etrade.api import EtradeBroker
from trimtab.brokers.etrade.api.log_in import EASTERN
from trimtab.domain import AccountId, Statement, Symbol
from trimtab.domain.brokerage import BrokerAccount
from trimtab.errors import InputProblems, Problem
from trimtab.report.imported import ImportView
from trimtab.workspace import SETTINGS_FILE

_DAYS = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncRequest:
    """What the user asked for. `accounts`: these alone; empty: all whose source is E*TRADE."""

    accounts: tuple[AccountId, ...] = ()
    dry_run: bool = False
    accept_problems: bool = False
    as_of: date | None = None


def sync(root: Path, broker: EtradeBroker, request: SyncRequest) -> ImportView:
    """Lots, cash, prices and the transactions of 90 days, from E*TRADE into the workspace.

    As an import: nothing is written where something needs the user, and `import --undo` takes it
    back. Raises InputProblems for accounts that are not clear, Refused where the cross-check fails.
    """
    ground = read_ground(root)
    accounts = _chosen(ground, broker, request.accounts)
    today = broker.now().astimezone(EASTERN).date()
    read: dict[AccountId, Statement] = {}
    for name, account in accounts.items():
        activity = broker.activity(account, since=today - _DAYS, until=today)
        read[name] = statement_of(broker.snapshot(account), activity)
    folder = ground.settings.data.validate_with
    if folder is not None:
        cross_check(root / folder, read, accounts)
    quotes = broker.quotes(dict.fromkeys(_symbols(ground, read)))
    return take_in(
        ground,
        read.items(),
        ImportRequest(
            file=Path(broker.name),
            dry_run=request.dry_run,
            accept_problems=request.accept_problems,
            as_of=request.as_of or today,
            verb="sync with",
        ),
        quotes=day_quotes(quotes.values()),
    )


def _chosen(
    ground: Ground, broker: EtradeBroker, wanted: tuple[AccountId, ...]
) -> Mapping[AccountId, BrokerAccount]:
    sections = sourced(ground.settings.accounts)
    known = [one.id for one in sections]
    unknown = [name for name in wanted if name not in known]
    if unknown or not known:
        what = f"{unknown[0]} has no source at E*TRADE" if unknown else "nothing is connected"
        raise InputProblems(
            [
                Problem(
                    what=what,
                    file=SETTINGS_FILE,
                    why="An account is read from a broker when its `source` names one there.",
                    fix='Add a line such as source = "broker:etrade:****1234" under [[accounts]].',
                )
            ]
        )
    chosen = [one for one in sections if not wanted or one.id in wanted]
    return matched_accounts(chosen, broker.accounts())


def _symbols(ground: Ground, read: Mapping[AccountId, Statement]) -> Iterator[Symbol]:
    """Everything held or priced, and everything that a target may buy."""
    yield from ground.quotes
    for statement in read.values():
        yield from (one.symbol for one in statement.positions)
    targets = ground.settings.targets
    for section in targets.classes if targets else ():
        for alike in section.hold:
            yield from alike
