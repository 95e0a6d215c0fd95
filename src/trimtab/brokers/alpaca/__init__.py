"""Alpaca over its API: account, positions, activities, quotes, orders. Needs `trimtab[brokers]`.

line.py       one request with the keys in its head, sent once, with a time limit; typed errors
reading.py    answers as values: account, positions, orders, quotes
activities.py what happened in the account, as rows of transactions; what is not known is named
lots.py       the lots, rebuilt from these rows: Alpaca lists none
broker.py     the port `Broker`
"""

from trimtab.brokers.alpaca.broker import AlpacaBroker
from trimtab.brokers.alpaca.line import DATA, LIVE, PAPER, Keys, Line

__all__ = ["DATA", "LIVE", "PAPER", "AlpacaBroker", "Keys", "Line"]
