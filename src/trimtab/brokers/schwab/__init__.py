"""Charles Schwab."""
