"""lots.csv: one row per tax lot.

`symbol,quantity,acquired,basis[,lot_id][,holding_period_start][,wash_adjustment][,account]`, where
`unit_basis` may stand for `basis`. Basis is the total in dollars. An empty basis or date means that
it is not known: such a lot is kept, reported, and never sold at a guess.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

from trimtab.domain import AccountId, Lot, LotId
from trimtab.errors import Problem
from trimtab.money import ZERO, is_whole_cents, to_cents
from trimtab.workspace import cells
from trimtab.workspace.table import Columns, Findings, Row, read_rows
from trimtab.workspace.wording import did_you_mean

COLUMNS = Columns(
    required=("symbol", "quantity", "acquired"),
    either=("basis", "unit_basis"),
    optional=("lot_id", "holding_period_start", "wash_adjustment", "account"),
)
_LONGEST_ID = 64
_LINES_NAMED = 5
_UNNAMED = LotId("?")


@dataclass(frozen=True, slots=True, kw_only=True)
class LotsFile:
    """A lots file and whose lots it may hold.

    path      where it is
    name      what messages call it
    accounts  the accounts whose `lots` names this file; rows name theirs when there are several
    elsewhere the household's other accounts, with the file that holds their lots, if any
    """

    path: Path
    name: str
    accounts: tuple[AccountId, ...]
    elsewhere: Mapping[AccountId, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Found:
    """A lot as its row gives it; `named` False: its name is still to be made."""

    account: AccountId
    lot: Lot
    line: int
    named: bool


@dataclass(slots=True, kw_only=True)
class LotsReader:
    """Reads the household's lots files one after another; lot ids are unique across all of them.

    places  file and line of every lot that was read
    """

    as_of: date
    findings: Findings
    currency: str = "USD"
    places: dict[LotId, tuple[str, int]] = field(default_factory=dict)

    def read(self, file: LotsFile) -> dict[AccountId, list[Lot]]:
        """The usable lots of each account, in the order of the file."""
        remarks = _Remarks()
        rows = read_rows(file.path, file.name, COLUMNS, self.findings)
        found = [
            lot for row in rows if (lot := self._lot(row, _account(row, file), remarks)) is not None
        ]
        lots: dict[AccountId, list[Lot]] = {account: [] for account in file.accounts}
        # Names are made after the whole file is read, so that none takes one given further down.
        made: Counter[str] = Counter()
        for one in found:
            lots[one.account].append(one.lot if one.named else self._named(one, made, file.name))
        self.findings.notes.extend(remarks.notes(file.name))
        return lots

    def _named(self, found: _Found, made: Counter[str], file: str) -> Lot:
        stem = f"{found.account}-{found.lot.symbol}-{found.lot.acquired or 'undated'}"
        while True:
            made[stem] += 1
            name = _made_id(stem, made[stem])
            if name not in self.places:
                self.places[name] = (file, found.line)
                return replace(found.lot, lot_id=name)

    def _lot(self, row: Row, account: AccountId | None, remarks: "_Remarks") -> _Found | None:
        symbol = row.require("symbol", cells.symbol)
        quantity = row.require("quantity", cells.above_zero)
        acquired = self._past_day(row, "acquired")
        started = self._past_day(row, "holding_period_start")
        basis = _basis(row, quantity, remarks)
        wash = row.read("wash_adjustment", cells.unsigned_cents) or ZERO
        _check_dates(row, acquired, started)
        if basis is not None and wash > basis:
            row.report(
                f"wash_adjustment {wash} is above the basis {basis}",
                "it is the part of the basis that a wash sale added",
                "the basis must include it",
            )
        given = row.read("lot_id", cells.lot_id)
        if given is not None:
            self._check_unique(row, given)
        row.require_currency(self.currency)
        if row.bad or symbol is None or quantity is None or account is None:
            return None
        remarks.look_at(row.line, basis, acquired)
        lot = Lot(
            lot_id=given or _UNNAMED,
            symbol=symbol,
            quantity=quantity,
            basis=basis,
            acquired=acquired,
            holding_period_start=started,
            wash_adjustment=wash,
        )
        return _Found(account, lot, row.line, named=given is not None)

    def _past_day(self, row: Row, column: str) -> date | None:
        day = row.read(column, cells.iso_date)
        if day is not None and day > self.as_of:
            row.report(
                f"{column} {day} is a date in the future",
                f"today is taken as {self.as_of}",
                "correct the date, or plan for a later day with --as-of",
            )
        return day

    def _check_unique(self, row: Row, lot_id: LotId) -> None:
        if lot_id in self.places:
            file, line = self.places[lot_id]
            row.report(
                f'lot_id "{lot_id}" is used twice',
                f"the first is at {file}:{line}; a lot's id is unique in the household",
                "rename one of them, or drop the row if it is the same lot",
            )
        else:
            self.places[lot_id] = (row.file, row.line)


def _account(row: Row, file: LotsFile) -> AccountId | None:
    text = row.text("account")
    if not text:
        if len(file.accounts) == 1:
            return file.accounts[0]
        row.report(
            "the row names no account",
            f"{file.name} holds the lots of {', '.join(file.accounts)}",
            'fill in the column "account"',
        )
        return None
    account = row.read("account", cells.account_id)
    if account is None or account in file.accounts:
        return account
    if account in file.elsewhere:
        other = file.elsewhere[account]
        row.report(
            f'account "{account}" does not keep its lots in {file.name}',
            f"its `lots` is {other}" if other else "it has no `lots` in trimtab.toml",
            f'give it `lots = "{file.name}"`, or move the row',
        )
        return None
    known = (*file.accounts, *file.elsewhere)
    row.report(
        f'account "{account}" is not known',
        f"accounts: {', '.join(known)}",
        did_you_mean(account, known) or "correct it, or add [[accounts]] to trimtab.toml",
    )
    return None


def _basis(row: Row, quantity: Decimal | None, remarks: "_Remarks") -> Decimal | None:
    if row.text("basis") and row.text("unit_basis"):
        row.report(
            "the row has both basis and unit_basis",
            "basis is the total in dollars, unit_basis is per share",
            "keep one of them",
        )
        return None
    total = row.read("basis", cells.unsigned)
    if total is None:
        per_share = row.read("unit_basis", cells.unsigned)
        if per_share is None or quantity is None:
            return None
        return to_cents(Fraction(per_share) * Fraction(quantity))
    if not is_whole_cents(total):
        remarks.rounded.append(row.line)
        return to_cents(total)
    return total


def _check_dates(row: Row, acquired: date | None, started: date | None) -> None:
    if acquired is not None and started is not None and started > acquired:
        row.report(
            f"holding_period_start {started} is after acquired {acquired}",
            "a wash sale or a gift moves the start of the holding period back, never forward",
            "swap or correct the two dates",
        )


def _made_id(stem: str, number: int) -> LotId:
    """A name that depends on no other rows than those of the same security and day."""
    text = stem if number == 1 else f"{stem}-{number}"
    if len(text) > _LONGEST_ID:
        text = f"lot-{sha256(text.encode()).hexdigest()[:32]}"
    return LotId(text)


@dataclass(slots=True)
class _Remarks:
    """Lines of a lots file that are used, but not without saying so."""

    no_basis: list[int] = field(default_factory=list)
    no_date: list[int] = field(default_factory=list)
    rounded: list[int] = field(default_factory=list)

    def look_at(self, line: int, basis: Decimal | None, acquired: date | None) -> None:
        if basis is None:
            self.no_basis.append(line)
        if acquired is None:
            self.no_date.append(line)

    def notes(self, file: str) -> Iterator[Problem]:
        one = "It is never sold at a guess and is left out of tax figures"
        many = "They are never sold at a guess and are left out of tax figures"
        cents = "The basis is rounded to whole cents"
        told = (
            (self.no_basis, "no basis", (one, many), "Fill in the total paid for the lot"),
            (self.no_date, "no date", (one, many), "Fill in the day of the purchase"),
            (self.rounded, "a basis with fractions of a cent", (cents, cents), ""),
        )
        for lines, has, (for_one, for_many), fix in told:
            if lines:
                count = f"{len(lines)} lot{'s' if len(lines) > 1 else ''}"
                why = for_many if len(lines) > 1 else for_one
                verb = "have" if len(lines) > 1 else "has"
                named = ", ".join(map(str, lines[:_LINES_NAMED]))
                more = ", ..." if len(lines) > _LINES_NAMED else ""
                yield Problem(
                    what=f"{count} {verb} {has} (line {named}{more})",
                    file=file,
                    line=lines[0],
                    why=why,
                    fix=fix,
                )
