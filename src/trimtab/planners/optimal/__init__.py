"""The optimal planner."""
