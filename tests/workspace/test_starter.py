"""The files that `trimtab init` writes."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.domain import AccountId, FilingStatus, PlannerName, Registration, Symbol
from trimtab.errors import InvalidValue
from trimtab.workspace import load, planning_problems
from trimtab.workspace.model_portfolios import (
    MODEL_PORTFOLIOS,
    ModelPortfolio,
    model_portfolio,
    targets_from_holdings,
)
from trimtab.workspace.starter import (
    StarterAccount,
    StarterAnswers,
    starter_files,
    starter_toml,
)

AS_OF = date(2026, 6, 15)


def written(answers: StarterAnswers) -> dict[str, Any]:
    return tomllib.loads(starter_toml(answers))


def put(root: Path, answers: StarterAnswers, **more: str) -> Path:
    for name, text in {**starter_files(answers), **more}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def prices_for(answers: StarterAnswers) -> str:
    symbols = [symbol for line in answers.classes for symbol in line.hold]
    return "symbol,price\n" + "".join(f"{symbol},100\n" for symbol in symbols)


def account(account_id: str, registration: Registration, broker: str = "csv") -> StarterAccount:
    return StarterAccount(
        account_id=AccountId(account_id),
        name=account_id.title(),
        registration=registration,
        broker=broker,
    )


@pytest.mark.parametrize("model", MODEL_PORTFOLIOS, ids=lambda model: model.key)
def test_every_model_portfolio_adds_up_and_loads(tmp_path: Path, model: ModelPortfolio) -> None:
    assert sum(line.weight for line in model.classes) == 100
    answers = StarterAnswers(classes=model.classes)
    root = put(tmp_path, answers, **{"data/prices.csv": prices_for(answers)})
    target = load(root, as_of=AS_OF).target
    assert target is not None
    assert [line.name for line in target.asset_classes] == [line.name for line in model.classes]


def test_the_defaults_plan_once_lots_and_prices_are_there(tmp_path: Path) -> None:
    answers = StarterAnswers()
    root = put(
        tmp_path,
        answers,
        **{
            "data/taxable-lots.csv": "symbol,quantity,acquired,basis\nVTI,10,2024-03-01,900\n",
            "data/prices.csv": prices_for(answers),
        },
    )
    loaded = load(root, as_of=AS_OF)
    assert planning_problems(loaded, PlannerName.RANKED_TLH) == ()
    assert [lot.symbol for _, lot in loaded.household.lots] == ["VTI"]


def test_every_answer_arrives_in_the_file() -> None:
    settings = written(
        StarterAnswers(
            name='The "Rivera" family\\',
            filing_status=FilingStatus.MARRIED_JOINT,
            federal_ordinary=Decimal(24),
            federal_long=Decimal(15),
            state=Decimal("6.25"),
            niit=True,
            accounts=(
                account("joint", Registration.TAXABLE),
                account("dana401k", Registration.HELD_AWAY),
            ),
        )
    )
    assert settings["household"]["name"] == 'The "Rivera" family\\'
    assert settings["taxes"] == {
        "filing_status": "married_joint",
        "federal_ordinary": 24,
        "federal_long": 15,
        "state": 6.25,
        "niit": True,
    }
    assert [entry["id"] for entry in settings["accounts"]] == ["joint", "dana401k"]
    assert settings["accounts"][1] == {"id": "dana401k", "name": "Dana401K", "type": "held_away"}


def test_a_note_says_which_rates_were_picked() -> None:
    note = "24% and 15%, brackets of 2026 (Rev. Proc. 2025-32)"
    assert f"# Percent on the next dollar. Federal rates: {note}." in starter_toml(
        StarterAnswers(rates_note=note)
    )


def test_the_name_of_a_broker_becomes_the_command_that_fills_its_file() -> None:
    text = starter_toml(
        StarterAnswers(accounts=(account("joint", Registration.TAXABLE, "E*TRADE"),))
    )
    assert "# E*TRADE: trimtab import FILE --account joint" in text


def test_without_a_target_the_file_shows_how_to_write_one_and_loads(tmp_path: Path) -> None:
    answers = StarterAnswers(classes=())
    assert "targets" not in written(answers)
    assert "--from-holdings" in starter_toml(answers)
    assert load(put(tmp_path, answers), as_of=AS_OF).target is None


def test_a_held_away_account_gets_no_data_file() -> None:
    answers = StarterAnswers(accounts=(account("dana401k", Registration.HELD_AWAY),))
    assert set(starter_files(answers)) == {
        "trimtab.toml",
        "data/transactions.csv",
        "data/prices.csv",
    }


def test_two_accounts_of_one_id_are_refused() -> None:
    twice = (account("joint", Registration.TAXABLE), account("joint", Registration.ROTH_IRA))
    with pytest.raises(InvalidValue, match="joint, joint"):
        StarterAnswers(accounts=twice)


def test_an_unknown_model_is_answered_with_the_known_ones() -> None:
    with pytest.raises(InvalidValue, match="growth, balanced, careful, eight-classes"):
        model_portfolio("ballanced")


def test_present_holdings_become_one_class_each_with_cash_last() -> None:
    lines = targets_from_holdings(
        {Symbol("VTI"): Decimal("600.00"), Symbol("BND"): Decimal("300.00")}, Decimal("100.00")
    )
    assert [(line.name, str(line.weight), line.hold) for line in lines] == [
        ("VTI", "60.00", ("VTI",)),
        ("BND", "30.00", ("BND",)),
        ("Cash", "10.00", ()),
    ]


dollars = st.decimals(min_value="0.01", max_value="9999999", places=2)


@given(
    values=st.dictionaries(st.text("ABC", min_size=1, max_size=4).map(Symbol), dollars, min_size=1),
    cash=dollars,
)
def test_weights_of_present_holdings_add_up_to_100_exactly(
    values: dict[Symbol, Decimal], cash: Decimal
) -> None:
    lines = targets_from_holdings(values, cash)
    assert sum(line.weight for line in lines) == 100
    assert all(line.weight > 0 for line in lines)


def test_a_target_cannot_be_made_of_nothing() -> None:
    with pytest.raises(InvalidValue, match="nothing is held"):
        targets_from_holdings({}, Decimal(0))
