"""What Schwab's words for a transaction mean.

A reinvested dividend is two rows: `Reinvest Dividend` is the dividend, `Reinvest Shares` the
purchase. Short-term gains that a fund distributes are dividends in the law.
"""

from trimtab.brokers.files.entry import (
    CASH_IN_LIEU,
    FEES,
    INTEREST,
    OPTION_ENDED,
    REORGANISATION,
    SHORT_SALE,
    SPLIT_WITHOUT_RATIO,
    TAX,
    UNKNOWN,
    ByHand,
    Entry,
    Meaning,
    NotBooked,
    cash_or_shares,
)
from trimtab.brokers.files.security import security
from trimtab.domain import Symbol, TransactionType

_T = TransactionType

_VEST = ByHand(
    why="Shares of a stock plan come with the day and the value of their vesting, not given here",
    fix="Write a row of type vest with that day and that price by hand",
)
_OPTION = NotBooked(why="a trade or the end of an option")
_ADJUSTMENT = ByHand(
    why="The file does not say what is adjusted",
    fix="Look it up at Schwab, and write what it means into the transactions file by hand",
)
_WORDS: tuple[tuple[Meaning, tuple[str, ...]], ...] = (
    (_T.BUY, ("buy",)),
    (_T.SELL, ("sell", "sale")),
    (_T.REINVEST, ("reinvest shares",)),
    (
        _T.DIVIDEND,
        (
            "dividend", "cash dividend", "qualified dividend", "non-qualified div",
            "special dividend", "special qual div", "special non qual div", "reinvest dividend",
            "qual div reinvest", "div reinvest", "non-qual div reinvest", "pr yr cash div",
            "pr yr special div", "pr yr non-qual div", "pr yr div reinvest",
            "short term cap gain", "short term cap gain reinvest",
        ),
    ),
    (
        _T.CAPITAL_GAIN_DISTRIBUTION,
        ("long term cap gain", "long term cap gain reinvest", "pr yr long term cap gain"),
    ),
    (_T.RETURN_OF_CAPITAL, ("return of capital",)),
    (
        INTEREST,
        ("credit interest", "bank interest", "bond interest", "margin interest", "cd interest"),
    ),
    (FEES, ("service fee", "adr mgmt fee", "foreign tax reclaim fee", "advisor fee")),
    (
        TAX,
        (
            "foreign tax paid", "nra tax adj", "nra withholding", "tax withholding",
            "irs withhold adj", "tax reversal", "backup withholding",
        ),
    ),
    (CASH_IN_LIEU, ("cash in lieu",)),
    (
        REORGANISATION,
        (
            "spin-off", "spinoff", "stock merger", "cash merger", "cash merger adj", "name change",
            "cash/stock merger", "stock/cash merger", "mandatory reorg exc", "reorganization",
            "exchange", "tender", "rights distribution",
        ),
    ),
    (SHORT_SALE, ("sell short", "buy to cover", "short sale")),
    (
        _OPTION,
        (
            "buy to open", "buy to close", "sell to open", "sell to close", "expired", "assigned",
            "exchange or exercise", "options frwd split",
        ),
    ),
    (_VEST, ("stock plan activity",)),
    (_ADJUSTMENT, ("adjustment", "misc cash entry", "misc credits", "div adjust")),
)  # fmt: skip
_MEANINGS: dict[str, Meaning] = {word: meaning for meaning, words in _WORDS for word in words}
_TRANSFERS = frozenset(
    {
        "journal", "journaled shares", "security transfer", "internal transfer", "transfer",
        "moneylink transfer", "moneylink deposit", "moneylink withdrawal", "funds received",
        "funds paid", "wire funds", "wire funds received", "wire received", "wire sent",
        "wire funds adj", "bank transfer", "deposit", "withdrawal", "check received", "ach",
        "promotional award",
    }
)  # fmt: skip
# Of the option itself these are nothing to book; of the share they move shares.
_ENDS = frozenset({"assigned", "exchange or exercise"})
_SPLITS = frozenset({"stock split", "reverse split", "forward split"})


def meaning_of(entry: Entry) -> Meaning:
    """The type of transaction, or why the row is not one."""
    action = " ".join(entry.action.casefold().split())
    if action in _TRANSFERS:
        return cash_or_shares(entry)
    if action in _SPLITS:
        return _T.SPLIT if entry.ratio is not None else SPLIT_WITHOUT_RATIO
    meaning = _MEANINGS.get(action, UNKNOWN)
    if action in _ENDS and isinstance(security(entry.name, entry.description), Symbol):
        return OPTION_ENDED
    return meaning
