"""Tests: catalogue."""
