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
_BROKERS = ("csv", "etrade", "ibkr", "other")


def ask(template: str | None, *, today: date | None = None) -> StarterAnswers:
    """Ask on the terminal; the questions go to stderr. `template` answers the third one."""
    country = _prompt("1/5  Country of your tax return", default="US")
    status = FilingStatus(_choose("     Filing status", [item.value for item in FilingStatus]))
    answers = _with_rates(
        StarterAnswers(country=country.upper(), filing_status=status),
        today or date.today(),  # noqa: DTZ011 - the user's own calendar year is meant
    )
    answers = _with_target(answers, template)
    return replace(answers, accounts=tuple(_accounts()))


def _with_rates(answers: StarterAnswers, today: date) -> StarterAnswers:
    text = "2/5  Taxable income in dollars, to look up your rates (0: put them in yourself)"
    income: Decimal | None = _income(_prompt(text, default="0"))
    if income is None:
        return answers
    rates = marginal_rates(today.year, answers.filing_status, income)
    note = f"{rates.year} brackets at ${income:,.0f}, {rates.source}"
    click.echo(f"     {rates.ordinary}% ordinary, {rates.long_term}% long-term", err=True)
    return replace(
        answers,
        federal_ordinary=rates.ordinary,
        federal_long=rates.long_term,
        niit=rates.niit,
        rates_note=note,
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
    kinds = [kind.value for kind in Registration]
    text = f"4/5  Account types, with commas ({', '.join(kinds)})"
    given = [kind.strip() for kind in _prompt(text, default="taxable").split(",")]
    unknown = [kind for kind in given if kind not in kinds]
    if unknown:
        raise click.UsageError(f"Unknown account type {unknown[0]!r}; known: {', '.join(kinds)}.")
    broker = _choose("5/5  Where the lots come from", _BROKERS, default=FROM_CSV)
    for number, kind in enumerate(given, start=1):
        repeated = given.count(kind) > 1
        name = f"{kind}{number}" if repeated else kind
        yield StarterAccount(
            account_id=AccountId(name),
            name=name.replace("_", " ").capitalize(),
            registration=Registration(kind),
            broker=broker,
        )


def _prompt(text: str, *, default: str) -> str:
    answer: str = click.prompt(text, default=default, err=True)
    return answer


def _choose(text: str, among: Iterable[str], default: str | None = None) -> str:
    choices = list(among)
    answer: str = click.prompt(
        text, type=click.Choice(choices), default=default or choices[0], err=True
    )
    return answer
