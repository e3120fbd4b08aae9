"""What crosses the border of the service, and how it becomes records and comes from them; over HTTP and in files."""
