"""Wash sales in a certificate: what is denied, what it costs, and what `avoid` forbids.

Lots are of VTI or BND at $100. Accounts without a word on their history have a partial record; it
is long enough (P3) where a row is older than 90 days.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.optimize.proposals import broken as all_broken
from tests.optimize.proposals import check
from tests.planners.build import account, ago, asset_class, lot, row, situation
from trimtab.domain import (
    Account,
    Lot,
    Policy,
    Registration,
    Reinvestments,
    Situation,
    Transaction,
    WashLookback,
    WashPolicy,
)
from trimtab.optimize.certificate import Certificate

PRICES = {"VTI": 100, "SCHB": 100, "BND": 100}
CLASSES = (asset_class("Stocks", 60, ["VTI", "SCHB"]), asset_class("Bonds", 40, ["BND"]))
LONG_AGO = row("buy", "BND", ago(400), of="B")
B = lot("B", "BND", 10, 900, ago(400))
ALLOW = Policy(wash_sales=WashPolicy.ALLOW)
# Plans here sell and buy one security in one account, to be washed; that is a limit of its own.
BOTH_SIDES = "purchase_of_what_is_sold"


def broken(certificate: Certificate) -> set[str]:
    """Names of the limits broken, about wash sales and lots."""
    return all_broken(certificate) - {BOTH_SIDES}


def household(
    *lots: Lot,
    rows: Iterable[Transaction] = (LONG_AGO,),
    policy: Policy | None = None,
    more: Iterable[Account] = (),
    identical: Iterable[Iterable[str]] = (),
    reinvests: Iterable[str] = (),
) -> Situation:
    return situation(
        account("joint", *lots, B, cash=5000, reinvests=reinvests),
        *more,
        classes=CLASSES,
        prices=PRICES,
        rows=rows,
        policy=policy,
        identical=identical,
    )


OLD_LOSS = lot("OLD", "VTI", 10, 1500, ago(400))
NEW = lot("NEW", "VTI", 4, 420, ago(10))
IRA = account("ira", lot("I", "VTI", 4, 420, ago(10)), cash=900, kind=Registration.ROTH_IRA)


def test_a_loss_that_recent_shares_replace_is_denied_and_deferred() -> None:
    # 10 shares lose 500; 4 bought 10 days ago replace 4: 200 denied. S stays 0, L is -300:
    # -0.24 * 300 = -72. Later: only -300 counts: 0.075 * 300.
    done = check(household(OLD_LOSS, NEW, policy=ALLOW), {"OLD": 10})

    assert done.disallowed == {"OLD": 200}
    assert done.permanently_disallowed == 0
    assert done.wash_from_record
    assert done.terms["tax this year"] == -72
    assert done.terms["tax later"] == Decimal("22.5")
    assert broken(done) == set()


def test_a_loss_lost_for_good_costs_later_tax_although_it_saves_none_now() -> None:
    # 200 of the 500 go to the IRA: this year -300, later 500 less of basis: 0.075 * 500.
    done = check(household(OLD_LOSS, more=[IRA], policy=ALLOW), {"OLD": 10})

    assert done.disallowed == {"OLD": 200}
    assert done.permanently_disallowed == 200
    assert done.terms["tax this year"] == -72
    assert done.terms["tax later"] == Decimal("37.5")


def test_shares_that_leave_together_wash_nothing() -> None:
    # P6: OLD -500 long, NEW -20 short.
    done = check(household(OLD_LOSS, NEW), {"OLD": 10, "NEW": 4})

    assert done.disallowed == {}
    assert done.realized_short == -20
    assert done.realized_long == -500
    assert "loss_after_a_purchase" not in broken(done)


def test_what_stays_of_the_replacement_keeps_its_part_denied() -> None:
    # 2 of the 4 stay: 2 of 10 shares' loss of 50 each.
    done = check(household(OLD_LOSS, NEW, policy=ALLOW), {"OLD": 10, "NEW": 2})

    assert sum(done.disallowed.values()) == 100
    assert done.realized_short + done.realized_long == -500 - 10 + 100


def test_a_chain_is_denied_where_it_ends() -> None:
    # OLD's 4 shares lose 200, which goes to NEW; NEW is sold too, and its 20 and the 200 go to
    # LAST, which stays. No lot is denied more than it loses.
    old = lot("OLD", "VTI", 4, 600, ago(400))
    last = lot("LAST", "VTI", 4, 400, ago(5))
    done = check(household(old, NEW, last, policy=ALLOW), {"OLD": 4, "NEW": 4})

    assert done.disallowed == {"OLD": 200, "NEW": 20}
    assert done.realized_short == done.realized_long == 0


def test_a_purchase_in_the_same_plan_washes_and_is_forbidden_under_avoid() -> None:
    trades = ({"OLD": 10}, {"VTI": 3})

    allowed = check(household(OLD_LOSS, policy=ALLOW), *trades)
    avoided = check(household(OLD_LOSS), *trades)

    assert allowed.disallowed == avoided.disallowed == {"OLD": 150}
    assert broken(allowed) == set()
    assert broken(avoided) == {"loss_beside_a_purchase"}


def test_a_purchase_of_the_same_group_in_another_account_is_forbidden_too() -> None:
    given = household(OLD_LOSS, more=[replace(IRA, positions=())], identical=[["VTI", "SCHB"]])

    done = check(given, {"OLD": 10}, {"ira:SCHB": 1})

    assert broken(done) == {"loss_beside_a_purchase"}
    assert done.permanently_disallowed == 50


def test_a_sheltered_sale_beside_a_purchase_is_no_wash() -> None:
    ira = account("ira", lot("I", "VTI", 4, 900), kind=Registration.ROTH_IRA)

    assert broken(check(household(more=[ira]), {"I": 4}, {"joint:VTI": 1})) == set()


@pytest.mark.parametrize(
    ("basis", "expected"), [("997", set()), ("997.01", {"loss_beside_a_purchase"})]
)
def test_a_gain_under_three_per_mille_counts_as_a_loss(basis: str, expected: set[str]) -> None:
    # Value 1,000: a gain of 3.00 does not count as a loss, one of 2.99 does.
    thin = lot("THIN", "VTI", 10, basis, ago(400))

    assert broken(check(household(thin), {"THIN": 10}, {"VTI": 1})) == expected


@pytest.mark.parametrize(("days", "expected"), [(30, {"loss_after_a_purchase"}), (31, set())])
def test_shares_bought_in_the_last_30_days_forbid_a_loss_until_day_31(
    days: int, expected: set[str]
) -> None:
    recent = lot("NEW", "VTI", 4, 420, ago(days))

    assert broken(check(household(OLD_LOSS, recent), {"OLD": 10})) == expected


def test_selling_a_part_of_the_replacement_is_not_enough() -> None:
    done = check(household(OLD_LOSS, NEW), {"OLD": 10, "NEW": 3})

    assert "loss_after_a_purchase" in broken(done)
    (found,) = [one for one in done.violations if "lot OLD" in one.text]
    assert found.amount == 1


def test_what_stays_of_a_loss_bought_lately_washes_it_by_way_of_its_replacement() -> None:
    # 4 of FIRST's 6 shares lose 200, which goes to GAIN; GAIN loses 180 then, and 4 of FIRST stay.
    first, gain = lot("FIRST", "VTI", 10, 1500, ago(20)), lot("GAIN", "VTI", 4, 380, ago(10))
    given, part = household(first, gain), {"FIRST": 6, "GAIN": 4}

    assert sum(check(given, part).disallowed.values()) == 180
    assert broken(check(given, part)) == {"loss_after_a_purchase"}
    entire = check(given, {"FIRST": 10, "GAIN": 4})
    assert entire.disallowed == {}
    assert broken(entire) == set()
    together = check(household(first, gain, policy=Policy(same_day_batch=True)), part)
    assert together.disallowed == {}
    assert broken(together) == set()


def test_replacement_shares_in_an_ira_forbid_the_loss_even_when_they_are_sold() -> None:
    done = check(household(OLD_LOSS, more=[IRA]), {"OLD": 10, "I": 4})

    assert broken(done) == {"loss_after_a_purchase"}


@pytest.mark.parametrize(("days", "expected"), [(30, {"purchase_after_a_loss"}), (31, set())])
def test_an_unmatched_loss_of_the_last_30_days_forbids_a_purchase_until_day_31(
    days: int, expected: set[str]
) -> None:
    sale = row("sell", "VTI", ago(days), shares=10, gain=-300)

    assert broken(check(household(rows=[LONG_AGO, sale]), buy={"VTI": 1})) == expected


def test_a_gain_of_the_last_30_days_forbids_no_purchase() -> None:
    sale = row("sell", "VTI", ago(5), shares=10, gain=300)

    assert broken(check(household(rows=[LONG_AGO, sale]), buy={"VTI": 1})) == set()


def test_a_purchase_that_undoes_an_earlier_loss_takes_it_out_of_the_year() -> None:
    # 3 of 10 shares that lost 300 are bought back: 90 come back into S, a short loss as nothing
    # tells its term, and 0.075 of them later.
    sale = row("sell", "VTI", ago(5), shares=10, gain=-300)
    done = check(household(rows=[LONG_AGO, sale], policy=ALLOW), buy={"VTI": 3})

    assert done.disallowed_earlier == done.realized_short == 90
    assert done.terms["tax this year"] == Decimal("21.60")
    assert done.terms["tax later"] == Decimal("-6.75")


def test_a_short_record_is_read_carefully() -> None:
    # The same figures as with a record, from the window alone.
    given = household(OLD_LOSS, NEW, rows=(), policy=ALLOW)

    done = check(given, {"OLD": 10})

    assert not done.wash_from_record
    assert done.disallowed == {"OLD": 200}


def test_a_short_record_counts_what_an_ira_takes_as_lost() -> None:
    sale = row("sell", "VTI", ago(5), shares=10, gain=-300)
    given = household(OLD_LOSS, rows=[sale], more=[IRA], policy=ALLOW)

    done = check(given, {"OLD": 10}, {"ira:VTI": 2})

    # 4 held in the IRA and 2 bought there replace 6 of OLD at 50; 2 bought undo 60 of 300.
    assert done.disallowed == {"OLD": 300}
    assert done.disallowed_earlier == 60
    assert done.permanently_disallowed == 360


def test_a_sale_that_the_record_cannot_book_is_read_carefully() -> None:
    done = check(household(OLD_LOSS, NEW, policy=ALLOW), {"OLD": 11})

    assert not done.wash_from_record
    assert "oversold_lot" in broken(done)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (Reinvestments.BLOCK, {"loss_before_a_reinvestment"}),
        (Reinvestments.WARN, set()),
    ],
)
def test_a_scheduled_reinvestment_forbids_a_loss_where_the_user_says_so(
    mode: Reinvestments, expected: set[str]
) -> None:
    given = household(OLD_LOSS, reinvests=["VTI"], policy=Policy(reinvestments=mode))

    assert broken(check(given, {"OLD": 10})) == expected
    allowed = replace(given, policy=replace(given.policy, wash_sales=WashPolicy.ALLOW))
    assert broken(check(allowed, {"OLD": 10})) == set()


STRICT = Policy(wash_lookback=WashLookback.STRICT)


def test_strict_forbids_selling_what_was_bought_lately_at_a_gain_too() -> None:
    gain = lot("GAIN", "VTI", 10, 500, ago(400))
    recent = row("buy", "VTI", ago(30), shares=1, of="NEW")

    assert broken(check(household(gain, NEW, rows=[recent], policy=STRICT), {"GAIN": 10})) == {
        "loss_after_a_purchase"
    }
    assert broken(check(household(gain, policy=STRICT), {"GAIN": 10})) == set()


def test_strict_forbids_buying_what_was_sold_lately_at_a_gain_too() -> None:
    sale = row("sell", "VTI", ago(30), shares=10, gain=300)

    given = household(rows=[LONG_AGO, sale], policy=STRICT)

    assert broken(check(given, buy={"VTI": 1})) == {"purchase_after_a_loss"}
    assert broken(check(given, buy={"SCHB": 1})) == set()


def test_strict_forbids_buying_and_selling_one_security_at_a_gain_too() -> None:
    gain = lot("GAIN", "VTI", 10, 500, ago(400))

    done = check(household(gain, policy=STRICT), {"GAIN": 5}, {"VTI": 1})

    assert broken(done) == {"loss_beside_a_purchase"}
