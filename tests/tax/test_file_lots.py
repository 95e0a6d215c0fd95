"""Rows beside a file of lots: which lot a row brought, and what the shares that left had cost."""

import pytest

from tests.tax.records import account, household
from tests.tax.test_rebuild import lots, sales
from tests.tax.test_rebuild_beside_lots import AS_OF, PARTIAL, beside
from trimtab.domain import Account, AccountId, Registration
from trimtab.money import ZERO, cents_text
from trimtab.tax import TaxHistory, WashOutlook, rebuild


def washed(history: TaxHistory) -> list[str]:
    """The part of each open lot's basis that wash sales added."""
    return [cents_text(one.lot.wash_adjustment) for one in history.open_lots]


def told(history: TaxHistory) -> str:
    return " ".join(problem.what for problem in history.incomplete)


def test_a_lot_listed_by_its_day_of_settlement_is_the_purchase_of_its_trade() -> None:
    text = """
        2026-03-05 joint buy VTI 10 amount=100
        2026-03-10 joint sell VTI 20 amount=160 lot=OLD id=S
    """
    history = beside(text, "L1 VTI 10 2026-03-06 100", "OLD VTI 5 2025-01-05 50")
    # Ten shares were bought, so ten of the twenty sold are replaced.
    assert sales(history) == [("S", "-20.00", "20.00")]
    # Held for 429 days before 5 March.
    assert lots(history) == [
        ("OLD", "5", "50.00", "2025-01-05"),
        ("L1", "10", "120.00", "2024-12-31"),
    ]


def test_a_row_that_names_its_lot_tells_the_day_of_the_trade() -> None:
    text = "2026-03-05 joint buy VTI 10 amount=100 lot=L1"
    assert lots(beside(text, "L1 VTI 10 2026-03-06 100"))[0][3] == "2026-03-05"
    assert lots(beside(text, "L1 VTI 10 2026-04-06 100"))[0][3] == "2026-04-06"


def test_two_fills_may_settle_as_one_lot() -> None:
    text = """
        2026-03-05 joint buy VTI 6 amount=60.01
        2026-03-05 joint buy VTI 4 amount=40
        2026-03-10 joint sell VTI 20 amount=160 lot=OLD id=S
    """
    history = beside(text, "L1 VTI 10 2026-03-09 100.01", "OLD VTI 5 2025-01-05 50")
    assert sales(history) == [("S", "-20.00", "20.00")]


@pytest.mark.parametrize(
    "listed",
    [
        "L1 VTI 10 2026-03-06 130",
        "L1 VTI 9 2026-03-06 90",
        "L1 VTI 10 2026-03-04 100",
        "L1 VTI 10 2026-03-12 100",
        "L1 BND 10 2026-03-06 100",
        "L1 VTI 10 - 100",
    ],
)
def test_a_lot_of_other_days_shares_or_cost_is_another_purchase(listed: str) -> None:
    text = """
        2026-03-05 joint buy VTI 10 amount=100
        2026-03-05 joint gift_in VTI 10 amount=100
    """
    assert lots(beside(text, listed))[0][3] in {*listed.split(), "None"}


@pytest.mark.parametrize(("row", "listed"), [("", "-"), ("", "100"), ("amount=100", "-")])
def test_where_a_cost_is_not_known_the_shares_decide(row: str, listed: str) -> None:
    text = f"2026-03-05 joint reinvest VTI 10 {row or 'price=10'}"
    assert lots(beside(text, f"L1 VTI 10 2026-03-06 {listed}"))[0][3] == "2026-03-05"


def test_a_holding_period_that_the_file_has_tacked_stays() -> None:
    text = "2026-03-05 joint buy VTI 10 amount=100"
    history = beside(text, "L1 VTI 10 2026-03-06 130 wash=30 start=2026-01-02")
    assert lots(history) == [("L1", "10", "130.00", "2026-01-02")]


def test_fills_of_a_day_are_one_purchase_where_the_file_has_one_lot() -> None:
    text = """
        2026-03-05 joint buy VTI 60 amount=600
        2026-03-05 joint buy VTI 40 amount=400
        2026-03-10 joint sell VTI 140 amount=1400 lot=OLD id=S
    """
    history = beside(text, "L1 VTI 100 2026-03-05 1000", "OLD VTI 5 2025-01-05 110")
    assert sum(wash.quantity for wash in history.wash_sales) == 100
    added = sum((one.lot.wash_adjustment for one in history.open_lots), ZERO)
    assert added == sum(wash.disallowed for wash in history.wash_sales)


