"""Short-term and long-term, 26 U.S.C. 1222."""

from enum import Enum


class Term(Enum):
    """LONG when held more than one year (rules H1, H2), SHORT otherwise."""

    SHORT = "short"
    LONG = "long"
