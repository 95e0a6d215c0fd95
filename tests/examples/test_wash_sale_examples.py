"""Published examples of wash sales: the words, the input, the answer.

The regulation (26 CFR 1.1091-1(h)), Rev. Rul. 2008-5 (2008-3 I.R.B. 271) and IRS Publication 550
(2025, "Wash Sales") are works of the United States government. Dates that a text does not give are
ours and are marked.
"""

from datetime import date
from decimal import Decimal

from tests.tax.records import household
from trimtab.tax import TaxHistory, rebuild


def rebuilt(text: str) -> TaxHistory:
    return rebuild(household(text), as_of=date(2026, 1, 1))


def bases(history: TaxHistory) -> dict[str, Decimal | None]:
    return {str(one.lot.lot_id): one.lot.basis for one in history.open_lots}


def test_regulation_example_1_no_loss_is_allowed() -> None:
    """A purchase before the sale, inside the window.

    "A, whose taxable year is the calendar year, on December 1, 1954, purchased 100 shares of common
    stock in the M Company for $10,000 and on December 15, 1954, purchased 100 additional shares for
    $9,000. On January 3, 1955, he sold the 100 shares purchased on December 1, 1954, for $9,000.
    Because of the provisions of section 1091, no loss from the sale is allowable as a deduction."
    """
    history = rebuilt("""
        1954-12-01 joint buy M 100 amount=10000 lot=A
        1954-12-15 joint buy M 100 amount=9000 lot=B
        1955-01-03 joint sell M 100 amount=9000 lot=A
    """)
    assert [line.gain for line in history.sales] == [0]
    assert bases(history) == {"B": 10000}


def test_regulation_example_2_the_loss_on_75_shares_is_not_deductible() -> None:
    """Fewer shares bought than sold.

    "A, whose taxable year is the calendar year, on September 21, 1954, purchased 100 shares of the
    common stock of the M Company for $5,000. On December 21, 1954, he purchased 50 shares of
    substantially identical stock for $2,750, and on December 27, 1954, he purchased 25 additional
    shares of such stock for $1,125. On January 3, 1955, he sold for $4,000 the 100 shares purchased
    on September 21, 1954. There is an indicated loss of $1,000 on the sale of the 100 shares.
    Since, within the 61-day period, A purchased 75 shares of substantially identical stock, the
    loss on the sale of 75 of the shares ($3,750-$3,000, or $750) is not allowable as a deduction
    because of the provisions of section 1091. The loss on the sale of the remaining 25 shares
    ($1,250-$1,000, or $250) is deductible subject to the limitations provided in sections 267 and
    1211."
    """
    history = rebuilt("""
        1954-09-21 joint buy M 100 amount=5000 lot=A
        1954-12-21 joint buy M 50 amount=2750 lot=B
        1954-12-27 joint buy M 25 amount=1125 lot=C
        1955-01-03 joint sell M 100 amount=4000 lot=A
    """)
    assert sum(line.disallowed for line in history.sales) == 750
    assert sum(line.gain or 0 for line in history.sales) == -250
    assert bases(history) == {"B": 3250, "C": 1375}


def test_regulation_example_3_the_shares_bought_first_take_the_loss() -> None:
    """More shares bought than sold.

    "A, whose taxable year is the calendar year, on September 15, 1954, purchased 100 shares of the
    stock of the M Company for $5,000. He sold these shares on February 1, 1956, for $4,000. On each
    of the four days from February 15, 1956, to February 18, 1956, inclusive, he purchased 50 shares
    of substantially identical stock for $2,000. There is an indicated loss of $1,000 from the sale
    of the 100 shares on February 1, 1956, but, since within the 61-day period A purchased not less
    than 100 shares of substantially identical stock, the loss is not deductible. The particular
    shares of stock the purchase of which resulted in the nondeductibility of the loss are the first
    100 shares purchased within such 61-day period, that is, the 50 shares purchased on February 15,
    1956, and the 50 shares purchased on February 16, 1956."
    """
    history = rebuilt("""
        1954-09-15 joint buy M 100 amount=5000 lot=A
        1956-02-01 joint sell M 100 amount=4000 lot=A
        1956-02-15 joint buy M 50 amount=2000 lot=B
        1956-02-16 joint buy M 50 amount=2000 lot=C
        1956-02-17 joint buy M 50 amount=2000 lot=D
        1956-02-18 joint buy M 50 amount=2000 lot=E
    """)
    assert bases(history) == {"B": 2500, "C": 2500, "D": 2000, "E": 2000}


def test_revenue_ruling_2008_5_a_purchase_in_the_ira_loses_the_loss() -> None:
    """The individual's basis in the IRA is not increased.

    "the loss on the sale of the stock is disallowed under section 1091 [...] A's basis in the
    individual retirement account or Roth IRA is not increased by virtue of section 1091(d)."
    The day on which the shares were bought is ours.
    """
    history = rebuilt("""
        2007-01-10 joint buy X 100 amount=1000 lot=A
        2007-12-20 joint sell X 100 amount=600 lot=A
        2007-12-21 roth buy X 100 amount=600 lot=R
    """)
    (line,) = history.sales
    assert (line.gain, line.disallowed, line.permanent) == (Decimal(0), Decimal(400), Decimal(400))
    assert bases(history) == {"R": 600}


def test_publication_550_the_new_stock_takes_the_loss_into_its_basis() -> None:
    """Example 1.

    "You buy 100 shares of X stock for $1,000. You sell these shares for $750 and within 30 days
    from the sale you buy 100 shares of the same stock for $800. Because you bought substantially
    identical stock, you cannot deduct your loss of $250 on the sale. However, you add the
    disallowed loss of $250 to the cost of the new stock, $800, to obtain your basis in the new
    stock, which is $1,050." The dates are ours.
    """
    history = rebuilt("""
        2025-01-06 joint buy X 100 amount=1000 lot=A
        2025-06-02 joint sell X 100 amount=750 lot=A
        2025-06-20 joint buy X 100 amount=800 lot=B
    """)
    assert history.sales[0].disallowed == 250
    assert bases(history) == {"B": 1050}


def test_publication_550_a_gain_of_the_same_day_is_not_reduced() -> None:
    """Loss and gain on same day.

    "Loss from a wash sale of one block of stock or securities cannot be used to reduce any gains on
    identical blocks sold the same day." Three blocks of 100 bought at $158, $100 and $95 are sold
    at $125; 250 are bought back. Days of purchase are ours.
    """
    history = rebuilt("""
        2019-02-01 joint buy X 100 amount=15800 lot=A
        2019-05-01 joint buy X 100 amount=10000 lot=B
        2019-08-01 joint buy X 100 amount=9500 lot=C
        2024-12-27 joint sell X 100 amount=12500 lot=A
        2024-12-27 joint sell X 100 amount=12500 lot=B
        2024-12-27 joint sell X 100 amount=12500 lot=C
        2025-01-10 joint buy X 250 amount=31250 lot=R
    """)
    assert [line.gain for line in history.sales] == [0, 2500, 3000]
    assert history.sales[0].disallowed == 3300
