"""A plan that is being changed: rounded, repaired, and made better move by move."""
