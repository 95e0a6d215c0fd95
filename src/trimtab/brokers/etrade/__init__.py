"""E*TRADE."""
