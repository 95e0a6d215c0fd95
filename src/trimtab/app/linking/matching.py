"""Which account at E*TRADE belongs to which account of trimtab.toml: by the end of its number."""

from collections.abc import Iterable, Mapping, Sequence

from trimtab.domain import AccountId
from trimtab.domain.brokerage import BrokerAccount
from trimtab.errors import InputProblems, Problem
from trimtab.workspace import SETTINGS_FILE
from trimtab.workspace.settings.holdings import AccountSection

SOURCE = "broker:etrade:"
_DIGITS = 4


def sourced(sections: Iterable[AccountSection]) -> tuple[AccountSection, ...]:
    """The accounts whose holdings come from E*TRADE."""
    return tuple(one for one in sections if (one.source or "").startswith(SOURCE))


def matched_accounts(
    sections: Iterable[AccountSection], accounts: Sequence[BrokerAccount]
) -> Mapping[AccountId, BrokerAccount]:
    """The broker's account of each account whose source is E*TRADE.

    InputProblems, all at once, for a source that names no account, or more than one, and for two
    that name the same.
    """
    found: dict[AccountId, BrokerAccount] = {}
    problems = []
    for section in sourced(sections):
        source = section.source or ""
        digits = source.removeprefix(SOURCE).lstrip("*")
        sound = digits.isascii() and digits.isdigit() and len(digits) >= _DIGITS
        alike = [one for one in accounts if sound and one.number.endswith(digits)]
        twice = [name for name, one in found.items() if one in alike]
        if len(alike) != 1:
            problems.append(_unclear(section, alike, accounts))
        elif twice:
            problems.append(
                Problem(
                    what=f"{twice[0]} and {section.id} have the same source, {source}",
                    file=SETTINGS_FILE,
                    why="An account at a broker is one account of the household.",
                    fix="Correct one of the two sources.",
                )
            )
        else:
            found[section.id] = alike[0]
    if problems:
        raise InputProblems(problems)
    return found


def _unclear(
    section: AccountSection, alike: Sequence[BrokerAccount], accounts: Sequence[BrokerAccount]
) -> Problem:
    listed = ", ".join(one.masked for one in accounts) or "none"
    many = "more than one account" if alike else "no account"
    return Problem(
        what=f"{section.source}, the source of {section.id}, names {many} at E*TRADE",
        file=SETTINGS_FILE,
        why=f"Accounts of this log-in: {listed}.",
        fix="Write the last four digits of its number, or more where four are not enough.",
    )
