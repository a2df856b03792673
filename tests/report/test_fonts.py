"""The fonts that window and report share."""

from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from kpi_desktop.report.pages import fonts_folder

RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
KAZAKH = "әғқңөұүһі"
SIGNS = "₽₸$€£₴₺₹₪₾₼№–—«»“”„…−+×÷≤≥≈≠•·▲▼→%‰\u00a0\u202f"


@pytest.mark.parametrize("weight", ["Regular", "Medium", "SemiBold", "Bold"])
def test_every_letter_and_sign_and_straight_figures(weight: str) -> None:
    font = TTFont(fonts_folder() / f"Inter-{weight}.ttf")
    known = font.getBestCmap()
    assert [letter for letter in RUSSIAN + RUSSIAN.upper() + KAZAKH + SIGNS if ord(letter) not in known] == []
    glyphs, widths = font["GSUB"].table, font["hmtx"]
    features = [record.Feature for record in glyphs.FeatureList.FeatureRecord if record.FeatureTag == "tnum"]
    tables = [glyphs.LookupList.Lookup[i].SubTable for feature in features for i in feature.LookupListIndex]
    mapping = {name: to for subtables in tables for table in subtables for name, to in table.mapping.items()}
    figures = [mapping[known[ord(figure)]] for figure in "0123456789"]
    assert len({widths[figure][0] for figure in figures}) == 1
    assert "hyphen" not in mapping
    assert "space" not in mapping


def test_fonts_are_small() -> None:
    assert sum(path.stat().st_size for path in fonts_folder().glob("*.ttf")) < 1_500_000
