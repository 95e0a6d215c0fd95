"""`ws.tax_report()`: the contract `trimtab.tax/1`."""

from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.ledger_workspace import AS_OF, COLUMNS, HEAD, TARGETS, WASHED, Told
from trimtab import open_workspace
from trimtab.app.schemas import schema_named
from trimtab.errors import InputProblems


@pytest.fixture
def told(tmp_path: Path) -> Told:
    return Told(tmp_path)


def test_a_wash_sale_is_reported_without_targets_prices_or_rates(told: Told) -> None:
    told.tell(*WASHED)
    (sale,) = told.open().tax_report().to_dict()["sales"]
    assert sale == {
        "id": "S1",
        "date": "2026-03-02",
        "account": "joint",
        "symbol": "VWO",
        "lot_id": "L7",
        "quantity": "60",
        "proceeds": "2400.00",
        "basis": "3000.00",
        "disallowed": "400.00",
        "permanently_disallowed": "100.00",
        "exempt_dividend_disallowed": "0.00",
        "gain": "-200.00",
        "long_term_loss": "0.00",
        "term": "short",
        "acquired": "2026-01-05",
        "holding_period_start": "2026-01-05",
        "code": "W",
        "final_on": None,
        "incomplete": False,
        "flags": [],
    }


def test_targets_without_any_price_keep_the_report_from_nothing(told: Told) -> None:
    told.tell(*WASHED, more=TARGETS)
    workspace = told.open()
    assert len(workspace.tax_report().sales) == 1
    assert all(line.price is None for line in workspace.lots().lots)
    for needs_prices in (workspace.plan, workspace.status):
        with pytest.raises(InputProblems, match="there are no prices"):
            needs_prices()


def test_wrong_targets_stop_the_report_only_without_record_only(told: Told) -> None:
    told.tell(*WASHED, more=TARGETS.replace("100", "90"))
    with pytest.raises(InputProblems, match="90"):
        told.open()
    workspace = open_workspace(told.root, as_of=AS_OF, record_only=True)
    assert len(workspace.tax_report().sales) == 1
    with pytest.raises(InputProblems, match="90"):
        workspace.plan()


def test_open_lots_carry_the_adjusted_basis_and_the_tacked_date(told: Told) -> None:
    told.tell(*WASHED)
    lots = {lot["lot_id"]: lot for lot in told.open().tax_report().to_dict()["open_lots"]}
    assert (lots["L8"]["basis"], lots["L8"]["holding_period_start"]) == ("1560.00", "2026-01-23")
    assert (lots["R8"]["basis"], lots["R8"]["holding_period_start"]) == ("420.00", "2026-03-21")


def test_losses_beyond_the_limit_are_carried_with_their_character(told: Told) -> None:
    told.tell(
        "2024-01-05,joint,buy,BND,100,8000.00,B1",
        "2025-03-03,joint,sell,BND,100,3500.00,B1",
        "2025-05-05,joint,buy,VEA,10,500.00,E1",
        "2026-06-01,joint,sell,VEA,10,400.00,E1",
    )
    years = told.open().tax_report().to_dict()["years"]
    assert years["2025"]["deductible_loss"] == "3000.00"
    assert years["2025"]["carryover_long"] == "1500.00"
    assert years["2026"]["carried_in_long"] == "1500.00"
    assert years["2026"]["net_long"] == "-100.00"
    assert years["2026"]["deductible_loss"] == "1600.00"


def test_losses_carried_in_by_the_user_win_over_the_record(told: Told) -> None:
    told.tell(
        "2024-01-05,joint,buy,BND,100,8000.00,B1",
        "2025-03-03,joint,sell,BND,100,3500.00,B1",
        more='[taxes]\ncarryforward_short = "700"\n',
    )
    year = told.open().tax_report().to_dict()["years"]["2026"]
    assert (year["carried_in_short"], year["carried_in_long"]) == ("700.00", "0.00")


def test_a_married_person_filing_separately_has_half_the_limit(told: Told) -> None:
    rows = ("2025-05-05,joint,buy,VEA,9,5000.00,E1", "2026-05-01,joint,sell,VEA,9,1000.00,E1")
    told.tell(*rows, more='[taxes]\nfiling_status = "married_separate"\n')
    assert told.open().tax_report().to_dict()["years"]["2026"]["deductible_loss"] == "1500.00"


def test_a_year_without_parameters_has_its_own_results_and_a_warning(told: Told) -> None:
    told.tell(
        "2060-05-05,joint,buy,VEA,10,5000.00,E1",
        "2061-02-01,joint,sell,VEA,10,1000.00,E1",
    )
    report = told.open(date(2061, 3, 1)).tax_report()
    year = report.to_dict()["years"]["2061"]
    assert year["net_short"] == "-4000.00"
    assert year["deductible_loss"] is None
    assert year["carryover_short"] is None
    assert "limit on losses of 2061 is not known" in report.warnings[0]


