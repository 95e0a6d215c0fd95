"""Which spellings are plain symbols of a share or a fund."""

import re

from trimtab.domain import Symbol

_PLAIN = re.compile(r"[A-Z][A-Z0-9]{0,5}(?:[./-][A-Z]{1,3})?")
_OPTION = re.compile(r"\b(?:call|put)s?\b|^-?[A-Z.]{1,6} *\d{6}[CP]\d+", re.IGNORECASE)
_SHARE_CLASS = re.compile(r"([A-Z]+)[ /-]([A-Z])")


def plain_symbol(text: str) -> Symbol | None:
    """`text` as a symbol when it has the shape of one (`VTI`, `BRK.B`); else None."""
    return Symbol(text) if _PLAIN.fullmatch(text) else None


def looks_like_option(text: str) -> bool:
    """True for `QQQ Dec 18 '26 $600 Put` and for the 21-character names of the exchanges."""
    return bool(_OPTION.search(text))


def with_dotted_share_class(text: str) -> str:
    """`BRK B` and `BRK/B` as `BRK.B`, the spelling of the household's files; others unchanged."""
    match = _SHARE_CLASS.fullmatch(text)
    return f"{match[1]}.{match[2]}" if match else text
