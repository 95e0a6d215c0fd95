"""The best plan: the household as arrays, what limits it, solvers, bounds, and the certificate."""
