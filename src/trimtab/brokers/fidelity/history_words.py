"""What Fidelity's prose for a transaction means: the column Action begins with words like these.

Reverse splits come as a pair of rows. `R/S TO` takes the old shares out, `R/S FROM` brings the new
ones in; both carry a number of the reorganisation that differs in its last digit.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from trimtab.brokers.files.entry import (
    CANCELLED,
    CASH_IN_LIEU,
    CORE_CASH,
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
from trimtab.money import ONE, ZERO

_T = TransactionType

_OPTION = NotBooked(why="a trade or the end of an option")
# The first that matches decides, so what is narrow stands above what is wide.
_WORDS: tuple[tuple[str, Meaning], ...] = (
    (r".*\b(?:cancel(?:led|ed)?|cxl|correction)\b", CANCELLED),
    (r"you (?:bought|sold) (?:opening|closing) transaction", _OPTION),
    (r"(?:expired|assigned) (?:call|put)\b|expired|assigned", _OPTION),
    (r"you bought short cover|you sold short|short sale|short cover", SHORT_SALE),
    (r"you (?:bought|sold) (?:assigned|exercised)", REORGANISATION),
    (r"in lieu of|cash in lieu", CASH_IN_LIEU),
    (r"you bought", _T.BUY),
    (r"you sold", _T.SELL),
    (r"reinvestment", _T.REINVEST),
    (r"dividend received|short-term cap gain", _T.DIVIDEND),
    (r"long-term cap gain", _T.CAPITAL_GAIN_DISTRIBUTION),
    (r"return of capital", _T.RETURN_OF_CAPITAL),
    (r"(?:reverse )?split\b", SPLIT_WITHOUT_RATIO),
    (r"merger|spin-?off|name change|exchanged? |tender|distribution\b", REORGANISATION),
    (r"(?:redemption from|purchase into) core account", CORE_CASH),
    (r"(?:muni |margin |credit )?interest", INTEREST),
    (r"(?:adr |advisory |service )?fee\b|advisor fee", FEES),
    (r"foreign tax|(?:fed(?:eral)?|state|adj|tax|non-?resident|nra)\b.*(?:tax|withh)", TAX),
)
_MEANINGS = tuple((re.compile(words, re.IGNORECASE), meaning) for words, meaning in _WORDS)
_TRANSFER = re.compile(
    r"electronic funds transfer|direct (?:deposit|debit)|wire |check |bill payment|"
    r"debit card|cash (?:contribution|advance)|roth conversion|partic contr|co contr|"
    r"normal distr|early dist|transfer(?:red)? |journaled|deposit|withdrawal|contribution|rollover",
    re.IGNORECASE,
)
_PAIR = re.compile(r"reverse split r/s (?P<side>to|from) .*?#reor (?P<number>\w+)\w", re.IGNORECASE)


def meaning_of(entry: Entry) -> Meaning:
    """The type of transaction, or why the row is not one."""
    if entry.ratio is not None:
        return _T.SPLIT
    for words, meaning in _MEANINGS:
        if words.match(entry.action):
            return meaning
    return cash_or_shares(entry) if _TRANSFER.match(entry.action) else UNKNOWN


def with_splits_joined(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The two rows of each reverse split as one, with the ratio, where shares give a whole one.

    1,530 shares out and 306 in are 1 for 5. 1,533 out and 306 in are not: a fraction was paid out,
    so the rows stay apart, and are named as needing the ratio by hand.
    """
    old: dict[tuple[object, str], Entry] = {}
    for entry in entries:
        match = _PAIR.match(entry.action)
        if match and match["side"].casefold() == "to":
            old[entry.day, match["number"]] = entry
    joined: list[Entry] = []
    used: list[Entry] = []
    for entry in entries:
        match = _PAIR.match(entry.action)
        out = old.get((entry.day, match["number"])) if match else None
        ratio = _ratio(entry, out) if out is not None and out is not entry else None
        if out is not None and ratio is not None:
            joined.append(replace(entry, ratio=ratio, quantity=None, amount=None))
            used.append(out)
        else:
            joined.append(entry)
    return tuple(entry for entry in joined if not any(entry is out for out in used))


def _ratio(new: Entry, old: Entry) -> Decimal | None:
    came, went = new.quantity or ZERO, -(old.quantity or ZERO)
    if came <= ZERO or went <= ZERO or went % came != ZERO:
        return None
    return ONE / (went / came)
