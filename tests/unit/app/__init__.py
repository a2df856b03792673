"""Use cases that window and shell share."""
