"""Why a metric changed: its formula's factors and the members of a split, in parts that add up to the change."""
