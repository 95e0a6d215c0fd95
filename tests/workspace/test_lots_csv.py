from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workspace.folder import Folder
from trimtab.domain import AccountId, Lot, LotId, Symbol
from trimtab.errors import Problem
from trimtab.workspace import lots_rows
from trimtab.workspace.lots_csv import LotsFile, LotsReader
from trimtab.workspace.table import Findings

AS_OF = date(2026, 11, 16)
HEAD = "symbol,quantity,acquired,basis,lot_id\n"
JOINT = AccountId("joint")


def read(path: Path, text: str | bytes) -> tuple[list[Lot], Findings]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    findings = Findings()
    file = LotsFile(path=path, name="lots.csv", accounts=(JOINT,))
    return LotsReader(as_of=AS_OF, findings=findings).read(file)[JOINT], findings


def lots_of(path: Path, text: str | bytes) -> list[Lot]:
    lots, findings = read(path, text)
    assert findings.problems == []
    return lots


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("VTI,0,2020-01-02,5,A", 'quantity "0" is zero'),
        ("VTI,-3,2020-01-02,5,A", 'quantity "-3" is negative'),
        ("VTI,x,2020-01-02,5,A", 'quantity "x" is not a number'),
        ("VTI,,2020-01-02,5,A", "the row has no quantity"),
        (",1,2020-01-02,5,A", "the row has no symbol"),
        ("VTI,1,2020-01-02,-5,A", 'basis "-5" is negative'),
        ("VTI,1,2020-13-02,5,A", 'acquired "2020-13-02" is not a day of the calendar'),
        ("VTI,1,0202-01-02,5,A", 'acquired "0202-01-02" is before 1900'),
        ("VTI,1,2026-11-17,5,A", "acquired 2026-11-17 is a date in the future"),
        ('VTI,1,2020-01-02,5,"A:B"', 'lot_id "A:B" cannot be used'),
        ("VTI,1e3,2020-01-02,5,A", 'quantity "1e3" is in scientific notation'),
        ("VTI,1,2020-01-02,1,234.56", "the row has 6 cells"),
    ],
)
def test_a_bad_row_is_told_with_its_line(
    lots_problem: Callable[[str], Problem], row: str, words: str
) -> None:
    row = row.replace("1,234.56", "1,234.56,A") if "1,234.56" in row else row
    problem = lots_problem(f"{HEAD}BND,1,2020-01-02,5,Z\n{row}\n")
    assert words in problem.what
    assert problem.where == "data/joint.csv:3"


def test_a_bad_row_does_not_hide_the_next_one(folder: Folder) -> None:
    folder.write("data/joint.csv", HEAD + "VTI,0,2020-01-02,x,A\nVTI,1,01/13/2020,5,B\n")
    assert [problem.line for problem in folder.problems()] == [2, 2, 3]


def test_a_lot_id_used_twice_names_the_first_place(
    lots_problem: Callable[[str], Problem],
) -> None:
    problem = lots_problem(f"{HEAD}VTI,1,2020-01-02,5,A\n\nVTI,2,2020-01-02,5,A\n")
    assert problem.line == 4
    assert "data/joint.csv:2" in problem.why


def test_a_slashed_date_shows_both_readings(lots_problem: Callable[[str], Problem]) -> None:
    problem = lots_problem(f"{HEAD}VTI,1,03/04/2020,5,A\n")
    assert problem.fix == "Write 2020-03-04 or 2020-04-03"


def test_a_holding_period_cannot_start_after_the_purchase(
    lots_problem: Callable[[str], Problem],
) -> None:
    text = "symbol,quantity,acquired,basis,holding_period_start\nVTI,1,2020-01-02,5,2020-01-03\n"
    assert "is after acquired" in lots_problem(text).what


def test_a_wash_adjustment_is_part_of_the_basis(lots_problem: Callable[[str], Problem]) -> None:
    text = "symbol,quantity,acquired,basis,wash_adjustment\nVTI,1,2020-01-02,5,6\n"
    assert "above the basis" in lots_problem(text).what


