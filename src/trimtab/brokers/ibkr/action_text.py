"""IBKR's sentences for corporate actions, taken apart.

`MMM(US88579Y1010) SPINOFF  1 FOR 4 (SOLV, SOLVENTUM CORP, US83444M1018)`: the security that it
happened to, what happened, and the security of the row. Source of the wordings: descriptions in
public fixtures; no official list exists.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

_HEAD = re.compile(r"(?P<symbol>[^()]*?)\s*\((?P<id>[A-Z0-9]+)\)\s+", re.IGNORECASE)
# Names of companies have parentheses of their own.
_TAIL = r"(?:\s*\((?P<row>[^,()]+),.*\))?"
_LAST = re.compile(r"\((?P<row>[^,()]+),[^()]*\)$")
_FOR = r"(?P<new>\d+(?:\.\d+)?) FOR (?P<old>\d+(?:\.\d+)?)"
_USD = r"USD (?P<cash>\d+(?:\.\d+)?)"


class Action(Enum):
    """What can be booked from the sentence alone."""

    SPLIT = auto()
    STOCK_DIVIDEND = auto()
    SPINOFF = auto()
    CASH_MERGER = auto()
    STOCK_MERGER = auto()
    MIXED_MERGER = auto()
    SYMBOL_CHANGE = auto()
    OTHER = auto()


_ACTIONS = tuple(
    (action, re.compile(pattern + _TAIL, re.IGNORECASE))
    for action, pattern in (
        (Action.SPLIT, rf"(?:REVERSE )?SPLIT {_FOR}"),
        (Action.STOCK_DIVIDEND, rf"STOCK DIVIDEND(?: \w+)? {_FOR}"),
        (Action.SPINOFF, rf"SPIN-?OFF +{_FOR}"),
        (Action.CASH_MERGER, rf"MERGED ?\(ACQUISITION\) +FOR {_USD} PER SHARE"),
        (Action.STOCK_MERGER, rf"MERGED ?\(ACQUISITION\) +WITH \w+ {_FOR}"),
        (Action.MIXED_MERGER, rf"CASH AND STOCK MERGER \(ACQUISITION\) \w+ {_FOR} AND {_USD}"),
        (Action.SYMBOL_CHANGE, r"CUSIP/ISIN CHANGE TO \(\w+\)"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionText:
    """A sentence.

    symbol          the security that it happened to; empty when the sentence does not say
    row_symbol      the security whose shares the row counts
    new, old        of `1 FOR 4`: new shares for old ones
    cash_per_share  dollars for each old share
    """

    symbol: str
    row_symbol: str
    action: Action
    new: Decimal | None = None
    old: Decimal | None = None
    cash_per_share: Decimal | None = None

    @property
    def ratio(self) -> Decimal | None:
        """New shares per old one."""
        return self.new / self.old if self.new and self.old else None


def action_text(sentence: str) -> ActionText:
    """`sentence` taken apart; of Action.OTHER when it is none that is known."""
    whole = " ".join(sentence.split())
    head = _HEAD.match(whole)
    symbol = head["symbol"].strip() if head else ""
    start = head.end() if head else len(whole)
    for action, pattern in _ACTIONS:
        found = pattern.fullmatch(whole, start)
        if found:
            parts = found.groupdict()
            return ActionText(
                symbol=symbol,
                row_symbol=(parts["row"] or "").strip(),
                action=action,
                new=Decimal(parts["new"]) if parts.get("new") else None,
                old=Decimal(parts["old"]) if parts.get("old") else None,
                cash_per_share=Decimal(parts["cash"]) if parts.get("cash") else None,
            )
    last = _LAST.search(whole)
    return ActionText(
        symbol=symbol, row_symbol=last["row"].strip() if last else "", action=Action.OTHER
    )
