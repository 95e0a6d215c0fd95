"""A plan on a terminal of any width, and the tables of lists."""
