"""Transfers between own accounts: nothing is lost on the way, and what does not fit is named."""

import pytest

from tests.tax.test_rebuild import lots, rebuilt, sales
from trimtab.tax import TaxHistory

BOUGHT = "2024-03-01 joint buy VTI 10 amount=100 lot=L1"


def told(history: TaxHistory) -> str:
    return " ".join(problem.what for problem in history.incomplete)


@pytest.mark.parametrize(
    ("out", "into"),
    [
        ("2026-03-06 joint transfer_out VTI 10", "2026-03-05 other transfer_in VTI 10"),
        (
            "2026-03-05 joint transfer_out VTI 10 amount=150",
            "2026-03-05 other transfer_in VTI 10 amount=150",
        ),
        (
            "2026-03-05 joint transfer_out VTI 10 lot=L1",
            "2026-03-12 other transfer_in VTI 10 acquired=2026-03-05 lot=L1",
        ),
        (
            "2026-03-05 joint transfer_out VTI 10 time=15:00",
            "2026-03-05 other transfer_in VTI 10 time=09:00",
        ),
    ],
)
def test_lots_keep_their_past_however_the_two_rows_are_dated(out: str, into: str) -> None:
    text = f"{BOUGHT}\n{out}\n{into}\n2026-04-05 other sell VTI 10 amount=150 id=S"
    history = rebuilt(text)
    assert sales(history) == [("S", "50.00", "0.00")]
    assert history.sales[0].term.value == "long"
    assert ("of the transfer of VTI" in told(history)) == ("150" in into)


def test_what_is_on_its_way_is_still_owned_and_replaces() -> None:
    text = """
        2025-03-01 other buy VTI 10 amount=210 lot=B1
        2026-03-01 joint buy VTI 10 amount=100 lot=L1
        2026-03-05 joint transfer_out VTI 10
        2026-03-06 other sell VTI 10 amount=100 lot=B1 id=S
        2026-03-08 other transfer_in VTI 10
    """
    history = rebuilt(text)
    assert sales(history) == [("S", "0.00", "110.00")]
    assert not history.incomplete


def test_the_transfer_nearest_in_time_is_the_other_half() -> None:
    text = f"""
        {BOUGHT}
        2024-03-02 joint buy VTI 10 amount=300 lot=L2
        2026-03-01 joint transfer_out VTI 10 lot=L1
        2026-03-09 joint transfer_out VTI 10 lot=L2
        2026-03-10 other transfer_in VTI 10
    """
    history = rebuilt(text)
    assert lots(history) == [("L2", "10", "300.00", "2024-03-02")]
    assert "10 VTI (lot L1, $100.00) left joint on 2026-03-01 and came in nowhere" in told(history)


def test_more_shares_than_left_are_named_and_the_lots_still_arrive() -> None:
    text = f"{BOUGHT}\n2026-03-05 joint transfer_out VTI 6\n2026-03-06 other transfer_in VTI 7"
    history = rebuilt(text)
    assert ("L1", "6", "60.00", "2024-03-01") in lots(history)
    assert "1 VTI came in on 2026-03-06 in other from no account" in told(history)


def test_a_row_with_a_past_of_its_own_takes_nothing_from_another_transfer() -> None:
    text = f"""
        {BOUGHT}
        2024-03-02 joint buy VTI 10 amount=- lot=L2
        2024-05-05 joint transfer_out VTI 10 lot=L1
        2026-03-06 other transfer_in VTI 10 amount=400 acquired=2025-01-05 lot=X
        2026-03-06 other transfer_in VTI 9 amount=400 lot=Y
    """.replace("amount=- ", "price=2 ")
    history = rebuilt(text)
    assert ("X", "10", "400.00", "2025-01-05") in lots(history)
    assert "when the VTI that came in on 2026-03-06" in told(history)


def test_shares_without_a_basis_that_are_lost_are_named() -> None:
    text = "2026-03-05 joint transfer_in VTI 6 lot=L1\n2026-03-06 joint transfer_out VTI 6"
    assert "lot L1, basis not known" in told(rebuilt(text))


@pytest.mark.parametrize(
    ("past", "times"),
    [("amount=70", 1), ("amount=70 acquired=2020-01-02", 0), ("start=2020-01-02", 0)],
)
def test_a_gift_without_the_date_of_its_giver_is_named(past: str, times: int) -> None:
    history = rebuilt(f"2026-03-05 joint gift_in VTI 6 {past} lot=G")
    assert told(history).count("when the VTI that came in") == times


def test_shares_of_one_order_do_not_replace_each_other_after_a_transfer() -> None:
    text = """
        2026-03-01 joint buy VTI 100 amount=1000 order=O1
        2026-03-05 joint transfer_out VTI 50
        2026-03-05 other transfer_in VTI 50
        2026-03-10 joint sell VTI 50 amount=400 id=S
    """
    assert sales(rebuilt(text)) == [("S", "-100.00", "0.00")]


def test_orders_of_two_accounts_with_one_number_are_two() -> None:
    text = """
        2026-03-01 joint buy VTI 100 amount=1000 order=O1
        2026-03-01 other buy VTI 50 amount=500 order=O1
        2026-03-10 joint sell VTI 100 amount=800 id=S
    """
    assert sales(rebuilt(text)) == [("S", "-100.00", "100.00")]


def test_a_transfer_that_dates_a_purchase_brings_a_purchase() -> None:
    text = """
        2025-01-05 joint buy VTI 10 amount=200 lot=OLD
        2026-03-06 joint transfer_in VTI 10 amount=150 acquired=2026-03-01 lot=NEW
        2026-03-10 joint sell VTI 10 amount=100 lot=OLD id=S
    """
    history = rebuilt(text)
    assert sales(history) == [("S", "0.00", "100.00")]
    assert not history.incomplete
