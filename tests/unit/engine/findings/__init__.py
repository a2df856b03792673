"""Rules evaluated jointly over made-up months, with every rule fired, quiet and without its data."""
