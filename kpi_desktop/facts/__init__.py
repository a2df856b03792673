"""The typed schema that importers fill and measures read."""
