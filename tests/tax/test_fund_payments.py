"""Losses on fund shares held six months or less, through the rebuilt record (H6)."""

from decimal import Decimal

import pytest

from tests.tax.records import account, exactly, household
from tests.tax.test_rebuild import AS_OF, rebuilt
from trimtab.domain import History
from trimtab.tax import SaleLine, TaxHistory, rebuild


def only(text: str) -> SaleLine:
    history = rebuilt(text)
    assert not history.problems
    (line,) = history.sales
    return line


def divided(line: SaleLine) -> tuple[object, ...]:
    """(denied for exempt dividends, disallowed in all, gain, the long-term part of it)."""
    return (line.exempt, line.disallowed, line.gain, line.long_loss)


def net(history: TaxHistory) -> tuple[object, ...]:
    year = history.years[2025]
    return (year.net_short, year.net_long, year.exempt)


def test_a_loss_is_long_term_up_to_the_capital_gain_distributions() -> None:
    # Pub. 550 (2025) p. 83: bought for $20, a distribution of $2, sold for $17.50.
    history = rebuilt("""
        2025-04-03 joint buy FUND 1 amount=20 lot=L1
        2025-05-02 joint capital_gain_distribution FUND - amount=2
        2025-07-15 joint sell FUND 1 amount=17.50 lot=L1
    """)
    assert exactly(*divided(history.sales[0])) == (0, 0, Decimal("-2.50"), -2)
    # The distribution itself is long-term gain of the year.
    assert exactly(*net(history)) == (Decimal("-0.50"), 0, 0)
    assert not history.incomplete


def test_a_loss_is_denied_up_to_the_exempt_interest_dividends() -> None:
    # Pub. 550 (2025) p. 83: bought for $40, $5 of exempt dividends, sold for $34.
    history = rebuilt("""
        2025-01-10 joint buy MUNI 1 amount=40 lot=L1
        2025-02-03 joint exempt_dividend MUNI - amount=5
        2025-02-14 joint sell MUNI 1 amount=34 lot=L1
    """)
    assert exactly(*divided(history.sales[0])) == (5, 5, -1, 0)
    assert exactly(history.sales[0].permanent, *net(history)) == (5, -1, 0, 5)
    assert "$5.00 of the loss on MUNI sold on 2025-02-14 is denied" in history.incomplete[0].what


@pytest.mark.parametrize(
    ("rows", "outcome"),
    [
        # Bought on the ex date, or after it: not entitled.
        ("2025-02-03 joint exempt_dividend MUNI - amount=5", (0, 0, -200, 0)),
        ("2025-02-02 joint exempt_dividend MUNI - amount=5", (0, 0, -200, 0)),
        # Half of the shares held are sold; they received half of it.
        (
            """2025-03-03 joint capital_gain_distribution MUNI - amount=40
            2025-03-04 joint exempt_dividend MUNI - amount=60""",
            (30, 30, -170, -20),
        ),
        # Each payment adds up, and none is more than the loss.
        (
            """2025-03-03 joint exempt_dividend MUNI - amount=300
            2025-03-04 joint exempt_dividend MUNI - amount=300
            2025-03-05 joint capital_gain_distribution MUNI - amount=300""",
            (200, 200, 0, 0),
        ),
        # On the day of the sale the shares still have the right to it.
        ("2025-06-02 joint capital_gain_distribution MUNI - amount=60", (0, 0, -200, -30)),
        ("2025-06-03 joint capital_gain_distribution MUNI - amount=60", (0, 0, -200, 0)),
        # Other funds, other accounts, and payments by nobody.
        ("2025-03-03 joint exempt_dividend OTHER - amount=60", (0, 0, -200, 0)),
        ("2025-03-03 other exempt_dividend MUNI - amount=60", (0, 0, -200, 0)),
        ("2025-03-03 joint exempt_dividend - - amount=60", (0, 0, -200, 0)),
    ],
)
def test_a_payment_goes_to_the_shares_held_before_its_day(
    rows: str, outcome: tuple[int, ...]
) -> None:
    line = only(f"""
        2025-02-03 joint buy MUNI 20 amount=2200 lot=L1
        2025-06-02 joint sell MUNI 10 amount=900 lot=L1
        {rows}
    """)
    assert exactly(*divided(line)) == outcome


@pytest.mark.parametrize(
    ("bought", "sold", "applies"),
    [
        ("2025-02-03", "2025-08-03", True),
        ("2025-02-03", "2025-08-04", False),
        ("2024-02-03", "2025-08-04", False),
    ],
)
def test_it_is_for_shares_held_six_months_or_less(bought: str, sold: str, *, applies: bool) -> None:
    line = only(f"""
        {bought} joint buy MUNI 10 amount=1000 lot=L1
        2025-03-03 joint exempt_dividend MUNI - amount=20
        {sold} joint sell MUNI 10 amount=900 lot=L1
    """)
    assert bool(line.exempt) is applies


