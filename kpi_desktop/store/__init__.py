"""The book: one company's facts in one file, with batches that can be undone."""
