"""What a run looks at before each order: prices, and what sales elsewhere have brought."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.execution.desk_of import (
    IRA,
    JOINT,
    PRICES,
    Faulty,
    TestClock,
    desk_of,
    faulty,
    quote,
    sendable,
)
from trimtab.domain import OrderStatus, Symbol
from trimtab.domain.brokerage import BrokerAccount, Freshness, LiveQuote, Preview
from trimtab.domain.order import Order
from trimtab.errors import Definite
from trimtab.execution.desk import Desk
from trimtab.execution.journal import Journal
from trimtab.execution.run import Ending, carry_out


def desk(broker: Faulty, clock: TestClock, folder: Path) -> Desk:
    return desk_of(broker, Journal(folder / "journal.jsonl"), clock)


def filled(one: Desk) -> dict[int, Decimal]:
    return {number: state.filled for number, state in one.state().legs.items() if state.filled}


@pytest.mark.parametrize(
    ("then", "bought"),
    [
        (quote("DDD", "10.09"), True),
        (quote("DDD", "10.11"), False),
        (quote("DDD", "9.89"), False),
        (quote("DDD", "10", Freshness.DELAYED), False),
    ],
)
def test_a_price_that_moved_while_sales_were_waited_for_keeps_its_purchases_back(
    then: LiveQuote, tmp_path: Path, *, bought: bool
) -> None:
    clock = TestClock()
    broker = faulty(clock)

    def later(call: str, _: int) -> None:
        if call == "place" and len(broker.accepted) == 3:
            broker.paper.requote({Symbol("DDD"): then})

    broker.after = later
    run = desk(broker, clock, tmp_path)

    ending = carry_out(run)

    assert {1, 2, 3, 4} <= filled(run).keys()
    assert (5 in filled(run), 6 in filled(run)) == (bought, bought)
    assert ending is (Ending.DONE if bought else Ending.WORKING)
    if not bought:
        assert run.state().leg(5).status is OrderStatus.DRAFTED
        broker.paper.requote({Symbol("DDD"): quote("DDD", PRICES["DDD"])})
        assert carry_out(run) is Ending.DONE


def test_a_sale_that_is_kept_back_by_its_price_keeps_back_what_it_pays_for(tmp_path: Path) -> None:
    clock = TestClock()
    broker = faulty(clock)
    broker.paper.requote({Symbol("AAA"): quote("AAA", "110")})
    run = desk(broker, clock, tmp_path)

    assert carry_out(run) is Ending.WORKING
    # The IRA goes on; in the joint account BBB is sold, and nothing is bought or given up.
    assert filled(run).keys() == {2, 3, 6}
    assert not any(run.state().leg(number).begun for number in (1, 4, 5))

    broker.paper.requote({Symbol("AAA"): quote("AAA", "100")})
    assert carry_out(run) is Ending.DONE
    assert filled(run).keys() == {1, 2, 3, 4, 5, 6}


class Declining(Faulty):
    """Does not sell CCC."""

    def preview(self, account: BrokerAccount, order: object) -> Preview:
        assert isinstance(order, Order)
        if order.symbol == "CCC" and order.lots:
            raise Definite("not today", kind="other")
        return super().preview(account, order)


def test_what_a_declined_sale_keeps_in_a_class_is_not_bought_in_another_account(
    tmp_path: Path,
) -> None:
    clock = TestClock()
    broker = Declining(faulty(clock).paper)
    run = desk(broker, clock, tmp_path)

    assert carry_out(run) is Ending.SOME

    # 25 CCC of Stocks, $500, stay in the IRA: of 95 CCC for Stocks 25 are left out elsewhere.
    assert run.state().leg(3).status is OrderStatus.REJECTED
    assert filled(run)[4] == 70
    assert "Stocks was not sold" in run.state().leg(4).message


@pytest.mark.parametrize(("floor", "bought", "ending"), [(60, 53, "DONE"), (90, 50, "SOME")])
def test_a_run_whose_purchases_lack_their_money_is_not_done(
    tmp_path: Path, floor: int, bought: int, ending: str
) -> None:
    clock = TestClock()
    plan = replace(sendable(), min_cash={JOINT: Decimal(0), IRA: Decimal(floor)})
    run = desk_of(faulty(clock), Journal(tmp_path / "journal.jsonl"), clock, plan=plan)
    assert carry_out(run).name == ending
    # Of 55 DDD at $10.01 as many as $600 less the floor pay for.
    assert filled(run)[6] == bought
