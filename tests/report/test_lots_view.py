"""The list of lots: gains, terms, windows, order, and totals that foot."""

from datetime import date
from decimal import Decimal

import pytest

from trimtab.domain import (
    Account,
    AccountId,
    Household,
    Lot,
    LotId,
    Market,
    Position,
    Quote,
    Registration,
    Symbol,
    Term,
)
from trimtab.errors import InvalidValue
from trimtab.report.lots import LotsView, lots_view
from trimtab.report.lots_output import lots_csv, lots_document, lots_text

DAY = date(2026, 6, 15)
VTI = Symbol("VTI")


def lot(name: str, basis: str | None, acquired: date | None) -> Lot:
    return Lot(
        lot_id=LotId(name),
        symbol=VTI,
        quantity=Decimal(10),
        basis=None if basis is None else Decimal(basis),
        acquired=acquired,
    )


def view_of(*lots: Lot, registration: Registration = Registration.TAXABLE) -> LotsView:
    account = Account(
        account_id=AccountId("joint"),
        registration=registration,
        positions=(Position(symbol=VTI, lots=lots),),
    )
    market = Market(quotes={VTI: Quote(symbol=VTI, price=Decimal(100))})
    return lots_view(Household(name="x", accounts=(account,)), market, DAY)


OLD_GAIN = lot("G", "400.00", date(2016, 3, 14))
LOSS = lot("L", "1300.00", date(2025, 7, 8))
RECENT = lot("R", "1000.00", date(2026, 6, 1))
UNKNOWN = lot("U", None, None)


def test_gain_and_term_of_each_lot() -> None:
    gain, loss, unknown = view_of(OLD_GAIN, LOSS, UNKNOWN).lots
    assert (gain.gain, gain.term, gain.days_to_long) == (Decimal("600.00"), Term.LONG, 0)
    assert (loss.gain, loss.term, loss.days_to_long) == (Decimal("-300.00"), Term.SHORT, 24)
    assert loss.long_term_on == date(2026, 7, 9)
    assert (unknown.gain, unknown.term, unknown.days_to_long) == (None, None, None)


def test_a_recent_purchase_blocks_a_loss_until_the_31st_day_after_it() -> None:
    loss, recent = view_of(LOSS, RECENT).lots
    assert loss.wash_clear_on == date(2026, 7, 2)
    assert recent.wash_clear_on is None


def test_a_gain_and_an_untaxed_account_have_no_window() -> None:
    assert view_of(OLD_GAIN, RECENT).lots[0].wash_clear_on is None
    assert view_of(LOSS, RECENT, registration=Registration.ROTH_IRA).lots[0].wash_clear_on is None


def test_only_losses_are_lots_below_their_cost() -> None:
    view = view_of(OLD_GAIN, LOSS, UNKNOWN).only_losses()
    assert [line.lot_id for line in view.lots] == ["L"]


@pytest.mark.parametrize(
    ("key", "order"),
    [
        ("symbol", "GLRU"),
        ("acquired", "GLRU"),
        ("gain", "LRGU"),
        ("value", "ULRG"),
        ("long-term", "LRGU"),
    ],
)
def test_lots_are_sorted_with_the_unknown_last(key: str, order: str) -> None:
    view = view_of(UNKNOWN, LOSS, RECENT, OLD_GAIN).sorted_by(key)
    assert "".join(line.lot_id for line in view.lots) == order


def test_an_unknown_order_is_answered_with_the_known_ones() -> None:
    with pytest.raises(InvalidValue, match="long-term"):
        view_of(LOSS).sorted_by("colour")


def test_totals_foot() -> None:
    view = view_of(OLD_GAIN, LOSS, UNKNOWN)
    document = lots_document(view)
    assert Decimal(document["value"]) == sum(Decimal(row["value"]) for row in document["lots"])
    assert document["gain"] == "300.00"
    assert "1 lot left out of the gain" in lots_text(view, width=98)


def test_csv_is_exact_and_empty_where_nothing_is_known() -> None:
    header, row = lots_csv(view_of(UNKNOWN)).splitlines()
    cells = dict(zip(header.split(","), row.split(","), strict=True))
    assert cells["quantity"] == "10"
    assert cells["value"] == "1000.00"
    assert cells["basis"] == cells["acquired"] == cells["term"] == ""


def test_no_lots_is_an_answer() -> None:
    assert lots_text(view_of(OLD_GAIN).only_losses(), width=98) == "No lots.\n"


def test_a_narrow_list_keeps_security_day_and_gain() -> None:
    head = lots_text(view_of(OLD_GAIN, LOSS), width=40).splitlines()[0]
    assert head.split() == ["ACCOUNT", "symbol", "acquired", "gain", "$"]
