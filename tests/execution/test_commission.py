"""Commissions come out of the same cash: purchases leave room for them, down to the cash floor."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.execution.desk_of import (
    IRA,
    JOINT,
    LEGS,
    Faulty,
    TestClock,
    desk_of,
    faulty,
    leg,
    sendable,
)
from trimtab.domain import Side
from trimtab.domain.brokerage import BrokerAccount, Preview
from trimtab.domain.order import Order
from trimtab.execution.desk import Desk
from trimtab.execution.journal import Journal
from trimtab.execution.run import Ending, carry_out
from trimtab.money import ZERO

SALES = LEGS[:3]
# What the cash of the joint account pays for: 500 and 2,500 of its sales, less the floor of 50.
SPENDABLE = Decimal(2950)


class Costly(Faulty):
    """A broker that takes the same commission for every order, and says so in its preview."""

    commission = ZERO

    def preview(self, account: BrokerAccount, order: object) -> Preview:
        found = super().preview(account, order)
        cost = self.commission
        return replace(found, total=found.total + cost, commission=cost)


def run_at(path: Path, commission: str, *buys: object) -> Desk:
    clock = TestClock()
    broker = Costly(**{name: getattr(faulty(clock), name) for name in ("paper", "client_ids")})
    broker.commission = Decimal(commission)
    plan = sendable(*SALES, *buys)  # type: ignore[arg-type]  # legs, as below
    desk = desk_of(broker, Journal(path / "j"), clock, plan=plan)
    carry_out(desk)
    return desk


def sent(desk: Desk) -> dict[int, Order]:
    """The purchases that went out, by the number of their leg."""
    orders = {number: leg.order for number, leg in desk.state().legs.items()}
    return {number: one for number, one in orders.items() if one and one.side is Side.BUY}


def most(order: Order) -> Decimal:
    """Dollars that it costs at most, without its commission."""
    assert order.limit_price is not None
    return order.quantity * order.limit_price


@pytest.mark.parametrize("commission", ["0", "0.35", "1", "9.99", "30"])
def test_purchases_and_their_commissions_fit_into_the_cash_and_use_it_up(
    tmp_path: Path, commission: str
) -> None:
    first, second = leg(4, JOINT, Side.BUY, "CCC", 95), leg(5, JOINT, Side.BUY, "DDD", 120)
    desk = run_at(tmp_path, commission, first, second)
    bought = sent(desk)
    assert bought[4].quantity == 95, "the last of the plan gives way"
    paid = sum(most(one) + Decimal(commission) for one in bought.values())
    dearest = bought[5].limit_price
    assert dearest is not None
    assert SPENDABLE - dearest < paid <= SPENDABLE


def test_a_purchase_that_its_commission_would_eat_is_left_out_with_the_reason(
    tmp_path: Path,
) -> None:
    desk = run_at(tmp_path, "700", leg(4, IRA, Side.BUY, "DDD", 55))
    assert sent(desk) == {}
    assert desk.state().outcome == Ending.SOME.value
    why = desk.state().leg(4).message
    assert "pays for no more, with commissions ($700.00 for this order)" in why
