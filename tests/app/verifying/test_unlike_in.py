"""What of a workspace has to be as a part of a plan was made from, once another part has traded."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from trimtab.app import open_workspace
from trimtab.app.stated.plan import StatedPlan, stated_plan
from trimtab.app.verifying.verify import unlike_in
from trimtab.domain import AccountId, Side
from trimtab.workspace.demo_data import sample_folder

AS_OF = date(2026, 6, 15)


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("planned") / "sample"
    shutil.copytree(sample_folder(), root)
    workspace = open_workspace(root, as_of=AS_OF)
    workspace.save(workspace.plan())
    return root


@pytest.fixture
def root(planned: Path, tmp_path: Path) -> Path:
    """A copy in which things may be changed."""
    return Path(shutil.copytree(planned, tmp_path / "sample"))


@pytest.fixture
def plan(planned: Path) -> StatedPlan:
    return stated_plan(planned, name_in(planned))


def name_in(root: Path) -> str:
    (saved,) = (root / "plans").glob("*.json")
    return saved.stem.rpartition("-")[2]


def unlike(root: Path, *accounts: str, as_of: date | None = None) -> str:
    return "; ".join(
        unlike_in(root, name_in(root), [AccountId(one) for one in accounts], as_of=as_of)
    )


def set_in(root: Path, old: str, new: str) -> None:
    settings = root / "trimtab.toml"
    text = settings.read_text()
    assert text.count(old) == 1
    settings.write_text(text.replace(old, new))


def traded(plan: StatedPlan, account: str, side: Side) -> str:
    return next(
        str(one.symbol) for one in plan.orders if (one.account_id, one.side) == (account, side)
    )


def test_each_part_fits_what_nobody_changed(root: Path) -> None:
    for accounts in (["roth"], ["joint", "tira"]):
        assert unlike(root, *accounts) == ""


KEPT = 'never_sell = ["joint:BRK.B"]'


def test_what_is_never_traded_by_now_is_not_sent(root: Path, plan: StatedPlan) -> None:
    sold, bought = (traded(plan, "roth", side) for side in (Side.SELL, Side.BUY))
    rules = f'never_sell = ["joint:BRK.B", "roth:{sold}"]\nnever_buy = ["roth:{bought}"]'
    set_in(root, KEPT, rules)
    found = unlike(root, "roth")
    assert f"{sold} is sold in roth" in found
    assert f"{bought} is bought in roth" in found
    assert unlike(root, "joint") == "", "a part in which neither is traded"


def test_a_purchase_besides_that_would_deny_a_loss_is_seen(root: Path, plan: StatedPlan) -> None:
    symbol = next(
        str(one.symbol)
        for one in plan.orders
        if one.account_id == "joint" and any(lot.gain and lot.gain < -100 for lot in one.lots)
    )
    add_lot(root / "data" / "roth-lots.csv", symbol, AS_OF - timedelta(days=5))
    assert f"of {symbol} bought on 2026-06-10 in roth stand in the way" in unlike(root, "joint")


def test_a_floor_of_cash_that_was_raised_is_kept(root: Path) -> None:
    set_in(root, 'min_cash = "3000.00"', 'min_cash = "6000.00"')
    assert "under its floor of $6,000.00" in unlike(root, "joint")
    assert unlike(root, "roth", "tira") == ""


def test_limits_on_the_household_are_not_those_of_a_part(root: Path) -> None:
    set_in(root, KEPT, f"max_orders = 1\n{KEPT}")
    assert unlike(root, "joint") == ""


def test_what_another_part_bought_on_a_later_day_does_not_matter(root: Path) -> None:
    later = AS_OF + timedelta(days=1)
    add_lot(root / "data" / "tira-lots.csv", "IJH", later)
    assert unlike(root, "roth", as_of=later) == ""


def add_lot(file: Path, symbol: str, acquired: date) -> None:
    file.write_text(f"{file.read_text().rstrip()}\n{symbol},5,{acquired},400.00,NEW\n")
