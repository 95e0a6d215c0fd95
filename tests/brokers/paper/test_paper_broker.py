"""The paper broker keeps the promises of every broker, and a few of its own."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contracts.broker import BND, CASH, NEW, OLD, VTI, BrokerContract, order
from trimtab.brokers.paper import PaperBroker, PaperHolding, PaperState, from_text, to_text
from trimtab.domain import LotId, OrderStatus, Side, Symbol
from trimtab.domain.brokerage import BrokerAccount, Freshness, LiveQuote
from trimtab.errors import Definite, InvalidValue

NOON = datetime(2026, 6, 15, 16, 0, tzinfo=UTC)
ACCOUNT = BrokerAccount(key="k1", number="12345678")


def quote(symbol: Symbol, price: str) -> LiveQuote:
    exact = Decimal(price)
    return LiveQuote(
        symbol=symbol, last=exact, bid=exact, ask=exact, at=NOON, freshness=Freshness.REAL_TIME
    )


def paper(keep: Callable[[PaperState], None] = lambda _: None) -> PaperBroker:
    return PaperBroker(
        PaperState(holdings=(PaperHolding(account=ACCOUNT, cash=CASH, lots=(OLD, NEW)),)),
        {VTI: quote(VTI, "100"), BND: quote(BND, "50")},
        now=lambda: NOON,
        keep=keep,
    )


class TestPaperBroker(BrokerContract):
    def connected(self) -> tuple[PaperBroker, BrokerAccount]:
        return paper(), ACCOUNT


def test_an_open_order_fills_when_the_quote_meets_it_and_frees_what_it_held() -> None:
    broker = paper()
    waiting = broker.place(ACCOUNT, broker.preview(ACCOUNT, order("t1", Side.BUY, BND, 10, "45")))
    assert waiting.status is OrderStatus.SUBMITTED
    assert broker.snapshot(ACCOUNT).reserved == 450
    broker.requote({BND: quote(BND, "44")})
    assert broker.order(ACCOUNT, waiting.broker_order_id).status is OrderStatus.FILLED
    after = broker.snapshot(ACCOUNT)
    assert after.cash == CASH - 440
    assert after.reserved == 0
    assert after.shares(BND) == 10


def test_cash_that_open_orders_hold_is_not_spent_twice() -> None:
    broker = paper()
    broker.place(ACCOUNT, broker.preview(ACCOUNT, order("t1", Side.BUY, BND, 18, "45")))
    with pytest.raises(Definite, match="190"):
        broker.preview(ACCOUNT, order("t2", Side.BUY, BND, 4, "50"))


def test_without_lots_the_oldest_are_sold_first() -> None:
    broker = paper()
    report = broker.place(ACCOUNT, broker.preview(ACCOUNT, order("t1", Side.SELL, VTI, 12, None)))
    assert report.lots == ((OLD.lot_id, Decimal(10)), (NEW.lot_id, Decimal(2)))


@pytest.mark.parametrize(
    ("lots", "why"),
    [
        (((LotId("L9"), Decimal(3)),), "no lot L9"),
        (((LotId("L2"), Decimal(6)),), "5 shares available"),
    ],
)
def test_lots_that_are_not_there_are_refused(
    lots: tuple[tuple[LotId, Decimal], ...], why: str
) -> None:
    quantity = int(lots[0][1])
    with pytest.raises(Definite, match=why):
        paper().preview(ACCOUNT, order("t1", Side.SELL, VTI, quantity, "99", lots=lots))


def test_an_order_that_is_done_cannot_be_cancelled() -> None:
    broker = paper()
    done = broker.place(ACCOUNT, broker.preview(ACCOUNT, order("t1", Side.BUY, BND, 1, "51")))
    with pytest.raises(Definite, match="filled"):
        broker.cancel(ACCOUNT, done.broker_order_id)


def test_an_account_it_does_not_have_is_refused() -> None:
    with pytest.raises(Definite, match=r"\*\*\*\*9999"):
        paper().snapshot(BrokerAccount(key="k2", number="9999"))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(Side), st.sampled_from([VTI, BND]), st.integers(1, 30), st.booleans()
        ),
        max_size=12,
    )
)
def test_value_and_basis_are_conserved_whatever_is_traded(
    wishes: list[tuple[Side, Symbol, int, bool]],
) -> None:
    broker = paper()
    for number, (side, symbol, quantity, near) in enumerate(wishes):
        away = "1000" if side is Side.SELL else "1"
        wanted = order(f"t{number}", side, symbol, quantity, None if near else away)
        try:
            broker.place(ACCOUNT, broker.preview(ACCOUNT, wanted))
        except Definite:
            continue
    after = broker.snapshot(ACCOUNT)
    prices = {VTI: 100, BND: 50}
    held = sum(one.quantity * prices[one.symbol] for one in after.positions)
    assert after.cash + held == CASH + 15 * 100
    assert 0 <= after.reserved <= after.cash
    for position in after.positions:
        for lot in position.lots or ():
            assert 0 <= lot.available <= lot.quantity


def test_the_books_come_back_from_their_text_after_every_change() -> None:
    kept: list[PaperState] = []
    broker = paper(keep=kept.append)
    broker.place(ACCOUNT, broker.preview(ACCOUNT, order("t1", Side.SELL, VTI, 12, None)))
    waiting = broker.place(ACCOUNT, broker.preview(ACCOUNT, order("t2", Side.BUY, BND, 1, "40")))
    broker.cancel(ACCOUNT, waiting.broker_order_id)
    broker.requote({BND: quote(BND, "44")})
    assert len(kept) == 4
    assert kept[-1] == broker.state()
    for state in kept:
        assert from_text(to_text(state)) == state


@pytest.mark.parametrize("text", ["", "{}", '{"schema": "x"}', '{"schema": "trimtab.paper/1"}'])
def test_a_text_that_is_no_book_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="cannot be read"):
        from_text(text)
