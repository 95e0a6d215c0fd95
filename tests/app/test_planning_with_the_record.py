"""Plans that stand on the rebuilt record: what restricts nothing any more, and the year so far."""

from pathlib import Path

import pytest

from tests.ledger_workspace import COLUMNS, HEAD, Told
from trimtab.errors import InputProblems

MORE = """\
prices = "data/prices.csv"
[targets]
[[targets.class]]
name = "Stocks"
weight = 100
hold = ["VWO", "IEMG"]
[taxes]
filing_status = "single"
federal_ordinary = 24
federal_long = 15
"""
MATCHED = (
    "2025-01-05,joint,buy,VWO,100,5000.00,L1",
    "2026-06-01,joint,sell,VWO,50,2000.00,L1",
    "2026-06-03,joint,buy,VWO,50,2000.00,L2",
)


@pytest.fixture
def told(tmp_path: Path) -> Told:
    folder = Told(tmp_path)
    folder.root.joinpath("data").mkdir()
    folder.root.joinpath("data/prices.csv").write_text("symbol,price\nVWO,40\nIEMG,50\n")
    return folder


def cash(amount: str = "5000") -> str:
    return HEAD.replace('id = "joint"\n', f'id = "joint"\ncash = "{amount}"\n')


def test_a_loss_that_was_replaced_already_blocks_no_purchase(told: Told) -> None:
    told.tell(*MATCHED, more=MORE, head=cash())
    plan = told.open().plan("ranked-tlh")
    assert plan.document["asset_classes"][0]["buy_symbol"] == "VWO"


def test_a_loss_that_nothing_replaced_yet_blocks_the_purchase(told: Told) -> None:
    told.tell(*MATCHED[:2], more=MORE, head=cash())
    plan = told.open().plan("ranked-tlh")
    assert plan.document["asset_classes"][0]["buy_symbol"] == "IEMG"


def test_a_purchase_that_an_earlier_loss_used_up_blocks_no_sale(told: Told) -> None:
    # L2 took up the loss of June 1st; selling L1 below cost runs into nothing any more.
    more = MORE.replace('["VWO", "IEMG"]', '["IEMG", "VWO"]')
    told.tell(*MATCHED, more=more, head=cash())
    sold = {
        lot["lot_id"]
        for order in told.open().plan("ranked-tlh").document["orders"]
        for lot in order.get("lots", ())
    }
    assert "L1" in sold


def test_gains_of_this_year_come_from_the_record_when_not_given(told: Told) -> None:
    told.tell(
        "2025-01-05,joint,buy,IEMG,10,400.00,L1",
        "2026-03-02,joint,sell,IEMG,10,900.00,L1",
        "2026-04-01,joint,buy,IEMG,10,400.00,L2",
        "2026-05-02,joint,sell,IEMG,10,430.00,L2",
        more=MORE,
        head=cash(),
    )
    realized = told.open().plan("ranked-tlh").document["tax"]["realized"]
    assert realized == {"short": "30.00", "long": "500.00"}


def test_what_the_file_gives_wins_over_the_record(told: Told) -> None:
    told.tell(
        "2025-01-05,joint,buy,IEMG,10,400.00,L1",
        "2026-03-02,joint,sell,IEMG,10,900.00,L1",
        more=MORE + 'realized_long = "77"\n',
        head=cash(),
    )
    assert told.open().plan("ranked-tlh").document["tax"]["realized"]["long"] == "77.00"


def test_losses_carried_out_of_a_complete_record_are_carried_in(told: Told) -> None:
    told.tell(
        "2024-01-05,joint,buy,BND,100,8000.00,B1",
        "2025-03-03,joint,sell,BND,100,3500.00,B1",
        more=MORE,
        head=cash(),
    )
    assert told.open().plan("ranked-tlh").document["tax"]["carried_in"] == {
        "short": "0.00",
        "long": "1500.00",
    }


def test_a_complete_record_is_no_estimate(told: Told) -> None:
    more = MORE.replace('["VWO", "IEMG"]', '["IEMG", "VWO"]')
    told.tell(*MATCHED[:1], more=more, head=cash())
    plan = told.open().plan("ranked-tlh")
    codes = {warning["code"] for warning in plan.document["warnings"]}
    assert plan.orders[0].side.value == "sell"
    assert "WARN.WASH_ESTIMATE" not in codes
    assert "WARN.HISTORY_SHORT" not in codes
    assert "WARN.REALIZED_NOT_GIVEN" not in codes


def test_rows_that_do_not_fit_keep_a_plan_from_being_made(told: Told) -> None:
    told.tell("2026-03-02,joint,sell,IEMG,10,900.00,L1", more=MORE, head=cash())
    with pytest.raises(InputProblems, match=r"data/transactions\.csv:2"):
        told.open().plan("ranked-tlh")


def test_a_merger_whose_gain_is_not_known_is_told_beside_the_tax_of_the_year(told: Told) -> None:
    told.root.joinpath("data/lots.csv").write_text(
        "symbol,quantity,acquired,basis,lot_id\nVWO,10,2020-01-06,300,L9\n"
    )
    listed = 'history = "partial"\nlots = "data/lots.csv"'
    head = cash().replace('history = "complete"', listed, 1)
    told.tell(
        "2026-03-02,joint,merger,OLD,5,,,95",
        more=MORE,
        head=head,
        columns=f"{COLUMNS},cash_per_share",
    )
    plan = told.open().plan()
    assert "WARN.REALIZED_NOT_GIVEN" in {one["code"] for one in plan.document["warnings"]}
