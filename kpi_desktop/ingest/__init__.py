"""From a file to facts: detection, reading in a killable child, mapping, control totals."""
