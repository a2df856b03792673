"""Tests: unit/ingest_readers."""
