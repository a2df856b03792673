"""Lists in a workbook: every list is a sheet, and what can be computed from its lines is a live formula."""
