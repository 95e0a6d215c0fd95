"""`trimtab import`: shown first, written whole or not at all, and taken back to the byte."""

import json
from pathlib import Path

import pytest

from tests.cli.running import AS_OF, GOLDEN, Run, contents, data_files
from trimtab.workspace import write_atomically

FLEX = str(GOLDEN / "ibkr" / "two-accounts.xml")
ETRADE = str(GOLDEN / "etrade" / "newer-columns.csv")

# A download without anything that needs the user.
CLEAN = """\
Account Summary
Account,Net Account Value,Total Gain $,Total Gain %,Available For Withdrawal
"Roth IRA -0815","$17,740.00","($500.00)",-3.33,$140.00

View Summary - All Positions
Filters applied:
Symbol,Security type(s),Sort by,Sort order
,All,Symbol,Asc

Symbol,Last Price $,Change $,Change %,Day's Gain $,Qty #,Price Paid $,Total Gain $,\
Total Gain %,Value $,
BND,$72.50,0.10,0.14%,$20.00,200,$75.00,($500.00),(3.33%),"$14,500.00",
     4/7/2021,$72.50,0.10,0.14%,$15.00,150,$78.00,($825.00),(7.05%),"$10,875.00",
     12/31/2025,$72.50,0.10,0.14%,$5.00,50,$66.00,+$325.00,9.85%,"$3,625.00",
CASH,,,,,,,,,"$3,240.00"
TOTAL,,,,$20.00,,,($500.00),(3.33%),"$17,740.00"
Generated at Jun 16 2026 09:05 AM ET
"""


@pytest.fixture
def statement(tmp_path: Path) -> str:
    file = tmp_path / "download.csv"
    file.write_text(CLEAN)
    return str(file)


def test_what_is_imported_is_what_the_workspace_then_holds(
    run: Run, sample: Path, statement: str
) -> None:
    ran = run("import", statement, "--account", "roth")
    assert ran.code == 0, ran.err
    lots = json.loads(run("lots", "--as-of", "2026-06-16", "--account", "roth", "--json").out)
    assert [(lot["symbol"], lot["acquired"], lot["quantity"]) for lot in lots["lots"]] == [
        ("BND", "2021-04-07", "150"),
        ("BND", "2025-12-31", "50"),
    ]
    assert [lot["basis"] for lot in lots["lots"]] == ["11700.00", "3300.00"]
    assert 'cash = "3240.00"' in (sample / "trimtab.toml").read_text()
    assert "BND,72.5,,,2026-06-16" in (sample / "data" / "prices.csv").read_text()


def test_undo_restores_every_byte(run: Run, sample: Path, statement: str) -> None:
    before = data_files(sample)
    run("import", statement, "--account", "roth")
    assert data_files(sample) != before
    ran = run("import", "--undo")
    assert ran.code == 0
    assert "download.csv" in ran.out
    assert data_files(sample) == before


def test_undo_takes_back_one_import_after_the_other(run: Run, sample: Path, statement: str) -> None:
    states = [data_files(sample)]
    run("import", statement, "--account", "roth")
    states.append(data_files(sample))
    run("import", ETRADE, "--account", "tira", "--accept-problems")
    run("import", "--undo")
    assert data_files(sample) == states[1]
    run("import", "--undo")
    assert data_files(sample) == states[0]
    assert "no import" in run("import", "--undo").out


def test_a_dry_run_writes_nothing(run: Run, sample: Path, statement: str) -> None:
    before = contents(sample)
    ran = run("import", statement, "--account", "roth", "--dry-run")
    assert ran.code == 0
    assert "Nothing written" in ran.out
    assert contents(sample) == before


def test_a_dry_run_ends_with_3_when_rows_need_the_user(run: Run, sample: Path) -> None:
    before = contents(sample)
    ran = run("import", ETRADE, "--account", "roth", "--dry-run")
    assert ran.code == 3
    assert "line 16" in ran.out
    assert contents(sample) == before


def test_rows_that_need_the_user_keep_the_rest_from_being_written(run: Run, sample: Path) -> None:
    before = contents(sample)
    assert run("import", ETRADE, "--account", "roth").code == 3
    assert contents(sample) == before
    assert run("import", ETRADE, "--account", "roth", "--accept-problems").code == 0
    assert contents(sample) != before


def test_lots_that_do_not_add_up_are_not_written(run: Run, sample: Path, statement: str) -> None:
    Path(statement).write_text(CLEAN.replace("20.00,200,", "20.00,210,"))
    before = contents(sample)
    ran = run("import", statement, "--account", "roth")
    assert ran.code == 3
    assert "Does not reconcile" in ran.out
    assert contents(sample) == before


