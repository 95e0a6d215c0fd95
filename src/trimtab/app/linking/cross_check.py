"""A broker's answers beside the newest file that was downloaded from its site: two witnesses."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from trimtab.app.importing.statement_files import decoded
from trimtab.app.linking.link import KnownBroker
from trimtab.domain import AccountId, Statement, Symbol
from trimtab.domain.brokerage import BrokerAccount
from trimtab.errors import Refused
from trimtab.money import ZERO, dollars_text, exact_text
from trimtab.ports import StatementReader

# A fraction: prices move between the download and the request.
_MOST_APART = Decimal("0.02")
_DIGITS = 4


def cross_check(
    known: KnownBroker,
    folder: Path,
    read: Mapping[AccountId, Statement],
    accounts: Mapping[AccountId, BrokerAccount],
) -> None:
    """Refused with the whole list where a security, a quantity or a value differs.

    Values may differ by 2 %, because prices move. Refused also where the folder has no download of
    an account: nothing was checked then. Of a broker without such downloads nothing is checked.
    """
    if known.download is None:
        return
    downloads = _newest(folder, known.download)
    wrong: list[str] = []
    for account_id, statement in read.items():
        account = accounts[account_id]
        ending = account.number[-_DIGITS:]
        found = next((one for hint, one in downloads if hint.endswith(ending)), None)
        if found is None:
            wrong.append(f"{account_id}: no download of {account.masked} in {folder}")
            continue
        wrong += [f"{account_id}: {text}" for text in differences(statement, found)]
    if wrong:
        raise Refused(
            f"{known.called}'s answers do not agree with the files downloaded from its site "
            "(data.validate_with); nothing was written. " + " ".join(f"{one}." for one in wrong)
        )


def differences(answer: Statement, download: Statement) -> Iterator[str]:
    """What differs between the broker's answer and a downloaded file, in sentences."""
    ours, theirs = _held(answer), _held(download)
    for symbol in dict.fromkeys((*ours, *theirs)):
        (mine, value), (other, stated) = ours.get(symbol, _NONE), theirs.get(symbol, _NONE)
        if mine != other:
            yield f"{exact_text(mine)} {symbol}, the file says {exact_text(other)}"
        elif None not in (value, stated) and _apart(value or ZERO, stated or ZERO):
            yield (
                f"{symbol} is worth {dollars_text(value or ZERO)}, the file says "
                f"{dollars_text(stated or ZERO)}"
            )


_NONE: tuple[Decimal, Decimal | None] = (ZERO, None)


def _held(statement: Statement) -> dict[Symbol, tuple[Decimal, Decimal | None]]:
    """Shares and dollars of every security; None for dollars that are not stated."""
    found: dict[Symbol, tuple[Decimal, Decimal | None]] = {}
    for one in statement.positions:
        shares, value = found.get(one.symbol, (ZERO, ZERO))
        known = value is not None and one.value is not None
        total = (value or ZERO) + (one.value or ZERO) if known else None
        found[one.symbol] = (shares + one.quantity, total)
    return found


def _apart(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) > _MOST_APART * max(abs(one), abs(other))


def _newest(folder: Path, reader: StatementReader) -> list[tuple[str, Statement]]:
    """Downloaded portfolios with the account that each names, the newest first."""
    found = []
    files = sorted(folder.glob("*.csv"), key=lambda one: one.stat().st_mtime, reverse=True)
    for path in files:
        text, _ = decoded(path.read_bytes())
        if reader.recognises(text):
            for statement in reader.read(text, file=str(path)):
                digits = "".join(sign for sign in statement.account_hint if sign.isdigit())
                found.append((digits, statement))
    return found
