"""What an import leaves alone: lots that the file does not speak of."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from trimtab.app.importing.draft import Draft, take
from trimtab.app.importing.ground import read_ground
from trimtab.domain import (
    AccountId,
    Statement,
    StatementLot,
    StatementPosition,
    Symbol,
    Transaction,
    TransactionType,
)

JOINT = AccountId("joint")
TOML = """\
version = 1
[household]
name = "Rivera"
[[accounts]]
id = "joint"
type = "taxable"
{rest}
"""
LOTS = """\
symbol,quantity,acquired,basis,lot_id
VTI,10,2020-01-02,1000.00,L1
BND,5,2021-03-04,400.00,L2
"""


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    return draft_of(tmp_path, 'lots = "lots.csv"')


def draft_of(root: Path, rest: str, lots: str = LOTS) -> Draft:
    root.joinpath("trimtab.toml").write_text(TOML.format(rest=rest))
    root.joinpath("lots.csv").write_text(lots)
    ground = read_ground(root)
    return Draft(
        as_of=date(2026, 11, 16),
        ground=ground,
        file=Path("broker.csv"),
        settings=TOML.format(rest=rest),
        lots=dict(ground.lots),
        quotes={},
    )


def position(symbol: str, quantity: str) -> StatementPosition:
    return StatementPosition(symbol=Symbol(symbol), quantity=Decimal(quantity))


def held(draft: Draft) -> dict[str, Decimal | None]:
    return {lot.lot_id: lot.basis for lot in draft.lots.get(JOINT, ())}


POSITIONS_ALONE = Statement(
    format="positions",
    positions=(position("VTI", "12"), position("BND", "5")),
    lots_given=False,
)


def test_a_file_of_positions_alone_wipes_no_lots(draft: Draft) -> None:
    take(draft, JOINT, POSITIONS_ALONE, None)
    assert held(draft) == {"L1": Decimal(1000), "L2": Decimal(400)}
    assert draft.touched == []


def test_where_positions_count_other_shares_it_is_said(draft: Draft) -> None:
    take(draft, JOINT, POSITIONS_ALONE, None)
    assert draft.notes[0] == "No lots for joint in the file: its lots stay as they are."
    (other,) = draft.notes[1:]
    assert "VTI: the lots of joint add to 10 shares, the file says 12." in other


def test_positions_alone_begin_an_account_that_nothing_tells_of(tmp_path: Path) -> None:
    draft = draft_of(tmp_path, "")
    take(draft, JOINT, POSITIONS_ALONE, None)
    assert list(held(draft).values()) == [None, None]
    assert 'lots = "data/joint-lots.csv"' in draft.settings


def test_positions_alone_leave_a_rebuilt_account_to_its_transactions(tmp_path: Path) -> None:
    draft = draft_of(tmp_path, 'history = "complete"')
    take(draft, JOINT, POSITIONS_ALONE, None)
    assert held(draft) == {}
    assert "lots =" not in draft.settings


def test_positions_alone_renew_lots_of_which_nothing_is_known(tmp_path: Path) -> None:
    draft = draft_of(tmp_path, 'lots = "lots.csv"', "symbol,quantity,acquired,basis\nVTI,10,,\n")
    take(draft, JOINT, POSITIONS_ALONE, None)
    assert sorted(str(lot.quantity) for lot in draft.lots[JOINT]) == ["12", "5"]


def test_a_file_of_one_security_replaces_the_lots_of_that_one_alone(draft: Draft) -> None:
    lot = StatementLot(
        symbol=Symbol("VTI"), quantity=Decimal(4), acquired=date(2024, 5, 6), basis=Decimal(900)
    )
    statement = Statement(
        format="lots", lots=(lot,), positions=(position("VTI", "4"),), only=(Symbol("VTI"),)
    )
    take(draft, JOINT, statement, None)
    assert held(draft) == {"L2": Decimal(400), "joint-VTI-2024-05-06": Decimal(900)}
    assert draft.accounts[0].changes.removed[0].lot_id == "L1"


def test_a_security_sold_out_loses_its_lots_and_no_other(draft: Draft) -> None:
    take(draft, JOINT, Statement(format="lots", only=(Symbol("VTI"),)), None)
    assert held(draft) == {"L2": Decimal(400)}


NOTHING = Statement(format="API", whole=True)


def sold(symbol: str) -> Transaction:
    return Transaction(
        trade_date=date(2026, 11, 13),
        account_id=JOINT,
        type=TransactionType.SELL,
        symbol=Symbol(symbol),
        quantity=Decimal(1),
        amount=Decimal(100),
    )


def test_an_account_that_was_sold_out_has_no_lots_any_more(draft: Draft) -> None:
    rows = (sold("VTI"), sold("BND"))
    take(draft, JOINT, replace(NOTHING, transactions=rows), None)
    assert held(draft) == {}
    assert draft.problems == ()
    assert {one.lot_id for one in draft.accounts[0].changes.removed} == {"L1", "L2"}


def test_lots_that_nothing_says_where_they_went_need_the_user(draft: Draft) -> None:
    take(draft, JOINT, replace(NOTHING, transactions=(sold("VTI"),)), None)
    (problem,) = draft.problems
    assert "joint holds nothing at the broker, and BND on file" in problem.what


def test_an_account_that_never_held_anything_gets_no_file_of_lots(tmp_path: Path) -> None:
    draft = draft_of(tmp_path, 'history = "complete"')
    take(draft, JOINT, NOTHING, None)
    assert draft.touched == []


def test_a_file_that_lists_nothing_takes_no_lots_away(draft: Draft) -> None:
    take(draft, JOINT, replace(NOTHING, whole=False), None)
    assert len(held(draft)) == 2
    assert draft.problems == ()


def test_a_name_kept_for_another_security_is_not_given_twice(draft: Draft) -> None:
    lot = StatementLot(
        symbol=Symbol("VTI"),
        quantity=Decimal(4),
        acquired=date(2024, 5, 6),
        basis=Decimal(900),
        lot_id="L2",
    )
    take(draft, JOINT, Statement(format="lots", lots=(lot,), only=(Symbol("VTI"),)), None)
    assert sorted(held(draft)) == ["L2", "joint-L2"]
