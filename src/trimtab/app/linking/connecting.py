"""Connecting a workspace with a broker: the log-in where there is one, and what is there then."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from trimtab.app.import_ground import read_ground
from trimtab.app.linking.known import known_broker
from trimtab.app.linking.link import KnownBroker, Link
from trimtab.app.linking.matching import matched_accounts, sourced
from trimtab.domain import AccountId
from trimtab.domain.brokerage import BrokerAccount
from trimtab.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a connection gives.

    accounts  the accounts at the broker
    ours      of them, those that accounts of the workspace name
    told      what else there is to say, in sentences
    """

    accounts: tuple[BrokerAccount, ...]
    ours: Mapping[AccountId, BrokerAccount]
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A workspace about to be connected with one broker."""

    root: Path
    known: KnownBroker
    link: Link

    def found(self) -> Found:
        """The accounts there, each with the account of the workspace that names it.

        Raises InputProblems where a source names no account, or more than one.
        """
        accounts = self.link.reading().accounts()
        sections = sourced(read_ground(self.root).settings.accounts, self.known.name)
        return Found(
            accounts=accounts,
            ours=matched_accounts(self.known, sections, accounts),
            told=self.link.told(),
        )


def connection(root: Path, broker: str, clock: Clock) -> Connection:
    """The connection of the workspace in `root` with the broker of that name."""
    known = known_broker(broker, file=None)
    return Connection(root=root, known=known, link=known.opens(root, os.environ, clock))
