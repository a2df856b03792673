"""Every definition of `formulas/` against every rule."""

from __future__ import annotations

from kpi_desktop.catalogue.errors import issue_line
from kpi_desktop.catalogue.load import read_catalogue
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.resources import folder


def test_every_rule_holds() -> None:
    _, issues = read_catalogue(folder("formulas"))
    english = Translator("en")
    assert not issues, "\n" + "\n".join(english(issue_line(issue)) for issue in issues)
