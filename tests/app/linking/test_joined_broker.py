"""Two brokers as one: the contract holds, and no call reaches the broker of another account."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest

from tests.brokers.paper.test_paper_broker import ACCOUNT, NOON, paper, quote
from tests.contracts.broker import BND, LONG_AGO, VTI, BrokerContract, order
from trimtab.app.linking.joined import JoinedBroker
from trimtab.brokers.paper import PaperBroker
from trimtab.domain import Side, Symbol
from trimtab.domain.brokerage import BrokerAccount, Freshness, LiveQuote
from trimtab.errors import Definite, Unavailable

ODD = Symbol("ODD")


def joined() -> JoinedBroker:
    """Two brokers whose accounts have the same key and the same number."""
    return JoinedBroker(brokers={"one": paper(), "two": paper()})


class TestJoinedBroker(BrokerContract):
    def connected(self) -> tuple[JoinedBroker, BrokerAccount]:
        broker = joined()
        return broker, broker.accounts()[1]


def test_accounts_of_two_brokers_that_look_alike_stay_apart() -> None:
    broker = joined()
    one, two = broker.accounts()
    assert one != two
    assert one == broker.of("one", ACCOUNT)
    placed = broker.place(two, broker.preview(two, order("t1", Side.BUY, BND, 2, "51")))
    assert broker.orders(one, since=LONG_AGO) == ()
    assert [each.broker_order_id for each in broker.orders(two, since=LONG_AGO)] == [
        placed.broker_order_id
    ]
    assert broker.snapshot(one).shares(BND) == 0
    assert broker.snapshot(two).shares(BND) == 2
    with pytest.raises(Definite):
        broker.order(one, placed.broker_order_id)


def test_a_quote_of_this_moment_wins_and_the_next_broker_is_asked_for_the_rest() -> None:
    first, second = paper(), paper()
    first.requote({VTI: replace(quote(VTI, "99"), freshness=Freshness.DELAYED)})
    second.requote({ODD: quote(ODD, "7"), BND: quote(BND, "51")})
    found = JoinedBroker(brokers={"one": first, "two": second}).quotes([VTI, BND, ODD])
    assert {symbol: one.last for symbol, one in found.items()} == {VTI: 100, BND: 50, ODD: 7}
    assert {one.freshness for one in found.values()} == {Freshness.REAL_TIME}


def test_a_late_quote_is_better_than_none() -> None:
    first, second = paper(), paper()
    late = replace(quote(ODD, "7"), freshness=Freshness.DELAYED)
    first.requote({ODD: late})
    assert JoinedBroker(brokers={"one": first, "two": second}).quotes([ODD]) == {ODD: late}


class Silent(PaperBroker):
    """A broker that gives no quotes."""

    def quotes(self, symbols: Iterable[Symbol]) -> Mapping[Symbol, LiveQuote]:
        raise Unavailable(f"no answer about {', '.join(symbols)}")


def silent() -> Silent:
    return Silent(paper().state(), {}, now=lambda: NOON)


def test_quotes_of_another_stand_in_for_a_broker_that_does_not_answer() -> None:
    broker = JoinedBroker(brokers={"one": silent(), "two": paper()})
    assert set(broker.quotes([VTI, BND])) == {VTI, BND}
    with pytest.raises(Unavailable):
        broker.quotes([VTI, ODD])
