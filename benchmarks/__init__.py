"""How fast the service is, as ratios against references run in the same minute. See README.md."""
