"""A generated company and its exports."""
