"""A saved plan against the workspace: what it states, and what its orders come to."""