def test_basis_and_unit_basis_in_one_row_are_a_problem(
    lots_problem: Callable[[str], Problem],
) -> None:
    text = "symbol,quantity,acquired,basis,unit_basis\nVTI,2,2020-01-02,10,5\n"
    assert lots_problem(text).what == "the row has both basis and unit_basis"


def test_a_unit_basis_is_multiplied_out_to_cents(tmp_path: Path) -> None:
    text = "symbol,quantity,acquired,unit_basis\nVTI,3,2020-01-02,1.115\n"
    assert lots_of(tmp_path / "l.csv", text)[0].basis == Decimal("3.35")


def test_lots_without_basis_or_date_are_kept_and_reported(tmp_path: Path) -> None:
    text = f"{HEAD}VTI,1,,5,A\nVTI,1,2020-01-02,,B\nVTI,1,2020-01-02,,C\n"
    lots, findings = read(tmp_path / "l.csv", text)
    assert [lot.complete for lot in lots] == [False, False, False]
    assert [note.what for note in findings.notes] == [
        "2 lots have no basis (line 3, 4)",
        "1 lot has no date (line 2)",
    ]


def test_a_basis_of_zero_is_a_basis(tmp_path: Path) -> None:
    assert lots_of(tmp_path / "l.csv", f"{HEAD}VTI,1,2020-01-02,0,A\n")[0].basis == 0


def test_fractions_of_a_cent_are_rounded_and_said(tmp_path: Path) -> None:
    lots, findings = read(tmp_path / "l.csv", f"{HEAD}VTI,1,2020-01-02,5.005,A\n")
    assert lots[0].basis == Decimal("5.01")
    assert "rounded to whole cents" in findings.notes[0].why


def test_spreadsheet_dress_is_read_as_what_it_means(tmp_path: Path) -> None:
    text = (
        "\ufeff Symbol , QUANTITY,Acquired,Basis,Lot_ID,,\r\n"
        "\r\n"
        'VTI,"1,234.5",2020-01-02,"$12,345.67", A 1 ,,\r\n'
        ",,,,,,\r\n"
        '"BND"," 2 ",2020-01-02,"$5.00",B\r\n'
    )
    first, second = lots_of(tmp_path / "l.csv", text)
    assert (first.quantity, first.basis, first.lot_id) == (
        Decimal("1234.5"),
        Decimal("12345.67"),
        "A 1",
    )
    assert [second.symbol, second.quantity, second.basis] == [Symbol("BND"), 2, 5]


def test_made_ids_do_not_depend_on_unrelated_rows(tmp_path: Path) -> None:
    head = "symbol,quantity,acquired,basis\n"
    rows = "VTI,1,2020-01-02,5\nVTI,2,2020-01-02,6\n"
    alone = lots_of(tmp_path / "a.csv", head + rows)
    after = lots_of(tmp_path / "b.csv", head + "BND,9,2020-01-02,5\nVTI,1,2019-01-02,5\n" + rows)
    assert [lot.lot_id for lot in alone] == ["joint-VTI-2020-01-02", "joint-VTI-2020-01-02-2"]
    assert [lot.lot_id for lot in after[2:]] == [lot.lot_id for lot in alone]


def test_a_made_id_is_never_too_long(tmp_path: Path) -> None:
    text = f"symbol,quantity,acquired,basis\n{'X' * 64},1,2020-01-02,5\n"
    assert len(lots_of(tmp_path / "l.csv", text)[0].lot_id) <= 64


def test_a_file_of_only_a_header_is_an_account_without_holdings(tmp_path: Path) -> None:
    assert lots_of(tmp_path / "l.csv", HEAD) == []


_ids = st.text(st.characters(codec="utf-8", exclude_characters=':,"\\'), min_size=1).filter(
    lambda text: LotId.parse(text) is not None
)
_days = st.dates(date(1900, 1, 1), AS_OF)
_cents = st.decimals(0, 10**9, places=2, allow_nan=False)


