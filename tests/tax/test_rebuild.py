"""A whole record: sales, lots, wash sales and years out of rows in any order."""

from datetime import date
from decimal import Decimal
from random import Random

import pytest

from tests.tax.records import account, exactly, household
from trimtab.domain import FilingStatus, Household, LotMethod, TaxProfile
from trimtab.errors import InputProblems
from trimtab.money import cents_text
from trimtab.tax import (
    CarriedIn,
    TaxHistory,
    WashFlag,
    WashRules,
    find_wash_sales,
    rebuild,
)

AS_OF = date(2026, 11, 16)


def rebuilt(text: str, *, as_of: date = AS_OF, **rules: bool) -> TaxHistory:
    return rebuild(household(text), as_of=as_of, rules=WashRules(**rules))


def lots(history: TaxHistory) -> list[tuple[str, str, str, str]]:
    """(lot, shares, basis, start) of every open lot."""
    return [
        (
            str(one.lot.lot_id),
            str(one.lot.quantity),
            cents_text(one.lot.basis) if one.lot.basis is not None else "-",
            str(one.lot.holding_period_start),
        )
        for one in history.open_lots
    ]


def sales(history: TaxHistory) -> list[tuple[str, str, str]]:
    """(sale, gain that counts, disallowed) of every line."""
    return [
        (line.sale_id, cents_text(line.gain), cents_text(line.disallowed))
        for line in history.sales
        if line.gain is not None
    ]


REPLACED = """
    2025-03-03 joint buy VTI 100 amount=1000 lot=L1
    2025-06-02 joint sell VTI 100 amount=700 lot=L1 id=S
    2025-06-20 joint buy VTI 100 amount=720 lot=L2
"""


def test_a_loss_joins_the_basis_and_the_days_of_what_replaced_it() -> None:
    history = rebuilt(REPLACED)
    assert sales(history) == [("S", "0.00", "300.00")]
    # Held from 3 March to 2 June: 91 days before 20 June.
    assert lots(history) == [("L2", "100", "1020.00", "2025-03-21")]


def test_the_order_of_the_rows_in_the_file_is_of_no_importance() -> None:
    given = household(REPLACED)
    shuffled = list(given.transactions)
    Random(3).shuffle(shuffled)
    mixed = Household(name="Mixed", accounts=given.accounts, transactions=tuple(shuffled))
    assert rebuild(mixed, as_of=AS_OF).wash_sales == rebuild(given, as_of=AS_OF).wash_sales


def test_rows_after_the_day_looked_at_do_not_count_yet() -> None:
    history = rebuilt(REPLACED, as_of=date(2025, 6, 19))
    assert sales(history) == [("S", "-300.00", "0.00")]


@pytest.mark.parametrize(
    ("as_of", "final_on"),
    [(date(2025, 7, 2), date(2025, 7, 3)), (date(2025, 7, 3), None)],
)
def test_a_loss_is_provisional_until_thirty_days_have_passed(
    as_of: date, final_on: date | None
) -> None:
    text = """
        2025-03-03 joint buy VTI 100 amount=1000 lot=L1
        2025-06-02 joint sell VTI 100 amount=700 lot=L1 id=S
    """
    line = rebuilt(text, as_of=as_of).sales[0]
    assert line.final_on == final_on
    assert line.provisional is (final_on is not None)


def test_a_loss_that_is_wholly_replaced_is_final_at_once() -> None:
    assert not rebuilt(REPLACED, as_of=date(2025, 6, 20)).sales[0].provisional


def test_a_gain_is_final_at_once() -> None:
    text = """
        2025-03-03 joint buy VTI 100 amount=1000 lot=L1
        2025-06-02 joint sell VTI 100 amount=1700 lot=L1 id=S
    """
    assert not rebuilt(text, as_of=date(2025, 6, 2)).sales[0].provisional


def test_the_open_loss_of_the_last_thirty_days_is_told_with_what_nothing_replaced() -> None:
    text = """
        2025-03-03 joint buy VTI 100 amount=1000 lot=L1
        2025-06-02 joint sell VTI 100 amount=700 lot=L1 id=S
        2025-06-05 joint buy VTI 40 amount=300 lot=L2
    """
    (loss,) = rebuilt(text, as_of=date(2025, 6, 30)).open_losses
    assert (loss.quantity, loss.gain) == (Decimal(60), Decimal("-180.00"))
    assert rebuilt(text, as_of=date(2025, 7, 3)).open_losses == ()


