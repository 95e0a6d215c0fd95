"""A fault of the optimal planner: what is saved for the report, and what is not."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from trimtab.app import open_workspace
from trimtab.app.faults import SITUATION, fault_document, save_fault
from trimtab.app.renaming import NewNames
from trimtab.domain import CashFlow, Registration, Situation
from trimtab.errors import InvalidValue, PlanFault
from trimtab.optimize.problem import Problem
from trimtab.optimize.solve import Answer, solve
from trimtab.planners.optimal import solving
from trimtab.workspace.demo_data import sample_folder

AS_OF = date(2026, 6, 15)


def sells_twice(problem: Problem, **how: object) -> Answer:
    """The answer of a solver that sells every lot twice."""
    answer = solve(problem, **how)  # type: ignore[arg-type]  # handed on as given
    assert answer.trades is not None
    wrong = replace(answer.trades, sold=2 * problem.lots.shares)
    return replace(answer, trades=wrong)


@pytest.fixture
def fault(monkeypatch: pytest.MonkeyPatch) -> PlanFault:
    monkeypatch.setattr(solving, "solve", sells_twice)
    monkeypatch.setattr(solving, "drop_small_orders", lambda _problem, trades, **_: trades)
    monkeypatch.setattr("trimtab.planners.optimal.orders._exact", _as_it_comes)
    with pytest.raises(PlanFault) as raised:
        open_workspace(sample_folder(), as_of=AS_OF).plan("optimal")
    return raised.value


def _as_it_comes(shares: float, _step: Decimal, _whole: Decimal) -> Decimal:
    return Decimal(str(np.round(shares, 6)))


def situation_of(fault: PlanFault) -> Situation:
    found = fault.evidence[SITUATION]
    assert isinstance(found, Situation)
    return found


def test_a_fault_knows_what_it_happened_on(fault: PlanFault) -> None:
    assert situation_of(fault).as_of == AS_OF


def test_what_is_saved_holds_the_numbers_and_what_went_wrong(
    fault: PlanFault, tmp_path: Path
) -> None:
    path = save_fault(tmp_path, fault)
    assert path.parent == tmp_path / "faults"
    assert path.name.startswith("2026-06-15-")
    saved = json.loads(path.read_text())
    assert saved["schema"] == "trimtab.fault/1"
    assert any("oversold" in text or "shares" in text for text in saved["fault"]["found"])
    assert saved["situation"]["policy"]["drift_aversion"] == "0.02"
    assert set(saved["versions"]) == {"python", "trimtab", "highspy", "numpy"}


def test_no_name_that_the_user_gave_is_saved(fault: PlanFault) -> None:
    given = situation_of(fault)
    text = json.dumps(fault_document(given, fault))
    accounts = given.household.accounts
    names = {given.household.name, *(one.owner for one in accounts), *(a.name for a in accounts)}
    names |= {str(one.account_id) for one in accounts}
    names |= {str(lot.lot_id) for _, lot in given.household.lots}
    names |= {str(symbol) for symbol in given.market.quotes}
    names |= {one.name for one in given.target.asset_classes if one.securities}
    names -= {"", *(kind.value for kind in Registration)}
    assert len(names) > 20
    assert [name for name in names if f'"{name}"' in text] == []
    assert given.household.name not in text


def test_what_a_payment_is_for_is_not_saved(fault: PlanFault) -> None:
    given = situation_of(fault)
    flow = CashFlow(due=AS_OF, amount=Decimal(-500), name="Alimony to Kim")
    first, *others = given.household.accounts
    accounts = (replace(first, cash_flows=(flow,)), *others)
    given = replace(given, household=replace(given.household, accounts=accounts))
    names = NewNames(given)
    assert "Kim" not in json.dumps(names.plain(given))
    told = names.told(f"{first.account_id} needs $500.00 for Alimony to Kim on 2026-06-15")
    assert told == f"{names.plain(first.account_id)} needs $500.00 for payment-1 on 2026-06-15"


def test_the_same_fault_is_saved_once(fault: PlanFault, tmp_path: Path) -> None:
    assert save_fault(tmp_path, fault) == save_fault(tmp_path, fault)
    assert len(list((tmp_path / "faults").iterdir())) == 1


def test_new_names_sort_as_the_old_ones_do(fault: PlanFault) -> None:
    given = situation_of(fault)
    names = NewNames(given)
    symbols = sorted(given.market.quotes)
    renamed = [str(names.plain(symbol)) for symbol in symbols]
    assert renamed == sorted(renamed)
    assert len(set(renamed)) == len(symbols)


def test_settings_that_name_an_account_and_a_security_stay_readable(fault: PlanFault) -> None:
    given = situation_of(fault)
    account = given.household.accounts[0]
    symbol = account.positions[0].symbol
    policy = replace(given.policy, never_sell=frozenset({f"{account.account_id}:{symbol}"}))
    plain = NewNames(given).plain(policy)
    assert isinstance(plain, dict)
    renamed = [NewNames(given).plain(name) for name in (account.account_id, symbol)]
    assert plain["never_sell"] == [":".join(map(str, renamed))]


def test_a_fault_that_knows_no_household_cannot_be_saved(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="nothing can be saved"):
        save_fault(tmp_path, PlanFault("something", evidence={}))
