"""Leaving amounts of money out of a text."""

import re

HIDDEN = "[hidden]"

# As `numbers.money` writes them, and as a file or a broker may: $1,235  ($1,235.00)  USD 12
_AMOUNT = re.compile(r"\(?-?\$\s?\d[\d,]*(?:\.\d+)?\)?|\bUSD\s?\d[\d,]*(?:\.\d+)?")


def without_amounts(text: str) -> str:
    """`text` with every amount of dollars hidden; percentages and counts stay."""
    return _AMOUNT.sub(HIDDEN, text)
