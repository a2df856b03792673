"""Tests: unit/expr."""
