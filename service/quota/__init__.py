"""Counts what callers ask for: in Redis for all processes together, else each process for itself."""
