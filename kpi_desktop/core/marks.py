"""The hidden marks by which the program knows a workbook of its own again: for checking it and for reading it back."""

from __future__ import annotations

#: The very hidden sheet that holds the manifest; its name is the same in every language.
MANIFEST_SHEET = "kpi_desktop"

#: The first cell of the manifest sheet.
MANIFEST_MARK = "KPI Desktop workbook"

#: The first cell of a sheet of figures kept by hand: beside it stand its split and `month` or `day`, below it ids.
KEPT_MARK = "KPI Desktop kept figures"

#: The version of the manifest's layout: a reader refuses a newer one with a sentence.
MANIFEST_FORMAT = 1
