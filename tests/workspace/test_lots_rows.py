"""New lots in an old lots.csv: what is not touched stays, to the byte."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.domain import AccountId, Lot, LotId, Symbol
from trimtab.workspace.lots_csv import LotsFile, LotsReader
from trimtab.workspace.lots_rows import MergedLots, Owned, merge
from trimtab.workspace.table import Findings

JOINT, ROTH = AccountId("joint"), AccountId("roth")


class OnDisk:
    """A lots file, read as an import reads it."""

    def __init__(self, path: Path, text: str, accounts: tuple[AccountId, ...] = (JOINT,)) -> None:
        path.write_bytes(text.encode())
        reader = LotsReader(as_of=date.max, findings=Findings())
        file = LotsFile(path=path, name=path.name, accounts=accounts)
        read = reader.read(file)
        assert reader.findings.problems == []
        self.text = text
        self.owned: list[Owned] = [(owner, lot) for owner in read for lot in read[owner]]
        self.by_line = {reader.places[lot.lot_id][1]: (owner, lot) for owner, lot in self.owned}

    def merge(self, *owned: Owned) -> MergedLots:
        merged = merge(self.text, self.by_line, owned)
        assert merged is not None
        return merged


def lot(name: str, quantity: int = 1, basis: str | None = "5.00", day: int = 2) -> Lot:
    return Lot(
        lot_id=LotId(name),
        symbol=Symbol("VTI"),
        quantity=Decimal(quantity),
        basis=None if basis is None else Decimal(basis),
        acquired=date(2020, 1, day),
    )


def test_own_columns_stay_also_in_rows_that_change(tmp_path: Path) -> None:
    disk = OnDisk(
        tmp_path / "l.csv",
        "Note,symbol,quantity,acquired,basis,lot_id,\r\n"
        'keep,VTI,"1,000",2020-01-02,$5.00,A\r\n'
        '"from, gran",VTI,20.0,2020-01-02,6,B\r\n',
    )
    first, second = disk.owned
    changed = (JOINT, replace(second[1], quantity=Decimal(10), basis=Decimal("3.00")))
    merged = disk.merge(changed, first, (JOINT, lot("C", day=3)))
    assert merged.text == (
        "Note,symbol,quantity,acquired,basis,lot_id,\r\n"
        'keep,VTI,"1,000",2020-01-02,$5.00,A\r\n'
        '"from, gran",VTI,10,2020-01-02,3.00,B\r\n'
        ",VTI,1,2020-01-03,5.00,C\r\n"
    )
    assert merged.lost == ()


def test_nothing_changes_when_the_lots_are_the_same_in_another_order(tmp_path: Path) -> None:
    text = "symbol,quantity,acquired,unit_basis\nVTI,2,2020-01-02,5\n\nVTI,1,2020-01-02,7"
    disk = OnDisk(tmp_path / "l.csv", text)
    assert disk.merge(*reversed(disk.owned)).text == text


def test_entries_that_go_with_their_lots_are_named(tmp_path: Path) -> None:
    text = "symbol,quantity,acquired,basis,lot_id,note,tag\nVTI,1,2020-01-02,5,A,gift,\n"
    assert OnDisk(tmp_path / "l.csv", text).merge((JOINT, lot("B"))).lost == ("note",)


def test_rows_of_another_account_in_a_shared_file_stay_as_they_are(tmp_path: Path) -> None:
    text = (
        "symbol,quantity,acquired,basis,lot_id,note,account\n"
        'VTI,1.0,2020-01-02,$5.00,A,"mine, all",roth\n'
        "VTI,1,2020-01-02,5,B,,joint\n"
    )
    disk = OnDisk(tmp_path / "l.csv", text, (JOINT, ROTH))
    roth = next(owned for owned in disk.owned if owned[0] == ROTH)
    lines = disk.merge(roth, (JOINT, lot("C"))).text.splitlines()
    assert lines[1] == 'VTI,1.0,2020-01-02,$5.00,A,"mine, all",roth'
    assert lines[2] == "VTI,1,2020-01-02,5.00,C,,joint"


def test_a_made_name_is_written_down_when_a_row_that_it_counts_on_goes(tmp_path: Path) -> None:
    text = "symbol,quantity,acquired,basis\nVTI,1,2020-01-02,5\nVTI,2,2020-01-02,6\n"
    disk = OnDisk(tmp_path / "l.csv", text)
    assert disk.merge(disk.owned[1]).text == (
        "symbol,quantity,acquired,basis,lot_id\nVTI,2,2020-01-02,6,joint-VTI-2020-01-02-2\n"
    )


def test_a_basis_per_share_becomes_the_total_when_the_shares_change(tmp_path: Path) -> None:
    text = "symbol,quantity,acquired,unit_basis,lot_id\nVTI,2,2020-01-02,5,A\n"
    disk = OnDisk(tmp_path / "l.csv", text)
    merged = disk.merge((JOINT, lot("A", quantity=1)))
    assert merged.text.splitlines()[1] == "VTI,1,2020-01-02,,A,5.00"


def test_a_file_whose_header_cannot_be_read_cannot_be_changed_row_by_row() -> None:
    assert merge("what,ever\n1,2\n", {}, [(JOINT, lot("A"))]) is None
    assert merge("", {}, [(JOINT, lot("A"))]) is None


LOTS = st.lists(
    st.builds(
        lot,
        st.sampled_from(["A", "B", "joint-VTI-2020-01-02", "joint-VTI-2020-01-02-2"]),
        st.integers(1, 3),
        st.sampled_from([None, "5.00", "6.00"]),
        st.integers(2, 3),
    ),
    unique_by=lambda made: made.lot_id,
    max_size=4,
)
ROWS = st.lists(
    st.builds(
        "VTI,{},2020-01-0{},5,{}".format,
        st.integers(1, 3),
        st.integers(2, 3),
        st.sampled_from(["", "", "own"]),
    ),
    max_size=4,
)


@given(rows=ROWS, lots=LOTS)
def test_what_is_merged_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[str], lots: list[Lot]
) -> None:
    path = tmp_path_factory.mktemp("merged") / "l.csv"
    disk = OnDisk(path, "\n".join(["symbol,quantity,acquired,basis,note", *rows]))
    # Some of the lots on file go on, unchanged.
    kept = [owned for owned in disk.owned if owned[1].lot_id not in {one.lot_id for one in lots}]
    wanted = [*kept[::2], *((JOINT, one) for one in lots)]
    again = OnDisk(path, disk.merge(*wanted).text)
    assert sorted(again.owned, key=repr) == sorted(wanted, key=repr)
