"""Cells that show thousands: `#,##0,` hides three digits of a right figure, «12,5 тыс.» stands over a cell of 12.5."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.ingest.outcome import Outcome
from kpi_desktop.ingest.readers.shown_units import shown_by
from tests.importers.files import read
from tests.soundness.unseen.made import Look, xlsx

if TYPE_CHECKING:
    from pathlib import Path

    from tests.soundness.unseen.made import Rows

_DAYS = [date(2026, 11, day) for day in range(1, 6)]


def _by_days(cell: float) -> Rows:
    return [[day, cell] for day in _DAYS]


@pytest.mark.parametrize(
    ("heading", "code", "cell", "roubles"),
    [
        ("Выручка, тыс. руб.", "#,##0,", 12_345, 12_345),
        ("Выручка, тыс. руб.", '0.0,"тыс."', 12_345, 12_345),
        ("Выручка, млн руб.", "0.00,,", 2_345_000, 2_345_000),
        ("Выручка, тыс. руб.", "#,##0", 12.5, 12_500),
        ("Выручка", '0.0,"тыс."', 12_345, 12_345),
        ("Выручка", '0.0" тыс."', 12.5, 12_500),
        ("Выручка, тыс. руб.", '0.0" тыс. руб."', 12.5, 12_500),
        ("Выручка", '#,##0.00" ₽"', 12_345, 12_345),
    ],
)
def test_the_eye_and_the_book_agree(heading: str, code: str, cell: float, roubles: int, tmp_path: Path) -> None:
    rows: Rows = [["Дата", heading], *_by_days(cell)]
    report = read(xlsx(tmp_path / "a.xlsx", ("Продажи", rows, Look(formats={1: code}))), tmp_path)
    assert report.imported_total == report.file_total == Decimal(roubles * len(_DAYS))


def test_a_caption_over_shortened_months(tmp_path: Path) -> None:
    rows: Rows = [["Продажи по месяцам, тыс. руб."], ["Менеджер", "Октябрь 2026", "Ноябрь 2026"],
            ["Иванов", 310_400, 290_100], ["Петрова", 120_000, 99_900]]  # fmt: skip
    report = read(xlsx(tmp_path / "a.xlsx", ("Продажи", rows, Look(formats={1: "#,##0,", 2: "#,##0,"}))), tmp_path)
    assert report.imported_total == Decimal(310_400 + 290_100 + 120_000 + 99_900)


def test_thousands_over_cells_that_show_millions_are_asked_about(tmp_path: Path) -> None:
    rows: Rows = [["Дата", "Выручка, тыс. руб."], *_by_days(12_345_000)]
    report = read(xlsx(tmp_path / "a.xlsx", ("Продажи", rows, Look(formats={1: "0.0,,"}))), tmp_path)
    assert report.outcome is Outcome.NEEDS_MAPPING


@pytest.mark.parametrize(
    "code", ["General", "#,##0.00", "# ##0,00", "dd.mm.yyyy", '0.0"кг"', '0" т"', "[$-419]d mmm", "0%"]
)
def test_usual_formats_show_what_is_there(code: str) -> None:
    assert shown_by(code) is None
