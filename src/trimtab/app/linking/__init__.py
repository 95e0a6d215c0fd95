"""Accounts at a broker: its keys and log-in, and which of them belongs to which of ours."""
