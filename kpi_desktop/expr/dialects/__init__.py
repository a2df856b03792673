"""Readings of a formula, one file each."""