def test_shares_that_no_lot_accounts_for_are_kept_without_cost_or_date(
    run: Run, sample: Path, statement: str
) -> None:
    Path(statement).write_text(CLEAN.replace("20.00,200,", "20.00,210,"))
    run("import", statement, "--account", "roth", "--accept-problems")
    rows = (sample / "data" / "roth-lots.csv").read_text().splitlines()
    assert rows[-1] == "BND,10,,,roth-BND-undated"


def test_accounts_that_share_a_lots_file_keep_each_others_lots(
    run: Run, sample: Path, statement: str
) -> None:
    toml = (sample / "trimtab.toml").read_text()
    (sample / "trimtab.toml").write_text(toml.replace("roth-lots.csv", "tira-lots.csv"))
    shared = sample / "data" / "tira-lots.csv"
    head, *rows = shared.read_text().splitlines()
    lines = [f"{head},account", *(f"{row},tira" for row in rows), "VTI,1,2020-01-02,9.00,X,roth"]
    shared.write_text("\n".join(lines) + "\n")
    ran = run("import", statement, "--account", "roth")
    assert ran.code == 0, ran.err
    assert "2 added, 1 removed" in ran.out
    after = shared.read_text().splitlines()
    assert len(after) == 1 + len(rows) + 2
    assert sum(line.endswith(",tira") for line in after) == len(rows)
    shared.write_text(shared.read_text() + "VTI,nonsense,,,Y,,,tira\n")
    Path(statement).write_text(CLEAN.replace("4/7/2021", "4/8/2021"))
    assert run("import", statement, "--account", "roth").code == 3


def test_rows_of_the_old_lots_file_that_cannot_be_read_are_named_before_they_go(
    run: Run, sample: Path, statement: str
) -> None:
    with (sample / "data" / "roth-lots.csv").open("a") as file:
        file.write("VTI,nonsense,,,Y\n")
    before = data_files(sample)
    ran = run("import", statement, "--account", "roth")
    assert "data/roth-lots.csv:18" in ran.out
    run("import", "--undo")
    assert data_files(sample) == before


def test_a_statement_without_positions_leaves_the_lots_alone(run: Run, sample: Path) -> None:
    before = (sample / "data" / "roth-lots.csv").read_bytes()
    ran = run("import", FLEX, "--account", "roth=U1000002")
    assert ran.code == 0
    assert "lots stay as they are" in ran.out
    assert (sample / "data" / "roth-lots.csv").read_bytes() == before
    assert 'cash = "250.00"' in (sample / "trimtab.toml").read_text()


def test_older_prices_do_not_replace_newer_ones(run: Run, sample: Path, statement: str) -> None:
    Path(statement).write_text(CLEAN.replace("Jun 16 2026", "Jun 1 2026"))
    ran = run("import", statement, "--account", "roth")
    assert "1 kept because yours are as new" in ran.out
    assert "BND,74.00," in (sample / "data" / "prices.csv").read_text()


def test_the_difference_to_the_lots_on_file_is_shown(
    run: Run, statement: str, sample: Path
) -> None:
    run("import", statement, "--account", "roth")
    part_sold = CLEAN.replace("$15.00,150,", "$15.00,100,").replace("20.00,200,", "20.00,150,")
    sold = part_sold.replace('($825.00),(7.05%),"$10,875.00"', '($550.00),(7.05%),"$7,250.00"')
    whole = sold.replace('"$14,500.00",', '"$10,875.00",').replace('"$17,740.00"', '"$14,115.00"')
    Path(statement).write_text(whole)
    ran = run("import", statement, "--account", "roth", "--dry-run")
    assert "0 added, 0 removed, 1 changed, 1 the same" in ran.out
    assert "(was 150 sh" in ran.out
    assert (sample / "data").exists()


def test_importing_the_same_file_again_changes_nothing(
    run: Run, sample: Path, statement: str
) -> None:
    run("import", statement, "--account", "roth")
    before = contents(sample)
    ran = run("import", statement, "--account", "roth")
    assert ran.code == 0
    assert "has all of it already" in ran.out
    assert contents(sample) == before


def test_transactions_of_a_repeated_import_are_not_repeated(run: Run, sample: Path) -> None:
    arguments = ["import", FLEX, "--account", "ib=U1000001", "--type", "taxable"]
    run(*arguments, "--accept-problems")
    rows = (sample / "data" / "transactions.csv").read_text()
    assert "3 already there" in run(*arguments, "--accept-problems").out
    assert (sample / "data" / "transactions.csv").read_text() == rows


