"""Use cases that the window and the shell share; no Qt."""
