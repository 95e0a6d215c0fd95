"""A month of transactions beside a file of lots: the file is the truth for what is held."""

from datetime import date
from decimal import Decimal

import pytest

from tests.tax.records import account, exactly, household
from tests.tax.test_rebuild import lots, sales
from trimtab.domain import Account, History
from trimtab.tax import TaxHistory, TaxYear, WashFlag, WashRules, rebuild

AS_OF = date(2026, 11, 16)
PARTIAL = History.PARTIAL


def beside(text: str, *held: str, others: tuple[Account, ...] = ()) -> TaxHistory:
    own = account("joint", *held, history=PARTIAL)
    return rebuild(household(text, own, *others), as_of=AS_OF, rules=WashRules())


def test_lots_of_the_file_stay_as_they_are_when_nothing_touches_them() -> None:
    history = beside("", "L1 VTI 100 2020-01-02 1000", "L2 VTI 5 2026-11-10 600", "L3 VTI 5 - -")
    assert lots(history) == [
        ("L1", "100", "1000.00", "2020-01-02"),
        ("L2", "5", "600.00", "2026-11-10"),
        ("L3", "5", "-", "None"),
    ]


def test_a_sale_out_of_a_lot_of_the_file_has_the_lots_cost_and_leaves_the_file_alone() -> None:
    history = beside(
        "2026-11-02 joint sell VTI 50 amount=600 lot=L1 id=S", "L1 VTI 100 2020-01-02 1000"
    )
    assert sales(history) == [("S", "100.00", "0.00")]
    assert lots(history) == [("L1", "100", "1000.00", "2020-01-02")]
    assert not history.incomplete


@pytest.mark.parametrize(
    ("gain", "counted", "open_losses", "told"),
    [
        ("gain=-50", "-50", 1, "its gain is taken from its row"),
        ("gain=50", "50", 0, "its gain is taken from its row"),
        ("", None, 1, "it counts as a loss"),
    ],
)
def test_a_sale_of_shares_that_the_file_no_longer_shows_is_incomplete(
    gain: str, counted: str | None, open_losses: int, told: str
) -> None:
    history = beside(
        f"2026-11-02 joint sell VTI 50 amount=600 {gain}", "L1 VTI 100 2020-01-02 1000"
    )
    (line,) = history.sales
    assert line.incomplete
    assert line.gain == (None if counted is None else Decimal(counted))
    assert len(history.open_losses) == open_losses
    assert told in history.incomplete[0].why
    assert history.incomplete[0].line == 2


def test_a_lot_of_the_file_bought_lately_is_a_purchase_without_a_row() -> None:
    text = "2026-11-02 joint sell VTI 50 amount=600 gain=-100 id=S"
    history = beside(text, "L1 VTI 20 2026-11-10 300")
    assert sales(history) == [("S", "-60.00", "40.00")]
    assert lots(history)[0][2] == "340.00"


def test_what_a_broker_already_added_is_not_added_again() -> None:
    text = "2026-11-02 joint sell VTI 50 amount=600 gain=-100 id=S"
    history = beside(text, "L1 VTI 20 2026-11-10 330 wash=30 start=2026-10-01")
    # 40 is due and 30 is in the basis already.
    assert lots(history) == [("L1", "20", "340.00", "2026-10-01")]


@pytest.mark.parametrize(
    ("broker", "start"),
    [
        # 1 November less the 10 days that the sold shares were held.
        ("2026-11-01", "2026-10-22"),
        ("2026-10-22", "2026-10-22"),
        ("2026-10-01", "2026-10-01"),
    ],
)
def test_days_that_a_broker_already_added_are_not_added_again(broker: str, start: str) -> None:
    text = "2026-11-02 joint sell VTI 20 amount=200 lot=L0 id=S"
    history = beside(
        text, "L0 VTI 5 2026-10-23 75", f"L1 VTI 20 2026-11-01 330 wash=30 start={broker}"
    )
    assert lots(history)[1] == ("L1", "20", "400.00", start)


@pytest.mark.parametrize("named", ["lot=L1", ""])
def test_a_purchase_and_the_lot_of_the_file_that_it_brought_are_one(named: str) -> None:
    text = f"""
        2026-11-02 joint sell VTI 50 amount=600 gain=-100 id=S
        2026-11-10 joint buy VTI 20 amount=300 {named}
    """
    history = beside(text, "L1 VTI 20 2026-11-10 300", "L0 VTI 7 2026-11-10 105")
    assert [str(wash.lot_id) for wash in history.wash_sales] == ["L0", "L1"]
    assert sum(wash.quantity for wash in history.wash_sales) == 27


