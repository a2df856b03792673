"""Tests: soundness."""
