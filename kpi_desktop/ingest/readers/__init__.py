"""Readers: one file for each kind of container, from a file to columns of raw cells."""
