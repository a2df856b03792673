"""The live connection to 1C, without a window."""
