"""What Vanguard's words for a transaction mean."""

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

_T = TransactionType

_WORDS: dict[str, Meaning] = {
    "buy": _T.BUY,
    "buy (initial)": _T.BUY,
    "sell": _T.SELL,
    "reinvestment": _T.REINVEST,
    "reinvestment (lt gain)": _T.REINVEST,
    "reinvestment (st gain)": _T.REINVEST,
    "dividend": _T.DIVIDEND,
    # Short-term gains that a fund distributes are dividends in the law.
    "capital gain (st)": _T.DIVIDEND,
    "capital gain (lt)": _T.CAPITAL_GAIN_DISTRIBUTION,
    "return of capital": _T.RETURN_OF_CAPITAL,
    "interest": INTEREST,
    "interest charge": INTEREST,
    "fee": FEES,
    "withholding": TAX,
    "sweep in": CORE_CASH,
    "sweep out": CORE_CASH,
    "corp action (cash in lieu)": CASH_IN_LIEU,
    "sell short": SHORT_SALE,
    "buy to cover": SHORT_SALE,
    "buy cancel": CANCELLED,
    "sell cancel": CANCELLED,
}
_TRANSFERS = frozenset(
    {
        "transfer", "transfer (incoming)", "transfer (outgoing)", "funds received", "withdrawal",
        "contribution", "contribution aip", "distribution", "rollover (incoming)", "wire in",
        "wire out",
    }
)  # fmt: skip
_REORGANISED = ("conversion", "corp action", "merger", "exchange", "spinoff")


def meaning_of(entry: Entry) -> Meaning:
    """The type of transaction, or why the row is not one."""
    action = " ".join(entry.action.casefold().split())
    if action in _TRANSFERS:
        return cash_or_shares(entry)
    known = _WORDS.get(action)
    if known is _T.REINVEST and not entry.moves_shares:
        return NotBooked(why="a payment into the settlement fund, which is cash here")
    if known is not None:
        return known
    if "split" in action:
        return _T.SPLIT if entry.ratio is not None else SPLIT_WITHOUT_RATIO
    return REORGANISATION if action.startswith(_REORGANISED) else UNKNOWN
