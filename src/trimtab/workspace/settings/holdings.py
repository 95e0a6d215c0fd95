"""[household], [[accounts]], [[identical]] and [data]: what there is and where it is written."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from trimtab.domain import History, LotMethod, Registration, Symbol
from trimtab.workspace.settings import readers
from trimtab.workspace.settings.kinds import (
    AnyText,
    FileName,
    Id,
    Money,
    MoneyFromZero,
    Step,
    Symbols,
    Text,
)
from trimtab.workspace.settings.readers import Reads, enum_reader, objection
from trimtab.workspace.settings.section import Section, means, required

_BROKER = "broker:"
_CURRENCY = "USD"
_COUNTRY = "US"


def _currency(given: object) -> str:
    if given != _CURRENCY:
        raise objection(
            "is not supported", "every amount is in US dollars", f'write "{_CURRENCY}", or drop it'
        )
    return _CURRENCY


def _country(given: object) -> str:
    if given != _COUNTRY:
        raise objection(
            "is not supported",
            "only the tax rules of the United States are built in",
            f'write "{_COUNTRY}", or drop it',
        )
    return _COUNTRY


def _source(given: object) -> str:
    source = readers.text(given)
    if not source.startswith(_BROKER) or source == _BROKER:
        raise objection(
            "is not a source", "a source is a broker's account", 'such as "broker:etrade:****1234"'
        )
    return source


def _partners(given: object) -> tuple[Symbol, ...]:
    found = tuple(dict.fromkeys(readers.symbols(given)))
    if len(found) < 2:  # noqa: PLR2004 - one security is identical to itself anyway
        raise objection("names fewer than two securities", "a group is at least two securities")
    return found


class HouseholdSection(Section):
    """Whose accounts these are."""

    name: Text = required("Name of the household, for reports")
    base_currency: Annotated[
        str, Reads(parse=_currency, called=_CURRENCY, schema={"const": _CURRENCY})
    ] = means(_CURRENCY, "Currency of every amount; only US dollars are supported")
    country: Annotated[str, Reads(parse=_country, called=_COUNTRY, schema={"const": _COUNTRY})] = (
        means(_COUNTRY, "Country whose tax rules apply; only the United States are supported")
    )


class IdenticalSection(Section):
    """Securities that the household treats as one for wash sales: its own judgement."""

    symbols: Annotated[
        tuple[Symbol, ...],
        Reads(
            parse=_partners,
            called="list of symbols",
            schema={"type": "array", "items": {"type": "string"}, "minItems": 2},
        ),
    ] = required("Securities treated as one for wash sales")


class AccountSection(Section):
    """One account."""

    id: Id = required("Short name of the account, used in files and commands")
    name: AnyText = means("", "Name for people; the id when left out")
    type: Annotated[Registration, enum_reader(Registration)] = required("How the account is taxed")
    owner: AnyText = means("", "Who owns it")
    lots: FileName | None = means(None, "File of its tax lots, relative to trimtab.toml")
    source: (
        Annotated[str, Reads(parse=_source, called="text", schema={"type": "string"})] | None
    ) = means(None, "Broker's account that holdings are read from, such as broker:etrade:****1234")
    broker: AnyText = means(
        "", "Whose site the account is at, such as Fidelity: for the words of order tickets"
    )
    cash: Money | None = means(None, "Cash in dollars; 0 when left out, below zero for a debit")
    min_cash: MoneyFromZero = means(Decimal(0), "Dollars that stay in the account")
    dividend_reinvestment: Symbols = means((), "Securities whose dividends buy more of the same")
    lot_method: Annotated[LotMethod, enum_reader(LotMethod)] = means(
        LotMethod.SPECIFIC, "Which lots the broker will sell"
    )
    quantity_step: Step = means(
        Decimal(1), "Shares are traded in multiples of it; 1 for whole shares"
    )
    history: Annotated[History, enum_reader(History)] = means(
        History.PARTIAL, "Whether the transactions reach back to the first purchase"
    )


class DataSection(Section):
    """The files that all accounts share."""

    transactions: FileName | None = means(None, "File of transactions, relative to trimtab.toml")
    prices: FileName | None = means(None, "File of prices, relative to trimtab.toml")
    factors: FileName | None = means(None, "File of a factor model, for indexes held directly")
    factor_volatility: Mapping[
        str,
        Annotated[
            Decimal,
            Reads(
                parse=readers.number_from_zero,
                called="table of factor to percent a year",
                schema={"type": "number", "minimum": 0},
            ),
        ],
    ] = Field(default_factory=dict, description="Volatility of each factor of that file")
    corporate_actions: FileName | None = means(
        None,
        "File of announced corporate actions; data/corporate_actions.csv when it exists",
    )
    returns: FileName | None = means(None, "File of prices or returns for measuring risk")
    validate_with: FileName | None = means(
        None, "Folder of files downloaded from the broker, to check a sync against"
    )
