"""Vanguard."""
