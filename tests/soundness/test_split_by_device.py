"""Site traffic by a column that the export brings along: page views add up over devices, visitors never do."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import new_book
from kpi_desktop.app.figures import month_figures
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.missing import Missing, Reason

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.core.missing import Value

RUSSIAN = """Дата визита;Тип устройства;Визиты;Посетители;Просмотры
01.10.2026;Смартфоны;10;8;30
01.10.2026;ПК;20;15;70
31.10.2026;Смартфоны;5;5;9
31.10.2026;ПК;6;6;12
"""
ENGLISH = """Date,Device category,Sessions,Total users,Views
20261001,mobile,10,8,30
20261001,desktop,20,15,70
20261031,mobile,5,5,9
20261031,desktop,6,6,12
"""


def split(folder: Path, text: str, by: str, metric: str) -> dict[str | None, Value]:
    book, export = folder / "b.kpi", folder / "site.csv"
    export.write_text(text, encoding="utf-8")
    new_book(book, "Лавка", "RUB", "ru")
    assert import_files(load_workspace(), book, [export], {})[0].imported == 4
    _, _, figures = month_figures(load_workspace(), book, "2026-10", metric=metric, by=by)
    return {one.member: one.value for one in figures}


#: A television with a browser of its own is no word of the program.
UNKNOWN = RUSSIAN.replace("ПК", "Холодильник")


@pytest.mark.parametrize("text", [RUSSIAN, ENGLISH])
def test_page_views_add_up_over_devices(tmp_path: Path, text: str) -> None:
    # 30 + 9 by phone, 70 + 12 at the desk, 121 in all; Metrika and GA4 name the same members
    expected = {None: Decimal(121), "телефон": Decimal(39), "компьютер": Decimal(82)}
    assert split(tmp_path, text, "device", "page_visits") == expected


def test_devices_of_other_words_stay_as_the_export_has_them(tmp_path: Path) -> None:
    expected = {None: Decimal(121), "Смартфоны": Decimal(39), "Холодильник": Decimal(82)}
    assert split(tmp_path, UNKNOWN, "x_tip_ustroystva", "page_visits") == expected


def test_visitors_of_days_and_devices_are_never_added(tmp_path: Path) -> None:
    found = split(tmp_path, RUSSIAN, "device", "visitors")
    assert set(found) == {None, "телефон", "компьютер"}
    for value in found.values():
        assert isinstance(value, Missing)
        assert value.reason is Reason.NOT_ADDITIVE