@pytest.mark.parametrize(
    ("buyer", "permanent", "flags"),
    [
        ("other", "0", set()),
        ("roth", "300.00", set()),
        ("hsa", "300.00", {WashFlag.SHELTER}),
        ("away", "300.00", {WashFlag.SHELTER}),
    ],
)
def test_where_the_replacement_is_bought_decides_what_becomes_of_the_loss(
    buyer: str, permanent: str, flags: set[WashFlag]
) -> None:
    history = rebuilt(
        REPLACED.replace("joint buy VTI 100 amount=720", f"{buyer} buy VTI 100 amount=720")
    )
    line, (wash,) = history.sales[0], history.wash_sales
    assert line.permanent == Decimal(permanent)
    assert wash.permanent is bool(line.permanent)
    assert wash.flags == flags
    replacement = history.open_lots[-1].lot
    kept = replacement.basis == Decimal(720)
    assert kept is wash.permanent
    assert (replacement.holding_period_start == replacement.acquired) is wash.permanent


@pytest.mark.parametrize(("joint_return", "basis"), [(True, "1020.00"), (False, "720")])
def test_a_spouses_purchase_is_flagged_and_takes_the_loss_up_on_a_joint_return(
    *, joint_return: bool, basis: str
) -> None:
    text = REPLACED.replace("joint", "other").replace(
        "other buy VTI 100 amount=720", "spouse buy VTI 100 amount=720"
    )
    history = rebuilt(text, joint_return=joint_return)
    assert history.wash_sales[0].flags == {WashFlag.RELATED}
    assert history.open_lots[-1].lot.basis == Decimal(basis)
    assert history.sales[0].permanent == (0 if joint_return else 300)


def test_an_earlier_ira_purchase_uses_the_loss_up_before_a_later_taxable_one() -> None:
    text = """
        2025-03-03 joint buy VTI 100 amount=1000 lot=L1
        2025-06-02 joint sell VTI 100 amount=700 lot=L1 id=S
        2025-06-04 ira buy VTI 60 amount=430 lot=R1
        2025-06-05 joint buy VTI 60 amount=430 lot=L2
    """
    history = rebuilt(text)
    assert history.sales[0].permanent == Decimal("180.00")
    assert [str(wash.lot_id) for wash in history.wash_sales] == ["R1", "L2"]


def test_a_loss_inside_an_ira_is_no_loss_and_no_sale_of_form_8949() -> None:
    history = rebuilt(REPLACED.replace("joint", "ira"))
    assert history.sales == ()
    assert lots(history) == [("L2", "100", "720.00", "2025-06-20")]


@pytest.mark.parametrize(("groups", "washes"), [((), 0), ((("VOO", "IVV"), ("IVV", "SPY")), 1)])
def test_only_declared_groups_replace_each_other(
    groups: tuple[tuple[str, ...], ...], washes: int
) -> None:
    text = """
        2025-03-03 joint buy VOO 100 amount=1000 lot=L1
        2025-06-02 joint sell VOO 100 amount=700 lot=L1
        2025-06-20 joint buy SPY 100 amount=720 lot=L2
    """
    history = rebuild(household(text, identical=groups), as_of=AS_OF)
    assert len(history.wash_sales) == washes


@pytest.mark.parametrize("kind", ["gift_in", "inheritance", "transfer_in"])
def test_what_comes_in_without_a_purchase_replaces_nothing(kind: str) -> None:
    text = REPLACED.replace("2025-06-20 joint buy", f"2025-06-20 joint {kind}")
    assert rebuilt(text).wash_sales == ()


@pytest.mark.parametrize("kind", ["gift_in", "inheritance", "transfer_in"])
def test_what_came_in_without_a_purchase_before_the_sale_replaces_nothing(kind: str) -> None:
    text = f"""
        2025-03-03 joint buy VTI 100 amount=1000 lot=L1
        2025-05-20 joint {kind} VTI 100 amount=720 lot=L2
        2025-06-02 joint sell VTI 100 amount=700 lot=L1
    """
    assert rebuilt(text).wash_sales == ()


