"""`trimtab import` of transactions: one trade is booked once, however often and however told."""

import csv
import json
from pathlib import Path

import pytest

from tests.brokers.ibkr.flex_samples import BUY, LOT, SELL, SUMMARY, xml
from tests.cli.running import Run

HEAD = """\
version = 1
[household]
name = "Rivera"
[data]
transactions = "transactions.csv"
[[accounts]]
id = "joint"
type = "taxable"
history = "complete"
lot_method = "fifo"
"""
SCHWAB = """\
"Date","Action","Symbol","Description","Quantity","Price","Fees & Comm","Amount"
"03/10/2026","Sell","VTI","VANGUARD","10","$200.00","$0.03","$1,999.97"
"01/05/2026","Buy","VTI","VANGUARD","10","$240.00","","-$2,400.00"
"01/05/2026","Buy","VTI","VANGUARD","10","$250.00","","-$2,500.00"
"""
CLASSIC = """\
For Account:,####2641

TransactionDate,TransactionType,SecurityType,Symbol,Quantity,Amount,Price,Commission,Description
03/10/26,Sold,EQ,VTI,-50,9999.97,200,0,VANGUARD
01/05/26,Bought,EQ,VTI,100,-25000,250,0,VANGUARD
"""
NEWER = """\
All Transactions Activity Types

Account Activity for X -2641 from Jan 1 2026

Activity/Trade Date,Transaction Date,Settlement Date,Activity Type,Description,Symbol,Cusip,\
Quantity #,Price $,Amount $,Commission,Category,Note
03/10/26,03/10/26,03/11/26,Sold,VANGUARD,VTI,--,-50,200.00,"9,999.97",0.03,--,--
01/05/26,01/05/26,01/06/26,Bought,VANGUARD,VTI,--,100,250.00,"-25,000.00",0.0,--,--
"""


@pytest.fixture
def household(empty: Path) -> Path:
    (empty / "trimtab.toml").write_text(HEAD)
    return empty


def imported(run: Run, folder: Path, text: str) -> str:
    (folder / "download.csv").write_text(text)
    ran = run("import", "download.csv", "--account", "joint")
    assert ran.code == 0, ran.out + ran.err
    return ran.out


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "transactions.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_row_in_which_the_user_wrote_a_time_is_not_imported_again(
    run: Run, household: Path
) -> None:
    imported(run, household, SCHWAB)
    file = household / "transactions.csv"
    edited = rows(household)
    edited[-1]["time"] = "10:00"
    with file.open("w", newline="") as out:
        writer = csv.DictWriter(out, edited[0])
        writer.writeheader()
        writer.writerows(edited)
    assert "0 new transactions, 3 already there" in imported(run, household, SCHWAB)
    assert rows(household) == edited


@pytest.mark.parametrize("layouts", [(CLASSIC, NEWER), (NEWER, CLASSIC)])
def test_the_other_layout_of_a_broker_adds_no_second_sale(
    run: Run, household: Path, layouts: tuple[str, str]
) -> None:
    imported(run, household, layouts[0])
    assert "0 new transactions, 2 already there" in imported(run, household, layouts[1])


def test_newest_first_and_oldest_first_give_the_same_lots(run: Run, household: Path) -> None:
    head, *listed = SCHWAB.splitlines(keepends=True)
    reports = []
    for text in (SCHWAB, head + "".join(reversed(listed))):
        imported(run, household, text)
        ran = run("tax", "--as-of", "2026-06-15", "--json")
        reports.append(json.loads(ran.out)["open_lots"])
        (household / "transactions.csv").unlink()
    assert reports[0] == reports[1]
    # Purchases of one day without a time have no order: the one of less cost is sold first.
    assert [lot["basis"] for lot in reports[0]] == ["2500.00"]


def test_an_id_that_comes_again_with_other_shares_stops_the_import(
    run: Run, household: Path
) -> None:
    sale = (
        "<SELLSTOCK><INVSELL><INVTRAN><FITID>2<DTTRADE>{day}</INVTRAN><SECID><UNIQUEID>VTI"
        "<UNIQUEIDTYPE>TICKER</SECID><UNITS>-{shares}<UNITPRICE>200<TOTAL>{total}</INVSELL>"
        "<SELLTYPE>SELL</SELLSTOCK>\n"
    )
    (household / "a.qfx").write_text(
        "<OFX><INVSTMTMSGSRSV1><INVSTMTTRNRS><INVSTMTRS><CURDEF>USD<INVACCTFROM><ACCTID>1"
        "</INVACCTFROM><INVTRANLIST>\n"
        + sale.format(day="20260310", shares=50, total=10000)
        + sale.format(day="20260312", shares=5, total=1000)
        + "</INVTRANLIST></INVSTMTRS></INVSTMTTRNRS></INVSTMTMSGSRSV1></OFX>\n"
    )
    ran = run("import", "a.qfx", "--account", "joint")
    assert ran.code == 3
    assert "line 3  the id of sell 5 VTI of 2026-03-12 is that of sell 50 VTI" in ran.out
    assert not (household / "transactions.csv").exists()


