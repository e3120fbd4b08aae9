"""Reading figures out of text."""
