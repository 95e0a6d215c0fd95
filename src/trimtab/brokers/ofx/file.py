"""Reads investment statements in OFX and QFX, version 1 (SGML) and version 2 (XML).

Source: the OFX specification, chapter on investments. Positions of OFX have no lots and no dates of
purchase; transactions can rebuild them where they reach back far enough.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from trimtab.brokers.files.booking import PAID_ON, Booking
from trimtab.brokers.files.columns import Record
from trimtab.brokers.files.holdings import Holdings
from trimtab.brokers.files.sheet import broken
from trimtab.brokers.files.unreadable import DOCS, unreadable
from trimtab.brokers.ofx.activity import booked
from trimtab.brokers.ofx.numbers import currency_of, day_of
from trimtab.brokers.ofx.securities import Names, kind_of, name_of, names_of
from trimtab.brokers.ofx.tree import Element, is_ofx, take_apart
from trimtab.domain import AccountId, Statement
from trimtab.errors import InvalidValue, Problem

FORMAT = "OFX or QFX investment statement"
BROKER = AccountId("ofx")

_POSITIONS = ("POSSTOCK", "POSMF", "POSOTHER", "POSDEBT", "POSOPT")
_DOLLARS = "USD"


@dataclass(frozen=True, slots=True)
class Ofx:
    """The reader of OFX and QFX files. A file may hold several accounts."""

    format: str = FORMAT

    def recognises(self, text: str) -> bool:
        """True for OFX that holds a statement of an investment account."""
        return is_ofx(text) and "<INVSTMTRS>" in text.upper()

    def read(self, text: str, *, file: str) -> tuple[Statement, ...]:
        """One statement per investment account; accounts at banks are left out by name."""
        root, whole = take_apart(text)
        found = list(root.all("INVSTMTRS"))
        if not found:
            what = "there is no statement of an investment account"
            return unreadable(self.format, broken(file, what))
        names = names_of(root)
        read = [_Account(file=file, names=names, element=each).statement() for each in found]
        if not whole:
            cut = broken(file, "the file ends before it is complete: `</OFX>` is not there")
            read[0] = replace(read[0], problems=(cut, *read[0].problems))
        read[0] = replace(read[0], problems=(*read[0].problems, *_refused(root, file)))
        banks = sum(1 for _ in root.all("STMTRS", "CCSTMTRS"))
        if banks:
            note = f"Left out: {banks} statement(s) of accounts at a bank."
            read[0] = replace(read[0], notes=(*read[0].notes, note))
        return tuple(read)


def _refused(root: Element, file: str) -> Iterator[Problem]:
    """What the broker's server could not answer: such an answer holds nothing, or not all."""
    for status in root.all("STATUS"):
        if status.value("SEVERITY").upper() == "ERROR":
            said = status.value("MESSAGE") or "no reason given"
            yield broken(
                file, f"the broker answered with error {status.value('CODE')}: {said}", status.line
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Account:
    """One INVSTMTRS."""

    file: str
    names: Names
    element: Element

    def statement(self) -> Statement:
        account = self.element.value("ACCTID")
        about = Statement(format=FORMAT, account_hint=account, as_of=self._as_of())
        currency = self.element.value("CURDEF").upper()
        if currency not in {"", _DOLLARS}:
            return replace(about, lots_given=False, problems=(self._foreign(currency),))
        booking = self._booking(account)
        paid = any(row.type.value.endswith("dividend") for row in booking.transactions)
        about = replace(
            about,
            transactions=tuple(booking.transactions),
            problems=tuple(booking.problems),
            notes=(*booking.notes(), *([PAID_ON] if paid else [])),
        )
        holdings = self._holdings()
        read = holdings.statement(about)
        return replace(read, rows_read=read.rows_read + len(self._entries()))

    def _as_of(self) -> date | None:
        try:
            return day_of(self.element, "DTASOF")
        except InvalidValue:
            return None

    def _entries(self) -> list[Element]:
        listed = self.element.first("INVTRANLIST")
        return [] if listed is None else [each for each in listed.children if each.children]

    def _booking(self, account: str) -> Booking:
        booking = Booking(account=AccountId.parse(account) or BROKER, file=self.file)
        for each in self._entries():
            try:
                for entry, meaning in booked(each, self.names):
                    booking.add(entry, meaning)
            except InvalidValue as error:
                booking.problems.append(self._unusable(each, str(error)))
        return booking

    def _holdings(self) -> Holdings:
        holdings = Holdings(file=self.file)
        for each in self.element.all(*_POSITIONS):
            currency = currency_of(each)
            if currency:
                holdings.problems.append(self._foreign_position(each, currency))
                continue
            name, description = name_of(each, self.names)
            short = each.value("POSTYPE").upper() == "SHORT"
            units = each.value("UNITS")
            cells = {
                "symbol": name,
                "description": description,
                "left out": kind_of(each),
                "quantity": f"-{units.lstrip('-')}" if short else units,
                "price": each.value("UNITPRICE"),
                "value": each.value("MKTVAL"),
            }
            holdings.add(Record(line=each.line, cells=cells))
        self._cash(holdings)
        return holdings

    def _cash(self, holdings: Holdings) -> None:
        balance = self.element.first("INVBAL")
        if balance is not None:
            cells = {"value": balance.value("AVAILCASH")}
            holdings.add_cash(Record(line=balance.line, cells=cells))

    def _unusable(self, each: Element, reason: str) -> Problem:
        return Problem(
            what=f"{each.tag} cannot be read: {reason}",
            file=self.file,
            line=each.line,
            why="The entry is left out, so lots and wash sales may be wrong",
            fix="Write it into the transactions file by hand",
            docs=DOCS,
        )

    def _foreign_position(self, each: Element, currency: str) -> Problem:
        return Problem(
            what=f"{' '.join(name_of(each, self.names)).strip()}: its value is in {currency}",
            file=self.file,
            line=each.line,
            why="trimtab counts in US dollars only; the position is left out",
            fix="Keep it in an account that is not planned here",
            docs=DOCS,
        )

    def _foreign(self, currency: str) -> Problem:
        return Problem(
            what=f"the account is kept in {currency}",
            file=self.file,
            line=self.element.line,
            why="trimtab counts in US dollars only; the account is left out",
            fix="Leave the account out of the household",
            docs=DOCS,
        )
