"""The analytics of Roistat: a channel and its campaigns are the same money."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.period import Grain
from kpi_desktop.ingest.outcome import Outcome
from tests.importers.service_files import read_text
from tests.unit.ingest.tables import Rows, facts, imported, sheet

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "Визиты;Заявки;Продажи;Выручка;Расходы;Прибыль;ROI\n"


def test_only_leaves_of_levels(tmp_path: Path) -> None:
    text = (
        "Период: 01.07.2026 - 31.07.2026\nКанал;Кампания;" + HEAD +
        "Яндекс.Директ;;100;10;3;90 000;30 000,50;59 999,50;200%\n"
        "Яндекс.Директ;Двери;60;6;2;60 000;20 000,50;39 999,50;200%\n"
        "Яндекс.Директ;Окна;40;4;1;30 000;10 000;20 000;200%\n"
        "Прямые визиты;;50;5;1;10 000;0;10 000;-\nИтого;;150;15;4;100 000;30 000,50;69 999,50;233%\n"
    )  # fmt: skip
    report = read_text(tmp_path, text)
    assert (report.outcome, report.rows) == (Outcome.OK, 3)
    assert report.recognised.startswith("roistat")
    assert (report.file_total, report.imported_total) == (Decimal("30000.50"), Decimal("30000.50"))
    assert [(fact["channel"], fact["campaign"], fact["cost"], fact["revenue"], fact["responses"])
            for fact in facts(report)] == [
        ("Яндекс.Директ", "Двери", Decimal("20000.50"), 60000, 6),
        ("Яндекс.Директ", "Окна", Decimal(10000), 30000, 4),
        ("Прямые визиты", None, 0, 10000, 5),
    ]  # fmt: skip
    assert (report.batches[0].grain, report.batches[0].period) == (Grain.MONTH, (date(2026, 7, 1), date(2026, 8, 1)))


def test_levels_of_the_sheet_itself(tmp_path: Path) -> None:
    found: Rows = [
        ["Период: 01.07.2026 - 31.07.2026"],
        ["Канал", "Визиты", "Заявки", "Продажи", "Выручка", "Расходы", "ROI"],
        ["Яндекс.Директ", 100, 10, 3, 90000, 30000, 2],
        ["Двери", 60, 6, 2, 60000, 20000, 2],
        ["Окна", 40, 4, 1, 30000, 10000, 2],
        ["SEO", 5, 1, 0, 0, 0, None],
    ]
    report = imported(tmp_path, sheet(found, levels=[0, 0, 0, 1, 1, 0]))
    assert [(fact["channel"], fact["cost"]) for fact in facts(report)] == [
        ("Двери", 20000),
        ("Окна", 10000),
        ("SEO", 0),
    ]


def test_without_a_period_it_is_asked_for(tmp_path: Path) -> None:
    report = read_text(tmp_path, "Канал;" + HEAD + "SEO;1;1;1;10;5;5;100%\n")
    assert (report.outcome, report.batches) == (Outcome.NEEDS_MAPPING, ())
