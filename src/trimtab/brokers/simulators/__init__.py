"""Brokers on loopback, to trade with and to test against: books, fills and faults that all share.

Each broker's rules and answers are in its own room beside them.
"""