@st.composite
def _lots(draw: st.DrawFn) -> Lot:
    acquired = draw(st.none() | _days)
    basis = draw(st.none() | _cents)
    back = timedelta(days=draw(st.integers(0, 400)))
    started = acquired and max(acquired - back, date(1900, 1, 1))
    return Lot(
        lot_id=LotId(draw(_ids)),
        symbol=Symbol(draw(_ids)),
        quantity=draw(st.decimals("0.000001", 10**9, places=6, allow_nan=False)),
        basis=basis,
        acquired=acquired,
        holding_period_start=started,
        wash_adjustment=Decimal(0) if basis is None else draw(st.just(Decimal(0)) | st.just(basis)),
    )


@given(lots=st.lists(_lots(), unique_by=lambda lot: lot.lot_id, max_size=8))
def test_written_lots_read_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, lots: list[Lot]
) -> None:
    path = tmp_path_factory.mktemp("lots") / "lots.csv"
    assert lots_of(path, lots_rows.render(lots)) == lots


def test_a_shared_file_is_written_with_its_accounts(tmp_path: Path) -> None:
    lots = lots_of(tmp_path / "l.csv", f"{HEAD}VTI,1,2020-01-02,5,A\n")
    text = lots_rows.render_shared([(JOINT, lots[0])])
    assert text.splitlines()[0].endswith(",account")
    assert lots_of(tmp_path / "m.csv", text) == lots


def _many(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for number in range(count):
            file.write(f"S{number % 300},{number % 997 + 1},2020-01-02,{number}.25,L{number}\n")


def test_twenty_thousand_rows_are_all_read(tmp_path: Path) -> None:
    _many(tmp_path / "l.csv", 20_000)
    lots = lots_of(tmp_path / "l.csv", (tmp_path / "l.csv").read_bytes())
    assert len(lots) == 20_000
    assert sum(lot.basis or 0 for lot in lots) == Decimal(20_000 * 19_999 // 2 + 5_000)


@pytest.mark.long
def test_a_million_rows_are_all_read(folder: Folder) -> None:
    _many(folder.root / "data/joint.csv", 1_000_000)
    folder.change("[targets]", "[display]\n[targets]")
    prices = "".join(f"S{number},10\n" for number in range(300))
    folder.write("data/prices.csv", f"symbol,price\nVTI,1\nITOT,1\nSCHB,1\nBND,1\n{prices}")
    lots = folder.load().household.lots
    assert sum(1 for _ in lots) == 1_000_000


def test_a_second_lot_id_is_told_also_when_the_first_row_is_bad(folder: Folder) -> None:
    folder.write("data/joint.csv", f"{HEAD}VTI,0,2020-01-02,5,A\nVTI,1,2020-01-02,5,A\n")
    assert [(problem.line, problem.what) for problem in folder.problems()] == [
        (2, 'quantity "0" is zero'),
        (3, 'lot_id "A" is used twice'),
    ]


def test_a_made_id_gives_way_to_one_that_is_given_further_down(tmp_path: Path) -> None:
    text = f"{HEAD}VTI,1,2020-01-02,5,\nVTI,2,2020-01-02,6,joint-VTI-2020-01-02\n"
    assert [lot.lot_id for lot in lots_of(tmp_path / "l.csv", text)] == [
        "joint-VTI-2020-01-02-2",
        "joint-VTI-2020-01-02",
    ]


def test_a_single_lot_is_spoken_of_as_one(tmp_path: Path) -> None:
    _, findings = read(tmp_path / "l.csv", f"{HEAD}VTI,1,,5,A\nVTI,1,2020-01-02,,B\nX,1,,,C\n")
    assert [note.why.split()[0] for note in findings.notes] == ["They", "They"]
    _, findings = read(tmp_path / "l.csv", f"{HEAD}VTI,1,,5,A\n")
    assert findings.notes[0].why == "It is never sold at a guess and is left out of tax figures"
