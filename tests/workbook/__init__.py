"""Tests: workbook."""
