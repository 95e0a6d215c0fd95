"""The kinds of settings by name, to annotate fields with."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated

from trimtab.domain import AccountId, Symbol
from trimtab.workspace.settings import readers
from trimtab.workspace.settings.readers import Reads, objection

# A length of time: a whole number and its unit, from seconds to weeks.
DURATION = re.compile(r"[1-9][0-9]*[smhdw]")

_NUMBER = {"type": "number"}
_TEXT = {"type": "string"}
_AMOUNT = {"type": ["string", "number"]}
_SYMBOLS = {"type": "array", "items": _TEXT}

Text = Annotated[str, Reads(parse=readers.text, called="text", schema=_TEXT)]
FileName = Annotated[str, Reads(parse=readers.file_name, called="file", schema=_TEXT)]
AnyText = Annotated[str, Reads(parse=readers.any_text, called="text", schema=_TEXT)]
Flag = Annotated[bool, Reads(parse=readers.flag, called="true | false", schema={"type": "boolean"})]
Whole = Annotated[
    int,
    Reads(parse=readers.whole, called="whole number", schema={"type": "integer", "minimum": 0}),
]
Number = Annotated[Decimal, Reads(parse=readers.number_from_zero, called="number", schema=_NUMBER)]
Step = Annotated[
    Decimal, Reads(parse=readers.number_above_zero, called="number above 0", schema=_AMOUNT)
]
Seconds = Annotated[
    Decimal, Reads(parse=readers.number_above_zero, called="seconds", schema=_NUMBER)
]
BasisPoints = Annotated[
    Decimal, Reads(parse=readers.number_from_zero, called="basis points", schema=_NUMBER)
]
Percent = Annotated[
    Decimal,
    Reads(parse=readers.percent, called="percent", schema=_NUMBER | {"minimum": 0, "maximum": 100}),
]
RatePercent = Annotated[
    Decimal,
    Reads(
        parse=readers.rate_percent,
        called="percent",
        schema=_NUMBER | {"minimum": 0, "maximum": 100},
    ),
]
Money = Annotated[Decimal, Reads(parse=readers.money, called="dollars", schema=_AMOUNT)]
MoneyFromZero = Annotated[
    Decimal, Reads(parse=readers.money_from_zero, called="dollars", schema=_AMOUNT)
]
LossDollars = Annotated[
    Decimal, Reads(parse=readers.loss_dollars, called="positive dollars of loss", schema=_AMOUNT)
]
Id = Annotated[AccountId, Reads(parse=readers.account_id, called="account id", schema=_TEXT)]
Symbols = Annotated[
    tuple[Symbol, ...],
    Reads(parse=readers.symbols, called="list of symbols", schema=_SYMBOLS),
]
Texts = Annotated[
    tuple[str, ...], Reads(parse=readers.texts, called="list of texts", schema=_SYMBOLS)
]
Day = Annotated[
    date, Reads(parse=readers.day, called="date", schema={"type": "string", "format": "date"})
]


def _duration(given: object) -> str:
    value = readers.text(given)
    if not DURATION.fullmatch(value):
        raise objection("is not a length of time", "such as 15m, 24h or 1d")
    return value


Duration = Annotated[str, Reads(parse=_duration, called="length of time", schema=_TEXT)]
