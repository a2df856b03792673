"""The monthly report of 1C in the shape of the real ones: groups with their goods below, months across, totals last."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from kpi_desktop.core.period import add_months

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kpi_desktop.sample.company import TreeRow

_MONTHS = "Январь Февраль Март Апрель Май Июнь Июль Август Сентябрь Октябрь Ноябрь Декабрь".split()
_MEASURES = ("Количество", "Выручка", "Себестоимость")
_HEAD = 7
_NUMBER = {"num_format": "#,##0.00;[Red]-#,##0.00"}

#: XlsxWriter is untyped.
Book = Any
Sheet = Any


def write_tree(rows: Iterable[TreeRow], target: Path) -> None:
    """Write the report; a product without sales in a month has empty cells there, as 1C leaves them."""
    import xlsxwriter

    tree: dict[str, dict[str, list[TreeRow]]] = {}
    for row in rows:
        tree.setdefault(row.group, {}).setdefault(row.product, []).append(row)
    months = sorted({row.month for goods in tree.values() for found in goods.values() for row in found})
    with xlsxwriter.Workbook(str(target)) as book:
        book.set_properties({"created": datetime(2024, 11, 1, 9, 0)})  # noqa: DTZ001 - local, as files keep it
        sheet = book.add_worksheet("TDSheet")
        sheet.outline_settings(True, False, True, False)
        _write_head(book, sheet, months)
        _write_body(book, sheet, months, tree)


def _write_head(book: Book, sheet: Sheet, months: list[date]) -> None:
    bold = book.add_format({"bold": True, "align": "center", "border": 1})
    sheet.write_string(
        1, 0, "Валовая прибыль предприятия по месяцам (RUB)", book.add_format({"bold": True, "font_size": 12})
    )
    last = add_months(months[-1], 1) - timedelta(days=1)
    sheet.write_string(3, 0, "Параметры:")
    sheet.write_string(3, 2, f"Период: {months[0]:%d.%m.%Y} - {last:%d.%m.%Y}")
    sheet.write_string(4, 2, "Данные продаж: В валюте упр. учета с НДС")
    sheet.write_string(_HEAD, 0, "Группа товаров", bold)
    sheet.write_string(_HEAD + 1, 0, "Номенклатура", bold)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, len(months) * len(_MEASURES), 14)
    for index, month in enumerate(months):
        first = 1 + index * len(_MEASURES)
        caption = f"{_MONTHS[month.month - 1]} {month.year} г."
        sheet.merge_range(_HEAD, first, _HEAD, first + len(_MEASURES) - 1, caption, bold)
        for offset, name in enumerate(_MEASURES):
            sheet.write_string(_HEAD + 1, first + offset, name, bold)


def _write_body(book: Book, sheet: Sheet, months: list[date], tree: dict[str, dict[str, list[TreeRow]]]) -> None:
    bold, figure = book.add_format({"bold": True}), book.add_format(_NUMBER)
    bold_figure, indented = book.add_format({**_NUMBER, "bold": True}), book.add_format({"indent": 2})
    number = _HEAD + 2
    for group in sorted(tree):
        sheet.write_string(number, 0, group, bold)
        _write_figures(sheet, number, months, [row for found in tree[group].values() for row in found], bold_figure)
        for product in sorted(tree[group]):
            number += 1
            sheet.set_row(number, None, None, {"level": 1})
            sheet.write_string(number, 0, product, indented)
            _write_figures(sheet, number, months, tree[group][product], figure)
        number += 1
    sheet.write_string(number, 0, "Итого", bold)
    everything = [row for goods in tree.values() for found in goods.values() for row in found]
    _write_figures(sheet, number, months, everything, bold_figure)


def _write_figures(sheet: Sheet, number: int, months: list[date], rows: list[TreeRow], style: object) -> None:
    for index, month in enumerate(months):
        own = [row for row in rows if row.month == month]
        if own:
            figures = (sum(r.quantity for r in own), sum(r.revenue for r in own), sum(r.cost for r in own))
            for offset, figure in enumerate(figures):
                sheet.write_number(number, 1 + index * len(_MEASURES) + offset, float(figure), style)
