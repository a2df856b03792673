"""The PDF report of a month."""
