"""What the sections and columns of an IBKR Activity Statement are called in a Flex statement."""

from collections.abc import Mapping

from trimtab.brokers.ibkr.action_text import action_text
from trimtab.brokers.ibkr.flex_record import Section

SECTIONS = {
    "Open Positions": Section.POSITIONS,
    "Long Open Positions": Section.POSITIONS,
    "Trades": Section.TRADES,
    "Cash Report": Section.CASH,
    "Dividends": Section.INCOME,
    "Payment In Lieu Of Dividends": Section.INCOME,
    "Withholding Tax": Section.INCOME,
    "Interest": Section.INCOME,
    "Broker Interest Paid": Section.INCOME,
    "Broker Interest Received": Section.INCOME,
    "Fees": Section.INCOME,
    "Deposits & Withdrawals": Section.INCOME,
    "Corporate Actions": Section.ACTIONS,
    "Transfers": Section.TRANSFERS,
}
_LEVELS = {
    "Summary": "SUMMARY",
    "Lot": "LOT",
    "Order": "ORDER",
    "Trade": "EXECUTION",
    "Execution": "EXECUTION",
    "ClosedLot": "CLOSED_LOT",
}
_INCOME_TYPES = {
    "Interest": "Broker Interest Received",
    "Fees": "Other Fees",
}
_NAMES = {
    "Currency": "currency",
    "Symbol": "symbol",
    "Quantity": "quantity",
    "Qty": "quantity",
    "Open": "opendatetime",
    "Cost Basis": "costbasismoney",
    "Close Price": "markprice",
    "Value": "positionvalue",
    "T. Price": "tradeprice",
    "Proceeds": "proceeds",
    "Comm/Fee": "ibcommission",
    "Comm in USD": "ibcommission",
    "Realized P/L": "fifopnlrealized",
    "Code": "code",
    "Date/Time": "datetime",
    "Date": "datetime",
    "Settle Date": "datetime",
    "Report Date": "reportdate",
    "Description": "description",
    "Amount": "amount",
    "Direction": "direction",
    "Cash Amount": "cashtransfer",
}
_CATEGORIES = {
    "Stocks": "STK",
    "Mutual Funds": "FUND",
    "Funds": "FUND",
    "Equity and Index Options": "OPT",
    "Options On Futures": "FOP",
    "Futures": "FUT",
    "Bonds": "BOND",
    "Treasury Bills": "BILL",
    "Forex": "CASH",
    "Cash": "CASH",
    "Warrants": "WAR",
    "CFDs": "CFD",
    "Cryptocurrencies": "CRYPTO",
}


def as_flex(title: str, fields: Mapping[str, str]) -> dict[str, str]:
    """The fields of a row of section `title`, by the names of a Flex record."""
    flex = {_NAMES[name]: value for name, value in fields.items() if name in _NAMES}
    category = fields.get("Asset Category", "")
    # `Stocks - Held with Interactive Brokers` is of the same kind.
    flex["assetcategory"] = _CATEGORIES.get(category.split(" - ", maxsplit=1)[0], category)
    flex["levelofdetail"] = _LEVELS.get(fields.get("DataDiscriminator", ""), "")
    section = SECTIONS[title]
    if section is Section.POSITIONS:
        # Newer layouts have no column for it; the lots are then undated, and said to be.
        flex.setdefault("opendatetime", "")
    elif section is Section.TRADES:
        _trade(flex)
    elif section is Section.INCOME:
        # These sections have no column for the symbol: it stands in front of their sentence.
        flex["type"] = _INCOME_TYPES.get(title, title)
        flex["symbol"] = action_text(flex.get("description", "")).symbol
        flex["assetcategory"] = "STK"
    elif section is Section.ACTIONS:
        sentence = action_text(flex.get("description", ""))
        flex["symbol"] = sentence.row_symbol or sentence.symbol
    else:  # transfers: the cash report is put together from several rows
        flex["direction"] = flex.get("direction", "").upper()
    return flex


def _trade(flex: dict[str, str]) -> None:
    codes = flex.get("code", "")
    flex["notes"] = codes
    flex["tradedate"] = flex.get("datetime", "").split(",")[0].split(";")[0].strip()
    flex["openclose"] = "".join(code for code in codes.split(";") if code in {"O", "C"})
    quantity = flex.get("quantity", "")
    flex["buysell"] = "SELL" if quantity.startswith(("-", "(")) else "BUY"
