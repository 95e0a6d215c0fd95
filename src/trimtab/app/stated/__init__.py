"""What a saved plan states, read strictly: it may have been edited by hand."""