def test_a_lot_is_not_kept_from_sale_by_its_own_second_fill() -> None:
    text = """
        2026-11-01 joint buy VTI 40 amount=400
        2026-11-01 joint buy VTI 60 amount=600
    """
    given = household(text, account("joint", "L1 VTI 100 2026-11-01 1000", history=PARTIAL))
    outlook = WashOutlook(given, AS_OF)
    (lot,) = given.accounts[0].lots
    assert outlook.replacements(lot) == ()


def test_a_row_of_the_size_of_a_lot_is_that_lot() -> None:
    text = """
        2026-11-01 joint buy VTI 50 amount=500
        2026-11-01 joint buy VTI 100 amount=1000
        2026-11-02 joint sell VTI 50 amount=600 id=S
    """
    history = beside(text, "L1 VTI 100 2026-11-01 1000")
    assert sales(history) == [("S", "100.00", "0.00")]
    assert lots(history) == [("L1", "100", "1000.00", "2026-11-01")]


def test_shares_of_a_purchase_that_left_without_a_name_have_its_cost() -> None:
    text = """
        2026-11-01 joint buy VTI 150 amount=1500
        2026-11-02 joint sell VTI 40 amount=600 id=S
    """
    history = beside(text, "L1 VTI 100 2026-11-01 1000")
    assert sales(history) == [("S", "200.00", "0.00")]
    assert lots(history) == [("L1", "100", "1000.00", "2026-11-01")]


def test_what_was_sold_has_the_cost_of_its_purchase_not_the_wash_sale_that_came_later() -> None:
    text = """
        2026-01-05 other buy VTI 3 amount=21 lot=B1
        2026-07-15 joint buy VTI 6 amount=84 lot=L3
        2026-08-10 joint sell VTI 3 amount=45 lot=L3 id=S
        2026-08-12 other sell VTI 3 amount=9 lot=B1 id=T
    """
    held = "L3 VTI 3 2026-07-15 54 wash=12 start=2025-12-08"
    history = beside(text, held, others=(account("other"),))
    assert sales(history) == [("S", "3.00", "0.00"), ("T", "0.00", "12.00")]
    assert lots(history) == [("L3", "3", "54.00", "2025-12-08")]
    assert washed(history) == ["12.00"]


@pytest.mark.parametrize(
    ("bought", "on", "gain"),
    [
        ("2026-07-15 joint buy VTI 6 amount=84 lot=L3", "2026-08-10", "3.00"),
        ("", "2026-08-10", "3.00"),
        # Over 30 days after the purchase what was added was added to all of it.
        ("2026-07-15 joint buy VTI 6 amount=84 lot=L3", "2026-08-20", "-9.00"),
        ("", "2026-08-20", "-9.00"),
    ],
)
def test_a_wash_sale_before_the_record_belongs_to_what_was_sold_after_it(
    bought: str, on: str, gain: str
) -> None:
    text = f"{bought}\n{on} joint sell VTI 3 amount=45 lot=L3 id=S"
    history = beside(text, "L3 VTI 3 2026-07-15 54 wash=12")
    assert sales(history) == [("S", gain, "0.00")]
    assert lots(history)[0][2] == "54.00"


BOUGHT = "2026-01-05 joint buy VTI 100 amount=1000 lot=L1"
SPUN = "2026-03-05 joint spinoff VTI 20 new=KID basis_fraction=0.2"
PAID = "2026-03-05 joint return_of_capital VTI - amount=100"
KID = "K1 KID 10 2026-01-05 100"


@pytest.mark.parametrize(("action", "left"), [(SPUN, "400"), (PAID, "400")])
@pytest.mark.parametrize(("on", "gain"), [("2026-02-05", "100.00"), ("2026-04-05", "200.00")])
def test_what_changed_the_basis_of_a_lot_counts_only_for_sales_after_it(
    action: str, left: str, on: str, gain: str
) -> None:
    text = "\n".join((BOUGHT, action, f"{on} joint sell VTI 50 amount=600 lot=L1 id=S"))
    history = beside(text, f"L1 VTI 50 2026-01-05 {left}", KID)
    assert sales(history) == [("S", gain, "0.00")]
    assert "is not certain" not in told(history)


