"""The first trimtab.toml, made of the answers to the five questions of `trimtab init`.

Pure: the command asks, this module writes text. The files it makes load without a problem, and
`trimtab check` then names what is still to be filled in.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import tomlkit

from trimtab.domain import AccountId, FilingStatus, Registration
from trimtab.errors import InvalidValue
from trimtab.money import exact_text
from trimtab.workspace.model_portfolios import TargetLine, model_portfolio

FROM_CSV = "csv"

_DEFAULT_MODEL = "balanced"
_LOTS_HEADER = "symbol,quantity,acquired,basis,lot_id\n"
_TRANSACTIONS_HEADER = "date,account,type,symbol,quantity,price,amount,fee,lot_id,gain\n"
_PRICES_HEADER = "symbol,price,bid,ask,as_of\n"

_SECTION_WIDTH = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterAccount:
    """An account to begin with; `broker` is a broker's name for the comments, or FROM_CSV."""

    account_id: AccountId
    name: str
    registration: Registration
    broker: str = FROM_CSV

    @property
    def lots_file(self) -> str | None:
        """Where its lots go; None for an account that is held away and not tracked."""
        away = self.registration is Registration.HELD_AWAY
        return None if away else f"data/{self.account_id}-lots.csv"


_ONE_ACCOUNT = (
    StarterAccount(
        account_id=AccountId("taxable"), name="Brokerage", registration=Registration.TAXABLE
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterAnswers:
    """The five answers; every default is what `--no-input` uses.

    federal_*, state  percent, as people say them
    rates_note        how the rates were found, for a comment beside them
    classes           the target; empty: none yet, and the file shows how to add one
    classes_note      what the target is made of, for a comment above it
    """

    name: str = "My household"
    country: str = "US"
    filing_status: FilingStatus = FilingStatus.SINGLE
    federal_ordinary: Decimal = Decimal(22)
    federal_long: Decimal = Decimal(15)
    state: Decimal = Decimal(0)
    niit: bool = False
    rates_note: str = "a guess: put in your own"
    classes: tuple[TargetLine, ...] = model_portfolio(_DEFAULT_MODEL).classes
    classes_note: str = f"The example portfolio {_DEFAULT_MODEL!r}; change it to your own."
    accounts: tuple[StarterAccount, ...] = _ONE_ACCOUNT

    def __post_init__(self) -> None:
        ids = [account.account_id for account in self.accounts]
        if not ids or len(set(ids)) != len(ids):
            raise InvalidValue(f"accounts need ids that differ, got {', '.join(ids) or 'none'}")


def starter_files(answers: StarterAnswers) -> Mapping[str, str]:
    """Every file of a new workspace by path: trimtab.toml, and data files with headers alone."""
    lots = {account.lots_file: _LOTS_HEADER for account in answers.accounts if account.lots_file}
    return {
        "trimtab.toml": starter_toml(answers),
        **lots,
        "data/transactions.csv": _TRANSACTIONS_HEADER,
        "data/prices.csv": _PRICES_HEADER,
    }


def starter_toml(answers: StarterAnswers) -> str:
    """A commented trimtab.toml for these answers."""
    sections = (
        _head(answers),
        _targets(answers),
        _accounts(answers),
        _taxes(answers),
        _policy(),
    )
    return "\n".join(line for section in sections for line in section)


def _head(answers: StarterAnswers) -> Iterator[str]:
    yield "# Everything here is yours to edit. `trimtab check` explains any mistake."
    yield "version = 1"
    yield ""
    yield "[household]"
    yield f"name = {_quoted(answers.name)}"
    yield 'base_currency = "USD"'
    yield f"country = {_quoted(answers.country)}"
    yield ""


def _targets(answers: StarterAnswers) -> Iterator[str]:
    yield _ruler("targets")
    yield "# Weights are percent of the whole household and must add up to 100."
    yield "# hold: what to buy, in order of preference. An inner list is a tie."
    yield "#       Securities of one list are partners: you say that they may replace each other."
    yield '# count = ["XYZ"] counts as the class when held and is never bought.'
    if not answers.classes:
        yield from _no_targets()
        return
    yield f"# {answers.classes_note}"
    yield "[targets]"
    yield 'default_band = "5/25"  # the smaller of 5 points and a quarter of the target'
    for line in answers.classes:
        yield ""
        yield "[[targets.class]]"
        yield f"name = {_quoted(line.name)}"
        yield f"weight = {exact_text(line.weight)}"
        if line.hold:
            yield f"hold = [{', '.join(map(_quoted, line.hold))}]"
    yield ""


def _no_targets() -> Iterator[str]:
    yield "# There is no target yet. Write one like this, or import your lots and prices first and"
    yield "# run `trimtab init --from-holdings --force`."
    yield "#"
    yield "# [targets]"
    yield '# default_band = "5/25"'
    yield "#"
    yield "# [[targets.class]]"
    yield '# name = "US stocks"'
    yield "# weight = 60"
    yield '# hold = ["VTI", "ITOT"]'
    yield ""


def _accounts(answers: StarterAnswers) -> Iterator[str]:
    yield _ruler("accounts")
    yield "# type: taxable | traditional | roth | hsa | held_away (counted, never traded)"
    yield "# Name every account of the household, a spouse's too: the wash-sale rule looks at all."
    for account in answers.accounts:
        yield ""
        yield "[[accounts]]"
        yield f"id = {_quoted(account.account_id)}"
        yield f"name = {_quoted(account.name)}"
        yield f"type = {_quoted(account.registration.value)}"
        if account.lots_file:
            yield f"lots = {_quoted(account.lots_file)}  # {_how_to_fill(account)}"
            yield 'cash = "0.00"'
    yield ""
    yield "[data]"
    yield 'transactions = "data/transactions.csv"  # of all accounts; 90 days or more'
    yield 'prices = "data/prices.csv"'
    yield ""


def _how_to_fill(account: StarterAccount) -> str:
    command = f"trimtab import FILE --account {account.account_id}"
    return "one row a lot" if account.broker == FROM_CSV else f"{account.broker}: {command}"


def _taxes(answers: StarterAnswers) -> Iterator[str]:
    yield _ruler("taxes")
    yield f"# Percent on the next dollar. Federal rates: {answers.rates_note}."
    yield "[taxes]"
    yield f"filing_status = {_quoted(answers.filing_status.value)}"
    yield f"federal_ordinary = {exact_text(answers.federal_ordinary)}"
    yield f"federal_long = {exact_text(answers.federal_long)}"
    yield f"state = {exact_text(answers.state)}"
    yield f"niit = {str(answers.niit).lower()}  # the 3.8% net investment income tax"
    yield '# realized_short = "0"      # this year so far, before any plan; a loss is negative'
    yield '# realized_long = "0"'
    yield '# carryforward_short = "0"  # losses carried in from earlier years, as positive dollars'
    yield '# carryforward_long = "0"'
    yield ""


def _policy() -> Iterator[str]:
    yield _ruler("preferences")
    yield "# What is left out has the default of docs/reference/settings.md."
    yield "[policy]"
    yield 'planner = "optimal"     # optimal | ranked-tlh | never-sell | equal-weight'
    yield "wait_for_long_term_days = 30"
    yield 'never_sell = []         # "VTI", or "taxable:VTI" for one account'
    yield "# drift_aversion = 0.02  # higher: nearer to target; lower: less tax"
    yield ""


def _ruler(title: str) -> str:
    return "# " + f" {title}".rjust(_SECTION_WIDTH, "-")


def _quoted(text: str) -> str:
    """`text` as a TOML string."""
    return tomlkit.string(str(text)).as_string()
