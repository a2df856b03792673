"""The sample company's exports, written the way 1C and a till write them: what the demo imports."""

from __future__ import annotations

import csv
from datetime import datetime
from typing import TYPE_CHECKING

from kpi_desktop.core.writing import written_beside
from kpi_desktop.sample.department import department
from kpi_desktop.sample.marketing import marketing
from kpi_desktop.sample.money import money_tables
from kpi_desktop.sample.project import project
from kpi_desktop.sample.table import write_table
from kpi_desktop.sample.tree_report import write_tree

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal
    from pathlib import Path

    from kpi_desktop.sample.company import Company, Line
    from kpi_desktop.sample.table import Table

SITE_FILE = "Продажи сайта.xlsx"
SHOWROOM_FILE = "Чеки салона.csv"
TREE_FILE = "Валовая прибыль по месяцам.xlsx"

_SITE_HEADINGS = (
    "Дата", "Документ", "Покупатель", "Товар", "Артикул", "Группа товаров", "Количество", "Цена, руб.",
    "Скидка, руб.", "Сумма со скидкой с НДС, руб.", "Себестоимость, руб.",
    "Менеджер", "Канал", "Регион", "Сегмент",
)  # fmt: skip
_TILL_HEADINGS = (
    "Дата чека", "№ чека", "Номенклатура", "Артикул", "Группа", "Кол-во", "Цена", "Скидка",
    "Сумма со скидкой с НДС, руб.", "Себестоимость", "Продавец", "Карта клиента", "Канал", "Сегмент",
)  # fmt: skip


def write_exports(company: Company, folder: Path) -> list[Path]:
    """Write all exports into `folder`; returns their paths in the order in which they are imported."""
    folder.mkdir(parents=True, exist_ok=True)
    tree, site, till = folder / TREE_FILE, folder / SITE_FILE, folder / SHOWROOM_FILE
    with written_beside(tree) as beside:
        write_tree(company.tree, beside)
    with written_beside(site) as beside:
        _write_site(company.site, beside)
    with written_beside(till) as beside:
        _write_till(company.showroom, beside)
    return [tree, site, till, *(write_table(table, folder) for table in tables(company))]


def tables(company: Company) -> list[Table]:
    """What the company's other programs and people keep: marketing, the sales department, the project, the money."""
    return [*marketing(), *department(company), *project(), *money_tables(company)]


def _write_site(lines: Iterable[Line], target: Path) -> None:
    """Lines of the site as a plain table with typed cells."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(target), {"default_date_format": "dd.mm.yyyy hh:mm"}) as book:
        book.set_properties({"created": datetime(2026, 11, 1, 9, 0)})  # noqa: DTZ001 - a local moment, as files keep it
        sheet = book.add_worksheet("Продажи")
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, _SITE_HEADINGS, bold)
        sheet.set_column(0, len(_SITE_HEADINGS) - 1, 16)
        sheet.freeze_panes(1, 0)
        for number, line in enumerate(lines, 1):
            sheet.write_datetime(number, 0, _moment(line))
            texts = (line.document, line.customer, line.product, line.article, line.group)
            for column, text in enumerate(texts, 1):
                sheet.write_string(number, column, text)
            figures: tuple[Decimal | int, ...] = (line.quantity, line.price, line.discount, line.amount, line.cost)
            for column, figure in enumerate(figures, 6):
                sheet.write_number(number, column, float(figure))
            for column, text in enumerate((line.manager, line.channel, line.region, line.segment), 11):
                sheet.write_string(number, column, text)


def _write_till(lines: Iterable[Line], target: Path) -> None:
    """Receipts of the showroom as Russian Excel saves them: cp1251, semicolons, decimal commas."""
    with target.open("w", encoding="cp1251", newline="") as stream:
        out = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        out.writerow(_TILL_HEADINGS)
        for line in lines:
            out.writerow(
                (
                    f"{_moment(line):%d.%m.%Y %H:%M}",
                    line.document,
                    line.product,
                    line.article,
                    line.group,
                    line.quantity,
                    _comma(line.price),
                    _comma(line.discount),
                    _comma(line.amount),
                    _comma(line.cost),
                    line.manager,
                    line.customer,
                    line.channel,
                    line.segment,
                )
            )


def _moment(line: Line) -> datetime:
    hour, minute = divmod(line.minute, 60)
    return datetime(line.day.year, line.day.month, line.day.day, hour, minute)  # noqa: DTZ001 - local, as files keep it


def _comma(figure: Decimal) -> str:
    return f"{figure:.2f}".replace(".", ",")
