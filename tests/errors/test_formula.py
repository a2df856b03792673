"""What a person reads about a formula that is wrong, in both languages, word for word."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from kpi_desktop.expr.errors import FormulaError
from kpi_desktop.i18n.translator import Translator
from tests.unit.expr.reading import bound

CASES: dict[str, dict[str, str]] = tomllib.loads((Path(__file__).parent / "formula" / "cases.toml").read_text("utf-8"))


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("case", CASES)
def test_text(case: str, lang: str) -> None:
    with pytest.raises(FormulaError) as caught:
        bound(CASES[case]["formula"])
    translate = Translator(lang)
    said = translate(caught.value.message)
    if caught.value.fix is not None:
        said += "\n" + translate(caught.value.fix)
    assert said == CASES[case][lang].strip("\n")


@pytest.mark.parametrize("formula", ["a" * 2001, "+".join("a" * 200), "-" * 300 + "a", "9" * 40, "min(" * 200])
def test_hostile_text_is_refused(formula: str) -> None:
    with pytest.raises(FormulaError):
        bound(formula)
