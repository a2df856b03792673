"""Charts as descriptions of marks: the report writes them as SVG, the window draws the same description."""
