"""What the law or the record leaves open is named where it decides a figure."""

import pytest

from tests.tax.records import account, household
from tests.tax.test_rebuild import AS_OF, lots, rebuilt, sales
from tests.tax.test_rebuild_beside_lots import beside
from trimtab.domain import FilingStatus, Policy
from trimtab.tax import TaxHistory, chosen_rules, rebuild


def told(history: TaxHistory) -> str:
    return " ".join(f"{problem.what}: {problem.why}" for problem in history.incomplete)


LOSS = """
    2025-01-05 {seller} buy VTI 10 amount=200 lot=OLD
    2026-03-01 {buyer} buy VTI 5 amount=75 lot=NEW
    2026-03-10 {seller} sell VTI 10 amount=100 lot=OLD id=S
"""


@pytest.mark.parametrize(
    ("seller", "buyer", "why"),
    [
        ("joint", "hsa", "no ruling speaks of accounts like hsa (hsa)"),
        ("joint", "away", "no ruling speaks of accounts like away (held_away)"),
        ("other", "spouse", "Ana and Luis are taken for spouses (Pub. 550)"),
    ],
)
def test_a_wash_sale_that_no_ruling_covers_is_named(seller: str, buyer: str, why: str) -> None:
    history = rebuilt(LOSS.format(seller=seller, buyer=buyer))
    text = told(history)
    assert f"$50.00 of the loss on VTI sold on 2026-03-10 in {seller} is denied" in text
    assert why in text
    assert history.incomplete[0].line == 4


def test_parts_of_a_sale_that_one_purchase_replaces_are_named_in_one_sum() -> None:
    history = rebuilt("""
        2025-01-05 joint buy VTI 4 amount=80 lot=A
        2025-01-06 joint buy VTI 6 amount=120 lot=B
        2026-03-01 hsa buy VTI 8 amount=120 lot=NEW
        2026-03-10 joint sell VTI 10 amount=100 id=S
    """)
    assert len(history.wash_sales) == 2
    (remark,) = history.incomplete
    assert remark.what.startswith("$80.00 of the loss on VTI sold on 2026-03-10 in joint is denied")


def test_a_sale_of_several_lots_without_basis_is_one_remark() -> None:
    history = rebuilt("""
        2026-01-05 joint transfer_in VTI 5 acquired=2020-01-02 lot=A
        2026-01-05 joint transfer_in VTI 5 acquired=2020-01-03 lot=B
        2026-02-05 joint sell VTI 8 amount=90
    """)
    unknown = [one.what for one in history.incomplete if "gain" in one.what]
    assert unknown == [
        "the gain of VTI sold on 2026-02-05 in joint is not known: the basis of lots A, B is not"
    ]
    assert history.years[2026].unknown == 1


def by_status(status: FilingStatus | None) -> TaxHistory:
    given = household(LOSS.format(seller="other", buyer="spouse"))
    return rebuild(given, as_of=AS_OF, rules=chosen_rules(Policy(), status))


@pytest.mark.parametrize("status", [FilingStatus.SINGLE, FilingStatus.HEAD_OF_HOUSEHOLD])
def test_on_the_return_of_an_unmarried_person_nobody_else_is_a_spouse(status: FilingStatus) -> None:
    history = by_status(status)
    assert sales(history) == [("S", "-100.00", "0.00")]
    assert "what Luis buys in spouse undoes no loss of Ana" in told(history)


def test_what_a_stranger_buys_after_the_sale_undoes_nothing_either() -> None:
    text = """
        2025-01-05 other buy VTI 10 amount=200 lot=OLD
        2026-03-10 other sell VTI 10 amount=100 lot=OLD id=S
        2026-03-12 spouse buy VTI 5 amount=75 lot=NEW
        2026-03-13 other buy VTI 2 amount=75 lot=OWN
    """
    rules = chosen_rules(Policy(), FilingStatus.SINGLE)
    assert sales(rebuild(household(text), as_of=AS_OF, rules=rules)) == [("S", "-80.00", "20.00")]


@pytest.mark.parametrize(
    ("status", "permanent", "basis"),
    [
        (FilingStatus.MARRIED_JOINT, 0, "125.00"),
        (None, 0, "125.00"),
        (FilingStatus.MARRIED_SEPARATE, 50, "75.00"),
    ],
)
def test_a_spouses_lot_takes_the_loss_up_on_a_joint_return(
    status: FilingStatus | None, permanent: int, basis: str
) -> None:
    history = by_status(status)
    assert history.sales[0].permanent == permanent
    assert lots(history)[0][2] == basis


def test_two_owners_without_a_loss_need_no_word() -> None:
    text = "2026-03-01 other buy VTI 5 amount=75 lot=A\n2026-03-01 spouse buy VTI 5 amount=75 lot=B"
    rules = chosen_rules(Policy(), FilingStatus.SINGLE)
    assert not rebuild(household(text), as_of=AS_OF, rules=rules).incomplete


