"""The monthly PDF."""
