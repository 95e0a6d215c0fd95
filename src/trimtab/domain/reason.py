"""Why: codes with parameters. The sentences live in one catalogue, trimtab.report.catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class ReasonBasis(Enum):
    """RULE: a setting or law applied directly. LIMIT: a hard limit binds. TRADE_OFF: priced."""

    RULE = "rule"
    LIMIT = "limit"
    TRADE_OFF = "trade_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason.

    code     stable name such as SELL.HARVEST
    params   what the sentence mentions, as exact text: dollars `1234.56`, shares `12`, fractions
             `0.0812`, dates ISO, names as they are; the catalogue says which is which
    setting  the key of trimtab.toml that decides it, empty when none does
    """

    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    basis: ReasonBasis = ReasonBasis.RULE
    setting: str = ""
