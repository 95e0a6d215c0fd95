"""What an announced corporate action is by itself, before any account is looked at."""

from datetime import date
from decimal import Decimal

import pytest

from trimtab.domain import AccountId, Quote, Symbol, TransactionType
from trimtab.domain.announcement import (
    AccountAction,
    ActionStanding,
    ActionState,
    AnnouncedAction,
    StalePrice,
)


def action(kind: TransactionType = TransactionType.SPLIT) -> AnnouncedAction:
    return AnnouncedAction(
        action_id="a", effective=date(2026, 6, 15), type=kind, symbol=Symbol("VTI")
    )


@pytest.mark.parametrize(
    ("kind", "rescales"),
    [
        (TransactionType.SPLIT, True),
        (TransactionType.STOCK_DIVIDEND, True),
        (TransactionType.SPINOFF, True),
        (TransactionType.SYMBOL_CHANGE, False),
    ],
)
def test_an_older_price_is_of_no_use_after_what_changes_the_count_of_shares(
    kind: TransactionType, *, rescales: bool
) -> None:
    assert action(kind).rescales is rescales


def test_accounts_are_found_by_how_far_they_have_an_action() -> None:
    joint = AccountAction(account_id=AccountId("joint"), state=ActionState.DUE)
    roth = AccountAction(account_id=AccountId("roth"), state=ActionState.APPLIED)
    standing = ActionStanding(action=action(), accounts=(joint, roth))
    assert standing.having(*ActionState.open_ones()) == ("joint",)
    assert standing.having(ActionState.APPLIED, ActionState.DUE) == ("joint", "roth")
    assert standing.having(ActionState.TWICE) == ()


def test_a_price_is_known_to_be_too_old_only_where_it_has_a_day() -> None:
    quote = Quote(symbol=Symbol("VTI"), price=Decimal(100), as_of=date(2026, 6, 12))
    undated = Quote(symbol=Symbol("VTI"), price=Decimal(100))
    assert StalePrice(quote=quote, action=action()).certain
    assert not StalePrice(quote=undated, action=action()).certain
