"""The five questions of `init`. Each has a default, so that five times Enter gives a workspace."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import click

from trimtab.cli.parameters import DOLLARS
from trimtab.domain import AccountId, FilingStatus, Registration
from trimtab.workspace.marginal_rates import marginal_rates
from trimtab.workspace.model_portfolios import MODEL_PORTFOLIOS, model_portfolio
from trimtab.workspace.starter import FROM_CSV, StarterAccount, StarterAnswers

_NOTHING = "none"
_BROKERS = (FROM_CSV, "etrade", "ibkr", "other")
_KINDS = tuple(kind.value for kind in Registration)


def ask(template: str | None, *, today: date | None = None) -> StarterAnswers:
    """Ask on the terminal; the questions go to stderr. `template` answers the third one."""
    country = _choose("1/5  Country of your tax return", ["US"])
    status = FilingStatus(_choose("     Filing status", [item.value for item in FilingStatus]))
    answers = _with_rates(
        StarterAnswers(country=country, filing_status=status),
        today or date.today(),  # noqa: DTZ011 - the user's own calendar year is meant
    )
    answers = _with_target(answers, template)
    return replace(answers, accounts=tuple(_accounts()))


def _with_rates(answers: StarterAnswers, today: date) -> StarterAnswers:
    text = "2/5  Taxable income in dollars, to look up your rates (0: put them in yourself)"
    income: Decimal | None = click.prompt(text, default="0", value_proc=_income, err=True)
    if income is None:
        return answers
    rates = marginal_rates(today.year, answers.filing_status, income)
    click.echo(f"     {rates.ordinary}% ordinary, {rates.long_term}% long-term", err=True)
    return replace(
        answers,
        federal_ordinary=rates.ordinary,
        federal_long=rates.long_term,
        niit=rates.niit,
        rates_note=f"{rates.year} brackets at ${income:,.0f}, {rates.source}",
    )


def _income(text: str) -> Decimal | None:
    return None if text.strip() in {"", "0"} else DOLLARS.convert(text, None, None)


def _with_target(answers: StarterAnswers, template: str | None) -> StarterAnswers:
    if template is None:
        for model in MODEL_PORTFOLIOS:
            click.echo(f"       {model.key:<14} {model.title}", err=True)
        click.echo(
            f"       {_NOTHING:<14} none yet: `trimtab init --from-holdings` later", err=True
        )
        keys = [*(model.key for model in MODEL_PORTFOLIOS), _NOTHING]
        template = _choose("3/5  Target", keys, default="balanced")
    if template == _NOTHING:
        return replace(answers, classes=(), classes_note="")
    model = model_portfolio(template)
    note = f"The example portfolio {model.key!r}: {model.title}."
    return replace(answers, classes=model.classes, classes_note=note)


def _accounts() -> Iterable[StarterAccount]:
    text = f"4/5  Account types, with commas ({', '.join(_KINDS)})"
    kinds: list[str] = click.prompt(text, default=_KINDS[0], value_proc=_kinds, err=True)
    broker = _choose("5/5  Where the lots come from", _BROKERS, default=FROM_CSV)
    for number, kind in enumerate(kinds, start=1):
        name = f"{kind}{number}" if kinds.count(kind) > 1 else kind
        yield StarterAccount(
            account_id=AccountId(name),
            name=name.replace("_", " ").capitalize(),
            registration=Registration(kind),
            broker=broker,
        )


def _kinds(text: str) -> list[str]:
    """The types in `text`; a UsageError, upon which click asks again, for an unknown one."""
    kinds = [kind.strip() for kind in text.split(",")]
    unknown = [kind for kind in kinds if kind not in _KINDS]
    if unknown:
        raise click.UsageError(f"Unknown account type {unknown[0]!r}; known: {', '.join(_KINDS)}.")
    return kinds


def _choose(text: str, among: Iterable[str], default: str | None = None) -> str:
    choices = list(among)
    answer: str = click.prompt(
        text, type=click.Choice(choices), default=default or choices[0], err=True
    )
    return answer
