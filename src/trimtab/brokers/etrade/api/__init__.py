"""E*TRADE over its API: log-in, accounts, lots, quotes, orders. Needs `trimtab[brokers]`.

line.py     one signed request, sent once, with a time limit; answers as JSON or typed errors
log_in.py   tokens: asked for, used, woken, ended at midnight in New York
reading.py  answers as values, in every shape that they have been seen in
writing.py  orders as XML
broker.py   the port `Broker`
"""

from trimtab.brokers.etrade.api.broker import EtradeBroker
from trimtab.brokers.etrade.api.line import Consumer, Line
from trimtab.brokers.etrade.api.log_in import LogIn, Tokens

__all__ = ["Consumer", "EtradeBroker", "Line", "LogIn", "Tokens"]