def test_shares_used_up_before_they_are_recorded_do_not_replace_a_loss_that_waits() -> None:
    history = rebuilt(REPLACED.replace("lot=L2", "lot=L2 used=60"))
    assert [wash.quantity for wash in history.wash_sales] == [40]


def test_orders_of_two_accounts_are_two_orders_whatever_they_are_called() -> None:
    text = """
        2025-06-01 joint buy VTI 100 amount=1000 lot=L1 order=1
        2025-06-01 other buy VTI 100 amount=1000 lot=L2 order=1
        2025-06-02 joint sell VTI 100 amount=700 lot=L1
    """
    assert [str(wash.lot_id) for wash in rebuilt(text).wash_sales] == ["L2"]


def test_a_loss_of_thirty_days_ago_still_waits_while_another_is_made() -> None:
    text = """
        2025-03-03 joint buy VTI 100 amount=1000 lot=L1
        2025-06-02 joint sell VTI 10 amount=70 lot=L1 id=S
        2025-07-02 joint sell VTI 10 amount=70 lot=L1 id=T time=10:00
        2025-07-02 joint buy VTI 10 amount=70 lot=L2 time=11:00
    """
    assert sales(rebuilt(text)) == [("S", "0.00", "30.00"), ("T", "-30.00", "0.00")]


def test_lots_of_one_sale_are_judged_in_the_order_in_which_they_were_bought() -> None:
    text = """
        2025-06-01 joint buy VTI 10 amount=100 lot=OLD
        2025-06-10 joint buy VTI 10 amount=200 lot=DEAR
        2025-06-20 joint sell VTI 20 amount=100 id=S
    """
    history = rebuild(household(text, account("joint", method=LotMethod.HIFO)), as_of=AS_OF)
    lines = [(str(line.lot.lot_id), int(line.disallowed)) for line in history.sales]
    assert lines == [("OLD", 50), ("DEAR", 0)]


def test_inherited_shares_are_long_term_from_the_first_day() -> None:
    text = """
        2025-03-03 joint inheritance VTI 100 amount=1000 lot=L1
        2025-03-10 joint sell VTI 100 amount=1700 lot=L1
    """
    assert rebuilt(text).sales[0].term.value == "long"


def test_shares_that_replaced_before_the_record_begins_do_not_replace_again() -> None:
    text = """
        2025-03-03 joint buy VTI 100 amount=1000 lot=L1
        2025-05-20 joint buy VTI 100 amount=720 lot=L2 used=60
        2025-06-02 joint sell VTI 100 amount=700 lot=L1
    """
    history = rebuilt(text)
    assert [wash.quantity for wash in history.wash_sales] == [40]
    assert lots(history) == [
        ("L2", "60", "432.00", "2025-05-20"),
        ("L2", "40", "408.00", "2025-02-18"),
    ]


@pytest.mark.parametrize(
    ("method", "taken"),
    [
        (LotMethod.SPECIFIC, ["L1", "L2"]),
        (LotMethod.FIFO, ["L1", "L2"]),
        (LotMethod.LIFO, ["L3", "L2"]),
        (LotMethod.HIFO, ["L2", "L3"]),
        (LotMethod.LOFO, ["L1", "L3"]),
    ],
)
def test_a_sale_that_names_no_lot_takes_them_by_the_accounts_method(
    method: LotMethod, taken: list[str]
) -> None:
    text = """
        2025-01-02 joint buy VTI 10 amount=100 lot=L1
        2025-02-03 joint buy VTI 10 amount=300 lot=L2
        2025-03-03 joint buy VTI 10 amount=200 lot=L3
        2025-06-02 joint sell VTI 15 amount=300.01 id=S
    """
    history = rebuild(household(text, account("joint", method=method)), as_of=AS_OF)
    shares = {str(line.lot.lot_id): line.lot.quantity for line in history.sales}
    assert shares == {taken[0]: 10, taken[1]: 5}
    assert sum(line.realized.proceeds or 0 for line in history.sales) == Decimal("300.01")


