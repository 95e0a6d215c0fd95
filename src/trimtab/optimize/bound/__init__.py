"""The bound: a split by security under prices of what ties them, and the search from it."""
