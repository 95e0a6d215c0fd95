"""What a Flex statement is made of, whether it came as XML or as CSV.

XML and CSV call the same field by different names (`position` and `Quantity`, `accountId` and
`ClientAccountID`); here each field has one, in lower case, mostly XML's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from trimtab.brokers.files.cells import is_blank
from trimtab.errors import Problem


class Section(Enum):
    """The sections that are read; the values are their names in XML."""

    POSITIONS = "OpenPositions"
    TRADES = "Trades"
    CASH = "CashReport"
    INCOME = "CashTransactions"
    ACTIONS = "CorporateActions"
    TRANSFERS = "Transfers"


# Names in lower case that differ by more than upper case between XML and CSV.
_NAMES = {
    "clientaccountid": "accountid",
    "accountalias": "acctalias",
    "currencyprimary": "currency",
    "assetclass": "assetcategory",
    "position": "quantity",
    "buy/sell": "buysell",
    "open/closeindicator": "openclose",
    "opencloseindicator": "openclose",
    "notes/codes": "notes",
    "costbasis": "cost",
    "date/time": "datetime",
}


def field_name(name: str) -> str:
    """The one name of a field: `ClientAccountID` and `accountId` are both `accountid`."""
    lower = name.strip().casefold()
    return _NAMES.get(lower, lower)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlexRecord:
    """One row.

    section  None for a section that is not read
    title    the section as the file calls it
    account  the account that the row is about; empty when the file does not say
    line     1-based; some statements are all on one line
    place    0-based among the records of the file
    level    SUMMARY or LOT for positions; EXECUTION, ORDER, CLOSED_LOT and others for trades
    """

    section: Section | None
    title: str
    account: str
    level: str
    fields: Mapping[str, str]
    line: int
    place: int

    def text(self, name: str) -> str:
        """The field, empty when the file does not have it or says nothing there."""
        value = self.fields.get(name, "").strip()
        return "" if is_blank(value) else value

    def has(self, name: str) -> bool:
        """True when the query contains the field, be it empty."""
        return name in self.fields


@dataclass(frozen=True, slots=True, kw_only=True)
class FlexFile:
    """Everything in one file.

    accounts  in the order of the file; one that holds nothing is there too
    records   in the order of the file
    dated     the last day of the report, by account, where the file says so apart from its rows
    sections  (account, section) pairs that the query has, be they empty
    problems  what is wrong with the file as a whole
    """

    accounts: tuple[str, ...] = ()
    records: tuple[FlexRecord, ...] = ()
    dated: Mapping[str, date] = field(default_factory=dict)
    sections: frozenset[tuple[str, Section]] = frozenset()
    problems: tuple[Problem, ...] = ()
