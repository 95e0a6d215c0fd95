"""What an import leaves alone: the user's columns, rows, dates and costs, and newer data."""

import json
import os
from pathlib import Path

import pytest

from tests.cli.running import GOLDEN, Run, contents, data_files
from tests.cli.test_import_command import CLEAN

LOTS = "data/roth-lots.csv"


@pytest.fixture
def statement(tmp_path: Path) -> Path:
    file = tmp_path / "download.csv"
    file.write_text(CLEAN)
    return file


def test_prices_that_are_not_renewed_keep_their_digits(
    run: Run, sample: Path, statement: Path
) -> None:
    prices = sample / "data" / "prices.csv"
    before = prices.read_text().splitlines()
    assert run("import", str(statement), "--account", "roth").code == 0
    after = prices.read_text().splitlines()
    assert [line for line in after if not line.startswith("BND,")] == [
        line for line in before if not line.startswith("BND,")
    ]
    assert "BND,72.5,,,2026-06-16" in after


def test_a_column_of_the_user_stays_from_one_import_to_the_next(
    run: Run, sample: Path, statement: Path
) -> None:
    run("import", str(statement), "--account", "roth")
    head, first, second = (sample / LOTS).read_text().splitlines()
    text = f"{head},note\n{first},\n{second},from gran\n"
    (sample / LOTS).write_text(text)
    assert run("import", str(statement), "--account", "roth").code == 0
    assert (sample / LOTS).read_text() == text
    sold = CLEAN.replace("$5.00,50,", "$5.00,40,").replace("20.00,200,", "20.00,190,")
    sold = sold.replace('+$325.00,9.85%,"$3,625.00"', '+$260.00,9.85%,"$2,900.00"')
    sold = sold.replace('"$14,500.00",', '"$13,775.00",').replace('"$17,740.00"', '"$17,015.00"')
    statement.write_text(sold)
    assert run("import", str(statement), "--account", "roth").code == 0
    assert (sample / LOTS).read_text().splitlines()[2].startswith("BND,40,2025-12-31,2640.00,")
    assert (sample / LOTS).read_text().endswith(",from gran\n")


def test_entries_that_go_with_a_sold_lot_are_said(run: Run, sample: Path, statement: Path) -> None:
    rows = (sample / LOTS).read_text().splitlines()
    (sample / LOTS).write_text("\n".join([f"{rows[0]},note", f"{rows[1]},gift", *rows[2:], ""]))
    out = run("import", str(statement), "--account", "roth").out
    assert f"entries of your own in {LOTS}, column note" in " ".join(out.split())


def test_a_file_of_lots_that_no_account_names_is_not_written_over(
    run: Run, sample: Path, statement: Path
) -> None:
    (sample / "data" / "new-lots.csv").write_text("symbol,quantity,acquired,basis\nVTI,1,,\n")
    before = contents(sample)
    ran = run("import", str(statement), "--account", "new", "--type", "roth")
    assert ran.code == 3
    assert "data/new-lots.csv" in ran.err
    assert contents(sample) == before


def test_accounts_that_spell_a_shared_file_differently_share_it(
    run: Run, sample: Path, statement: Path
) -> None:
    toml = sample / "trimtab.toml"
    toml.write_text(toml.read_text().replace("data/roth-lots.csv", "./data/tira-lots.csv"))
    shared = sample / "data" / "tira-lots.csv"
    head, *rows = shared.read_text().splitlines()
    theirs = [f"{row},tira" for row in rows]
    shared.write_text("\n".join([f"{head},account", *theirs, ""]))
    assert run("import", str(statement), "--account", "roth").code == 0
    assert shared.read_text().splitlines()[1 : 1 + len(rows)] == theirs


