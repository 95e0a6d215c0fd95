"""The catalogue's entries, one module for each family of codes."""
