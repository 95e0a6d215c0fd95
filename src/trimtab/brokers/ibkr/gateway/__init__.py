"""IBKR's Client Portal Gateway: positions, cash, quotes, orders. Needs `trimtab[brokers]`.

The gateway is a program of IBKR's that runs on this machine. A person logs in there, in a browser;
it holds the log-in, and trimtab has no secret of its own.

line.py       one request, sent once, with a time limit; typed errors
refusals.py   what the gateway says instead of an answer, in the words of every broker's errors
session.py    the brokerage session: opened, kept, and which account it is of
pace.py       no more requests of a kind than the gateway takes
contracts.py  IBKR's numbers of securities
quotes.py     quotes, which are there from the second look on
portfolio.py  accounts, positions and cash
orders.py     the lists of orders and of trades, and one order's state
executions.py what was traded, and what it cost
placing.py    previews, and an order with the questions that IBKR asks first
questions.py  which questions are answered without a person, and why
reading.py    orders and trades as values
writing.py    orders as IBKR takes them
broker.py     the port `Broker`
"""

from trimtab.brokers.ibkr.gateway.broker import GatewayBroker
from trimtab.brokers.ibkr.gateway.line import GATEWAY, Line
from trimtab.brokers.ibkr.gateway.refusals import NAME

__all__ = ["GATEWAY", "NAME", "GatewayBroker", "Line"]
