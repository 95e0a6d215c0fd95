"""The list of securities of an OFX file: symbols of what statements call by a number."""

from collections.abc import Mapping

from trimtab.brokers.ofx.tree import Element

_INFOS = ("STOCKINFO", "MFINFO", "OTHERINFO", "DEBTINFO", "OPTINFO")

Names = Mapping[str, tuple[str, str]]


def names_of(root: Element) -> Names:
    """(symbol, name) by the security's unique id; the symbol may be empty."""
    found: dict[str, tuple[str, str]] = {}
    for info in root.all(*_INFOS):
        kind = {"DEBTINFO": "BOND ", "OPTINFO": "CALL OPTION 0 "}.get(info.tag, "")
        found[info.value("UNIQUEID")] = (info.value("TICKER"), kind + info.value("SECNAME"))
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
