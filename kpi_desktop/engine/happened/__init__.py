"""What happened to the company's money in a period and why: exact parts, names, and whether it may be chance."""
