"""Connecting a workspace with a broker: the log-in where there is one, and what is there then."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from trimtab.app.importing.ground import read_ground
from trimtab.app.linking.known import known_broker
from trimtab.app.linking.link import KnownBroker, Link
from trimtab.app.linking.matching import matched_accounts, sourced
from trimtab.domain import AccountId
from trimtab.domain.brokerage import BrokerAccount
from trimtab.errors import InvalidValue
from trimtab.ports import Clock

SCHEMA = "trimtab.connect/1"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Connected:
    """What connecting came to. In a notebook it shows what to do next.

    broker     the broker's name, as `source` has it
    authorise  the address at which you agree first; the code that it shows is still needed
    accounts   the accounts at the broker
    ours       of them, those that accounts of the workspace name
    notes      what else there is to say, in sentences
    removed    the log-in was forgotten, and nothing was asked for
    """

    broker: str
    authorise: str | None = None
    accounts: tuple[BrokerAccount, ...] = ()
    ours: Mapping[AccountId, BrokerAccount] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    removed: bool = False

    def listed(self) -> tuple[str, ...]:
        """The accounts at the broker, a line for each."""
        return tuple(f"{one.masked}  {one.description}".rstrip() for one in self.accounts)

    def sentences(self) -> tuple[str, ...]:
        """What there is to say beside them, and what to do next."""
        if self.authorise is not None:
            return (f"Open this address, agree, and give the code: {self.authorise}",)
        if self.removed:
            return self.notes
        named = tuple(f"{name} is {one.masked}." for name, one in self.ours.items())
        return (*self.notes, *(named or (self._how_to_name(),)))

    def to_dict(self) -> dict[str, Any]:
        """The `trimtab.connect/1` document; numbers of accounts by their end alone."""
        if self.authorise is not None:
            return {"schema": SCHEMA, "authorise": self.authorise}
        ours = {one.key: name for name, one in self.ours.items()}
        listed = [
            {"number": one.masked, "type": one.description, "account": ours.get(one.key)}
            for one in self.accounts
        ]
        return {"schema": SCHEMA, "accounts": listed, "notes": list(self.notes)}

    def _how_to_name(self) -> str:
        if not self.accounts:
            return "There is no open account there."
        return (
            "Say which account is which in trimtab.toml, with a line such as source = "
            f'"broker:{self.broker}:{self.accounts[0].masked}" under [[accounts]]'
        )

    def _repr_html_(self) -> str:
        return f"<pre>{escape(repr(self))}</pre>"

    def __repr__(self) -> str:
        return "\n".join((*self.listed(), *self.sentences()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A workspace about to be connected with one broker."""

    root: Path
    known: KnownBroker
    link: Link

    def connect(self, code: str | None = None) -> Connected:
        """Log in with `code` where there is a log-in, and say what is at the broker.

        Without a code that a log-in needs: the address that shows it. Raises InvalidValue for a
        code where there is no log-in, Auth where it is wrong or late, and InputProblems where a
        source names no account at the broker, or more than one.
        """
        log_in = self.link.log_in
        if log_in is None and code is not None:
            raise InvalidValue(self._keys_alone())
        if log_in is None:
            return self._found()
        if code is None:
            return Connected(broker=self.known.name, authorise=log_in.begin())
        return self._found(log_in.finish(code))

    def remove(self) -> Connected:
        """Forget the log-in, and end it at the broker. InvalidValue where there is no log-in."""
        if self.link.log_in is None:
            raise InvalidValue(self._keys_alone())
        told = self.link.log_in.remove()
        return Connected(broker=self.known.name, notes=(told,), removed=True)

    def _found(self, *told: str) -> Connected:
        accounts = self.link.reading().accounts()
        sections = sourced(read_ground(self.root).settings.accounts, self.known.name)
        return Connected(
            broker=self.known.name,
            accounts=accounts,
            ours=matched_accounts(self.known, sections, accounts),
            notes=(*told, *self.link.told()),
        )

    def _keys_alone(self) -> str:
        return (
            f"{self.known.called} has no log-in here: its keys are in the environment or the "
            "keyring, so that there is no code to give and nothing to remove"
        )


def connection(root: Path, broker: str, clock: Clock) -> Connection:
    """The connection of the workspace in `root` with the broker of that name."""
    known = known_broker(broker, file=None)
    return Connection(root=root, known=known, link=known.opens(root, os.environ, clock))