def test_a_sale_between_two_changes_of_the_basis_is_not_certain() -> None:
    sale = "2026-04-05 joint sell VTI 50 amount=600 lot=L1 id=S"
    text = "\n".join((BOUGHT, SPUN, sale, PAID.replace("03-05", "05-05")))
    assert "left lot L1 on 2026-04-05 is not certain" in told(
        beside(text, "L1 VTI 50 2026-01-05 300")
    )


def test_a_sale_before_a_change_without_the_row_of_the_purchase_is_not_certain() -> None:
    text = f"{SPUN}\n2026-02-05 joint sell VTI 50 amount=600 lot=L1 id=S"
    assert "left lot L1 on 2026-02-05 is not certain" in told(
        beside(text, "L1 VTI 50 2026-01-05 400")
    )


def test_a_cost_that_row_and_file_have_otherwise_is_named() -> None:
    text = """
        2026-07-15 joint buy VTI 6 amount=84 lot=L3
        2026-08-10 joint sell VTI 3 amount=45 lot=L3 id=S
    """
    history = beside(text, "L3 VTI 3 2026-07-15 60")
    assert sales(history) == [("S", "3.00", "0.00")]
    assert "lot L3 is $60.00 in the file of lots, by the row that bought it $42.00" in told(history)
    assert not beside(text, "L3 VTI 3 2026-07-15 42").incomplete


def test_more_sold_out_of_a_lot_than_was_bought_is_incomplete() -> None:
    text = """
        2026-07-15 joint buy VTI 100 amount=1000 lot=L3
        2026-08-10 joint sell VTI 500 amount=4500 lot=L3 id=S
        2026-08-11 joint sell VTI 60 amount=660 lot=L3 id=T
    """
    history = beside(text, "L3 VTI 40 2026-07-15 400")
    assert [line.incomplete for line in history.sales] == [True, False]
    assert sales(history) == [("T", "60.00", "0.00")]
    assert lots(history) == [("L3", "40", "400.00", "2026-07-15")]


def test_a_sale_never_takes_what_the_file_still_shows() -> None:
    text = """
        2026-07-15 joint buy VTI 100 amount=1000 lot=L3
        2026-08-10 joint sell VTI 30 amount=270 lot=L3 id=S
    """
    history = beside(text, "L3 VTI 100 2026-07-15 1000")
    assert history.sales[0].incomplete
    assert lots(history) == [("L3", "100", "1000.00", "2026-07-15")]


def test_rows_that_bought_less_than_the_file_shows_do_not_tell_the_cost() -> None:
    text = """
        2026-07-15 joint buy VTI 10 amount=90 lot=L3
        2026-08-10 joint sell VTI 20 amount=250 lot=L3 id=S
    """
    history = beside(text, "L3 VTI 40 2026-07-15 400")
    assert sales(history) == [("S", "50.00", "0.00")]


@pytest.mark.parametrize(
    ("row", "listed", "gain"),
    [
        ("2026-07-15 joint transfer_in VTI 10 lot=L3", "40", "50.00"),
        ("2026-07-15 joint transfer_in VTI 10 lot=L3", "-", None),
        ("", "-", None),
    ],
)
def test_shares_that_came_without_a_cost_have_that_of_the_file(
    row: str, listed: str, gain: str | None
) -> None:
    text = f"{row}\n2026-08-10 joint sell VTI 5 amount=100 lot=L3 id=S"
    history = beside(text, f"L3 VTI 4 2026-07-15 {listed}")
    assert sales(history) == ([] if gain is None else [("S", gain, "0.00")])


MERGED = """
    2026-01-05 joint buy VTI 100 amount=1000 lot=L1
    2026-02-05 joint sell VTI 50 amount=600 lot=L1 id=S
    2026-03-05 joint merger VTI 100 new=NEW ratio=2
"""


@pytest.mark.parametrize("kind", ["buy", "vest"])
def test_a_merger_is_undone_for_a_lot_that_a_row_knows_by_its_old_name(kind: str) -> None:
    rows = MERGED.replace("buy", kind)
    history = beside(rows, "L1 NEW 100 2026-01-05 500", "L2 NEW 7 2020-01-05 70")
    assert sales(history) == [("S", "100.00", "0.00")]
    assert not history.incomplete
    assert {str(one.lot.symbol) for one in history.open_lots} == {"NEW"}
    assert lots(history) == [
        ("L2", "7", "70.00", "2020-01-05"),
        ("L1", "100", "500.00", "2026-01-05"),
    ]


