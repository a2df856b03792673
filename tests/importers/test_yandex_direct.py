"""Reports of Yandex.Direct: totals are left out, days and periods are kept apart."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.period import Grain
from kpi_desktop.ingest.options import ImportOptions
from kpi_desktop.ingest.outcome import Outcome
from tests.importers.service_files import read_text
from tests.unit.ingest.tables import Rows, codes, facts, imported, sheet

if TYPE_CHECKING:
    from pathlib import Path

TITLE = "Клиент dveri-shop, статистика за период 01.07.2026 - 31.07.2026;;;;;;;\n\n"
HEAD = "Дата;Кампания;№ Кампании;Показы;Клики;CTR (%);Расход (руб.);Ср. цена клика (руб.)\n"
ROWS = (
    "01.07.2026;Двери;123;1 000;10;1,00;1 234,50;123,45\n02.07.2026;Окна;124;500;-;-;-;-\n"
    "Всего;;;1 500;10;0,67;1 234,50;123,45\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("title", [TITLE, ""])
def test_by_days(tmp_path: Path, encoding: str, title: str) -> None:
    report = read_text(tmp_path, title + HEAD + ROWS, encoding=encoding)
    assert (report.outcome, report.rows, report.currency) == (Outcome.OK, 2, "RUB")
    assert report.recognised.startswith("yandex-direct")
    assert (report.file_total, report.imported_total) == (Decimal("1234.50"), Decimal("1234.50"))
    assert [(fact["day"], fact["campaign"], fact["cost"], fact["clicks"], fact["channel"])
            for fact in facts(report)] == [
        (date(2026, 7, 1), "Двери", Decimal("1234.50"), 10, "Яндекс.Директ"),
        (date(2026, 7, 2), "Окна", None, None, "Яндекс.Директ"),
    ]  # fmt: skip
    assert report.batches[0].grain is Grain.DAY


def test_a_workbook_by_months(tmp_path: Path) -> None:
    found: Rows = [
        ["Месяц", "Кампания", "Показы", "Клики", "CTR (%)", "Расход, руб.", "Конверсии"],
        ["Итого и средние", None, 30, 3, 10, 30.5, 3],
        ["Июнь 2026", "Двери", 10, 1, 10, 10.5, 1],
        ["Июль 2026", "Двери", 20, 2, 10, 20, 2],
    ]
    report = imported(tmp_path, sheet(found))
    assert (report.outcome, report.rows, report.batches[0].grain) == (Outcome.OK, 2, Grain.MONTH)
    assert [(fact["day"], fact["cost"], fact["responses"]) for fact in facts(report)] == [
        (date(2026, 6, 1), Decimal("10.5"), 1), (date(2026, 7, 1), Decimal(20), 2),
    ]  # fmt: skip


def test_one_figure_of_the_period(tmp_path: Path) -> None:
    text = (
        "Статистика с 08.07.2026 по 20.08.2026\nКампания;Показы;Клики;CTR (%);Расход (руб.);Доход (руб.)\n"
        "Двери;10;1;10,00;100,10;500\nВсего понемногу;10;1;10,00;100,00;-\nИтого;20;2;10,00;200,10;500\n"
    )
    report = read_text(tmp_path, text)
    assert (report.outcome, codes(report)) == (Outcome.PARTIAL, ["whole_period"])
    assert (report.batches[0].grain, report.batches[0].period) == (Grain.SPAN, (date(2026, 7, 8), date(2026, 8, 21)))
    assert [(fact["campaign"], fact["cost"], fact["revenue"]) for fact in facts(report)] == [
        ("Двери", Decimal("100.10"), 500), ("Всего понемногу", Decimal(100), None),
    ]  # fmt: skip


def test_the_period_is_asked_for_where_it_is_not_said(tmp_path: Path) -> None:
    text = "Кампания;Показы;Клики;CTR (%);Расход (руб.)\nДвери;10;1;10,00;100,10\n"
    asked = read_text(tmp_path, text)
    assert asked.outcome is Outcome.NEEDS_MAPPING
    filled = asked.mapping.replace('["", ""]', '["2026-07-01", "2026-07-31"]')
    report = read_text(tmp_path, text, ImportOptions(mapping=filled))
    assert (report.outcome, report.batches[0].grain) == (Outcome.OK, Grain.MONTH)


def test_an_empty_report(tmp_path: Path) -> None:
    assert read_text(tmp_path, TITLE + HEAD + "Всего;;;0;0;-;0,00;-\n").outcome is Outcome.EMPTY