def test_least_tax_counts_what_the_year_has_realised_so_far() -> None:
    text = """
        2025-01-02 joint buy VTI 10 amount=100 lot=OLD
        2026-06-01 joint buy VTI 10 amount=110 lot=NEW
        2025-02-03 joint sell BND 1 amount=90000 lot=C
        2025-01-03 joint buy BND 1 amount=1 lot=C
        2026-06-01 joint buy BND 10 amount=90000 lot=B
        2026-07-01 joint sell BND 10 amount=80000 lot=B
        2026-08-03 joint sell VTI 10 amount=200 id=S
    """
    profile = TaxProfile(
        filing_status=FilingStatus.SINGLE,
        federal_ordinary=Decimal("0.35"),
        federal_long=Decimal("0.15"),
    )
    given = household(text, account("joint", method=LotMethod.MIN_TAX))
    # The loss of 10,000 makes either gain free; the smaller one leaves more of it to carry on.
    assert str(rebuild(given, as_of=AS_OF, profile=profile).sales[-1].lot.lot_id) == "NEW"


@pytest.mark.parametrize(
    "elsewhere",
    ["2026-03-02 roth", "2025-03-03 joint"],
    ids=["in a shelter", "in another year"],
)
def test_least_tax_does_not_count_losses_of_a_shelter_or_another_year(elsewhere: str) -> None:
    text = f"""
        2024-01-02 {elsewhere.split()[1]} buy BND 10 amount=20000
        {elsewhere} sell BND 10 amount=10000
        2025-01-02 joint buy VTI 10 amount=100 lot=OLD
        2026-06-01 joint buy VTI 10 amount=110 lot=NEW
        2026-08-03 joint sell VTI 10 amount=200 id=S
    """
    profile = TaxProfile(
        filing_status=FilingStatus.SINGLE,
        federal_ordinary=Decimal("0.35"),
        federal_long=Decimal("0.15"),
    )
    given = household(text, account("joint", method=LotMethod.MIN_TAX), account("roth"))
    assert str(rebuild(given, as_of=AS_OF, profile=profile).sales[-1].lot.lot_id) == "OLD"


def test_least_tax_is_chosen_where_rates_are_known_and_named_where_not() -> None:
    text = """
        2025-01-02 joint buy VTI 10 amount=100 lot=OLD
        2026-06-01 joint buy VTI 10 amount=110 lot=NEW
        2026-08-03 joint sell VTI 10 amount=200 id=S
    """
    given = household(text, account("joint", method=LotMethod.MIN_TAX))
    profile = TaxProfile(
        filing_status=FilingStatus.SINGLE,
        federal_ordinary=Decimal("0.35"),
        federal_long=Decimal("0.15"),
    )
    known = rebuild(given, as_of=AS_OF, profile=profile)
    assert str(known.sales[0].lot.lot_id) == "OLD"
    assert known.incomplete == ()
    unknown = rebuild(given, as_of=AS_OF)
    assert str(unknown.sales[0].lot.lot_id) == "NEW"
    assert "the tax rates are not known" in unknown.incomplete[0].what


def test_average_basis_is_flagged_by_name() -> None:
    text = """
        2025-01-02 joint buy VTI 10 amount=100 lot=L1
        2025-06-02 joint sell VTI 5 amount=60
    """
    history = rebuild(household(text, account("joint", method=LotMethod.AVERAGE)), as_of=AS_OF)
    assert "average basis, which is not computed (W17)" in history.incomplete[0].what


def test_a_sale_of_lot_parts_has_one_line_for_each_part() -> None:
    text = f"""{REPLACED}
        2025-06-21 joint buy VTI 50 amount=400 lot=L3 order=A
        2025-06-21 joint buy VTI 50 amount=400 lot=L3 order=A
        2026-06-22 joint sell VTI 100 amount=900 lot=L3 id=T
    """
    history = rebuilt(text)
    assert [line.sale_id for line in history.sales] == ["S", "T", "T"]


def test_the_total_gain_of_a_closed_record_is_proceeds_less_cost() -> None:
    text = f"{REPLACED}\n2026-09-01 joint sell VTI 100 amount=800 lot=L2 id=T"
    history = rebuilt(text)
    assert sum(line.gain or 0 for line in history.sales) == 700 + 800 - 1000 - 720


