"""The page of the funnel and the weak link: what it says, what it is drawn from, when it is not there."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from markupsafe import escape

from kpi_desktop.i18n.translator import Translator
from kpi_desktop.report.brand import load_brand
from kpi_desktop.report.pages import report_html
from kpi_desktop.report.sections import weak_link
from kpi_desktop.report.view import Setting
from tests.report.diagnosed import diagnosed
from tests.report.month import bundle


def setting(lang: str, *, enough: bool = True) -> Setting:
    month = bundle()
    return Setting(replace(month, diagnosis=diagnosed(month.month, enough=enough)), Translator(lang), load_brand(None))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def view(lang: str, *, enough: bool = True) -> weak_link.WeakView:
    found = weak_link.section(setting(lang, enough=enough))
    assert found is not None
    assert isinstance(found.view, weak_link.WeakView)
    return found.view


def test_the_weakest_stage_is_named_with_its_money_and_range() -> None:
    said = plain(" ".join(view("ru").said))
    assert "Этап visits" in said
    assert all(part in said for part in ("25,0 %", "40,0 %", "1 200 ₽", "400 ₽", "2 000 ₽"))
    assert said.endswith(".")


def test_the_waterfall_leads_from_the_usual_level_to_the_month() -> None:
    """Only meetings fell, by 3/8 of 3,200: the whole 1,200 is theirs and nothing is left for the others."""
    change = view("ru").change
    assert change is not None
    drawn = plain(re.sub(r"<[^>]+>", "|", change.svg))
    for text in ("Обычный уровень", "3 200 ₽", "Этап visits", "−1 200 ₽", "Средний чек", "2 000 ₽"):
        assert f"|{text}|" in drawn
    assert drawn.count("|0 ₽|") == 3


def test_bars_are_as_long_as_their_stages() -> None:
    widths = [float(bar.width) for bar in view("ru").stages]
    assert widths == [100.0, 25.0, 10.0]
    visits = view("ru").stages[1]
    assert plain(visits.beside[0]) == "25,0 % (50 из 200)"
    assert visits.beside[2] == "4"
    assert visits.tone == "bad"


def test_a_short_history_names_no_stage_and_no_money() -> None:
    found = view("ru", enough=False)
    assert found.money is None
    assert "истори" in found.said[0].lower()
    assert weak_link.short(setting("ru", enough=False)) == ()


def test_without_a_funnel_there_is_no_page_and_no_line() -> None:
    empty = Setting(bundle(), Translator("ru"), load_brand(None))
    assert weak_link.section(empty) is None
    assert weak_link.short(empty) == ()
    assert 'id="weak_link"' not in report_html(bundle(), "ru")


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_first_page_says_what_to_check_in_three_lines_at_most(lang: str) -> None:
    given = setting(lang)
    lines = weak_link.short(given)
    assert 1 <= len(lines) <= 3
    assert "visits" in lines[0]
    assert "1" in lines[0]
    html = report_html(given.bundle, lang)
    assert escape(lines[0]) in html
    assert html.index('id="weak_link"') < html.index('id="figures"')
