"""Small Flex statements, spelled both as XML and as CSV."""

from collections.abc import Mapping, Sequence

from trimtab.brokers.ibkr.flex_csv import FlexCsv
from trimtab.brokers.ibkr.flex_xml import FlexXml
from trimtab.domain import Statement

SUMMARY = {
    "currency": "USD",
    "assetCategory": "STK",
    "symbol": "VTI",
    "position": "10",
    "markPrice": "50",
    "positionValue": "500",
    "costBasisMoney": "400",
    "side": "Long",
    "levelOfDetail": "SUMMARY",
    "openDateTime": "",
    "holdingPeriodDateTime": "",
    "originatingTransactionID": "",
    "reportDate": "2026-11-20",
}
LOT = SUMMARY | {
    "levelOfDetail": "LOT",
    "openDateTime": "2024-01-02;100000",
    "holdingPeriodDateTime": "2024-01-02;100000",
    "originatingTransactionID": "77",
}
BUY = {
    "currency": "USD",
    "assetCategory": "STK",
    "symbol": "VTI",
    "tradeID": "1",
    "transactionID": "77",
    "ibOrderID": "5",
    "tradeDate": "2026-11-02",
    "dateTime": "2026-11-02;101500",
    "buySell": "BUY",
    "quantity": "10",
    "tradePrice": "50",
    "proceeds": "-500",
    "taxes": "0",
    "ibCommission": "-1",
    "ibCommissionCurrency": "USD",
    "netCash": "-501",
    "fifoPnlRealized": "0",
    "openCloseIndicator": "O",
    "notes": "",
    "levelOfDetail": "EXECUTION",
}
SELL = BUY | {
    "buySell": "SELL",
    "quantity": "-10",
    "proceeds": "500",
    "netCash": "499",
    "fifoPnlRealized": "-20.5",
    "openCloseIndicator": "C",
}
CLOSED = {
    "symbol": "VTI",
    "quantity": "10",
    "fifoPnlRealized": "-20.5",
    "levelOfDetail": "CLOSED_LOT",
}
CASH = {"currency": "USD", "endingCash": "10.005", "toDate": "2026-11-20"}


def xml(
    *,
    positions: Sequence[Mapping[str, str]] = (),
    trades: Sequence[Mapping[str, str]] = (),
    cash: Sequence[Mapping[str, str]] = (),
) -> str:
    """A statement of account U1, each element on a line of its own."""
    lines = [
        '<FlexQueryResponse queryName="q" type="AF">',
        '<FlexStatements count="1">',
        '<FlexStatement accountId="U1" toDate="2026-11-20" whenGenerated="2026-11-21;010203">',
        "<OpenPositions>",
        *(_element("OpenPosition", row) for row in positions),
        "</OpenPositions>",
        "<Trades>",
        *(_element(_trade_tag(row), row) for row in trades),
        "</Trades>",
        "<CashReport>",
        *(_element("CashReportCurrency", row) for row in cash),
        "</CashReport>",
        "</FlexStatement>",
        "</FlexStatements>",
        "</FlexQueryResponse>",
    ]
    return "\n".join(lines)


def read_xml(
    *,
    positions: Sequence[Mapping[str, str]] = (),
    trades: Sequence[Mapping[str, str]] = (),
    cash: Sequence[Mapping[str, str]] = (),
) -> Statement:
    text = xml(positions=positions, trades=trades, cash=cash)
    (statement,) = FlexXml().read(text, file="flex.xml")
    return statement


def read_csv(*lines: str) -> tuple[Statement, ...]:
    return FlexCsv().read("\n".join(lines) + "\n", file="flex.csv")


def whats(statement: Statement) -> list[str]:
    return [problem.what for problem in statement.problems]


def _trade_tag(row: Mapping[str, str]) -> str:
    return "Lot" if row.get("levelOfDetail") == "CLOSED_LOT" else "Trade"


def _element(tag: str, row: Mapping[str, str]) -> str:
    return f"<{tag} " + " ".join(f'{name}="{value}"' for name, value in row.items()) + " />"