def test_a_year_narrows_sales_and_years_but_not_open_lots(told: Told) -> None:
    told.tell(*WASHED, "2026-06-10,joint,sell,VWO,10,600.00,L7")
    document = told.open().tax_report(2025).to_dict()
    assert document["sales"] == []
    assert document["years"] == {}
    assert len(document["open_lots"]) == 3


def test_every_row_that_does_not_fit_is_named_with_its_line_at_once(told: Told) -> None:
    told.tell(
        "2026-01-05,joint,sell,VWO,10,500.00,",
        "2026-01-06,joint,buy,VEA,10,500.00,E1",
        "2026-01-07,joint,sell,VEA,12,500.00,E1",
    )
    with pytest.raises(InputProblems) as caught:
        told.open().tax_report()
    assert sorted(str(problem.line) for problem in caught.value.problems) == ["2", "4"]
    assert {problem.file for problem in caught.value.problems} == {"data/transactions.csv"}


def test_a_sale_that_a_partial_record_cannot_trace_is_uncertain_and_no_error(told: Told) -> None:
    head = (
        'version = 1\n[household]\nname = "R"\n[[accounts]]\nid = "joint"\ntype = "taxable"\n'
        'lots = "data/lots.csv"\n'
    )
    told.tell("2026-05-05,joint,sell,VEA,10,400.00,", head=head)
    told.root.joinpath("data/lots.csv").write_text(
        "symbol,quantity,acquired,basis,lot_id\nBND,1,2020-01-02,5,B1\n"
    )
    report = told.open().tax_report()
    (sale,) = report.to_dict()["sales"]
    assert sale["incomplete"]
    assert sale["basis"] is None
    assert sale["gain"] is None
    assert "Not certain" in report.text()
    assert len(report.uncertain) == 1


@pytest.mark.parametrize(("setting", "lot_sold_dearest"), [("earliest", False), ("highest", True)])
def test_the_choice_of_fragments_is_the_households(
    told: Told, setting: str, *, lot_sold_dearest: bool
) -> None:
    told.tell(
        "2026-01-05,joint,buy,VWO,10,500.00,L1",
        "2026-01-10,joint,sell,VWO,10,400.00,L1",
        "2026-01-20,joint,buy,VWO,20,800.00,L2",
        "2026-06-01,joint,sell,VWO,10,600.00,L2",
        more=f'[policy]\nfragment_selection = "{setting}"\n',
    )
    document = told.open().tax_report().to_dict()
    assert document["policy"]["fragment_selection"] == setting
    assert document["sales"][1]["basis"] == "500.00" or not lot_sold_dearest


def test_the_accounts_own_method_picks_the_lots_of_an_unnamed_sale(told: Told) -> None:
    rows = (
        "2026-01-05,joint,buy,VWO,10,500.00,L1",
        "2026-02-05,joint,buy,VWO,10,700.00,L2",
        "2026-06-01,joint,sell,VWO,10,800.00,",
    )
    told.tell(*rows)
    assert told.open().tax_report().sales[0].lot.lot_id == "L1"
    told.tell(*rows)
    toml = told.root / "trimtab.toml"
    toml.write_text(
        toml.read_text().replace(
            '[[accounts]]\nid = "roth"', 'lot_method = "hifo"\n[[accounts]]\nid = "roth"'
        )
    )
    assert told.open().tax_report().sales[0].lot.lot_id == "L2"


def test_the_document_is_what_its_schema_says(told: Told) -> None:
    told.tell(*WASHED, "2026-06-10,joint,sell,VWO,10,300.00,L7")
    schema = schema_named("tax")
    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors(told.open().tax_report().to_dict())) == []


def test_a_loss_that_a_purchase_can_still_undo_is_provisional(told: Told) -> None:
    told.tell(*WASHED, "2026-06-10,joint,sell,VWO,10,300.00,L7")
    report = told.open().tax_report()
    assert [sale["final_on"] for sale in report.to_dict()["sales"]] == [None, "2026-07-11"]
    assert "Provisional: $200.00 of losses in 1 sale can still be undone" in report.text()


def test_rows_in_any_order_give_the_same_report(told: Told) -> None:
    told.tell(*WASHED)
    expected = told.open().tax_report().to_json()
    told.tell(*reversed(WASHED), columns=COLUMNS)
    assert told.open().tax_report().to_json() == expected


def test_what_no_ruling_covers_is_flagged_at_its_sale_and_named(told: Told) -> None:
    head = HEAD.replace('type = "roth"', 'type = "hsa"')
    told.tell(*WASHED, head=head)
    report = told.open().tax_report()
    (sale,) = report.to_dict()["sales"]
    assert sale["flags"] == ["shelter_without_ruling"]
    assert "as Rev. Rul. 2008-5 does for IRAs" in report.to_dict()["uncertain"][0]["why"]
    assert "Not certain (data/transactions.csv:3)" in report.text()
    Draft202012Validator(schema_named("tax")).validate(report.to_dict())


