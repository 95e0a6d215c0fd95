"""Which spellings are plain symbols of a share or a fund."""

import re

from trimtab.domain import Symbol

_PLAIN = re.compile(r"[A-Z][A-Z0-9]{0,5}(?:[./-][A-Z]{1,3})?")
_OPTION = re.compile(r"\b(?:call|put)s?\b|^-?[A-Z.]{1,6} *\d{6}[CP]\d+", re.IGNORECASE)
_SHARE_CLASS = re.compile(r"([A-Z]+)[ /-]([A-Z])")

# Share classes that some brokers write without anything between; none is another company's symbol.
_RUN_TOGETHER = {
    "BRKA": "BRK.A",
    "BRKB": "BRK.B",
    "BFA": "BF.A",
    "BFB": "BF.B",
    "HEIA": "HEI.A",
    "LENB": "LEN.B",
    "MOGA": "MOG.A",
    "MOGB": "MOG.B",
}
_MONEY_MARKET = re.compile(r"[A-Z]{3}XX")


def plain_symbol(text: str) -> Symbol | None:
    """`text` as a symbol when it has the shape of one (`VTI`, `BRK.B`); else None."""
    return Symbol(text) if _PLAIN.fullmatch(text) else None


def looks_like_option(text: str) -> bool:
    """True for `QQQ Dec 18 '26 $600 Put` and for the 21-character names of the exchanges."""
    return bool(_OPTION.search(text))


def with_dotted_share_class(text: str) -> str:
    """`BRK B`, `BRK/B` and `BRKB` as `BRK.B`, the household's spelling; others unchanged."""
    match = _SHARE_CLASS.fullmatch(text)
    return f"{match[1]}.{match[2]}" if match else _RUN_TOGETHER.get(text, text)


def is_money_market_fund(symbol: str) -> bool:
    """True for `VMFXX` and its like: mutual funds have five letters, these end in XX."""
    return bool(_MONEY_MARKET.fullmatch(symbol))
