"""Tests: unit/present."""
