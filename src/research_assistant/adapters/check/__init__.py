"""Judges of claims that are built in."""
