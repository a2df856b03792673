"""The way to a sale stage by stage: counted, taken apart into causes, and its weak link in money."""
