"""Checks that follow from the structure of claims alone."""
