"""Tests: errors."""
