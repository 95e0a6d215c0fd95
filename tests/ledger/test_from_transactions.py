"""Rows become events, and rows that cannot become problems with their place."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.tax.records import exactly, row, rows
from trimtab.domain import corporate_action as action
from trimtab.domain import event as happened
from trimtab.domain.event import Event
from trimtab.ledger import events_of


def only(text: str) -> Event:
    events, problems = events_of([row(text)])
    assert not problems, problems
    return events[0]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2025-01-02 joint buy VTI 1 price=10", happened.Buy),
        ("2025-01-02 joint reinvest VTI 1 amount=10", happened.Reinvest),
        ("2025-01-02 joint vest VTI 1 price=10", happened.Vest),
        ("2025-01-02 joint gift_in VTI 1", happened.Gift),
        ("2025-01-02 joint inheritance VTI 1", happened.Inheritance),
        ("2025-01-02 joint transfer_in VTI 1", happened.TransferIn),
        ("2025-01-02 joint transfer_in - - amount=5", happened.Deposit),
        ("2025-01-02 joint transfer_out VTI 1", happened.TransferOut),
        ("2025-01-02 joint transfer_out - - amount=5", happened.Withdrawal),
        ("2025-01-02 joint sell VTI 1 price=10", happened.Sell),
        ("2025-01-02 joint dividend VTI - amount=5", happened.CashDividend),
        ("2025-01-02 joint deposit - - amount=5", happened.Deposit),
        ("2025-01-02 joint split VTI - ratio=2", action.Split),
        ("2025-01-02 joint stock_dividend VTI - ratio=0.1", action.StockDividend),
        ("2025-01-02 joint stock_dividend VTI - new=B ratio=1 basis_fraction=0.1", action.Spinoff),
        ("2025-01-02 joint merger VTI - new=B ratio=1", action.StockMerger),
        ("2025-01-02 joint merger VTI - cash_per_share=1", action.CashMerger),
        (
            "2025-01-02 joint merger VTI - new=B ratio=1 cash_per_share=1 new_price=2",
            action.MixedMerger,
        ),
        ("2025-01-02 joint spinoff VTI - new=B ratio=1 price=2 new_price=1", action.Spinoff),
        ("2025-01-02 joint return_of_capital VTI - amount=5", action.ReturnOfCapital),
        ("2025-01-02 joint symbol_change VTI - new=B", action.SymbolChange),
        ("2025-01-02 joint worthless VTI -", action.Worthless),
        ("2025-01-02 joint split_off VTI 5 new=B ratio=2", action.SplitOff),
        ("2025-01-02 joint rights VTI - new=R ratio=1", action.Rights),
        ("2025-01-02 joint rights R 5 new=VTI amount=9", action.RightsExercise),
    ],
)
def test_every_type_of_row_has_its_event(text: str, kind: type[Event]) -> None:
    assert type(only(text)) is kind


def test_the_total_of_a_row_goes_before_its_price_and_takes_the_fee_along() -> None:
    bought = only("2025-01-02 joint buy VTI 10 price=10 fee=1.50")
    given = only("2025-01-02 joint buy VTI 10 price=10 fee=1.50 amount=99")
    sold = only("2025-01-02 joint sell VTI 10 price=10 fee=1.50")
    assert isinstance(bought, happened.Buy)
    assert isinstance(given, happened.Buy)
    assert isinstance(sold, happened.Sell)
    assert (bought.basis, given.basis) == (Decimal("101.50"), Decimal("99.00"))
    assert sold.proceeds == Decimal("98.50")


def test_a_reinvestment_at_a_discount_has_the_fair_value_as_its_basis() -> None:
    event = only("2025-01-02 joint reinvest VTI 10 amount=95 new_price=10")
    assert isinstance(event, happened.Reinvest)
    assert event.basis == Decimal(100)


def test_a_sale_may_have_no_proceeds_yet() -> None:
    event = only("2025-01-02 joint sell VTI 10 gain=-5")
    assert isinstance(event, happened.Sell)
    assert (event.proceeds, event.stated_gain) == (None, Decimal(-5))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("2025-01-02 joint buy VTI 1", "neither amount nor price"),
        ("2025-01-02 joint buy - 1 amount=1", "has no symbol"),
        ("2025-01-02 joint buy VTI - amount=1", "has no quantity"),
        ("2025-01-02 joint dividend VTI -", "has no amount"),
        ("2025-01-02 joint merger VTI - new=B", "merger has no ratio"),
        ("2025-01-02 joint merger VTI - ratio=2", "merger has no new_symbol"),
        ("2025-01-02 joint merger VTI -", "has no ratio or cash_per_share"),
        ("2025-01-02 joint merger VTI - new=B ratio=1 cash_per_share=1", "has no new_price"),
        ("2025-01-02 joint spinoff VTI - new=B ratio=1 price=1", "cannot divide the basis"),
        ("2025-01-02 joint split_off VTI - new=B ratio=1", "has no quantity"),
        ("2025-01-02 joint split_off VTI 1 new=B", "has no ratio"),
        ("2025-01-02 joint split_off VTI 1 ratio=1", "has no new_symbol"),
        ("2025-01-02 joint recapitalization VTI - new=B ratio=1", "has no new_price"),
        ("2025-01-02 joint recapitalization VTI - new=B ratio=1 new_price=1", "becomes only B"),
        ("2025-01-02 joint buy VTI 1 amount=1e31", "is too large"),
    ],
)
def test_a_row_that_says_too_little_is_a_problem_at_its_line(text: str, what: str) -> None:
    events, (problem,) = events_of([row(text, 7)])
    assert not events
    assert what in problem.what
    assert (problem.file, problem.line) == ("transactions.csv", 7)
    assert problem.fix


def test_a_recapitalization_has_a_row_for_each_class() -> None:
    text = """
        2025-01-02 joint recapitalization X 10 new=C ratio=0.5 new_price=2 amount=1
        2025-01-02 other recapitalization X - new=C ratio=1 new_price=2
        2025-01-02 joint recapitalization X - new=D ratio=1 new_price=4
        2025-01-02 other recapitalization X - new=D ratio=1 new_price=4
    """
    events, problems = events_of(rows(text))
    assert not problems
    assert [event.source for event in events] == ["transactions.csv:2", "transactions.csv:3"]
    assert isinstance(events[0], action.Recapitalization)
    c, d = events[0].receives
    assert exactly(c.symbol, c.ratio, c.price) == ("C", Decimal("0.5"), 2)
    assert exactly(c.stated_quantity, c.cash_in_lieu) == (10, 1)
    assert exactly(d.symbol, d.ratio, d.price, d.stated_quantity) == ("D", 1, 4, None)


def test_a_split_off_has_a_row_for_each_lot_given_up() -> None:
    text = """
        2025-01-02 joint split_off X 20 new=Y ratio=1.5 lot=A
        2025-01-02 joint split_off X 5 new=Y ratio=1.5 lot=B amount=3
        2025-01-02 joint split_off X 5 new=Y ratio=1.5 lot=B amount=4
        2025-01-02 joint split_off X 5 new=Z ratio=3
    """
    (one, other), problems = events_of(rows(text))
    assert not problems
    assert isinstance(one, action.SplitOff)
    assert isinstance(other, action.SplitOff)
    assert exactly(one.surrendered, one.received, one.cash_in_lieu) == (30, 45, 7)
    assert one.designated == {"A": 20, "B": 10}
    assert exactly(other.received, other.cash_in_lieu, other.designated) == (15, None, {})


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        (
            (
                "recapitalization X - new=C ratio=1 new_price=2",
                "recapitalization X - new=C ratio=2 new_price=2",
            ),
            "X becomes C twice",
        ),
        (
            ("split_off X 5 new=Y ratio=1.5", "split_off X 5 new=Y ratio=1"),
            "has the ratios 1, 1.5",
        ),
        (
            ("split_off X 5 new=Y ratio=1 lot=A", "split_off X 5 new=Y ratio=1"),
            "names a lot in some rows, not in all",
        ),
    ],
)
def test_rows_that_contradict_each_other_are_one_problem(cells: tuple[str, ...], what: str) -> None:
    events, (problem,) = events_of([row(f"2025-01-02 joint {text}", 7) for text in cells])
    assert not events
    assert what in problem.what
    assert problem.line == 7
    assert problem.fix


def test_two_rows_with_one_id_are_a_problem_that_names_the_first() -> None:
    text = """
        2025-01-02 joint buy VTI 1 amount=1 id=7
        2025-01-03 joint buy VTI 1 amount=1 id=7
        2025-01-03 other buy VTI 1 amount=1 id=7
    """
    events, (problem,) = events_of(rows(text))
    assert len(events) == 2
    assert "transactions.csv:2" in problem.why


def test_lots_without_a_name_are_called_by_account_symbol_and_day() -> None:
    text = """
        2025-01-02 joint buy VTI 1 amount=1
        2025-01-02 joint buy VTI 2 amount=1
        2025-01-02 joint buy VTI 3 amount=1 order=A
        2025-01-02 joint buy VTI 4 amount=1 order=A
    """
    events, _ = events_of(rows(text))
    names = [event.lot_id for event in events if isinstance(event, happened.Buy)]
    assert names == [
        "joint VTI 2025-01-02",
        "joint VTI 2025-01-02 2",
        "joint VTI 2025-01-02 3",
        "joint VTI 2025-01-02 3",
    ]


def test_a_problem_of_a_row_without_a_place_has_none() -> None:
    _, (problem,) = events_of([replace(row("2025-01-02 joint buy VTI 1"), source="")])
    assert problem.file is None
    _, (named,) = events_of([replace(row("2025-01-02 joint buy VTI 1"), source="a file")])
    assert (named.file, named.line) == ("a file", None)
