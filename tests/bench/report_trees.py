"""A report of 1C with outline levels and thousands of merged cells, made here: warm import beside bare reading of it.

The goal is three times what reading costs at least: calamine's rows and merges, and one pass for levels and indents.
"""

from __future__ import annotations

import random
import statistics
import time
from typing import TYPE_CHECKING

import xlsxwriter
from python_calamine import CalamineWorkbook

from kpi_desktop.ingest.limits import Limits
from kpi_desktop.ingest.outcome import Outcome
from kpi_desktop.ingest.readers.ooxml import Package
from kpi_desktop.ingest.session import ImportSession

if TYPE_CHECKING:
    from pathlib import Path

MONTHS = ("Январь", "Февраль", "Март", "Апрель", "Май", "Июнь", "Июль", "Август", "Сентябрь", "Октябрь", "Ноябрь",
          "Декабрь")  # fmt: skip
MEASURES = ("Количество", "Выручка", "Себестоимость")
LEFT = 7
LEAVES = 19


def made_report(target: Path, rows: int = 6000) -> Path:
    """Warehouses with their goods by months, every label merged over several columns, as 1C writes it."""
    chance = random.Random(1)
    width = len(MONTHS) * len(MEASURES)
    book = xlsxwriter.Workbook(str(target))
    page = book.add_worksheet("Лист_1")
    page.outline_settings(True, False, True, False)
    indents = [book.add_format({"indent": 2 * level}) for level in range(2)]
    _head(page)
    total, row = [0] * width, 6
    for group in range(rows // (LEAVES + 1)):
        leaves = [[chance.choice((0, chance.randrange(1, 50))) for _ in range(width)] for _ in range(LEAVES)]
        sums = [sum(column) for column in zip(*leaves, strict=True)]
        total = [one + more for one, more in zip(total, sums, strict=True)]
        _line(page, row, (0, (f"Склад {group}",)), sums, indents[0])
        for number, figures in enumerate(leaves):
            row += 1
            _line(page, row, (1, (f"А-{group}-{number}", f"Товар {group} {number}", "шт")), figures, indents[1])
        row += 1
    _line(page, row, (0, ("Итого",)), total, indents[0])
    book.close()
    return target


def _head(page: xlsxwriter.worksheet.Worksheet) -> None:
    page.write(1, 0, "Валовая прибыль предприятия (RUB)")
    page.write(2, 0, "Параметры:")
    page.write(2, 2, "Период: 01.01.2025 - 31.12.2025")
    page.merge_range(4, 0, 4, LEFT - 1, "Склад")
    for column, text in ((0, "Артикул"), (2, "Номенклатура"), (5, "Ед. изм.")):
        page.merge_range(5, column, 5, column + 1, text)
    for place, month in enumerate(MONTHS):
        first = LEFT + place * len(MEASURES)
        page.merge_range(4, first, 4, first + len(MEASURES) - 1, f"{month} 2025 г.")
        page.write_row(5, first, MEASURES)


def _line(
    page: xlsxwriter.worksheet.Worksheet,
    row: int,
    about: tuple[int, tuple[str, ...]],
    figures: list[int],
    indent: xlsxwriter.format.Format,
) -> None:
    level, labels = about
    page.set_row(row, None, None, {"level": level})
    edges = ((0, LEFT - 1),) if len(labels) == 1 else ((0, 1), (2, 4), (5, 6))
    for (first, last), text in zip(edges, labels, strict=True):
        page.merge_range(row, first, row, last, text, indent)
    for column, value in enumerate(figures):
        if value:
            page.write_number(row, LEFT + column, value)


def bare(path: Path) -> float:
    """Seconds that reading takes at least: rows, merged cells, levels and indents."""
    began = time.perf_counter()
    with CalamineWorkbook.from_path(path) as book:
        sheet = book.get_sheet_by_index(0)
        rows = sum(1 for _ in sheet.iter_rows())
        assert sheet.merged_cell_ranges
    with Package(path, Limits()) as package:
        member = package.sheets()[0].member
        assert member is not None
        package.levels(member, 1, rows)
    return time.perf_counter() - began


def warm_ratio(path: Path, runs: int) -> tuple[float, float, float]:
    """Medians of bare reading and of an import by a child that has read before, and of their ratio pair by pair."""
    pairs = []
    with ImportSession() as session:
        session.inspect(path)
        for _ in range(runs):
            its = bare(path)
            began = time.perf_counter()
            report = session.inspect(path)
            pairs.append((its, time.perf_counter() - began))
            assert report.outcome is Outcome.OK, report.outcome
    ratios = [mine / its for its, mine in pairs]
    return (statistics.median(its for its, _ in pairs), statistics.median(mine for _, mine in pairs),
            statistics.median(ratios))  # fmt: skip
