"""The tax report."""