def test_sales_without_an_id_are_numbered_around_those_that_have_one() -> None:
    text = """
        2025-01-02 joint buy VTI 10 amount=100 lot=L1
        2025-06-02 joint sell VTI 5 amount=60 lot=L1 id=S1
        2025-06-03 joint sell VTI 5 amount=60 lot=L1
    """
    assert [line.sale_id for line in rebuilt(text).sales] == ["S1", "S2"]


def test_a_time_tells_a_purchase_after_the_sale_from_one_before() -> None:
    text = """
        2025-03-03 joint buy VTI 10 amount=100 lot=L1 time=09:30
        2025-03-03 joint sell VTI 10 amount=90 lot=L1 time=10:00 id=S
        2025-03-03 joint buy VTI 10 amount=80 lot=L2 time=11:00
        2025-03-03 joint sell VTI 10 amount=95 lot=L2 time=12:00 id=T
    """
    assert sales(rebuilt(text)) == [("S", "0.00", "10.00"), ("T", "5.00", "0.00")]


LATER_SOLD = """
    2025-01-06 joint buy VTI 10 amount=200 lot=A
    2025-02-20 joint buy VTI 10 amount=150 lot=B
    2025-03-03 joint sell VTI 10 amount=100 lot=A id=S time=10:00
    {between}
    2025-03-03 joint sell VTI 10 amount=100 {lot} id=T time=12:00
"""


@pytest.mark.parametrize("lot", ["lot=B", ""])
@pytest.mark.parametrize(
    "between",
    [
        "",
        "2025-03-03 joint buy BND 10 amount=100 lot=C time=11:00",
        "2025-03-03 other deposit - - amount=5 time=11:00",
        "2025-03-03 other buy VOO 10 amount=90 lot=C time=11:00",
    ],
)
def test_whatever_happens_between_two_sales_of_a_day_a_batch_holds_both(
    between: str, lot: str
) -> None:
    text = LATER_SOLD.format(between=between, lot=lot)
    assert sales(rebuilt(text, same_day_batch=True)) == [
        ("S", "-100.00", "0.00"),
        ("T", "-50.00", "0.00"),
    ]
    assert sales(rebuilt(text)) == [("S", "0.00", "100.00"), ("T", "-150.00", "0.00")]


def test_in_a_batch_a_purchase_between_two_sales_replaces_what_was_sold_before_it() -> None:
    bought = "2025-03-03 joint buy VTI 10 amount=90 lot=C time=11:00"
    resold = "2025-03-03 joint sell VTI 10 amount=100 lot=C id=U time=13:00"
    text = LATER_SOLD.format(between=bought, lot="lot=B") + resold
    found = sales(rebuilt(text, same_day_batch=True))
    # C was bought after the sale of A: it takes up 100, and the loss on B is allowed.
    assert found == [("S", "0.00", "100.00"), ("T", "-50.00", "0.00"), ("U", "-90.00", "0.00")]


def test_a_batch_ends_where_a_company_acts_or_the_shares_sold_came_in_later() -> None:
    text = """
        2025-01-06 joint buy VTI 10 amount=200 lot=A
        2025-03-03 joint sell VTI 4 amount=100 lot=A id=S time=10:00
        2025-03-03 joint split VTI 12 ratio=2 time=11:00
        2025-03-03 other buy VTI 5 amount=50 time=11:30
        2025-03-03 joint sell VTI 12 amount=60 lot=A id=T time=12:00
        2025-03-03 other sell VTI 5 amount=60 id=U time=13:00
    """
    history = rebuilt(text, same_day_batch=True)
    assert not history.problems
    assert [sale for sale, *_ in sales(history)] == ["S", "T", "U"]


# Years -------------------------------------------------------------------------------------------

LOSSES = """
    2023-01-03 joint buy VTI 100 amount=20000 lot=L1
    2024-06-03 joint sell VTI 100 amount=10000 lot=L1
    2026-02-03 joint buy BND 100 amount=1000 lot=L2
    2026-03-03 joint capital_gain_distribution BND - amount=500
    2026-06-03 joint sell BND 100 amount=3000 lot=L2
"""


def test_a_loss_is_carried_through_years_without_sales() -> None:
    years = rebuilt(LOSSES).years
    assert list(years) == [2024, 2025, 2026]
    carried = [years[year].netting for year in years]
    assert [net and net.carryover_long for net in carried] == [7000, 4000, 0]
    assert years[2026].net_long == 500
    assert years[2026].net_short == 2000
    assert carried[2] is not None
    assert carried[2].deductible_loss == 1500


