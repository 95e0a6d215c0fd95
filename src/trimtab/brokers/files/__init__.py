"""What the files of every broker have in common: rows, and the cells in them."""
