"""The exact answer: a mixed-integer model, and HiGHS, the solver of it."""
