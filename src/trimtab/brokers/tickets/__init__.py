"""Order tickets as CSV: written for a person who types or uploads them, filled in, read back."""

from trimtab.brokers.tickets.reading import read_results
from trimtab.brokers.tickets.writing import tickets_csv

__all__ = ["read_results", "tickets_csv"]
