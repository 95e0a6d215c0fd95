"""Published examples of basis in reorganisations: 26 CFR 1.358-2(c), and Publication 550 (2025).

The texts are works of the United States government; the days on which lots were bought stand for
the "Date 1" and "Date 2" of the regulation.
"""

from datetime import date
from decimal import Decimal

from tests.tax.records import household
from trimtab.tax import TaxHistory, rebuild


def rebuilt(text: str) -> TaxHistory:
    history = rebuild(household(text), as_of=date(2026, 1, 1))
    assert not history.problems
    return history


def lots(history: TaxHistory) -> list[tuple[str, str, object, object, str]]:
    return [
        (
            str(one.lot.lot_id),
            str(one.lot.symbol),
            one.lot.quantity,
            one.lot.basis,
            str(one.lot.holding_period_start),
        )
        for one in history.open_lots
    ]


def test_regulation_example_1_each_block_keeps_its_basis_and_its_date() -> None:
    """26 CFR 1.358-2(c) Example 1.

    J "acquired 20 shares of Corporation X stock on Date 1 for $3 each and 10 shares of Corporation
    X stock on Date 2 for $6 each"; on Date 3 J surrenders them "and in exchange receives two shares
    of Corporation Y stock for every share of Corporation X stock", so that "J has 40 shares of
    Corporation Y stock each of which has a basis of $1.50 and is treated as having been acquired on
    Date 1 and 20 shares [...] each of which has a basis of $3 and is treated as having been
    acquired on Date 2."
    """
    history = rebuilt("""
        2015-01-05 joint buy X 20 amount=60 lot=A
        2016-01-05 joint buy X 10 amount=60 lot=B
        2025-06-02 joint merger X - new=Y ratio=2
    """)
    assert lots(history) == [
        ("A", "Y", 40, 60, "2015-01-05"),
        ("B", "Y", 20, 60, "2016-01-05"),
    ]


def test_regulation_example_7_one_new_share_for_two_old() -> None:
    """26 CFR 1.358-2(c) Example 7: 10 at $2 and 10 at $5 become 5 at $4 and 5 at $10."""
    history = rebuilt("""
        2015-01-05 joint buy X 10 amount=20 lot=A
        2016-01-05 joint buy X 10 amount=50 lot=B
        2025-06-02 joint merger X - new=Y ratio=0.5
    """)
    assert [(row[2], row[3]) for row in lots(history)] == [(5, 20), (5, 50)]


def test_regulation_example_12_half_the_basis_leaves_in_the_spin_off() -> None:
    """26 CFR 1.358-2(c) Example 12: 5 at $4 and 5 at $8, two Y for each X, Y worth half."""
    history = rebuilt("""
        2015-01-05 joint buy X 5 amount=20 lot=A
        2016-01-05 joint buy X 5 amount=40 lot=B
        2025-06-02 joint spinoff X - new=Y ratio=2 basis_fraction=0.5
    """)
    assert lots(history) == [
        ("A", "X", 5, 10, "2015-01-05"),
        ("B", "X", 5, 20, "2016-01-05"),
        ("A.Y", "Y", 10, 10, "2015-01-05"),
        ("B.Y", "Y", 10, 20, "2016-01-05"),
    ]


def test_publication_550_a_merger_carries_the_whole_basis_over() -> None:
    """100 shares of KP1 bought for $3,500 become 70 shares of KP2: "your basis is still $3,500"."""
    history = rebuilt("""
        2014-03-03 joint buy KP1 100 amount=3500 lot=A
        2025-04-11 joint merger KP1 - new=KP2 ratio=0.7
    """)
    assert lots(history) == [("A", "KP2", 70, 3500, "2014-03-03")]


def test_publication_550_a_spin_off_divides_the_basis_by_the_companys_figure() -> None:
    """75 RGB with a basis of $5,400; 25 SFH take 10.9624 percent, $592, and $4,808 stays."""
    history = rebuilt("""
        2018-05-01 joint buy RGB 75 amount=5400 lot=A
        2025-07-18 joint spinoff RGB 25 new=SFH basis_fraction=0.109624
    """)
    assert [row[3] for row in lots(history)] == [Decimal("4808.03"), Decimal("591.97")]


def test_publication_550_a_return_of_capital_beyond_basis_is_a_gain() -> None:
    """Stock bought for $100 returns $80, then $30: "you must report $10 as a long-term gain"."""
    history = rebuilt("""
        2012-01-03 joint buy X 1 amount=100 lot=A
        2015-06-01 joint return_of_capital X - amount=80
        2025-06-02 joint return_of_capital X - amount=30
    """)
    (line,) = history.sales
    assert str(line.gain) == "10.00"
    assert line.term.value == "long"
    assert [row[3] for row in lots(history)] == [0]
