"""What the shell prints for people: names, days and numbers in words; what it takes: names as well as ids."""

from __future__ import annotations

import contextlib
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import new_book
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.cli.shell import run
from tests.end2end import shell

if TYPE_CHECKING:
    from pathlib import Path

SALES = """Дата;Документ;Товар;Менеджер;Канал;Количество;Сумма;Себестоимость
01.02.2026;Ч-1;Чашка;Белова Анна;Салон;2;1200,50;700
15.02.2026;Ч-2;Ложка;Белова Анна;Сайт;1,5;300;100
28.02.2026;Ч-3;Блюдце;Громов Илья;Салон;1;12500;9000
"""
#: An English id among words: letters and underscores that no square bracket, path or key holds.
_ID = re.compile(r"(?<![\[\w/.-])[a-z]+_[a-z_]+(?![\w\]])")


@dataclass(frozen=True)
class Told:
    """Exit code, what a person reads as the answer (plain blanks), and what is said beside it."""

    code: int
    out: str
    said: str


def kpi(*words: str) -> Told:
    """One command as a person gives it."""
    out, said = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(said):
        code = run(words)
    return Told(code, out.getvalue().replace("\u00a0", " "), said.getvalue().replace("\u00a0", " "))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("words")
    table: Path = folder / "Продажи.csv"
    table.write_text(SALES, encoding="utf-8")
    new_book(folder / "b.kpi", "Лавка", "RUB", "ru")
    import_files(load_workspace(), folder / "b.kpi", [table], {})
    return str(folder / "b.kpi")


def test_rows_are_in_words(book: str) -> None:
    answer = kpi("rows", "выручка", "--month", "02.2026", "--book", book)
    assert answer.code == 0, answer.said
    lines = answer.out.splitlines()
    assert lines[0].startswith("01.02.2026  продажа  Ч-1  Чашка")
    assert "2  1 200,50" in lines[0]
    assert "1,5  300,00" in lines[1]
    assert "строка 2" in lines[0]
    assert "Выручка: всего 3 строки" in answer.said


def test_figures_are_asked_for_by_name_and_told_without_ids(book: str) -> None:
    by_name = kpi("kpis", "--metric", "Выручка", "--by", "Канал", "--month", "2026-02", "--book", book)
    by_id = kpi("kpis", "--metric", "revenue", "--by", "channel", "--month", "2026-02", "--book", book)
    assert by_name.out == by_id.out
    assert "Выручка: 14 000,50 ₽" in by_name.out
    whole = kpi("kpis", "--book", book)
    assert not _ID.findall(whole.out.replace("settings vat_basis=with", ""))  # a command, to be typed as it stands
    assert "Без --month показан период: февраль 2026" in whole.said


def test_metrics_without_a_value_stand_below_the_figures_by_what_they_wait_for(book: str) -> None:
    lines = kpi("kpis", "--book", book, "--month", "2026-02").out.splitlines()
    gap = lines.index("")
    assert not [line for line in lines[:gap] if "нет данных" in line]
    assert "Выручка: 14 000,50 ₽" in lines[:gap]
    (calls,) = [line for line in lines if "«Звонки»" in line]
    assert calls == "  Данных «Звонки» пока нет: импортируйте такую выгрузку: Звонки; Входящие звонки; Исходящие звонки"
    told = shell.kpi("kpis", "--book", book, "--month", "2026-02").json["metrics"]
    absent = sum(one["value"] is None for one in told)
    assert lines[gap + 1].startswith(f"Значения нет у {absent} показател")
    assert gap == 1 + len(told) - absent, "the month, then a line for each value"
    asked = kpi("kpis", "--metric", "Звонки", "--book", book, "--month", "2026-02").out
    assert "Звонки: нет данных — Данных «Звонки» пока нет" in asked


def test_plans_settings_and_sources_are_told_in_words(book: str) -> None:
    answer = kpi("plan", "set", "--metric", "выручка", "--month", "2026-03", "--amount", "50000", "--book", book)
    assert answer.out == "март 2026  Компания в целом, Выручка: 50 000,00 ₽\n"
    assert not _ID.findall(kpi("plan", "list", "--book", book).out)
    sources = kpi("sources", "--book", book).out
    assert "3 строки  Сумма: 14 000,50 ₽" in sources
    settings = kpi("settings", "Язык отчётов=English", "Срок ухода покупателя=90", "--book", book, "--lang", "ru").out
    assert "Язык отчётов [language]: English [en]" in settings
    assert "Срок ухода покупателя [churn_days]: 90 дней" in settings
    kpi("settings", "language=ru", "churn_days=180", "--book", book)


def test_a_near_miss_is_told_with_names(book: str) -> None:
    answer = kpi("explain", "прибль", "--book", book)
    assert answer.code == 2
    assert "Показателя «прибль» нет" in answer.said
    assert "Прибыль [profit]" in answer.said


def test_what_is_written_without_a_month_says_of_which_it_is(book: str, tmp_path: Path) -> None:
    for command, name in (("report", "r.pdf"), ("workbook", "k.xlsx")):
        out = str(tmp_path / name)
        answer = kpi(command, out, "--book", book)
        assert answer.code == 0
        assert "Без --month показан период: февраль 2026" in answer.said
        assert "Без --month" not in kpi(command, out, "--book", book, "--month", "2026-02").said
