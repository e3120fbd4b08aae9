"""Words for dates and periods."""
