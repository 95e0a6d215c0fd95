"""Choosing lots: total orders, one splitter, and the year's least tax against brute force."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from random import Random

import pytest

from tests.tax.records import lot
from trimtab.domain import FilingStatus, Lot, LotId, LotMethod, Origin, TaxProfile
from trimtab.errors import InvalidValue
from trimtab.tax import SaleTerms, net_capital_gain, select_lots, tax_on_gains
from trimtab.tax.holding_period import is_long_term, term_of

SOLD = date(2026, 6, 15)


def names(lots: tuple[Lot, ...]) -> list[tuple[str, object]]:
    return [(str(one.lot_id), one.quantity) for one in lots]


PROFILE = TaxProfile(
    filing_status=FilingStatus.SINGLE,
    federal_ordinary=Decimal("0.32"),
    federal_long=Decimal("0.15"),
)


def terms(price: str = "20", **given: Decimal) -> SaleTerms:
    profile = replace(PROFILE, **given)  # type: ignore[arg-type]  # only amounts are given here
    return SaleTerms(price=Decimal(price), sold=SOLD, profile=profile)


OLD, NEW = "OLD X 10 2020-01-02 100", "NEW X 10 2026-05-01 110"


def test_a_named_lot_goes_before_any_method() -> None:
    chosen = select_lots(
        [lot(OLD), lot(NEW)],
        Decimal(4),
        method=LotMethod.MIN_TAX,
        lot_id=LotId("NEW"),
        sale=terms(),
    )
    assert names(chosen.taken) == [("NEW", 4)]
    assert names(chosen.left) == [("OLD", 10), ("NEW", 6)]


@pytest.mark.parametrize("method", [LotMethod.LIFO, LotMethod.FIFO])
def test_lots_of_an_unknown_date_are_the_last_to_go(method: LotMethod) -> None:
    lots = [lot("U X 1 - 5"), lot("A X 1 2020-01-02 5"), lot("B X 1 2021-01-02 -")]
    taken = names(select_lots(lots, Decimal(3), method=method).taken)
    assert taken[-1] == ("U", 1)


@pytest.mark.parametrize("method", [LotMethod.HIFO, LotMethod.LOFO])
def test_lots_of_an_unknown_basis_are_the_last_to_go(method: LotMethod) -> None:
    lots = [lot("U X 1 2019-01-02 -"), lot("A X 1 2020-01-02 5"), lot("B X 1 2021-01-02 6")]
    assert names(select_lots(lots, Decimal(3), method=method).taken)[-1] == ("U", 1)


def test_highest_basis_is_not_least_tax_when_terms_differ() -> None:
    lots = [lot(OLD), lot(NEW)]
    hifo = select_lots(lots, Decimal(10), method=LotMethod.HIFO)
    least = select_lots(lots, Decimal(10), method=LotMethod.MIN_TAX, sale=terms())
    assert names(hifo.taken) == [("NEW", 10)]
    assert names(least.taken) == [("OLD", 10)]
    assert names(least.left) == [("NEW", 10)]


def test_a_short_loss_of_the_year_makes_the_short_gain_free() -> None:
    chosen = select_lots(
        [lot(OLD), lot(NEW)],
        Decimal(10),
        method=LotMethod.MIN_TAX,
        sale=terms(realized_short=Decimal(-5000)),
    )
    # The gain of 90 only eats a loss that could not be deducted this year.
    assert names(chosen.taken) == [("NEW", 10)]


def test_the_choice_bends_inside_a_lot_where_a_net_result_crosses_zero() -> None:
    lots = [lot("L X 100 2020-01-02 100"), lot("S X 100 2026-05-01 110")]
    chosen = select_lots(
        lots,
        Decimal(100),
        method=LotMethod.MIN_TAX,
        sale=terms("11", realized_short=Decimal(-505)),
    )
    # Each short share gains 9.90, ten cents less than a long one, and is taxed like one until the
    # loss of 505 is used up; the 52nd would be taxed as ordinary income.
    assert names(chosen.taken) == [("S", 51), ("L", 49)]


def test_inherited_shares_count_as_long_term() -> None:
    heir = replace(lot(NEW), origin=Origin.INHERITANCE)
    other = lot("N2 X 10 2026-05-01 110")
    chosen = select_lots([other, heir], Decimal(10), method=LotMethod.MIN_TAX, sale=terms())
    assert names(chosen.taken) == [("NEW", 10)]


def test_least_tax_never_sells_at_a_guess() -> None:
    lots = [lot(OLD), lot("U X 10 - -")]
    chosen = select_lots(lots, Decimal(10), method=LotMethod.MIN_TAX, sale=terms())
    assert names(chosen.left) == [("U", 10)]
    with pytest.raises(InvalidValue, match="11 X shares leave, but only 10 are held"):
        select_lots(lots, Decimal(11), method=LotMethod.MIN_TAX, sale=terms())


def tax_of(shares: dict[Lot, int], sale: SaleTerms) -> Decimal:
    short, long = (
        (sale.profile.realized_short or Decimal(0)),
        (sale.profile.realized_long or Decimal(0)),
    )
    for one, count in shares.items():
        assert one.basis is not None
        gain = count * (sale.price - one.basis / one.quantity)
        if one.holding_period_start and is_long_term(one.holding_period_start, SOLD):
            long += gain
        else:
            short += gain
    net = net_capital_gain(
        short,
        long,
        carried_short=sale.profile.carryforward_short,
        carried_long=sale.profile.carryforward_long,
    )
    return tax_on_gains(net, sale.profile)


def test_no_choice_of_shares_costs_less_tax_than_the_one_made() -> None:
    random = Random(11)
    for _ in range(150):
        lots = [
            lot(
                f"L{number} X {random.randint(1, 5)} "
                f"{random.choice(('2020-01-02', '2026-05-01'))} 0"
            )
            for number in range(random.randint(1, 4))
        ]
        lots = [replace(one, basis=one.quantity * random.randint(1, 4000)) for one in lots]
        wanted = random.randint(1, int(sum(one.quantity for one in lots)))
        sale = terms(
            str(random.randint(1, 4000)),
            realized_short=Decimal(random.choice((-9000, -2500, 0, 4000))),
            realized_long=Decimal(random.choice((-9000, -2500, 0, 4000))),
            carryforward_short=Decimal(random.choice((0, 1000))),
            carryforward_long=Decimal(random.choice((0, 1000))),
        )
        chosen = select_lots(lots, Decimal(wanted), method=LotMethod.MIN_TAX, sale=sale)
        by_id = {one.lot_id: one for one in lots}
        found = tax_of({by_id[one.lot_id]: int(one.quantity) for one in chosen.taken}, sale)
        counts = product(*(range(int(one.quantity) + 1) for one in lots))
        best = min(
            tax_of(dict(zip(lots, count, strict=True)), sale)
            for count in counts
            if sum(count) == wanted
        )
        assert found <= best + Decimal("0.01")
        assert sum(one.quantity for one in (*chosen.taken, *chosen.left)) == sum(
            one.quantity for one in lots
        )


def test_the_term_of_a_day_is_short_or_long() -> None:
    assert term_of(date(2025, 6, 15), date(2026, 6, 15)).value == "short"
    assert term_of(date(2025, 6, 15), date(2026, 6, 16)).value == "long"
