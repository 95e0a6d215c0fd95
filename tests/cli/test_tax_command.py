"""`trimtab tax`: the report in the terminal, as JSON, and as lines of Form 8949."""

import csv
import json
import re
from pathlib import Path

import pytest

from tests.cli.running import AS_OF, Run
from tests.ledger_workspace import TARGETS, WASHED, Told


@pytest.fixture
def told(empty: Path) -> Told:
    folder = Told(empty)
    folder.tell(
        *WASHED,
        "2023-01-05,joint,buy,BND,100,8000.00,B1",
        "2026-06-02,joint,sell,BND,100,3500.00,B1",
    )
    return folder


@pytest.mark.usefixtures("told")
def test_short_and_long_term_sales_stand_apart(run: Run) -> None:
    out = run("tax", "--as-of", AS_OF).out
    short, long = out.index("SHORT-TERM SALES"), out.index("LONG-TERM SALES")
    assert short < out.index("2,400.00") < long < out.index("3,500.00")


@pytest.mark.usefixtures("told")
def test_it_says_what_is_disallowed_carried_over_and_lost(run: Run) -> None:
    out = " ".join(run("tax", "2026", "--as-of", AS_OF).out.split())
    assert "deducted up to $3,000 in 2026" in out
    assert "Lost for good to wash sales: $100.00." in out
    assert "Carried into 2027: $0.00 short-term, $1,700.00 long-term." in out
    assert "(same_day_dispositions)" in out


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("width", ["98", "80", "60"])
def test_it_keeps_to_the_width(run: Run, width: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", width)
    lines = run("tax", "--as-of", AS_OF).out.splitlines()
    assert max(map(len, lines)) <= int(width)


@pytest.mark.parametrize("prices", ["", 'prices = "data/prices.csv"\n'])
def test_it_needs_no_prices_for_the_targets(run: Run, told: Told, prices: str) -> None:
    told.tell(*WASHED, more=prices + TARGETS)
    ran = run("tax", "--as-of", AS_OF)
    assert ran.code == 0
    assert "of targets or prices left out here; `trimtab check` tells more" in ran.err
    assert run("plan", "--as-of", AS_OF).code == run("status", "--as-of", AS_OF).code == 3


def test_bad_rows_stop_it_whatever_the_prices_are(run: Run, told: Told) -> None:
    told.tell(
        *WASHED, "2026-06-02,joint,sell,BND,x,3500.00,", "2026,joint,buy,A,1,1.00,", more=TARGETS
    )
    ran = run("tax", "--as-of", AS_OF)
    assert ran.code == 3
    assert "transactions.csv:6" in ran.err
    assert "transactions.csv:7" in ran.err
    assert "price" not in ran.err


@pytest.mark.usefixtures("told")
def test_json_is_the_document_and_nothing_else(run: Run) -> None:
    document = json.loads(run("tax", "--as-of", AS_OF, "--json").out)
    assert document["schema"] == "trimtab.tax/1"
    assert [sale["symbol"] for sale in document["sales"]] == ["VWO", "BND"]


def test_a_quick_loss_on_a_fund_has_its_codes_and_terms(run: Run, told: Told) -> None:
    told.tell(
        "2026-01-05,joint,buy,MUNI,10,1000.00,L7",
        "2026-02-02,joint,exempt_dividend,MUNI,,20.00,",
        "2026-02-03,joint,capital_gain_distribution,MUNI,,50.00,",
        "2026-03-02,joint,sell,MUNI,10,900.00,L7",
        "2026-03-20,joint,buy,MUNI,4,400.00,L8",
    )
    assert run("tax", "--form-8949", "form.csv", "--as-of", AS_OF).code == 0
    with (told.root / "form.csv").open(newline="") as file:
        short, long = csv.DictReader(file)
    columns = ("part", "(d) proceeds", "(e) cost or other basis", "(f) code", "(g) adjustment")
    assert [short[name] for name in columns] == ["I", "630.00", "700.00", "LW", "52.00"]
    assert [long[name] for name in columns] == ["II", "270.00", "300.00", "", ""]
    assert (short["(h) gain or loss"], long["(h) gain or loss"]) == ("-18.00", "-30.00")
    out = " ".join(run("tax", "--as-of", AS_OF).out.split())
    assert "$30.00 of the loss on MUNI sold on 2026-03-02 counts as long-term" in out
    assert "L: fund shares held six months or less." in out
    assert "lost for good to wash sales" not in out.lower()


def test_a_loss_that_is_all_long_term_has_one_line(run: Run, told: Told) -> None:
    told.tell(
        "2026-01-05,joint,buy,FUND,10,1000.00,L7",
        "2026-02-03,joint,capital_gain_distribution,FUND,,500.00,",
        "2026-03-02,joint,sell,FUND,10,900.00,L7",
    )
    assert run("tax", "--form-8949", "form.csv", "--as-of", AS_OF).code == 0
    with (told.root / "form.csv").open(newline="") as file:
        (line,) = csv.DictReader(file)
    assert (line["part"], line["(h) gain or loss"]) == ("II", "-100.00")


def test_form_8949_has_both_parts_and_code_w(run: Run, told: Told) -> None:
    assert run("tax", "2026", "--form-8949", "form.csv", "--as-of", AS_OF).code == 0
    with (told.root / "form.csv").open(newline="") as file:
        short, long = csv.DictReader(file)
    assert (short["part"], long["part"]) == ("I", "II")
    assert short["(a) description"] == "60 sh. VWO"
    assert (short["(b) date acquired"], short["(c) date sold"]) == ("01/05/2026", "03/02/2026")
    assert (short["(d) proceeds"], short["(e) cost or other basis"]) == ("2400.00", "3000.00")
    assert (short["(f) code"], short["(g) adjustment"]) == ("W", "400.00")
    assert short["(h) gain or loss"] == "-200.00"
    assert (long["(f) code"], long["(g) adjustment"]) == ("", "")


def test_form_8949_never_replaces_a_file(run: Run, told: Told) -> None:
    form = told.root / "form.csv"
    form.write_text("mine")
    ran = run("tax", "--form-8949", "form.csv", "--as-of", AS_OF)
    assert ran.code == 6
    assert "not replaced" in ran.err
    assert form.read_text() == "mine"


@pytest.mark.usefixtures("told")
def test_writing_the_same_form_again_is_fine(run: Run) -> None:
    for _ in range(2):
        assert run("tax", "--form-8949", "form.csv", "--as-of", AS_OF).code == 0


def test_rows_that_do_not_fit_exit_3_with_file_and_line(run: Run, told: Told) -> None:
    told.tell("2026-01-05,joint,sell,VWO,10,500.00,", "2026-01-06,joint,sell,VEA,1,5.00,")
    ran = run("tax", "--as-of", AS_OF)
    assert ran.code == 3
    assert "data/transactions.csv:2" in ran.err
    assert "data/transactions.csv:3" in ran.err


def test_rows_that_do_not_fit_are_listed_by_their_lines(run: Run, told: Told) -> None:
    told.tell(
        "2026-05-02,joint,sell,VWO,5,100.00,",
        "2026-03-02,joint,sell,BND,5,100.00,",
        "2026-04-02,joint,sell,VEA,5,100.00,",
    )
    lines = re.findall(r"transactions\.csv:(\d)", run("tax", "--as-of", "2026-06-15").err)
    assert lines == ["2", "3", "4"]


@pytest.mark.usefixtures("told")
def test_a_year_without_sales_says_so(run: Run) -> None:
    assert "Nothing was sold in taxable accounts in 2024." in run("tax", "2024").out


def test_a_total_over_what_is_not_known_is_not_known(run: Run, told: Told) -> None:
    told.tell(
        "2026-05-05,joint,sell,VEA,10,400.00,",
        head='version = 1\n[household]\nname = "R"\n[[accounts]]\nid = "joint"\ntype = "taxable"\n',
    )
    out = run("tax", "--as-of", AS_OF).out
    total = next(line for line in out.splitlines() if line.startswith("total"))
    assert total.split()[1:3] == ["400.00", "n/a"]
    assert "Not certain (data/transactions.csv:2): the sale of VEA on 2026-05-05" in out
