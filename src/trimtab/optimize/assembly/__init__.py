"""From a household to the arrays of a problem: the way into floats."""
