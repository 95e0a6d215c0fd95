"""Sending a plan's orders: approved, checked, journalled, sent once, followed, accounted for."""
