"""Random holdings, written in each format's own spelling, are read back as they were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.brokers.ibkr.flex_samples import LOT, SUMMARY, read_csv, read_xml
from trimtab.brokers import reconcile
from trimtab.brokers.etrade.portfolio_csv import PortfolioCsv
from trimtab.domain import Statement
from trimtab.money import CENT, ZERO, to_cents

SYMBOLS = ("VTI", "BRK.B", "VTSAX", "F", "CASH")
ETRADE_HEADER = (
    "Symbol,Last Price $,Change $,Change %,Day's Gain $,Qty #,Price Paid $,"
    "Total Gain $,Total Gain %,Value $"
)


@dataclass(frozen=True)
class Held:
    """A lot to be written."""

    symbol: str
    quantity: Decimal
    acquired: date
    basis: Decimal


def cents(low: int, high: int) -> st.SearchStrategy[Decimal]:
    return st.integers(low, high).map(lambda count: count * CENT)


holdings = st.lists(
    st.builds(
        Held,
        symbol=st.sampled_from(SYMBOLS),
        quantity=st.integers(1, 10_000_000).map(lambda count: count * Decimal("0.001")),
        acquired=st.dates(date(1990, 1, 1), date(2026, 11, 20)),
        basis=cents(1, 10_000_000_00),
    ),
    max_size=8,
)
# Not one dollar, at which a row called CASH is money.
prices = st.dictionaries(st.sampled_from(SYMBOLS), cents(101, 5_000_00))
amounts = cents(-1_000_00, 1_000_000_00)


def as_read(statement: Statement) -> list[Held]:
    return [
        Held(str(lot.symbol), lot.quantity, lot.acquired, lot.basis)
        for lot in statement.lots
        if lot.acquired is not None and lot.basis is not None
    ]


def by_symbol(lots: Sequence[Held]) -> dict[str, list[Held]]:
    found: dict[str, list[Held]] = {}
    for lot in lots:
        found.setdefault(lot.symbol, []).append(lot)
    return found


def total(lots: Sequence[Held]) -> Decimal:
    return sum((lot.quantity for lot in lots), ZERO)


def etrade_row(first: str, quantity: Decimal, price: Decimal, basis: Decimal) -> str:
    value = to_cents(quantity * price)
    paid = (basis / quantity).quantize(Decimal("0.0001"))
    return f'{first},${price},0,--,0,"{quantity:,}",{paid},"{value - basis:,}",--,"{value:,}",'


def etrade_text(lots: Sequence[Held], price_of: dict[str, Decimal], cash: Decimal) -> str:
    lines, value = (
        ["Account Summary", "Account,Net Account Value", '"Joint -1",9', ETRADE_HEADER],
        cash,
    )
    for symbol, own in by_symbol(lots).items():
        price = price_of.get(symbol, Decimal(50))
        basis = sum((lot.basis for lot in own), ZERO)
        lines.append(etrade_row(symbol, total(own), price, basis))
        lines += [
            etrade_row(f"     {lot.acquired:%m/%d/%Y}", lot.quantity, price, lot.basis)
            for lot in own
        ]
        value += to_cents(total(own) * price)
    lines += [f'CASH,,,,,,,,,"{cash:,}",', f'TOTAL,,,,,,,,,"{value:,}",']
    return "\ufeff" + "\r\n".join([*lines, "", "Generated at Nov 20 2026 04:10 PM ET", ""])


@given(holdings, prices, amounts)
def test_etrade_holdings_are_read_back_equal(
    lots: list[Held], price_of: dict[str, Decimal], cash: Decimal
) -> None:
    text = etrade_text(lots, price_of, cash)
    (statement,) = PortfolioCsv().read(text, file="p.csv")
    assert statement.problems == ()
    assert as_read(statement) == [lot for own in by_symbol(lots).values() for lot in own]
    assert statement.cash == cash
    assert reconcile(statement) == ()


def csv_name(name: str) -> str:
    """What CSV calls the field that XML calls `name`."""
    other = {"currency": "CurrencyPrimary", "assetCategory": "AssetClass", "position": "Quantity"}
    return other.get(name, name[0].upper() + name[1:])


def flex_rows(lots: Sequence[Held], price_of: dict[str, Decimal]) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for symbol, own in by_symbol(lots).items():
        price = price_of.get(symbol, Decimal(50))
        name = {"symbol": symbol.replace(".", " "), "markPrice": str(price)}
        held = {"position": str(total(own)), "positionValue": str(total(own) * price)}
        rows.append(SUMMARY | name | held)
        rows += [
            LOT
            | name
            | {
                "position": str(lot.quantity),
                "positionValue": str(lot.quantity * price),
                "costBasisMoney": str(lot.basis),
                "openDateTime": f"{lot.acquired:%Y%m%d};093000",
                "originatingTransactionID": f"{symbol}{place}",
            }
            for place, lot in enumerate(own)
        ]
    return rows


@given(holdings, prices, amounts)
def test_flex_holdings_are_read_back_equal_from_xml_and_from_csv(
    lots: list[Held], price_of: dict[str, Decimal], cash: Decimal
) -> None:
    rows = flex_rows(lots, price_of)
    money = {"currency": "USD", "endingCash": str(cash)}
    from_xml = read_xml(positions=rows, cash=[money])
    (from_csv,) = read_csv(
        '"BOF","U1","q"',
        '"BOA","U1"',
        ",".join(f'"{csv_name(name)}"' for name in SUMMARY),
        *(",".join(f'"{cell}"' for cell in row.values()) for row in rows),
        '"CurrencyPrimary","EndingCash"',
        f'"USD","{cash}"',
        '"EOF"',
    )
    for statement in (from_xml, from_csv):
        assert statement.problems == ()
        assert as_read(statement) == [lot for own in by_symbol(lots).values() for lot in own]
        assert statement.cash == cash
        assert reconcile(statement) == ()
