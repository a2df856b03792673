"""Exports that the program has not met, as small firms have them, each with the truth known from its own arithmetic."""
