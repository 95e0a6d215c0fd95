"""Alpaca over its API: account, positions, activities, quotes, orders. Needs `trimtab[brokers]`.

line.py        one request with the keys in its head, sent once, with a time limit; typed errors
reading.py     answers as values: account, positions, orders, quotes
rows.py        one activity as one row of transactions
activities.py  all that happened in the account; what no row says is named
lots.py        the lots, rebuilt from these rows: Alpaca lists none
market.py      when the market is open, by Alpaca's clock and calendar
broker.py      the port `Broker`
"""

# How statements that are read here are called, for people.
FORMAT = "Alpaca API"
