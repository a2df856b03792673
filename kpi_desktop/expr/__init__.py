"""The formula language: one tree, many readings."""