def test_fills_of_one_lot_of_the_file_are_one_purchase() -> None:
    text = """
        2026-11-10 joint buy VTI 10 amount=150 lot=L1
        2026-11-10 joint buy VTI 10 amount=150 lot=L1
    """
    assert lots(beside(text, "L1 VTI 20 2026-11-10 300")) == [("L1", "20", "300.00", "2026-11-10")]


def test_a_purchase_named_otherwise_than_the_lot_of_its_day_is_another_purchase() -> None:
    text = """
        2026-11-02 joint sell VTI 50 amount=600 gain=-100 id=S
        2026-11-10 joint buy VTI 20 amount=300 lot=OTHER
    """
    # Both replace: taken for one, 20 shares of the loss would look free.
    history = beside(text, "L1 VTI 20 2026-11-10 300", "L0 VTI 80 2020-01-02 800")
    assert sum(wash.quantity for wash in history.wash_sales) == 40
    assert sales(history) == [("S", "-20.00", "80.00")]


def test_fills_of_an_order_without_a_name_are_one_purchase_of_the_file() -> None:
    text = """
        2026-11-02 joint sell VTI 50 amount=600 gain=-100 id=S
        2026-11-10 joint buy VTI 12 amount=180 order=O1
        2026-11-10 joint buy VTI 8 amount=120 order=O1
    """
    history = beside(text, "L1 VTI 20 2026-11-10 300", "L0 VTI 80 2020-01-02 800")
    (wash,) = history.wash_sales
    assert exactly(str(wash.lot_id), wash.quantity) == ("L1", 20)


def test_shares_bought_lately_that_the_file_no_longer_shows_can_be_sold() -> None:
    text = """
        2026-10-26 joint buy VTI 10 amount=150 lot=G1
        2026-11-02 joint sell VTI 10 amount=100 id=S
    """
    history = beside(text, "L1 VTI 20 2020-01-02 300")
    assert sales(history) == [("S", "-50.00", "0.00")]
    assert not history.incomplete
    assert lots(history) == [("L1", "20", "300.00", "2020-01-02")]


def test_a_purchase_that_the_file_does_not_show_counts_only_as_far_as_shares_are_held() -> None:
    text = """
        2026-10-26 joint buy VTI 50 amount=150 lot=G1
        2026-10-26 joint buy BND 50 amount=150 lot=G2
    """
    history = beside(text, "L1 VTI 20 2020-01-02 300")
    assert lots(history) == [("L1", "20", "300.00", "2020-01-02")]


@pytest.mark.parametrize(
    ("rows", "held"),
    [
        ("2026-11-03 joint split VTI 80 ratio=2", "L1 VTI 80 2020-01-02 800"),
        ("2026-11-03 joint stock_dividend VTI - ratio=1", "L1 VTI 80 2020-01-02 800"),
        ("2026-11-03 joint symbol_change VTI - new=NEW", "L1 NEW 40 2020-01-02 800"),
        ("2026-11-03 joint split VTI 8 ratio=0.2 amount=9", "L1 VTI 8 2020-01-02 800"),
        ("2026-11-03 joint split OTHER 8 ratio=0.2", "L1 VTI 40 2020-01-02 800"),
    ],
)
def test_a_sale_before_a_split_is_counted_in_the_shares_of_its_day(rows: str, held: str) -> None:
    text = f"2026-11-02 joint sell VTI 20 amount=300 lot=L1 id=S\n{rows}"
    history = beside(text, held)
    assert not history.problems
    assert sales(history) == [("S", "-100.00", "0.00")]
    found = history.open_lots[0].lot
    assert f"L1 {found.symbol} {found.quantity}" in held


def test_what_happened_before_a_lot_came_in_is_no_part_of_it() -> None:
    text = "2026-10-20 joint split VTI - ratio=2\n2026-11-03 joint split VTI - ratio=2"
    history = beside(text, "L1 VTI 80 2026-11-01 800", "L0 VTI 8 2020-01-02 80")
    assert lots(history) == [
        ("L0", "8", "80.00", "2020-01-02"),
        ("L1", "80", "800.00", "2026-11-01"),
    ]


def test_a_split_that_does_not_add_up_is_a_problem_beside_a_file_too() -> None:
    history = beside("2026-11-03 joint split VTI 79 ratio=2", "L1 VTI 80 2020-01-02 800")
    assert "gives 80, the statement says 79" in history.problems[0].what


def test_a_count_that_cannot_be_checked_is_not() -> None:
    text = """
        2026-11-03 joint split VTI 90 ratio=2
        2026-11-04 joint sell VTI 10 amount=1 gain=1
    """
    assert not beside(text, "L1 VTI 80 2020-01-02 800").problems


