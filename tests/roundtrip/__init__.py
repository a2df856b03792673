"""Thousands of made tables with known contents, in the dirty styles of real ones, through the real import."""
