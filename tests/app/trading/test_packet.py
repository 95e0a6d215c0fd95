"""What nobody may buy: the days that follow from a plan's own sales apart from those of before."""

from datetime import date
from typing import Any

from trimtab.app.trading.packet import not_to_buy
from trimtab.domain import Household, IdenticalGroups, Symbol
from trimtab.execution.tickets import Untouchable

CLEAR = date(2026, 7, 16)  # by hand: 30 days after 15 June are in the window, 15 July the last


def order(
    symbol: str, gain: str | None, *, side: str = "sell", account: str = "a"
) -> dict[str, Any]:
    return {"side": side, "symbol": symbol, "account": account, "lots": [{"gain": gain}]}


def found(until: date, *orders: dict[str, Any], symbols: tuple[str, ...]) -> list[Untouchable]:
    document = {
        "as_of": "2026-06-15",
        "accounts": [{"id": "a", "taxable": True}, {"id": "ira", "taxable": False}],
        "orders": list(orders),
        "do_not_buy": [{"symbols": list(symbols), "until": until.isoformat()}],
    }
    group = frozenset({Symbol("IVV"), Symbol("VOO")})
    household = Household(name="R", accounts=(), identical=IdenticalGroups([group]))
    return list(not_to_buy(document, household))


def test_what_the_plan_sells_at_a_loss_moves_and_so_does_what_is_identical_to_it() -> None:
    assert found(CLEAR, order("VOO", "-1"), symbols=("IVV", "VOO")) == [
        Untouchable(symbols=("IVV", "VOO"), until=CLEAR, moves=True)
    ]


def test_what_was_sold_before_on_the_plans_own_day_stays() -> None:
    assert found(CLEAR, order("VOO", "-1"), symbols=("SCHH", "VOO")) == [
        Untouchable(symbols=("SCHH",), until=CLEAR, moves=False),
        Untouchable(symbols=("VOO",), until=CLEAR, moves=True),
    ]


def test_a_gain_an_unknown_basis_a_purchase_and_an_account_without_tax_move_nothing() -> None:
    orders = (
        order("VOO", "1"),
        order("VOO", None),
        order("VOO", "-1", account="ira"),
        order("VOO", None, side="buy"),
    )
    assert [one.moves for one in found(CLEAR, *orders, symbols=("VOO",))] == [False]


def test_a_day_before_is_that_of_a_sale_of_before() -> None:
    before = date(2026, 6, 28)
    assert [one.moves for one in found(before, order("VOO", "-1"), symbols=("VOO",))] == [False]