def test_a_gain_is_left_alone() -> None:
    line = only("""
        2025-02-03 joint buy MUNI 10 amount=1000 lot=L1
        2025-03-03 joint exempt_dividend MUNI - amount=20
        2025-06-02 joint sell MUNI 10 amount=1100 lot=L1
    """)
    assert exactly(*divided(line)) == (0, 0, 100, 0)


def test_in_an_ira_there_is_no_loss_to_divide() -> None:
    assert not rebuilt("""
        2025-02-03 ira buy MUNI 10 amount=1000 lot=L1
        2025-03-03 ira exempt_dividend MUNI - amount=20
        2025-06-02 ira sell MUNI 10 amount=900 lot=L1
    """).sales


@pytest.mark.parametrize(
    "moves",
    [
        "2025-04-01 joint split MUNI - ratio=2",
        "2025-04-01 joint merger MUNI - new=MUNI2 ratio=2",
        """2025-04-01 joint transfer_out MUNI 10 lot=L1
        2025-04-01 other transfer_in MUNI 10 lot=L1
        2025-04-02 other split MUNI - ratio=2""",
    ],
)
def test_what_shares_received_goes_with_them(moves: str) -> None:
    account_id = "other" if "other" in moves else "joint"
    symbol = "MUNI2" if "MUNI2" in moves else "MUNI"
    line = only(f"""
        2025-02-03 joint buy MUNI 10 amount=1000 lot=L1
        2025-03-03 joint exempt_dividend MUNI - amount=20
        {moves}
        2025-06-02 {account_id} sell {symbol} 10 amount=400 lot=L1
    """)
    assert exactly(*divided(line)) == (10, 10, -90, 0)


def test_a_lot_in_two_accounts_is_restated_once_for_a_split_of_both() -> None:
    line = only("""
        2025-02-03 joint buy MUNI 20 amount=2000 lot=L1
        2025-03-03 joint exempt_dividend MUNI - amount=40
        2025-04-01 joint transfer_out MUNI 10 lot=L1
        2025-04-01 other transfer_in MUNI 10 lot=L1
        2025-04-02 other split MUNI - ratio=2
        2025-04-02 joint split MUNI - ratio=2
        2025-06-02 other sell MUNI 10 amount=400 lot=L1
    """)
    assert line.exempt == 10


def test_what_is_denied_is_no_loss_for_the_wash_sale_rule() -> None:
    history = rebuilt("""
        2025-02-03 joint buy MUNI 10 amount=1000 lot=L1
        2025-03-03 joint exempt_dividend MUNI - amount=20
        2025-03-03 joint capital_gain_distribution MUNI - amount=50
        2025-06-02 joint sell MUNI 10 amount=900 lot=L1
        2025-06-20 joint buy MUNI 4 amount=400 lot=L2
    """)
    # Of $100, $20 are denied and 4/10 of the other $80 are washed; of what is left, 6/10 of $50.
    assert exactly(*divided(history.sales[0])) == (20, 52, -48, -30)
    (bought,) = history.open_lots
    assert bought.lot.basis == 432
    assert exactly(*net(history)) == (-18, 20, 20)


def test_a_loss_that_is_denied_in_full_waits_for_no_purchase() -> None:
    history = rebuilt("""
        2026-09-03 joint buy MUNI 10 amount=1000 lot=L1
        2026-10-01 joint exempt_dividend MUNI - amount=100
        2026-11-02 joint sell MUNI 10 amount=900 lot=L1
    """)
    assert not history.open_losses
    assert not history.sales[0].provisional


def test_a_sale_whose_lot_is_not_known_is_named() -> None:
    text = """
        2026-05-04 joint exempt_dividend MUNI - amount=20
        2026-10-05 joint exempt_dividend BOND - amount=20
        2026-11-02 joint sell MUNI 10 amount=900 gain=-100
        2026-11-02 joint sell BOND 10 amount=900 gain=100
        2026-11-10 joint sell MUNI 10 amount=900
        2026-11-04 joint sell OTHER 10 amount=900 gain=-100
        2026-03-04 joint sell MUNI 10 amount=900 gain=-100
    """
    history = rebuild(household(text, account("joint", history=History.PARTIAL)), as_of=AS_OF)
    named = [one.what for one in history.incomplete if "long-term or denied" in one.what]
    assert named == ["the loss on MUNI sold on 2026-11-02 may be long-term or denied"]
