"""Pure values: periods, amounts, units, missing values, issues, errors."""
