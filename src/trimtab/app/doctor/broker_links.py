"""The brokers that accounts name: where their secrets are, who is logged in, do they answer."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from trimtab.app.doctor.subject import ReadFiles, Subject
from trimtab.app.linking.known import require_brokers
from trimtab.app.linking.link import KnownBroker, Link
from trimtab.app.linking.matching import by_broker, matched_accounts
from trimtab.app.linking.vault import SessionPlace, keyring_name, keyring_trouble, place_of
from trimtab.errors import InputProblems, OutsideFailure, Problem
from trimtab.report.diagnosis import Finding, Level
from trimtab.report.numbers import count
from trimtab.report.times import ago
from trimtab.workspace.settings.holdings import AccountSection

# As far as clocks may be apart before it matters.
_APART = timedelta(minutes=5)
_EASTERN = ZoneInfo("America/New_York")


def broker_findings(subject: Subject, files: ReadFiles) -> Iterator[Finding]:
    """For each broker of an account its secrets and its log-in; online, whether it answers."""
    if files.settings is None:
        yield Finding(name="brokers", text="Not looked at: trimtab.toml has problems")
        return
    try:
        brokers = by_broker(files.settings.accounts)
    except InputProblems as found:
        yield from (_told(problem, "source") for problem in found.problems)
        return
    if not brokers:
        text = "No account names a broker in `source`: orders are for paper or for tickets"
        yield Finding(name="brokers", text=text)
        return
    try:
        require_brokers("speaking with a broker")
    except InputProblems as found:
        yield from (_told(problem, "extra_brokers") for problem in found.problems)
        return
    yield _keyring()
    for known, sections in brokers.items():
        secrets = _secrets(subject, known)
        yield secrets
        if known.logs_in:
            yield _log_in(subject, known)
        if subject.online and secrets.level is not Level.PROBLEM:
            yield from _asked(subject, known, sections)
    if not subject.online:
        yield Finding(
            name="online", text="No broker was asked", fix="To ask each: trimtab doctor --online"
        )


def _keyring() -> Finding:
    trouble = keyring_trouble()
    if not trouble:
        return Finding(name="keyring", text="Secrets can be kept in the keyring of this computer")
    return Finding(
        name="keyring",
        text=f"No keyring: {trouble}. Keys are read from the environment, and a log-in is kept in "
        "a file that you alone can read",
    )


def _secrets(subject: Subject, known: KnownBroker) -> Finding:
    places = {name: place_of(subject.environment, name) for name in known.secrets}
    missing = [name for name, place in places.items() if place is None]
    told = "; ".join(f"{name} is in {place}" for name, place in places.items() if place)
    name = f"{known.name}_secrets"
    if not missing:
        return Finding(name=name, text=f"{known.called}: {told}")
    names = " and ".join(keyring_name(one) for one in missing)
    return Finding(
        name=name,
        text=f"{known.called}: {' and '.join(missing)} {'are' if len(missing) > 1 else 'is'} "
        f"neither in the environment nor in the keyring{f'; {told}' if told else ''}",
        level=Level.PROBLEM,
        fix=f"Set the variable, or keep it in the keyring under the service trimtab as {names}; "
        f"see docs/{known.docs}",
    )


def _log_in(subject: Subject, known: KnownBroker) -> Finding:
    """By what was kept of it, which nobody but the broker can confirm."""
    name, again = f"{known.name}_log_in", f"trimtab connect {known.name}"
    place = SessionPlace(root=subject.root, broker=known.name)
    kept = place.read() or {}
    day = _day(kept)
    if day is None:
        return Finding(
            name=name, text=f"{known.called}: nobody is logged in", level=Level.WARNING, fix=again
        )
    now = subject.clock.now()
    if day != now.astimezone(_EASTERN).date():
        return Finding(
            name=name,
            text=f"{known.called}: the log-in of {day} has ended, at midnight in New York",
            level=Level.WARNING,
            fix=again,
        )
    return Finding(
        name=name,
        text=f"{known.called}: logged in until midnight in New York, last used "
        f"{ago(now - datetime.fromisoformat(kept['used']))}; kept in {place.kept_in()}",
    )


def _day(kept: Mapping[str, Any]) -> date | None:
    """The day of a log-in that was finished, in New York."""
    try:
        datetime.fromisoformat(kept["used"])
        return date.fromisoformat(kept["day"])
    except (LookupError, TypeError, ValueError):
        return None


def _asked(
    subject: Subject, known: KnownBroker, sections: Sequence[AccountSection]
) -> Iterator[Finding]:
    """What the broker answers: its time, and the accounts that the workspace names."""
    name = f"{known.name}_answers"
    try:
        link = known.opens(subject.root, subject.environment, subject.clock)
        yield from _clock(subject, known, link)
        reading = link.reading()
        found = matched_accounts(known, sections, reading.accounts())
    except InputProblems as problems:
        yield from (_told(problem, name) for problem in problems.problems)
    except OutsideFailure as error:
        yield Finding(
            name=name,
            text=f"{known.called} does not answer as it should: {error}",
            level=Level.PROBLEM,
            fix=f"Try again later; for a log-in: trimtab connect {known.name}",
            outside=True,
        )
    else:
        text = f"{reading.name} answers, and knows {count(len(found), 'account')} of yours"
        yield Finding(name=name, text=text)


def _clock(subject: Subject, known: KnownBroker, link: Link) -> Iterator[Finding]:
    """How far this machine's clock is from that of what sends orders there, if it can be asked."""
    if link.trading is None:
        return
    try:
        clock = link.trading().clock
    except OutsideFailure as error:
        # Accounts may be read by other ways than orders are sent.
        yield Finding(
            name=f"{known.name}_trading",
            text=f"No order can be sent to {known.called} now: {error}",
            level=Level.WARNING,
            fix=f"Before you send orders there, see docs/{known.docs}",
        )
        return
    # Two readings of one clock, one of them as the broker has it.
    ahead = clock.now() - subject.clock.now()
    seconds = round(ahead.total_seconds())
    text = f"The clock here is {abs(seconds)} s {'behind' if seconds > 0 else 'ahead of'}"
    name = f"{known.name}_clock"
    if abs(ahead) <= _APART:
        yield Finding(name=name, text=f"{text} {known.called}'s")
        return
    yield Finding(
        name=name,
        text=f"{text} {known.called}'s. Days, hours and signatures go by the broker's; the age of "
        "plans is told by yours",
        level=Level.WARNING,
        fix="Set the clock of this computer by the network",
    )


def _told(problem: Problem, name: str) -> Finding:
    return Finding(
        name=name,
        text=f"{problem.what[:1].upper()}{problem.what[1:]}",
        level=Level.PROBLEM,
        fix=problem.fix.removesuffix("."),
    )
