"""What keeps trimtab from working here, looked at piece by piece; nothing is changed."""
