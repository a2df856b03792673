"""The project's own catalogue, loaded once for the tests."""

from __future__ import annotations

from kpi_desktop.catalogue.load import read_catalogue
from kpi_desktop.resources import folder

#: What could be read, so that one mistake in one file does not hide the other tests.
CATALOGUE, ISSUES = read_catalogue(folder("formulas"))
