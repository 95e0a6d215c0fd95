"""What a saved plan says, as the parts that people see: made of its document alone."""