@pytest.mark.parametrize(
    "event",
    [
        "merger OLD - new=VTI ratio=1 amount=5",
        "split_off OLD 5 new=VTI ratio=1",
        "spinoff OLD - new=VTI ratio=1 basis_fraction=0.1",
        "return_of_capital VTI - amount=5",
        "stock_dividend VTI 5 price=7",
    ],
)
def test_what_an_action_realised_before_the_file_was_written_is_not_computed(event: str) -> None:
    history = beside(f"2026-11-10 joint {event}", "L1 VTI 80 2026-11-10 800")
    assert "is not computed" in history.incomplete[0].what
    assert lots(history) == [("L1", "80", "800.00", "2026-11-10")]


@pytest.mark.parametrize(
    ("event", "unknown"),
    [
        ("merger OLD 10 cash_per_share=95", 1),
        ("merger OLD - new=VTI ratio=1 amount=5", 1),
        ("worthless OLD -", 1),
        ("spinoff OLD - new=VTI ratio=1 basis_fraction=0.1", 0),
    ],
)
def test_a_year_says_that_the_gain_of_an_action_is_missing(event: str, unknown: int) -> None:
    history = beside(f"2026-03-10 joint {event}", "L1 VTI 80 2026-11-10 800")
    year = history.years.get(2026, TaxYear())
    assert (year.unknown, year.actions) == (unknown, unknown)
    sheltered = account("roth", "L2 VTI 80 2026-11-10 800", history=PARTIAL)
    elsewhere = beside(f"2026-03-10 roth {event}", "L1 VTI 1 2026-11-10 8", others=(sheltered,))
    assert not elsewhere.years


@pytest.mark.parametrize(
    "exchange",
    [
        "2026-11-10 joint merger OLD - new=VTI ratio=1",
        "2026-11-10 joint split_off OLD 80 new=VTI ratio=1",
        """2026-11-10 joint recapitalization OLD - new=VTI ratio=1 new_price=5
        2026-11-10 joint recapitalization OLD - new=KID ratio=1 new_price=5""",
    ],
)
def test_a_lot_that_an_exchange_brought_replaces_nothing(exchange: str) -> None:
    text = f"""
        2026-11-02 joint sell VTI 50 amount=600 gain=-100
        {exchange}
    """
    assert beside(text, "L1 VTI 80 2026-11-10 800").wash_sales == ()


@pytest.mark.parametrize("kind", ["gift_in", "transfer_in", "inheritance"])
def test_a_lot_that_came_in_as_a_gift_or_transfer_replaces_nothing(kind: str) -> None:
    text = f"""
        2026-11-02 joint sell VTI 50 amount=600 gain=-100
        2026-11-10 joint {kind} VTI 80 lot=L1
        2026-11-10 joint {kind} VTI 80 lot=GONE
    """
    assert beside(text, "L1 VTI 80 2026-11-10 800").wash_sales == ()


def test_a_transfer_out_of_a_lot_of_the_file_is_traced() -> None:
    text = """
        2026-11-02 joint transfer_out VTI 20 lot=L1
        2026-11-03 joint transfer_out VTI 20
        2026-11-04 other transfer_in VTI 20 lot=L1
    """
    history = beside(text, "L1 VTI 80 2020-01-02 800", others=(account("other"),))
    assert ("L1", "20", "200.00", "2020-01-02") in lots(history)
    assert ("L1", "80", "800.00", "2020-01-02") in lots(history)


def test_a_partial_account_without_a_file_of_lots_shows_what_its_rows_tell() -> None:
    text = """
        2026-10-26 joint buy VTI 10 amount=150 lot=G1
        2026-11-02 joint sell VTI 4 amount=50 lot=G1 id=S
        2026-11-03 joint sell BND 4 amount=50 gain=-5 id=T
        2026-11-03 joint split BND - ratio=2
        2026-11-03 joint transfer_out BND 2
    """
    history = rebuild(household(text, account("joint", history=PARTIAL)), as_of=AS_OF)
    assert sales(history) == [("S", "-10.00", "0.00"), ("T", "-5.00", "0.00")]
    assert lots(history) == [("G1", "6", "90.00", "2026-10-26")]
    assert not history.problems


