"""The list of securities of an OFX file: symbols of what statements call by a number."""

from collections.abc import Mapping

from trimtab.brokers.files.security import DEBT, OPTION
from trimtab.brokers.ofx.tree import Element

_INFOS = ("STOCKINFO", "MFINFO", "OTHERINFO", "DEBTINFO", "OPTINFO")

# The ends of the names of entries and positions that are about no share or fund.
_KINDS = {"OPT": OPTION, "DEBT": DEBT}

Names = Mapping[str, tuple[str, str]]


def names_of(root: Element) -> Names:
    """(symbol, name) by the security's unique id; the symbol may be empty."""
    found: dict[str, tuple[str, str]] = {}
    for info in root.all(*_INFOS):
        found[info.value("UNIQUEID")] = (info.value("TICKER"), info.value("SECNAME"))
    return found


def name_of(element: Element, names: Names) -> tuple[str, str]:
    """(symbol, name) of the security that `element` is about.

    Without an entry in the list the id itself is the symbol, where the file says that it is one.
    """
    unique_id = element.value("UNIQUEID")
    symbol, name = names.get(unique_id, ("", ""))
    if not symbol and element.value("UNIQUEIDTYPE").upper() == "TICKER":
        symbol = unique_id
    # A security without a symbol is shown by its number, which tells it from others.
    return symbol or unique_id, name


def kind_of(element: Element) -> str:
    """In words what an entry or a position is about when it is no share or fund; else empty."""
    return next((said for end, said in _KINDS.items() if element.tag.endswith(end)), "")
