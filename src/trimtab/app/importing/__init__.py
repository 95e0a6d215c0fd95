"""A broker's file into the workspace: what it says, what is new of it, and what is written."""