def test_an_order_that_was_filled_on_several_days_is_named() -> None:
    text = """
        2026-03-01 joint buy VTI 5 amount=75 order=1
        2026-03-05 joint buy VTI 5 amount=75 order=1
        2026-03-05 joint buy BND 5 amount=75 order=1
        2026-03-01 joint buy IVV 5 amount=75 order=2
    """
    history = rebuilt(text)
    (remark,) = history.incomplete
    assert "order 1 of VTI in joint was filled on 2026-03-01, 2026-03-05" in remark.what


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (
            "2026-01-05 joint buy VTI 5 amount=75 lot=A\n2026-02-05 joint sell VTI 5 -",
            "what it brought in",
        ),
        (
            """2026-01-05 joint transfer_in VTI 5 acquired=2020-01-02 lot=A
            2026-02-05 joint sell VTI 5 amount=90""",
            "the basis of lot A",
        ),
    ],
)
def test_a_gain_that_is_not_known_is_named_in_a_complete_account_too(rows: str, why: str) -> None:
    history = rebuilt(rows.removesuffix(" -"))
    assert f"is not known: {why} is not" in told(history)
    assert "as a loss that a purchase may undo, and as nothing in the results" in told(history)
    assert history.years[2026].unknown == 1


def test_a_sale_that_is_listed_already_is_not_listed_twice() -> None:
    history = beside("2026-11-02 joint sell VTI 50 amount=600", "L1 VTI 100 2020-01-02 1000")
    (remark,) = history.incomplete
    assert "it counts as a loss that a purchase may undo and as nothing in the year" in remark.why


@pytest.mark.parametrize(("kind", "times"), [("joint", 1), ("roth", 0)])
def test_a_payment_out_of_a_basis_that_is_not_known_is_named(kind: str, times: int) -> None:
    text = f"""
        2026-01-05 {kind} inheritance VTI 5 lot=A
        2026-02-05 {kind} return_of_capital VTI - amount=50
    """
    found = [one for one in rebuilt(text).incomplete if "return of capital" in one.what]
    assert len(found) == times


def test_a_broker_who_washed_a_part_of_a_lot_washed_the_shares_that_replaced() -> None:
    text = "2026-03-10 joint sell VTI 60 amount=540 lot=OLD id=S"
    own = ("L1 VTI 100 2026-03-05 1060 wash=60 start=2026-01-01", "OLD VTI 5 2026-01-05 50")
    history = beside(text, *own)
    assert sales(history) == [("S", "0.00", "60.00")]
    assert lots(history) == [
        ("OLD", "5", "50.00", "2026-01-05"),
        ("L1", "60", "660.00", "2025-12-31"),
        ("L1", "40", "400.00", "2026-03-05"),
    ]


def test_what_a_broker_added_beyond_the_losses_of_the_record_stays() -> None:
    text = "2026-03-10 joint sell VTI 60 amount=540 lot=OLD id=S"
    whole = beside(text, "L1 VTI 60 2026-03-05 700 wash=100", "OLD VTI 5 2026-01-05 50")
    assert lots(whole)[1][2] == "700.00"
    part = beside(text, "L1 VTI 100 2026-03-05 1100 wash=100", "OLD VTI 5 2026-01-05 50")
    assert [basis for _, _, basis, _ in lots(part)[1:]] == ["660.00", "440.00"]


def test_a_lot_without_a_basis_takes_up_nothing_that_can_be_told() -> None:
    text = "2026-03-10 joint sell VTI 60 amount=540 lot=OLD id=S"
    assert (
        lots(beside(text, "L1 VTI 60 2026-03-05 - wash=70", "OLD VTI 5 2026-01-05 50"))[1][2] == "-"
    )


def test_an_adjusted_lot_that_replaces_shares_of_another_account_is_named() -> None:
    text = """
        2025-01-05 other buy VTI 10 amount=150 lot=B1
        2026-03-10 other sell VTI 10 amount=100 lot=B1 id=S
    """
    history = beside(text, "L1 VTI 10 2026-03-05 150 wash=50", others=(account("other"),))
    assert sales(history) == [("S", "0.00", "50.00")]
    assert lots(history)[0][2] == "150.00"
    assert "it may have replaced others before" in told(history)


def test_a_loss_that_is_replaced_looks_for_no_more_shares() -> None:
    text = """
        2025-01-05 joint buy VTI 5 amount=100 lot=OLD
        2026-03-01 joint buy VTI 5 amount=75 lot=A
        2026-03-02 joint buy VTI 5 amount=75 lot=B
        2026-03-10 joint sell VTI 5 amount=50 lot=OLD id=S
    """
    assert [basis for _, _, basis, _ in lots(rebuilt(text))] == ["125.00", "75.00"]


def test_a_purchase_passes_a_strangers_loss_over_and_undoes_its_owners_next_one() -> None:
    text = """
        2025-01-05 other buy VTI 10 amount=200 lot=OLD
        2025-01-05 spouse buy VTI 10 amount=200 lot=HERS
        2026-03-09 spouse sell VTI 10 amount=100 lot=HERS id=FIRST
        2026-03-10 other sell VTI 10 amount=100 lot=OLD id=NEXT
        2026-03-12 other buy VTI 5 amount=75 lot=NEW
    """
    rules = chosen_rules(Policy(), FilingStatus.SINGLE)
    assert sales(rebuild(household(text), as_of=AS_OF, rules=rules)) == [
        ("FIRST", "-100.00", "0.00"),
        ("NEXT", "-50.00", "50.00"),
    ]
