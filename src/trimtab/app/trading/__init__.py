"""Decisions about saved plans, and sending their orders: how the execution room is put together."""