def test_a_gain_that_is_not_known_is_counted_beside_the_year(told: Told) -> None:
    told.tell(
        "2026-01-05,joint,buy,VWO,100,5000.00,L7",
        "2026-06-02,joint,sell,VWO,60,,L7",
        "2026-06-03,joint,sell,VWO,10,400,L7",
    )
    report = told.open().tax_report()
    assert report.to_dict()["years"]["2026"]["unknown_gains"] == 1
    assert not [warning for warning in report.warnings if "gain" in warning]
    text = " ".join(report.text().split())
    assert text.count("Not whole: without 1 sale of unknown gain.") == 1
    assert text.count("the gain of VWO sold on 2026-06-02 in joint is not known") == 1
    assert text.count("as nothing in the results of the year") == 1
    assert "$100.00 of losses in 2 sales (1 of unknown size)" in text


def test_two_gains_that_are_not_known_are_counted(told: Told) -> None:
    told.tell(
        "2025-01-05,joint,buy,VWO,100,5000.00,L7",
        "2026-01-02,joint,sell,VWO,60,,L7",
        "2026-01-03,joint,sell,VWO,10,,L7",
    )
    report = told.open().tax_report()
    assert report.to_dict()["years"]["2026"]["unknown_gains"] == 2
    assert [problem.line for problem in report.uncertain] == [3, 4]
    assert "Not whole: without 2 sales of unknown gain." in " ".join(report.text().split())


MIN_TAX = HEAD.replace('history = "complete"', 'history = "complete"\nlot_method = "min-tax"', 1)
RATES = '[taxes]\nfiling_status = "single"\nfederal_ordinary = 37\nfederal_long = 15\n'


def test_a_sale_by_min_tax_uses_the_rates_of_the_workspace(told: Told) -> None:
    told.tell(
        "2024-01-05,joint,buy,VWO,10,100.00,LONG",
        "2026-05-05,joint,buy,VWO,10,110.00,SHORT",
        "2026-06-01,joint,sell,VWO,10,300.00,",
        head=MIN_TAX,
        more=RATES,
    )
    report = told.open().tax_report()
    # 15 percent of 200 is less than 37 percent of 190.
    assert [line.lot.lot_id for line in report.sales] == ["LONG"]
    assert not report.uncertain


def test_a_row_in_another_currency_is_a_problem(told: Told) -> None:
    told.tell("2026-01-05,joint,buy,VWO,10,100.00,L1,EUR", columns=COLUMNS + ",currency")
    with pytest.raises(InputProblems, match=r'currency "EUR" is not USD') as found:
        told.open()
    assert found.value.problems[0].line == 2


def test_the_households_own_currency_is_no_problem_in_any_case(told: Told) -> None:
    told.tell("2026-01-05,joint,buy,VWO,10,100.00,L1,usd", columns=COLUMNS + ",currency")
    assert [note for note in told.open().check().notes if "currency" in note.what] == []


def test_bad_cells_do_not_hide_what_does_not_fit_in_the_record(told: Told) -> None:
    told.tell(
        "2026-01-05,joint,buy,VWO,ten,500.00,L1",
        "2026-02-05,joint,sell,VWO,10,400.00,L1",
        "2026-02-05,joint,sell,BND,10,400.00,B1",
    )
    with pytest.raises(InputProblems) as found:
        told.open()
    lines = {problem.line: problem for problem in found.value.problems}
    assert set(lines) == {2, 3, 4}
    assert "a row that cannot be read may be the cause" in lines[3].why
    assert "may be the cause" not in lines[4].why


def test_targets_and_the_record_are_named_in_one_run(told: Told) -> None:
    told.tell("2026-02-05,joint,sell,BND,10,400.00,B1", more=TARGETS.replace("100", "90"))
    with pytest.raises(InputProblems) as found:
        told.open()
    assert len(found.value.problems) == 2


def test_an_earlier_day_shows_the_record_as_it_stood(told: Told) -> None:
    told.tell(*WASHED)
    workspace = told.open(as_of=date(2026, 3, 19))
    (sale,) = workspace.tax_report().sales
    assert (str(sale.disallowed), sale.provisional) == ("0", True)
    (note,) = [one for one in workspace.check().notes if "left out" in one.what]
    assert (note.what, note.line) == ("2 rows after 2026-03-19 left out", 4)


def test_a_row_of_the_far_future_is_a_mistake_on_any_day(told: Told) -> None:
    told.tell(*WASHED, "3026-03-21,joint,buy,VWO,10,420.00,L9")
    with pytest.raises(InputProblems, match="date in the future"):
        told.open(as_of=date(2026, 3, 19))


def test_a_file_of_lots_cannot_be_seen_as_of_an_earlier_day(told: Told) -> None:
    lots = 'history = "complete"\nlots = "data/lots.csv"'
    told.tell(*WASHED, head=HEAD.replace('history = "complete"', lots, 1))
    told.root.joinpath("data/lots.csv").write_text("symbol,quantity,acquired,basis\n")
    with pytest.raises(InputProblems, match="date in the future"):
        told.open(as_of=date(2026, 3, 19))
