"""Made-up companies with a known fault: what the program must find in them, and what it must not."""
