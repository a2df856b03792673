"""Tests: unit/catalogue."""
