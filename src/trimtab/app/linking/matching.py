"""Which account at a broker belongs to which account of trimtab.toml: by the end of its number."""

from collections.abc import Iterable, Mapping, Sequence

from trimtab.app.linking.known import BROKERS, known_broker
from trimtab.app.linking.link import KnownBroker
from trimtab.domain import AccountId
from trimtab.domain.brokerage import BrokerAccount
from trimtab.errors import InputProblems, Problem
from trimtab.workspace import SETTINGS_FILE
from trimtab.workspace.settings.holdings import AccountSection

_SOURCE = "broker:"
_FEWEST = 4


def broker_in(source: str | None) -> str:
    """The broker's name in a `source`; empty where there is none."""
    return (source or "").removeprefix(_SOURCE).partition(":")[0]


def ending_in(source: str | None) -> str:
    """How the account's number ends, as a `source` has it: digits, or letters and digits."""
    return (source or "").removeprefix(_SOURCE).partition(":")[2].lstrip("*")


def sourced(sections: Iterable[AccountSection], broker: str) -> tuple[AccountSection, ...]:
    """The accounts whose holdings come from the broker of that name."""
    return tuple(one for one in sections if broker_in(one.source) == broker)


def by_broker(
    sections: Iterable[AccountSection],
) -> Mapping[KnownBroker, tuple[AccountSection, ...]]:
    """The accounts with a source, by their broker, in the order of the table.

    Raises InputProblems for all brokers that are not known, with the names of those that are.
    """
    given = [one for one in sections if one.source is not None]
    problems: list[Problem] = []
    for name in dict.fromkeys(broker_in(one.source) for one in given):
        try:
            known_broker(name)
        except InputProblems as error:
            problems += error.problems
    if problems:
        raise InputProblems(problems)
    found = {known: sourced(given, name) for name, known in BROKERS.items()}
    return {known: theirs for known, theirs in found.items() if theirs}


def matched_accounts(
    known: KnownBroker, sections: Iterable[AccountSection], accounts: Sequence[BrokerAccount]
) -> Mapping[AccountId, BrokerAccount]:
    """The broker's account of each of `sections`, whose sources are all at `known`.

    InputProblems, all at once, for a source that names no account, more than one, or one that the
    broker knows as another type, and for two that name the same.
    """
    found: dict[AccountId, BrokerAccount] = {}
    problems = []
    for section in sections:
        alike = [one for one in accounts if _ends(one.number, ending_in(section.source))]
        twice = [name for name, one in found.items() if one in alike]
        if len(alike) != 1:
            problems.append(_unclear(known, section, alike, accounts))
        elif twice:
            problems.append(
                Problem(
                    what=f"{twice[0]} and {section.id} have the same source, {section.source}",
                    file=SETTINGS_FILE,
                    why="An account at a broker is one account of the household.",
                    fix="Correct one of the two sources.",
                )
            )
        elif alike[0].registration not in {None, section.type}:
            problems.append(_of_another_kind(known, section, alike[0]))
        else:
            found[section.id] = alike[0]
    if problems:
        raise InputProblems(problems)
    return found


def _ends(number: str, ending: str) -> bool:
    sound = ending.isascii() and ending.isalnum() and len(ending) >= _FEWEST
    return sound and number.upper().endswith(ending.upper())


def _of_another_kind(known: KnownBroker, section: AccountSection, there: BrokerAccount) -> Problem:
    kind = "unknown" if there.registration is None else there.registration.value
    return Problem(
        what=f'{section.id} has type = "{section.type.value}", and {there.masked} at '
        f"{known.called} is {kind}",
        file=SETTINGS_FILE,
        why="What is sold there would be taxed otherwise than plans count it.",
        fix="Correct the source of the account, or its type.",
        docs=known.docs,
    )


def _unclear(
    known: KnownBroker,
    section: AccountSection,
    alike: Sequence[BrokerAccount],
    accounts: Sequence[BrokerAccount],
) -> Problem:
    listed = ", ".join(one.masked for one in accounts) or "none"
    many = "more than one account" if alike else "no account"
    return Problem(
        what=f"{section.source}, the source of {section.id}, names {many} at {known.called}",
        file=SETTINGS_FILE,
        why=f"Accounts there: {listed}.",
        fix="Write the last four signs of its number, or more where four are not enough.",
        docs=known.docs,
    )
