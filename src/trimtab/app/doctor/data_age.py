"""How old the data is that a plan would rest on."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from trimtab.app.doctor.subject import ReadFiles, Subject
from trimtab.app.watching.schedule import length_of
from trimtab.report.diagnosis import Finding, Level
from trimtab.report.numbers import count
from trimtab.report.times import ago
from trimtab.workspace import Loaded
from trimtab.workspace.changes import changes_made, known_days
from trimtab.workspace.settings.watch import WatchSection


def data_findings(subject: Subject, files: ReadFiles) -> Iterator[Finding]:
    """Age of prices, transactions and what was imported or synced, and when that was last."""
    loaded = files.loaded
    if loaded is None:
        yield Finding(name="data", text="Not looked at: the files have problems")
    else:
        yield _prices(loaded, subject.today)
        yield _transactions(loaded)
        yield from _accounts(subject, loaded)
    yield _last_change(subject)


def _prices(loaded: Loaded, today: date) -> Finding:
    held = [symbol for symbol in loaded.household.symbols_held() if symbol in loaded.market.quotes]
    dated = [day for symbol in held if (day := loaded.market.quotes[symbol].as_of) is not None]
    if not dated:
        text = "No price of what is held has a date: nobody can say how old it is"
        return Finding(
            name="prices",
            text=text if held else "There are no prices of what is held",
            level=Level.WARNING,
            fix="Give data/prices.csv a column as_of, or read prices with trimtab sync",
        )
    age = _days(today - min(dated))
    limit = _limit(loaded)
    text = f"The oldest price of what is held is of {min(dated)}, {age}"
    if today - min(dated) < limit:
        return Finding(name="prices", text=text)
    return Finding(
        name="prices", text=f"{text}; {_stale(loaded)}", level=Level.WARNING, fix=_fresh(loaded)
    )


def _transactions(loaded: Loaded) -> Finding:
    days = [row.trade_date for row in loaded.household.transactions]
    if not days:
        return Finding(
            name="transactions",
            text="There are no transactions: wash sales cannot be told",
            level=Level.WARNING,
            fix="Import at least the last 31 days of every account: trimtab import FILE",
        )
    return Finding(name="transactions", text=f"The newest transaction is of {max(days)}")


def _accounts(subject: Subject, loaded: Loaded) -> Iterator[Finding]:
    """The day of each account's lots and cash, as the last file or the broker gave it."""
    limit, known = _limit(loaded), known_days(subject.root)
    for one in loaded.settings.accounts:
        day = known.get(one.id)
        if day is None:
            if one.source is not None:
                yield Finding(
                    name="account",
                    text=f"{one.id} was never synced with its broker",
                    level=Level.WARNING,
                    fix="trimtab sync",
                )
            continue
        text = f"{one.id} is as of {day}, {_days(subject.today - day)}"
        if subject.today - day < limit:
            yield Finding(name="account", text=text)
        else:
            yield Finding(
                name="account",
                text=f"{text}; {_stale(loaded)}",
                level=Level.WARNING,
                fix=_fresh(loaded),
            )


def _last_change(subject: Subject) -> Finding:
    made = [one for one in changes_made(subject.root) if not one.undone]
    if not made:
        return Finding(name="last_import", text="Nothing was imported or synced yet")
    last = made[-1]
    when = ago(subject.clock.now() - datetime.fromtimestamp(last.at, UTC))
    # A file from a broker may be called by a person or an account.
    public = last.what.partition(" ")[0]
    return Finding(
        name="last_import", text=f"Last: {last.what}, {when}", public=f"Last: {public}, {when}"
    )


def _limit(loaded: Loaded) -> timedelta:
    """From which age on data counts as old, as the watch has it: data is told by days alone."""
    found = length_of(_stale_after(loaded)) or timedelta()
    return max(found, timedelta(days=1))


def _stale(loaded: Loaded) -> str:
    return f"old by watch.stale_after = {_stale_after(loaded)}"


def _stale_after(loaded: Loaded) -> str:
    return (loaded.settings.watch or WatchSection()).stale_after


def _fresh(loaded: Loaded) -> str:
    if any(one.source is not None for one in loaded.settings.accounts):
        return "trimtab sync"
    return "trimtab import FILE, with a new download of your broker"


def _days(age: timedelta) -> str:
    return "today" if age.days == 0 else f"{count(age.days, 'day')} old"
