"""The hidden marks by which the program knows a workbook of its own again: for checking it and for reading it back."""

from __future__ import annotations

#: What an import calls a file that the program itself made.
OWN_WORKBOOK = "own-workbook"

#: The very hidden sheet that holds the manifest; its name is the same in every language.
MANIFEST_SHEET = "kpi_desktop"

#: The first cell of the manifest sheet.
MANIFEST_MARK = "KPI Desktop workbook"

#: The first cell of a sheet of figures kept by hand: beside it stand its split and `month` or `day`, below it ids.
KEPT_MARK = "KPI Desktop kept figures"

#: The first cell of a sheet of plans: below it stand the ids of its columns, months as 2026-10.
PLAN_MARK = "KPI Desktop plans"

#: The very hidden sheet that tells what the sheets for entries held when the workbook was written, and its first cell.
WRITTEN_SHEET, WRITTEN_MARK = "kpi_desktop_entries", "KPI Desktop entries"

#: The version of the manifest's layout: a reader refuses a newer one with a sentence.
MANIFEST_FORMAT = 1