def test_problems_of_a_file_on_one_line_are_counted_one_by_one(run: Run, household: Path) -> None:
    row = '{"Date":"01/05/2026","Action":"%s","Symbol":"VTI","Description":"VTI","Quantity":"1",'
    row += '"Price":"","Fees & Comm":"","Amount":""}'
    both = ",".join((row % "Cancel Buy", row % "Strange Words"))
    (household / "t.json").write_text('{"BrokerageTransactions":[' + both + "]}")
    ran = run("import", "t.json", "--account", "joint")
    assert "2 rows read, 2 need you." in ran.out


POSITIONS = """\
"Positions for account Individual ...123 as of 12:33 PM ET, 2026/11/04"

"Symbol","Description","Qty (Quantity)","Price","Mkt Val (Market Value)","Security Type",
"VTI","X","8","$200.00","$1,600.00","ETFs",
"Account Total","--","--","--","$1,600.00","--",
"""


def test_positions_other_than_the_transactions_leave_are_said(run: Run, household: Path) -> None:
    imported(run, household, SCHWAB)
    said = " ".join(imported(run, household, POSITIONS).split())
    assert "VTI: the lots of joint add to 10 shares, the file says 8." in said
    same = POSITIONS.replace('"8"', '"10"').replace("1,600", "2,000")
    assert "the file says" not in imported(run, household, same.replace("11/04", "11/05"))


def test_a_day_to_come_is_a_problem_and_never_reaches_the_workspace(
    run: Run, household: Path
) -> None:
    day = ("--as-of", "2026-03-01", "--account", "joint")
    for name, text, what in (
        ("t.csv", SCHWAB, "line 2 a sell of VTI is of 2026-03-10, a day to come"),
        ("p.csv", POSITIONS, "the file is of 2026-11-04, a day to come"),
    ):
        (household / name).write_text(text)
        ran = run("import", name, *day)
        assert (ran.code, what in " ".join(ran.out.split())) == (3, True)
        assert run("import", name, *day, "--accept-problems").code == 0
    assert run("tax", "--as-of", "2026-03-01").code == 0
    assert [row["type"] for row in rows(household)] == ["buy", "buy"]


def test_the_date_of_a_lot_that_is_to_come_is_not_taken(run: Run, household: Path) -> None:
    (household / "l.csv").write_text(
        '"VTI Lot Details for XXXX-5792 as of 08:03 AM ET, 02/11/2026"\n\n'
        '"Open Date","Quantity","Price","Cost/Share","Market Value","Cost Basis",'
        '"Gain/Loss $","Gain/Loss %","Holding Period",\n'
        '"10/30/2027","4","$200","$100","$800","$400","$400","100%","Long Term",\n'
        '"Total","4","","","$800","$400","$400","",""\n'
    )
    ran = run("import", "l.csv", "--account", "joint", "--as-of", "2026-03-01", "--accept-problems")
    assert "a lot of VTI was acquired on 2027-10-30, a day to come" in " ".join(ran.out.split())
    assert "VTI,4,,400" in (household / "data" / "joint-lots.csv").read_text()


@pytest.mark.parametrize("named", ["77", ""])
def test_a_purchase_and_its_lot_count_once_whether_or_not_the_broker_names_the_lot(
    run: Run, household: Path, named: str
) -> None:
    (household / "trimtab.toml").write_text(HEAD.replace('history = "complete"\n', ""))
    new = LOT | {
        "costBasisMoney": "501",
        "openDateTime": "2026-11-02;101500",
        "holdingPeriodDateTime": "2026-11-02;101500",
        "originatingTransactionID": named,
    }
    sale = SELL | {
        "tradeID": "2",
        "transactionID": "78",
        "ibOrderID": "6",
        "tradeDate": "2026-11-10",
        "dateTime": "2026-11-10;101500",
        "quantity": "-20",
        "proceeds": "1000",
        "netCash": "999",
        "fifoPnlRealized": "-200",
    }
    flex = household / "flex.xml"
    flex.write_text(xml(positions=[SUMMARY | {"costBasisMoney": "501"}, new], trades=[BUY, sale]))
    ran = run("import", "flex.xml", "--account", "joint", "--as-of", "2026-11-21")
    assert ran.code == 0, ran.out + ran.err
    (sold,) = json.loads(run("tax", "--as-of", "2026-11-21", "--json").out)["sales"]
    # Ten shares were bought, so half of the loss on twenty is denied.
    assert (sold["disallowed"], sold["gain"]) == ("100.00", "-100.00")
