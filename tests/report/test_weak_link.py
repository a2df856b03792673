"""The page of the funnel and the weak link: what it says, what it is drawn from, when it is not there."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from markupsafe import escape

from kpi_desktop.app.explaining import result_why
from kpi_desktop.core.period import Period
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.present.first import first_of
from kpi_desktop.report.brand import load_brand
from kpi_desktop.report.pages import report_html
from kpi_desktop.report.sections import weak_link
from kpi_desktop.report.view import Setting
from tests.report.diagnosed import diagnosed
from tests.report.month import bundle
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path


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
    assert first_of(setting("ru", enough=False).bundle, Translator("ru")).steps == ()


def test_without_a_funnel_there_is_no_page_and_no_line() -> None:
    empty = Setting(bundle(), Translator("ru"), load_brand(None))
    assert weak_link.section(empty) is None
    assert first_of(empty.bundle, Translator("ru")).steps == ()
    assert 'id="weak_link"' not in report_html(bundle(), "ru")


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_first_page_begins_with_the_stage_that_is_no_chance(lang: str) -> None:
    given = setting(lang)
    step = first_of(given.bundle, Translator(lang)).steps[0]
    assert step.id == "weak_link"
    assert "visits" in step.said
    html = report_html(given.bundle, lang)
    cover = html[html.index('class="cover"') : html.index('class="contents"')]
    assert escape(step.said) in cover
    assert escape(step.do) in cover
    assert html.index('id="weak_link"') < html.index('id="figures"')


#: January: 2 buyers by 500; February: 3 buyers by 500 and half as much again: 1,000 and 1,500.
SALES = """
day document customer amount
2024-01-10 1 К 500
2024-01-31 2 М 500
2024-02-10 3 К 500
2024-02-11 4 М 500
2024-02-29 5 Н 500
"""


def test_why_the_result_changed_stands_as_a_picture_and_as_a_table(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export(SALES, first="2024-01-01", last="2024-02-29"))
    month = bundle()
    found = result_why(company.engine, Period.month("2024-02"), diagnosed(month.month))
    assert found is not None
    told = weak_link.section(replace(setting("ru"), bundle=replace(setting("ru").bundle, why=found)))
    assert told is not None
    assert isinstance(told.view, weak_link.WeakView)
    why = told.view.why
    assert why is not None
    assert why.title == "Почему изменилось: Выручка"
    assert plain(why.said[0]) == "Выручка: 1 500,00 ₽; было 1 000,00 ₽; изменение +500,00 ₽."
    drawn = plain(re.sub(r"<[^>]+>", "|", why.change.svg))
    assert "|1 500,00 ₽|" in drawn
    # Only the number of buyers grew: all 500 are theirs, in the picture and in the table.
    assert "|+500,00 ₽|" in drawn
    rows = {row[0]: tuple(map(plain, row[1:])) for row in why.table.rows}
    assert ("2", "3", "+500,00 ₽") in rows.values()
    assert tuple(map(plain, why.table.total)) == ("Выручка", "1 000,00 ₽", "1 500,00 ₽", "+500,00 ₽")
    html = report_html(replace(setting("ru").bundle, why=found), "ru")
    assert html.index("Почему изменилось: Выручка") > html.index('id="weak_link"')


def test_without_a_funnel_or_a_base_nothing_is_told(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export(SALES, first="2024-01-01", last="2024-02-29"))
    assert result_why(company.engine, Period.month("2024-02"), None) is None
    assert result_why(company.engine, Period.month("2024-01"), diagnosed(Period.month("2024-01"))) is None
    assert view("ru").why is None
