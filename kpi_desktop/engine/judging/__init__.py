"""Whether a figure is unlike its own past by more than chance, and how a month's alarms are kept to a few: no rows."""