@pytest.mark.parametrize(
    ("newer", "shown"),
    [
        ("lot", "was bought"),
        ("row", "newest transaction"),
        ("price", "price of BND"),
        ("import", "last file that was imported"),
    ],
)
def test_an_older_export_needs_to_be_accepted(
    run: Run, sample: Path, statement: Path, newer: str, shown: str
) -> None:
    if newer == "import":
        run("import", str(statement), "--account", "roth")
    (sample / LOTS).write_text("symbol,quantity,acquired,basis,lot_id\nBND,7,2020-01-02,9,A\n")
    prices = "symbol,price,as_of\nBND,70,2026-06-16\n" if newer == "price" else "symbol,price\n"
    (sample / "data" / "prices.csv").write_text(prices)
    if newer == "lot":
        with (sample / LOTS).open("a") as file:
            file.write("BND,1,2026-06-16,70,B\n")
    rows = "date,account,type,symbol,quantity,price\n"
    rows += "2026-06-16,roth,buy,BND,1,70\n" if newer == "row" else ""
    (sample / "data" / "transactions.csv").write_text(rows)
    statement.write_text(CLEAN.replace("Jun 16 2026", "Jun 1 2026"))
    before = contents(sample)
    ran = run("import", str(statement), "--account", "roth")
    said = " ".join(ran.out.split())
    assert ran.code == 3
    assert "the file is of 2026-06-01, but roth is known as of 2026-06-16" in said
    assert shown in said
    assert contents(sample) == before
    assert run("import", str(statement), "--account", "roth", "--accept-problems").code == 0
    assert "BND,150,2021-04-07" in (sample / LOTS).read_text()


def test_after_undo_the_day_of_the_import_is_forgotten(
    run: Run, sample: Path, statement: Path
) -> None:
    (sample / LOTS).write_text("symbol,quantity,acquired,basis,lot_id\nBND,7,2020-01-02,9,A\n")
    (sample / "data" / "prices.csv").write_text("symbol,price\n")
    (sample / "data" / "transactions.csv").write_text("date,account,type,symbol,quantity,price\n")
    run("import", str(statement), "--account", "roth")
    run("import", "--undo")
    statement.write_text(CLEAN.replace("Jun 16 2026", "Jun 1 2026"))
    assert run("import", str(statement), "--account", "roth").code == 0


def test_a_cost_and_a_date_filled_in_by_hand_stay_and_are_said(
    run: Run, sample: Path, statement: Path
) -> None:
    statement.write_text(CLEAN.replace("20.00,200,", "20.00,210,"))
    run("import", str(statement), "--account", "roth", "--accept-problems")
    text = (sample / LOTS).read_text()
    assert "BND,10,,,roth-BND-undated" in text
    filled = text.replace("BND,10,,,roth", "BND,10,2019-03-04,1234.50,roth")
    (sample / LOTS).write_text(filled)
    ran = run("import", str(statement), "--account", "roth", "--accept-problems")
    assert (sample / LOTS).read_text() == filled
    said = "roth-BND-undated: your basis $1,234.50 and date 2019-03-04 stays"
    assert said in " ".join(ran.out.split())


def test_an_undated_price_that_changes_is_shown_old_and_new(
    run: Run, sample: Path, statement: Path
) -> None:
    (sample / "data" / "prices.csv").write_text("symbol,price\nBND,74.10\n")
    ran = run("import", str(statement), "--account", "roth")
    assert "BND was $74.10 without a date, is $72.50 of 16 Jun 2026" in ran.out


def test_undo_tells_programs_what_it_took_back(run: Run, sample: Path, statement: Path) -> None:
    before = data_files(sample)
    run("import", str(statement), "--account", "roth")
    undone = json.loads(run("import", "--undo", "--json").out)
    assert undone == {"schema": "trimtab.undo/1", "undone": "import download.csv"}
    assert json.loads(run("import", "--undo", "--json").out)["undone"] is None
    assert data_files(sample) == before


def test_a_file_with_nothing_readable_is_not_said_to_be_known(
    run: Run, sample: Path, statement: Path
) -> None:
    head, _, rest = CLEAN.partition("BND,")
    statement.write_text(head + "Generated at Jun 16 2026 09:05 AM ET\n")
    before = contents(sample)
    ran = run("import", str(statement), "--account", "roth")
    assert rest
    assert "already" not in ran.out
    assert "could be read" in ran.out + ran.err
    assert contents(sample) == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.usefixtures("sample")
def test_a_named_pipe_is_refused_instead_of_waited_for(run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    ran = run("import", str(tmp_path / "pipe"), "--account", "roth")
    assert ran.code == 3
    assert "not a regular file" in " ".join(ran.err.split())


@pytest.mark.usefixtures("sample")
def test_money_in_the_notes_of_an_import_has_separators(run: Run) -> None:
    flex = str(GOLDEN / "ibkr" / "two-accounts.xml")
    ran = run("import", flex, "--account", "roth=U1000001", "--dry-run")
    assert "Cash is $3,308.29" in " ".join(ran.out.split())
