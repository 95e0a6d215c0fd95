"""What a row of a broker's file is about: a share or fund by its symbol, or something left out."""

import re

from trimtab.brokers.files.symbols import (
    looks_like_option,
    plain_symbol,
    with_dotted_share_class,
)
from trimtab.domain import Symbol

OPTION = "an option"
DEBT = "a bond, a bill, or a certificate of deposit"

# `CALL (MSFT) MICROSOFT CORP FEB 26 21 $250` and `PUT  IWM    02/27/26   260.000`; the name of a
# fund that writes covered calls has its call elsewhere.
_OPTION_TEXT = re.compile(r"(?:CALL|PUT)\b.*\d", re.IGNORECASE)
# `AAPL 01/17/2025 150.00 C`
_OPTION_NAME = re.compile(r"[A-Z.]{1,6} \d{2}/\d{2}/\d{4} \d+(?:\.\d+)? [CP]")
_DEBT_TEXT = re.compile(
    r"\b(?:treas(?:ury)?|t-?bills?|bills?|bonds?|notes?|certificates?|cd|fdic|municipal)\b"
    r"|\d %|\d%",
    re.IGNORECASE,
)


def security(name: str, description: str = "") -> Symbol | str | None:
    """The symbol; in words what else the row is about; None when that is not clear.

    A long number in place of a symbol is a bond only where the description says so: it may as well
    be a share that has changed its name since.
    """
    if _is_option(name, description):
        return OPTION
    symbol = plain_symbol(with_dotted_share_class(name))
    if symbol is None and _DEBT_TEXT.search(f"{name} {description}"):
        return DEBT
    return symbol


def _is_option(name: str, description: str) -> bool:
    return bool(
        looks_like_option(name) or _OPTION_NAME.fullmatch(name) or _OPTION_TEXT.match(description)
    )