def test_a_merger_is_undone_for_a_lot_that_a_sale_knows_by_its_old_name() -> None:
    rows = "\n".join(MERGED.splitlines()[2:])
    history = beside(rows, "L1 NEW 100 2026-01-05 500")
    assert sales(history) == [("S", "100.00", "0.00")]
    assert lots(history) == [("L1", "100", "500.00", "2026-01-05")]


def test_a_merger_with_cash_for_a_fraction_leaves_the_file_as_it_is() -> None:
    history = beside(MERGED.rstrip() + " amount=3", "L1 NEW 100 2026-01-05 500")
    assert lots(history) == [("L1", "100", "500.00", "2026-01-05")]
    assert history.sales[0].incomplete


def test_a_sale_of_another_security_under_the_name_of_a_lot_is_not_traced() -> None:
    text = "2026-08-10 joint sell BND 3 amount=45 lot=L1 gain=-5 id=S"
    history = beside(text, "L1 VTI 10 2025-01-05 100")
    assert lots(history) == [("L1", "10", "100.00", "2025-01-05")]
    assert history.sales[0].incomplete


def test_a_purchase_of_another_security_under_the_name_of_a_lot_is_a_problem() -> None:
    history = beside("2026-08-10 joint buy BND 3 amount=45 lot=L1", "L1 VTI 10 2025-01-05 100")
    assert "lot L1 is BND here and VTI in the file" in history.problems[0].what


@pytest.mark.parametrize(
    "action",
    [
        "symbol_change BND - new=VTI",
        "split_off BND 3 new=VTI ratio=1",
    ],
)
def test_a_lot_may_have_been_bought_under_an_old_name(action: str) -> None:
    text = f"2026-08-10 joint buy BND 10 amount=100 lot=L1\n2026-09-10 joint {action}"
    assert not beside(text, "L1 VTI 10 2026-08-10 100").problems


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        ("2026-03-05 other buy VTI 10 amount=100 lot=L1", 1),
        ("2026-03-05 other buy VTI 10 amount=100 lot=L2", 0),
        ("2026-03-05 other transfer_in VTI 10 amount=100 lot=L1", 0),
        (
            """2026-03-05 other buy VTI 10 amount=100 lot=L1
            2026-03-06 other transfer_out VTI 10
            2026-03-06 joint transfer_in VTI 10 lot=L1""",
            0,
        ),
    ],
)
def test_one_name_for_lots_of_two_accounts_is_a_problem(rows: str, problems: int) -> None:
    history = beside(rows, "L1 VTI 10 2026-03-01 200", others=(account("other"),))
    assert len(history.problems) == problems


def test_an_empty_file_is_the_truth_too() -> None:
    own = Account(
        account_id=AccountId("joint"),
        registration=Registration.TAXABLE,
        history=PARTIAL,
        listed=True,
    )
    history = rebuild(household("2026-03-05 joint buy VTI 10 amount=100", own), as_of=AS_OF)
    assert history.open_lots == ()


@pytest.mark.parametrize("way", ["transfer_in VTI 90", "transfer_out VTI 10"])
def test_a_transfer_that_the_file_does_not_explain_is_named(way: str) -> None:
    history = beside(f"2026-03-05 joint {way}", "L1 VTI 10 2026-03-01 200")
    assert "of VTI on 2026-03-05 is not followed" in told(history)


def test_a_transfer_that_may_have_brought_lots_of_the_file_is_not_named() -> None:
    history = beside("2026-03-05 joint transfer_in VTI 10", "L1 VTI 10 2025-03-01 200")
    assert not history.incomplete


def test_a_lot_of_a_file_that_a_transfer_brought_has_arrived() -> None:
    text = """
        2025-03-05 other buy VTI 10 amount=100 lot=L1
        2026-03-06 other transfer_out VTI 10
        2026-03-06 joint transfer_in VTI 10 lot=L1
    """
    history = beside(text, "L1 VTI 10 2025-03-05 100", others=(account("other"),))
    assert lots(history) == [("L1", "10", "100.00", "2025-03-05")]
    assert not history.incomplete