def test_what_the_user_says_was_carried_in_goes_before_the_record() -> None:
    history = rebuild(household(LOSSES), as_of=AS_OF, carried_in=CarriedIn(short=Decimal(100)))
    net = history.years[2026].netting
    assert net is not None
    assert net.carryover_long == 0
    assert net.total == 2400


def test_a_loss_carried_in_is_a_year_of_its_own_without_any_sale() -> None:
    history = rebuild(
        household("2026-02-03 joint buy BND 100 amount=1000 lot=L2"),
        as_of=AS_OF,
        carried_in=CarriedIn(long=Decimal(5000)),
        filing_status=FilingStatus.MARRIED_SEPARATE,
    )
    net = history.years[2026].netting
    assert net is not None
    assert exactly(net.deductible_loss, net.carryover_long) == (1500, 3500)


def test_a_year_whose_rules_are_not_known_has_no_netting() -> None:
    text = """
        1954-12-01 joint buy X 100 amount=10000 lot=A
        1955-01-03 joint sell X 100 amount=9000 lot=A
    """
    year = rebuilt(text).years[1955]
    assert year.net_short == -1000
    assert year.netting is None


def test_a_record_without_sales_has_no_years() -> None:
    assert rebuilt("2026-02-03 joint buy BND 100 amount=1000 lot=L2").years == {}


# What does not fit -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("2025-06-03 joint sell VTI 200 amount=1", "200 VTI shares leave, but only 100 are held"),
        ("2025-01-03 joint sell VTI 1 amount=1", "1 VTI shares leave, but only 0 are held"),
        ("2025-06-03 joint sell VTI 1 amount=1 lot=NONE", "lot NONE is not held"),
        ("2025-06-03 joint split VTI 395 ratio=4", "a 4-for-1 split of 100 shares gives 400"),
        ("2025-06-03 joint merger VTI - new=X", "merger has no ratio"),
        ("2025-06-03 joint spinoff VTI - new=X ratio=1", "cannot divide the basis"),
        ("2025-06-03 joint split NONE - ratio=2", "no NONE is held on 2025-06-03"),
        ("2025-06-03 joint buy VTI 1 amount=1 lot=L1", "lot L1 comes in twice"),
        ("2025-06-03 joint buy VTI 1 lot=L9", "has neither amount nor price"),
        ("2025-06-03 joint transfer_out VTI 500", "500 VTI shares leave"),
        ("2025-06-03 joint buy VTI 1 amount=1 used=2", "cannot have replaced others"),
    ],
)
def test_a_row_that_does_not_fit_is_named_and_the_rest_stands(bad: str, message: str) -> None:
    text = f"""
        2025-03-03 joint buy VTI 100 amount=1000 lot=L1
        {bad}
        2025-09-01 joint sell VTI 50 amount=600 lot=L1 id=S
    """
    history = rebuilt(text)
    assert len(history.problems) == 1
    problem = history.problems[0]
    pytest.importorskip("re")
    assert message in problem.what
    assert (problem.file, problem.line) == ("transactions.csv", 3)
    assert problem.why
    assert problem.fix
    assert sales(history) == [("S", "100.00", "0.00")]


def test_every_problem_is_told_in_one_run() -> None:
    text = """
        2025-03-03 joint buy VTI 100 amount=1000 lot=L1 id=7
        2025-03-04 joint buy VTI 100 lot=L2
        2025-06-03 joint sell VTI 200 amount=1
        2025-06-04 joint buy VTI 100 amount=1000 lot=L3 id=7
    """
    history = rebuilt(text)
    assert [problem.line for problem in history.problems] == [3, 4, 5]


def test_looking_for_wash_sales_in_a_record_with_problems_raises_them_all() -> None:
    with pytest.raises(InputProblems, match="200 VTI shares leave"):
        find_wash_sales(household("2025-06-03 joint sell VTI 200 amount=1"), as_of=AS_OF)


def test_wash_sales_can_be_asked_for_alone() -> None:
    (wash,) = find_wash_sales(household(REPLACED), as_of=AS_OF)
    assert exactly(wash.disallowed, wash.quantity, wash.replaced_by) == (300, 100, 100)
