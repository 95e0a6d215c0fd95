"""Random histories, written in each format's own spelling, are read back as they were."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.brokers import READERS, recognise, reconcile
from trimtab.domain import Statement, TransactionType
from trimtab.money import CENT, ZERO, to_cents

T = TransactionType
SYMBOLS = ("VTI", "BRK.B", "VTSAX", "F", "CASH", "BF.B")


@dataclass(frozen=True)
class Event:
    """What happened, with the figures of each kind."""

    kind: TransactionType
    day: date
    symbol: str
    quantity: Decimal
    price: Decimal
    fee: Decimal

    @property
    def is_trade(self) -> bool:
        return self.kind is not T.DIVIDEND

    @property
    def amount(self) -> Decimal:
        """Net dollars, above zero."""
        gross = to_cents(self.quantity * self.price)
        if self.kind is T.DIVIDEND:
            return gross
        return gross - self.fee if self.kind is T.SELL else gross + self.fee

    @property
    def money(self) -> Decimal:
        """Net dollars, above zero for money that comes in."""
        return self.amount if self.kind in {T.SELL, T.DIVIDEND} else -self.amount

    @property
    def shares(self) -> str:
        """Shares as files with signs write them, empty for a dividend."""
        if not self.is_trade:
            return ""
        return f"{-self.quantity if self.kind is T.SELL else self.quantity:,}"


def hundredths(low: int, high: int) -> st.SearchStrategy[Decimal]:
    return st.integers(low, high).map(lambda count: count * CENT)


histories = st.lists(
    st.builds(
        Event,
        kind=st.sampled_from([T.BUY, T.SELL, T.REINVEST, T.DIVIDEND]),
        day=st.dates(date(2001, 1, 1), date(2026, 11, 20)),
        symbol=st.sampled_from(SYMBOLS),
        quantity=st.integers(1_000, 10_000_000).map(lambda count: count * Decimal("0.001")),
        price=hundredths(1_00, 5_000_00),
        fee=hundredths(0, 99),
    ),
    min_size=1,
    max_size=6,
)


def etrade_classic(events: Sequence[Event]) -> str:
    words = {T.BUY: "Bought", T.SELL: "Sold", T.REINVEST: "Dividend", T.DIVIDEND: "Dividend"}
    rows = [
        f'{event.day:%m/%d/%y},{words[event.kind]},EQ,{event.symbol},"{event.shares or 0}",'
        f"{event.money},{event.price if event.is_trade else 0},"
        f"{event.fee if event.is_trade else 0},SOME NAME"
        for event in events
    ]
    head = (
        "TransactionDate,TransactionType,SecurityType,Symbol,Quantity,Amount,Price,Commission,"
        "Description"
    )
    return "\r\n".join(["For Account:,####2641", "", head, "", *rows, ""])


def etrade_newer(events: Sequence[Event]) -> str:
    words = {T.BUY: "Bought", T.SELL: "Sold", T.REINVEST: "Dividend", T.DIVIDEND: "Dividend"}
    rows = [
        f"{event.day:%m/%d/%y},{event.day:%m/%d/%y},--,{words[event.kind]},SOME NAME,"
        f'{event.symbol},--,"{event.shares or "--"}",'
        f'{event.price if event.is_trade else "--"},"{event.money:,}",'
        f"{event.fee if event.is_trade else 0},--,--"
        for event in events
    ]
    head = (
        "Activity/Trade Date,Transaction Date,Settlement Date,Activity Type,Description,Symbol,"
        "Cusip,Quantity #,Price $,Amount $,Commission,Category,Note"
    )
    return "\n".join(["All Transactions Activity Types", "", head, *rows, "A disclaimer."])


def dollars(amount: Decimal) -> str:
    return f"-${-amount:,}" if amount < ZERO else f"${amount:,}"


def schwab_cells(event: Event) -> dict[str, str]:
    words = {
        T.BUY: "Buy",
        T.SELL: "Sell",
        T.REINVEST: "Reinvest Shares",
        T.DIVIDEND: "Reinvest Dividend",
    }
    return {
        "Date": f"12/31/2026 as of {event.day:%m/%d/%Y}",
        "Action": words[event.kind],
        "Symbol": event.symbol.replace(".", "/"),
        "Description": "SOME NAME",
        "Quantity": event.shares.lstrip("-"),
        "Price": dollars(event.price) if event.is_trade else "",
        "Fees & Comm": dollars(event.fee) if event.is_trade and event.fee else "",
        "Amount": dollars(event.money),
    }


def schwab_csv(events: Sequence[Event]) -> str:
    rows = [schwab_cells(event) for event in events]
    lines = [",".join(f'"{cell}"' for cell in row) for row in (tuple(rows[0]), *map(_cells, rows))]
    return "\n".join([*lines, '"Transactions Total","","","","","","","$1.00"', ""])


def _cells(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row.values())


def schwab_json(events: Sequence[Event]) -> str:
    return json.dumps({"BrokerageTransactions": [schwab_cells(event) for event in events]})


def fidelity(events: Sequence[Event]) -> str:
    words = {
        T.BUY: "YOU BOUGHT PROSPECTUS UNDER SEPARATE COVER",
        T.SELL: "YOU SOLD",
        T.REINVEST: "REINVESTMENT",
        T.DIVIDEND: "DIVIDEND RECEIVED",
    }
    rows = [
        f'{event.day:%m/%d/%Y},"{words[event.kind]} SOME NAME ({event.symbol}) (Cash)",'
        f'{event.symbol.replace(".", "")},"SOME NAME",Cash,"{event.shares}",'
        f"{event.price if event.is_trade else '0.000'},{event.fee if event.is_trade else ''},,,"
        f"{event.money},9.00,"
        for event in events
    ]
    head = (
        "Run Date,Action,Symbol,Description,Type,Quantity,Price ($),Commission ($),Fees ($),"
        "Accrued Interest ($),Amount ($),Cash Balance ($),Settlement Date"
    )
    return "\n".join(["\ufeff", "", head, *rows, "", '"Words of a lawyer."', ""])


def vanguard(events: Sequence[Event]) -> str:
    words = {
        T.BUY: "Buy",
        T.SELL: "Sell",
        T.REINVEST: "Reinvestment (LT gain)",
        T.DIVIDEND: "Dividend",
    }
    rows = [
        f"1,{event.day},{event.day},{words[event.kind]},Words,SOME NAME,{event.symbol},"
        f'"{event.shares or "0.00000"}",{event.price if event.is_trade else "0.0"},0,'
        f"{event.fee if event.is_trade else 0},{event.money},0.0,CASH,"
        for event in events
    ]
    head = (
        "Account Number,Trade Date,Settlement Date,Transaction Type,Transaction Description,"
        "Investment Name,Symbol,Shares,Share Price,Principal Amount,Commissions and Fees,"
        "Net Amount,Accrued Interest,Account Type,"
    )
    return "\n".join([head, *rows, ""])


def ofx(events: Sequence[Event]) -> str:
    tags = {T.BUY: "BUYSTOCK", T.SELL: "SELLSTOCK", T.REINVEST: "BUYMF", T.DIVIDEND: "INCOME"}
    entries = [
        f"<{tags[event.kind]}><INVTRAN><FITID>{place}<DTTRADE>{event.day:%Y%m%d}120000[-5:EST]"
        f"</INVTRAN><SECID><UNIQUEID>{event.symbol}<UNIQUEIDTYPE>TICKER</SECID>"
        + (
            f"<UNITS>{event.shares.replace(',', '')}<UNITPRICE>{event.price}<FEES>{event.fee}"
            if event.is_trade
            else "<INCOMETYPE>DIV"
        )
        + f"<TOTAL>{event.money}</{tags[event.kind]}>"
        for place, event in enumerate(events)
    ]
    return "\n".join(
        ["<OFX><INVSTMTRS><INVTRANLIST>", *entries, "</INVTRANLIST></INVSTMTRS></OFX>"]
    )


def ibkr_activity(events: Sequence[Event]) -> str:
    trades = [
        f'Trades,Data,Order,Stocks,USD,{event.symbol.replace(".", " ")},"{event.day}, 09:30:00",'
        f'"{event.shares}",{event.price},"{event.money + event.fee}",-{event.fee},0,'
        f"{'R;O' if event.kind is T.REINVEST else ''}"
        for event in events
        if event.is_trade
    ]
    dividends = [
        f"Dividends,Data,USD,{event.day},{event.symbol.replace('.', ' ')}(US1) Cash Dividend,"
        f"{event.amount}"
        for event in events
        if not event.is_trade
    ]
    head = (
        "Trades,Header,DataDiscriminator,Asset Category,Currency,Symbol,Date/Time,Quantity,"
        "T. Price,Proceeds,Comm/Fee,Realized P/L,Code"
    )
    below = "Dividends,Header,Currency,Date,Description,Amount"
    return "\n".join(["Statement,Header,Field Name,Field Value", head, *trades, below, *dividends])


# Formats in which a reinvestment is called what a purchase is called, or the other way round.
SAME_WORD = {"ofx": {T.REINVEST: T.BUY}}
WRITERS: dict[str, Callable[[Sequence[Event]], str]] = {
    "etrade, classic": etrade_classic,
    "etrade, newer": etrade_newer,
    "schwab, CSV": schwab_csv,
    "schwab, JSON": schwab_json,
    "fidelity": fidelity,
    "vanguard": vanguard,
    "ofx": ofx,
    "ibkr, activity": ibkr_activity,
}


def as_read(statement: Statement) -> list[tuple[object, ...]]:
    return sorted(
        (row.type.value, row.trade_date, row.symbol, row.quantity, row.price, row.amount, row.fee)
        for row in statement.transactions
    )


def expected(events: Sequence[Event], writer: str) -> list[tuple[object, ...]]:
    called = SAME_WORD.get(writer, {})
    return sorted(
        (
            called.get(event.kind, event.kind).value,
            event.day,
            event.symbol,
            event.quantity if event.is_trade else None,
            event.price if event.is_trade else None,
            event.amount,
            event.fee if event.is_trade else ZERO,
        )
        for event in events
    )


@pytest.mark.parametrize("name", WRITERS)
def test_transactions_are_read_back_equal(name: str) -> None:
    write = WRITERS[name]

    @given(histories)
    def check(events: list[Event]) -> None:
        text = write(events)
        assert sum(reader.recognises(text) for reader in READERS) == 1
        reader = recognise(text)
        assert reader is not None
        (statement,) = reader.read(text, file="f")
        assert statement.problems == ()
        assert as_read(statement) == expected(events, name)
        assert reconcile(statement) == ()

    check()


lots = st.lists(
    st.tuples(
        st.dates(date(1990, 1, 1), date(2026, 11, 20)),
        st.integers(1, 10_000_000).map(lambda count: count * Decimal("0.001")),
        hundredths(1, 10_000_000_00),
    ),
    min_size=1,
    max_size=8,
)


@given(lots, hundredths(1, 5_000_00))
def test_schwab_lots_are_read_back_equal_and_add_up(
    held: list[tuple[date, Decimal, Decimal]], price: Decimal
) -> None:
    shares = sum((quantity for _, quantity, _ in held), ZERO)
    rows = [
        f'"{day:%m/%d/%Y} 00:00:00","{quantity:,}","{dollars(price)}","--",'
        f'"{dollars(to_cents(quantity * price))}","{dollars(basis)}","--","--","Long Term",'
        for day, quantity, basis in held
    ]
    text = "\n".join(
        [
            '"BRK/B Lot Details for XXXX-5792 as of 08:03 AM ET, 11/20/2026"',
            "",
            '"Open Date","Quantity","Price","Cost/Share","Market Value","Cost Basis","G","%","T",',
            *rows,
            f'"Total","{shares:,}","","","{dollars(to_cents(shares * price))}","","","","",',
        ]
    )
    reader = recognise(text)
    assert reader is not None
    (statement,) = reader.read(text, file="f")
    assert statement.problems == reconcile(statement) == ()
    assert [(lot.acquired, lot.quantity, lot.basis) for lot in statement.lots] == held
