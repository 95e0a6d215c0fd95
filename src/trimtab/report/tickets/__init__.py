"""A plan's orders as tickets to type in."""