def test_in_a_batch_a_lot_of_the_file_bought_between_two_sales_is_none_of_those_sold() -> None:
    text = """
        2026-11-02 joint sell VTI 10 amount=100 lot=L1 id=S time=10:00
        2026-11-02 joint buy VTI 20 amount=300 lot=L2 time=11:00
        2026-11-02 joint sell VTI 5 amount=60 lot=L2 id=T time=12:00
    """
    own = account("joint", "L1 VTI 10 2020-01-02 200", "L2 VTI 15 2026-11-02 225", history=PARTIAL)
    rules = WashRules(same_day_batch=True)
    history = rebuild(household(text, own), as_of=AS_OF, rules=rules)
    assert not history.problems
    assert sales(history)[0] == ("S", "0.00", "100.00")


def test_the_file_of_a_complete_account_does_not_decide() -> None:
    own = account("joint", "L1 VTI 80 2020-01-02 800")
    history = rebuild(household("2026-11-02 joint buy VTI 10 amount=90 lot=L9", own), as_of=AS_OF)
    assert lots(history) == [("L9", "10", "90.00", "2026-11-02")]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            "joint merger VTI - cash_per_share=5",
            "what the cash merger of VTI on 2026-11-03 realised",
        ),
        ("joint worthless VTI -", "what the worthlessness of VTI on 2026-11-03 realised"),
        ("joint transfer_out VTI 10", "the transfer out of VTI on 2026-11-03 is not followed"),
        ("joint transfer_out BND 10", "the transfer out of BND on 2026-11-03 is not followed"),
    ],
)
def test_a_row_about_shares_that_a_partial_record_does_not_know_is_named(
    row: str, told: str
) -> None:
    text = f"2026-11-01 joint buy BND 5 amount=50\n2026-11-03 {row}"
    history = rebuild(household(text, account("joint", history=PARTIAL)), as_of=AS_OF)
    assert not history.problems
    assert told in history.incomplete[0].what


def test_such_a_row_of_an_account_that_is_not_taxed_realises_nothing() -> None:
    text = "2026-11-03 roth worthless VTI -"
    history = rebuild(household(text, account("roth", history=PARTIAL)), as_of=AS_OF)
    assert not history.incomplete


def test_what_a_broker_added_beyond_the_loss_that_is_known_stays_in_the_lot() -> None:
    # 20 of the 50 shares are replaced: 10 of the 25 dollars; the broker added 30.
    text = "2026-11-02 joint sell VTI 50 amount=600 gain=-25 id=S"
    history = beside(text, "L1 VTI 20 2026-11-10 330 wash=30 start=2026-10-01")
    (held,) = history.open_lots
    assert (held.lot.basis, held.lot.wash_adjustment) == exactly(330, 30)
    assert sales(history) == [("S", "-15.00", "10.00")]


def test_a_replacement_that_a_broker_adjusted_in_a_shelter_is_flagged_for_both() -> None:
    text = "2026-11-02 joint sell VTI 50 amount=600 gain=-100 id=S"
    shelter = account("hsa", "H1 VTI 20 2026-11-10 330 wash=30", history=PARTIAL)
    (wash,) = beside(text, others=(shelter,)).wash_sales
    assert wash.flags == {WashFlag.SHELTER, WashFlag.ADJUSTED}


def test_what_left_a_lot_of_the_file_replaced_a_loss_under_the_lots_own_name() -> None:
    text = """
        2026-10-20 joint buy VTI 100 amount=1000 lot=L1
        2026-11-02 joint sell VTI 100 amount=900 gain=-100 id=S
        2026-11-12 joint sell VTI 40 amount=500 lot=L1
    """
    washes = beside(text, "L1 VTI 60 2026-10-20 600").wash_sales
    assert {wash.lot_id for wash in washes} == {"L1"}
    assert sum(wash.quantity for wash in washes) == Decimal(100)


@pytest.mark.parametrize(
    "dividend", ["- ratio=0.05 amount=10", "2 ratio=0.05 amount=10", "2 amount=10", "2"]
)
def test_a_stock_dividend_leaves_the_file_as_it_is_whatever_its_row_tells(
    dividend: str,
) -> None:
    # 48 shares and 2.4 on top of them: 0.4 were paid in cash, and the file shows 50.
    history = beside(
        f"2026-11-02 joint stock_dividend VTI {dividend}", "L1 VTI 50 2020-01-02 1000.00"
    )
    assert not history.problems
    assert lots(history) == [("L1", "50", "1000.00", "2020-01-02")]


def test_a_stock_dividend_of_more_than_the_file_shows_is_named() -> None:
    history = beside("2026-11-02 joint stock_dividend VTI 50", "L1 VTI 50 2026-11-03 1000.00")
    assert [problem.what for problem in history.incomplete] == [
        "what the stock dividend of VTI on 2026-11-02 realised is not computed"
    ]
    assert lots(history) == [("L1", "50", "1000.00", "2026-11-03")]
