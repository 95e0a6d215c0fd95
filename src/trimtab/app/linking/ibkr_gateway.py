"""IBKR's gateway for sending orders: where it is, and whether somebody is logged in there."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from trimtab.app.linking.addresses import address_of, named
from trimtab.app.linking.brokers_clock import BrokersClock
from trimtab.app.linking.link import Trading
from trimtab.app.trading.market_hours import session_at
from trimtab.brokers.ibkr.gateway import GATEWAY, NAME, GatewayBroker, Line
from trimtab.errors import BrokerError
from trimtab.ports import Clock

URL = "TRIMTAB_IBKR_URL"

_DOCS = "reference/brokers.md#ibkr"


def gateway_trading(environment: Mapping[str, str], clock: Clock) -> Trading:
    """What orders at IBKR are sent by, in the hours of the exchange.

    One request asks what time it is there. InputProblems where the address is wrong, Unavailable
    where nothing answers at it.
    """
    address = address_of(
        environment,
        URL,
        GATEWAY,
        fix=f"Unset it for a gateway at {GATEWAY}, or write an address that ends in /v1/api.",
        docs=_DOCS,
    )
    line = Line(base_url=address)
    there = line.time()
    ahead = timedelta(0) if there is None else there - clock.now()
    own = BrokersClock(clock=clock, ahead=ahead)
    broker = GatewayBroker.at(line, own, name=named(NAME, address, GATEWAY))
    return Trading(broker=broker, clock=own, hours=session_at)


def gateway_told(environment: Mapping[str, str], clock: Clock) -> Iterator[str]:
    """Whether orders can be sent, for whoever names a gateway; a failure there is no failure here.

    Accounts are read without it.
    """
    if not environment.get(URL):
        return
    try:
        trading = gateway_trading(environment, clock)
        shown = ", ".join(one.masked for one in trading.broker.accounts())
    except BrokerError as error:
        yield f"Orders cannot be sent: {error}."
    else:
        yield f"Orders go through {trading.broker.name}, which is logged in for {shown}."
