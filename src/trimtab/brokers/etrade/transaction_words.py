"""What E*TRADE's words for a transaction mean.

E*TRADE calls a dividend and the purchase that reinvests it by the same word; the purchase is the
one with shares. Kinds of dividends are told apart in the description.
"""

import re

from trimtab.brokers.files.entry import (
    CASH_IN_LIEU,
    FEES,
    INTEREST,
    REORGANISATION,
    SHORT_SALE,
    SPLIT_WITHOUT_RATIO,
    TAX,
    UNKNOWN,
    Entry,
    Meaning,
    NotBooked,
    cash_or_shares,
)
from trimtab.domain import TransactionType

_T = TransactionType

_OPTION = NotBooked(why="a trade of an option")
_PLAIN: dict[str, Meaning] = {
    "bought": _T.BUY,
    "sold": _T.SELL,
    "reinvest": _T.REINVEST,
    "reinvestment": _T.REINVEST,
    "dividend reinvestment": _T.REINVEST,
    "interest": INTEREST,
    "interest income": INTEREST,
    "margin interest": INTEREST,
    "bank interest": INTEREST,
    "fee": FEES,
    "service fee": FEES,
    "misc fee": FEES,
    "tax withheld": TAX,
    "tax withholding": TAX,
    "foreign tax": TAX,
    "cash in lieu": CASH_IN_LIEU,
    "merger": REORGANISATION,
    "spinoff": REORGANISATION,
    "spin-off": REORGANISATION,
    "exchange": REORGANISATION,
    "reorganization": REORGANISATION,
    "name change": REORGANISATION,
    "sold short": SHORT_SALE,
    "bought to cover": SHORT_SALE,
    "bought to open": _OPTION,
    "bought to close": _OPTION,
    "sold to open": _OPTION,
    "sold to close": _OPTION,
    "option expired": _OPTION,
    "option expiration": _OPTION,
}
_TRANSFERS = frozenset(
    {
        "transfer", "online transfer", "direct debit", "direct deposit", "deposit", "withdrawal",
        "wire", "wire in", "wire out", "ach", "check", "journal", "funds received",
        "contribution", "distribution",
    }
)  # fmt: skip
_DIVIDENDS = frozenset(
    {"dividend", "qualified dividend", "cash dividend", "capital gain", "capital gains",
     "long term capital gain", "short term capital gain"}
)  # fmt: skip
_LONG_TERM = re.compile(r"\b(?:l/t|long[ -]term) cap", re.IGNORECASE)
_OF_CAPITAL = re.compile(r"\breturn of capital\b", re.IGNORECASE)


def meaning_of(entry: Entry) -> Meaning:
    """The type of transaction, or why the row is not one."""
    action = " ".join(entry.action.casefold().split())
    if action in _DIVIDENDS:
        return _dividend(entry)
    if action in _TRANSFERS:
        return cash_or_shares(entry)
    if "split" in action:
        return _T.SPLIT if entry.ratio is not None else SPLIT_WITHOUT_RATIO
    return _PLAIN.get(action, UNKNOWN)


def _dividend(entry: Entry) -> Meaning:
    if entry.moves_shares:
        return _T.REINVEST
    said = f"{entry.action} {entry.description}"
    if _LONG_TERM.search(said):
        return _T.CAPITAL_GAIN_DISTRIBUTION
    return _T.RETURN_OF_CAPITAL if _OF_CAPITAL.search(said) else _T.DIVIDEND
