"""Tests: unit/facts."""
