"""Languages: messages, numbers, dates."""
