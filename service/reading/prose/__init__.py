"""Checks discovered from what stands together in a text."""
