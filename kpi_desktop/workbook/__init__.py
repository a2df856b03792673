"""Live Excel workbooks, and the check that they still say what they said."""
