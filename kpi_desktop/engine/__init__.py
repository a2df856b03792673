"""Measures to SQL, metrics to values, windows, comparisons."""
