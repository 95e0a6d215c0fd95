"""The watch: read the files again, ask the triggers, plan, tell, remember."""
