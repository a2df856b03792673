"""Loads and checks the definitions of `formulas/`."""
