"""A tax report names what it does not know and what the law leaves open, each thing once."""

import csv
import io
from pathlib import Path

import pytest

from tests.ledger_workspace import Told

OTHERS = """\
version = 1
[household]
name = "Rivera"
[[accounts]]
id = "ana"
type = "taxable"
owner = "Ana"
history = "complete"
[[accounts]]
id = "luis"
type = "{type}"
owner = "{owner}"
history = "complete"
"""
REPLACED = (
    "2026-01-05,ana,buy,VWO,10,100.00,L1",
    "2026-02-05,ana,sell,VWO,10,50.00,L1",
    "2026-02-09,luis,buy,VWO,10,60.00,L2",
)
PARTIAL = """\
version = 1
[household]
name = "Rivera"
[[accounts]]
id = "joint"
type = "taxable"
"""


@pytest.fixture
def told(tmp_path: Path) -> Told:
    return Told(tmp_path)


def text(told: Told) -> str:
    return " ".join(told.open().tax_report().text(width=400).split())


def test_a_sale_without_proceeds_is_named_and_its_year_is_not_whole(told: Told) -> None:
    told.tell("2026-01-05,joint,buy,VWO,10,100.00,L1", "2026-02-05,joint,sell,VWO,5,,L1")
    report = told.open().tax_report()
    (named,) = report.uncertain
    assert named.what == (
        "the gain of VWO sold on 2026-02-05 in joint is not known: what it brought in is not"
    )
    assert named.where == "data/transactions.csv:3"
    assert report.to_dict()["years"]["2026"]["unknown_gains"] == 1
    assert "2026 0.00? 0.00" in text(told)
    assert "Not whole: without 1 sale of unknown gain." in text(told)
    assert "as nothing in the results of the year" in named.why


def test_a_sale_of_shares_without_basis_is_named_by_their_lot(told: Told) -> None:
    told.tell("2026-01-05,joint,transfer_in,VWO,10,,L1", "2026-02-05,joint,sell,VWO,5,60.00,L1")
    assert "the basis of lot L1 is not" in told.open().tax_report().uncertain[-1].what


def test_a_sale_that_the_record_lists_itself_is_named_once(told: Told) -> None:
    told.tell("2026-06-05,joint,sell,VWO,5,60.00,L1", head=PARTIAL)
    report = told.open().tax_report()
    assert [problem.what.partition(":")[0] for problem in report.uncertain] == [
        "the sale of VWO on 2026-06-05 in joint cannot be traced"
    ]
    assert report.to_dict()["years"]["2026"]["unknown_gains"] == 1


def test_every_year_whose_gains_are_known_is_whole(told: Told) -> None:
    told.tell("2026-01-05,joint,buy,VWO,10,100.00,L1", "2026-02-05,joint,sell,VWO,5,60.00,L1")
    assert told.open().tax_report().uncertain == ()
    assert "?" not in text(told)


def test_a_replacement_in_a_shelter_that_no_ruling_covers_is_uncertain(told: Told) -> None:
    told.tell(*REPLACED, head=OTHERS.format(type="hsa", owner="Ana"))
    (named,) = told.open().tax_report().to_dict()["uncertain"]
    assert named["what"] == (
        "$50.00 of the loss on VWO sold on 2026-02-05 in ana is denied for VWO bought on "
        "2026-02-09 in luis"
    )
    assert "no ruling speaks of accounts like luis (hsa)" in named["why"]


@pytest.mark.parametrize(
    ("status", "goes"),
    [("married_joint", "put on the shares bought"), ("married_separate", "lost for good")],
)
def test_a_replacement_by_another_owner_is_uncertain(told: Told, status: str, goes: str) -> None:
    told.tell(
        *REPLACED,
        head=OTHERS.format(type="taxable", owner="Luis"),
        more=f'[taxes]\nfiling_status = "{status}"\n',
    )
    (named,) = told.open().tax_report().to_dict()["uncertain"]
    assert "Ana and Luis are taken for spouses" in named["why"]
    assert named["why"].endswith(goes)


def test_a_replacement_in_an_ira_is_certain(told: Told) -> None:
    told.tell(*REPLACED, head=OTHERS.format(type="roth", owner="Ana"))
    assert told.open().tax_report().uncertain == ()


def test_losses_carried_in_otherwise_than_the_record_leaves_them_are_said(told: Told) -> None:
    told.tell(
        "2024-01-05,joint,buy,BND,100,8000.00,B1",
        "2025-03-03,joint,sell,BND,100,1000.00,B1",
        more='[taxes]\ncarryforward_short = "500"\ncarryforward_long = "100"\n',
    )
    assert (
        "$600.00 of losses are carried into 2026, as taxes.carryforward_short and "
        "carryforward_long say; by the record 2025 leaves $4,000.00."
    ) in text(told)


def test_form_8949_calls_inherited_shares_inherited(told: Told) -> None:
    told.tell(
        "2026-01-05,joint,inheritance,VWO,10,150.00,L1",
        "2026-02-05,joint,buy,BND,10,150.00,L2",
        "2026-04-05,joint,sell,VWO,10,160.00,L1",
        "2026-04-05,joint,sell,BND,10,160.00,L2",
    )
    rows = csv.DictReader(io.StringIO(told.open().tax_report().form_8949()))
    assert [(row["part"], row["(b) date acquired"]) for row in rows] == [
        ("I", "02/05/2026"),
        ("II", "INHERITED"),
    ]
