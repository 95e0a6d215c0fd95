"""The list of transactions of an investment account in OFX, entry by entry."""

from collections.abc import Iterator
from decimal import Decimal

from trimtab.brokers.files.entry import (
    ANOTHER_CURRENCY,
    CANCELLED,
    CASH_IN_LIEU,
    FEES,
    INTEREST,
    SHORT_SALE,
    SPLIT_WITHOUT_RATIO,
    UNKNOWN,
    ByHand,
    Entry,
    Meaning,
    NotBooked,
    cash_or_shares,
)
from trimtab.brokers.ofx.numbers import amount, currency_of, day_of
from trimtab.brokers.ofx.securities import Names, kind_of, name_of
from trimtab.brokers.ofx.tree import Element
from trimtab.domain import TransactionType
from trimtab.money import ZERO, to_cents

_T = TransactionType

_BUYS = frozenset({"BUYSTOCK", "BUYMF", "BUYOTHER", "BUYDEBT", "BUYOPT"})
_SELLS = frozenset({"SELLSTOCK", "SELLMF", "SELLOTHER", "SELLDEBT", "SELLOPT"})
_TRANSFERS = {"IN": _T.TRANSFER_IN, "OUT": _T.TRANSFER_OUT}
_MEANINGS: dict[str, Meaning] = {
    "RETOFCAP": _T.RETURN_OF_CAPITAL,
    "INVEXPENSE": FEES,
    "MARGININTEREST": INTEREST,
    "JRNLFUND": NotBooked(why="money moved between parts of the account"),
    "JRNLSEC": NotBooked(why="shares moved between parts of the account"),
    "CLOSUREOPT": NotBooked(why="the end of an option"),
}
_BANK_NOT_BOOKED: dict[str, Meaning] = {
    "INT": INTEREST,
    "FEE": FEES,
    "SRVCHG": FEES,
    "DIV": ByHand(
        why="The file does not say which security paid it",
        fix="Write a row of type dividend with its symbol by hand",
    ),
}
_WHICH_WAY = ByHand(
    why="It says that shares came in, and the number of shares is below zero",
    fix="Look it up at the broker, and write a row of type transfer_in or transfer_out by hand",
)
_FEES = ("COMMISSION", "TAXES", "FEES", "LOAD")


def booked(element: Element, names: Names) -> Iterator[tuple[Entry, Meaning]]:
    """What one entry of the list amounts to; a reinvestment is its income and its purchase.

    Raises InvalidValue for a number or a date that is none.
    """
    if element.tag == "INVBANKTRAN":
        yield _bank(element)
        return
    entry = _entry(element, names)
    if element.value("REVERSALFITID") or element.value("CORRECTFITID"):
        yield entry, CANCELLED
    elif currency_of(element):
        yield entry, ANOTHER_CURRENCY
    elif element.tag == "REINVEST":
        yield from _reinvested(element, entry)
    elif element.tag == "SPLIT":
        yield from _split(element, entry)
    else:
        yield entry, _meaning(element, entry)


def _entry(element: Element, names: Names) -> Entry:
    symbol, name = name_of(element, names)
    gain = amount(element, "GAIN")
    came_by = element.value("DTPURCHASE")
    return Entry(
        line=element.line,
        day=day_of(element, "DTTRADE", "DTPOSTED"),
        action=" ".join((element.tag, element.value("INCOMETYPE"))).rstrip(),
        name=symbol,
        description=name,
        left_out=kind_of(element),
        quantity=amount(element, "UNITS"),
        price=amount(element, "UNITPRICE"),
        amount=amount(element, "TOTAL"),
        fee=sum((amount(element, tag) or ZERO for tag in _FEES), ZERO),
        gain=None if gain is None else to_cents(gain),
        row_id=element.value("FITID") or None,
        acquired=day_of(element, "DTPURCHASE") if came_by else None,
    )


def _meaning(element: Element, entry: Entry) -> Meaning:
    tag = element.tag
    if tag in _BUYS:
        return SHORT_SALE if element.value("BUYTYPE") == "BUYTOCOVER" else _T.BUY
    if tag in _SELLS:
        return SHORT_SALE if element.value("SELLTYPE") == "SELLSHORT" else _T.SELL
    if tag == "INCOME":
        return _income(element)
    if tag == "TRANSFER":
        return _transfer(element, entry)
    return _MEANINGS.get(tag, UNKNOWN)


def _transfer(element: Element, entry: Entry) -> Meaning:
    """By its direction, which the sign of its shares must not deny: out may have either sign."""
    if element.value("POSTYPE").upper() == "SHORT":
        return SHORT_SALE
    meaning = _TRANSFERS.get(element.value("TFERACTION").upper())
    if meaning is _T.TRANSFER_IN and (entry.quantity or ZERO) < ZERO:
        return _WHICH_WAY
    return meaning or cash_or_shares(entry)


def _income(element: Element) -> Meaning:
    kind = element.value("INCOMETYPE").upper()
    if kind == "CGLONG":
        return _T.CAPITAL_GAIN_DISTRIBUTION
    if kind in {"DIV", "CGSHORT"}:
        # Short-term gains that a fund distributes are dividends in the law.
        exempt = kind == "DIV" and element.value("TAXEXEMPT").upper() == "Y"
        return _T.EXEMPT_DIVIDEND if exempt else _T.DIVIDEND
    return INTEREST if kind == "INTEREST" else UNKNOWN


def _reinvested(element: Element, entry: Entry) -> Iterator[tuple[Entry, Meaning]]:
    """The income that was paid, and the shares that were bought with it."""
    total = None if entry.amount is None else abs(entry.amount)
    row_id = None if entry.row_id is None else f"{entry.row_id}-income"
    yield _with(entry, total, row_id), _income(element)
    yield _with(entry, None if total is None else -total, entry.row_id), _T.REINVEST


def _with(entry: Entry, total: Decimal | None, row_id: str | None) -> Entry:
    return Entry(
        line=entry.line,
        day=entry.day,
        action=entry.action,
        name=entry.name,
        description=entry.description,
        quantity=entry.quantity,
        price=entry.price,
        amount=total,
        fee=entry.fee,
        row_id=row_id,
    )


def _split(element: Element, entry: Entry) -> Iterator[tuple[Entry, Meaning]]:
    """The split, with the shares that it leaves, and the cash for a fraction where there is any."""
    new, old = amount(element, "NUMERATOR"), amount(element, "DENOMINATOR")
    if new and old and new > ZERO and old > ZERO:
        made = Entry(
            line=entry.line,
            day=entry.day,
            action=entry.action,
            name=entry.name,
            description=entry.description,
            ratio=new / old,
            row_id=entry.row_id,
        )
        yield made, _T.SPLIT
    else:
        yield entry, SPLIT_WITHOUT_RATIO
    if amount(element, "FRACCASH"):
        yield _with(entry, amount(element, "FRACCASH"), None), CASH_IN_LIEU


def _bank(element: Element) -> tuple[Entry, Meaning]:
    """Money moved; INVBANKTRAN."""
    entry = Entry(
        line=element.line,
        day=day_of(element, "DTPOSTED"),
        action=" ".join(("INVBANKTRAN", element.value("TRNTYPE"))).rstrip(),
        description=element.value("NAME"),
        amount=amount(element, "TRNAMT"),
        row_id=element.value("FITID") or None,
    )
    if currency_of(element):
        return entry, ANOTHER_CURRENCY
    return entry, _BANK_NOT_BOOKED.get(element.value("TRNTYPE").upper()) or cash_or_shares(entry)