def test_a_file_of_several_accounts_needs_to_be_told_which_goes_where(
    run: Run, sample: Path
) -> None:
    before = contents(sample)
    ran = run("import", FLEX, "--account", "joint")
    assert ran.code == 3
    assert "U1000001, U1000002" in ran.err
    assert run("import", FLEX, "--account", "joint=U100000").code == 3
    assert run("import", FLEX, "--account", "joint=U9").code == 3
    assert contents(sample) == before


def test_each_account_of_a_file_goes_to_its_own(run: Run, sample: Path) -> None:
    ran = run(
        *("import", FLEX, "--type", "taxable", "--accept-problems"),
        *("--account", "one=U1000001", "--account", "two=U1000002"),
    )
    assert ran.code == 0, ran.err
    assert run("check", "--as-of", "2026-11-21").code == 0
    status = json.loads(run("status", "--as-of", "2026-11-21", "--json").out)
    cash = {account["id"]: account["cash"] for account in status["accounts"]}
    assert (cash["one"], cash["two"]) == ("3308.29", "250.00")
    assert "# Ana and Luis treat" in (sample / "trimtab.toml").read_text()


def test_an_unknown_account_is_added_only_when_its_type_is_said(
    run: Run, sample: Path, statement: str
) -> None:
    before = contents(sample)
    ran = run("import", statement, "--account", "new")
    assert ran.code == 3
    assert "--type" in ran.err
    assert contents(sample) == before
    assert run("import", statement, "--account", "new", "--type", "roth").code == 0
    assert (sample / "data" / "new-lots.csv").exists()


def test_the_only_account_of_a_workspace_need_not_be_named(
    run: Run, empty: Path, statement: str
) -> None:
    run("init", "--no-input")
    assert run("import", statement).code == 0
    assert "BND,150,2021-04-07" in (empty / "data" / "taxable-lots.csv").read_text()


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02", b"hello", b"\xff\xfeh\x00i\x00", b"a,b\n1,2\n", b"<xml", b"\xe9\xe8"],
)
def test_a_file_of_no_known_format_is_refused_with_the_known_ones(
    run: Run, sample: Path, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "unknown"
    file.write_bytes(content)
    before = contents(sample)
    ran = run("import", str(file), "--account", "roth")
    assert ran.code == 3
    assert "E*TRADE" in ran.err
    assert "Traceback" not in ran.err
    assert contents(sample) == before


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.usefixtures("sample")
def test_other_encodings_are_read_and_named(run: Run, statement: str, encoding: str) -> None:
    Path(statement).write_bytes(CLEAN.replace("Roth IRA", "Ré Roth").encode(encoding))
    ran = run("import", statement, "--account", "roth", "--dry-run")
    assert ran.code == 0
    assert "2 added" in ran.out


def test_an_import_works_where_the_lots_file_is_still_missing(
    run: Run, sample: Path, statement: str
) -> None:
    (sample / "data" / "roth-lots.csv").unlink()
    assert run("status", "--as-of", AS_OF).code == 3
    assert run("import", statement, "--account", "roth").code == 0
    assert run("status", "--as-of", "2026-06-16").code == 0


def test_prices_with_bad_rows_are_not_merged_into(run: Run, sample: Path, statement: str) -> None:
    with (sample / "data" / "prices.csv").open("a") as file:
        file.write("XYZ,nonsense,,,\n")
    before = contents(sample)
    assert run("import", statement, "--account", "roth").code == 3
    assert contents(sample) == before


def test_an_interruption_while_writing_leaves_the_old_files(
    run: Run, sample: Path, statement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = data_files(sample)
    written: list[Path] = []

    def interrupted(path: Path, data: bytes) -> None:
        if written:
            raise KeyboardInterrupt
        written.append(path)
        write_atomically(path, data)

    monkeypatch.setattr("trimtab.workspace.changes.write_atomically", interrupted)
    assert run("import", statement, "--account", "roth").code == 130
    monkeypatch.undo()
    monkeypatch.chdir(sample)
    run("import", "--undo")
    assert data_files(sample) == before
    assert written


def test_windows_line_ends_and_comments_of_the_settings_survive(
    run: Run, sample: Path, statement: str
) -> None:
    toml = sample / "trimtab.toml"
    original = toml.read_text()
    toml.write_bytes(original.replace("\n", "\r\n").encode())
    assert run("import", statement, "--account", "roth").code == 0
    changed = toml.read_bytes().decode()
    assert changed.replace("\r\n", "\n").splitlines() == [
        line.replace('"640.00"', '"3240.00"') for line in original.splitlines()
    ]
    assert "\n" not in changed.replace("\r\n", "")
