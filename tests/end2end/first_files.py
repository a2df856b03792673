"""The files of five owners who have loaded one thing: written here, with the sums that they add up to by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import xlsxwriter

if TYPE_CHECKING:
    from pathlib import Path

Rows = list[list[object]]

GOODS = (("Стол", 12000), ("Стул", 3000), ("Шкаф", 25000), ("Лампа", 1500), ("Полка", 900))
MONTHS = ("Январь", "Февраль", "Март", "Апрель", "Май", "Июнь")


def workbook(path: Path, rows: Rows, merges: tuple[tuple[int, int, int, int], ...] = ()) -> Path:
    """One sheet with these rows; dates are dates."""
    with xlsxwriter.Workbook(path) as book:
        sheet, days = book.add_worksheet(), book.add_format({"num_format": "dd.mm.yyyy"})
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, days)
                elif cell is not None:
                    sheet.write(number, column, cell)
        for first, left, last, right in merges:
            sheet.merge_range(first, left, last, right, rows[first][left])
    return path


def tree(path: Path) -> Path:
    """«Валовая прибыль» of 1C by months without cost: in month n each product sells n + its number pieces."""
    heads: list[object] = ["Номенклатура"]
    names: list[object] = [None]
    body: Rows = []
    for number, (name, price) in enumerate(GOODS):
        cells: list[object] = [name]
        for month in range(1, 7):
            cells += [month + number, (month + number) * price]
        body.append(cells)
    total: list[object] = ["Итого"]
    for column in range(1, 13):
        total.append(sum(int(str(row[column])) for row in body))
    for name_of_month in MONTHS:
        heads += [f"{name_of_month} 2026 г.", None]
        names += ["Количество", "Выручка"]
    captions: Rows = [
        ["Валовая прибыль предприятия (RUB)"], [], ["Параметры:", None, "Период: 01.01.2026 - 30.06.2026"], [],
    ]  # fmt: skip
    merges = tuple((4, 1 + 2 * place, 4, 2 + 2 * place) for place in range(6))
    return workbook(path, [*captions, heads, names, *body, total], merges)


def lines(path: Path, *, customer: bool, cost: bool) -> Path:
    """Sale lines of four whole months: day d of month m has a receipt of m tables, and on even days a chair too."""
    heads: list[object] = ["Дата", "Номер чека", "Товар", "Количество", "Сумма"]
    heads += ["Себестоимость"] if cost else []
    heads += ["Покупатель"] if customer else []
    rows: Rows = [heads]
    day, number = date(2026, 3, 1), 0
    while day <= date(2026, 6, 30):
        number += 1
        wanted = [("Стол", day.month, 12000)] + ([("Стул", 1, 3000)] if day.day % 2 == 0 else [])
        for name, pieces, price in wanted:
            row: list[object] = [day, f"Ч-{number:05}", name, pieces, pieces * price]
            row += [pieces * price // 2] if cost else []
            row += [f"Покупатель {number % 17}"] if customer else []
            rows.append(row)
        day += timedelta(days=1)
    return workbook(path, rows)


def bank(path: Path) -> Path:
    """A statement of three whole months: on the 5th 100 000 comes in, on the 10th 40 000 goes out for rent."""
    ours, theirs = "40702810000000000017", "40702810500000000099"
    text = ["1CClientBankExchange", "ВерсияФормата=1.03", "Кодировка=Windows", "Отправитель=Банк",
            "ДатаНачала=01.04.2026", "ДатаКонца=30.06.2026", f"РасчСчет={ours}",
            "СекцияРасчСчет", "ДатаНачала=01.04.2026", "ДатаКонца=30.06.2026", "НачальныйОстаток=500000.00",
            f"РасчСчет={ours}", "ВсегоПоступило=300000.00", "ВсегоСписано=120000.00", "КонечныйОстаток=680000.00",
            "КонецРасчСчет"]  # fmt: skip
    for month in (4, 5, 6):
        text += ["СекцияДокумент=Платежное поручение", f"Номер=1{month}", f"Дата=05.{month:02}.2026", "Сумма=100000.00",
                 f"ПлательщикСчет={theirs}", f"ПолучательСчет={ours}", f"ДатаПоступило=05.{month:02}.2026",
                 "Плательщик=ООО Ромашка", "ПлательщикИНН=7701234567", "Получатель1=ИП Сова",
                 "НазначениеПлатежа=Оплата по счету", "КонецДокумента",
                 "СекцияДокумент=Платежное поручение", f"Номер=2{month}", f"Дата=10.{month:02}.2026", "Сумма=40000.00",
                 f"ПлательщикСчет={ours}", f"ПолучательСчет={theirs}", f"ДатаСписано=10.{month:02}.2026",
                 "Плательщик1=ИП Сова", "Получатель1=ООО Склад", "НазначениеПлатежа=Аренда помещения",
                 "КонецДокумента"]  # fmt: skip
    path.write_bytes(("\r\n".join([*text, "КонецФайла"]) + "\r\n").encode("cp1251"))
    return path


def hand_kept(path: Path) -> Path:
    """Sales by managers, months across, as one keeps them by hand."""
    rows: Rows = [
        ["Продажи по менеджерам за 2026 год"], [],
        ["Менеджер", *MONTHS, "Итого"],
        ["Иванов", *(100_000 + 10_000 * n for n in range(6)), 750_000],
        ["Петрова", *(50_000 + 5_000 * n for n in range(6)), 375_000],
        ["Итого", *(150_000 + 15_000 * n for n in range(6)), 1_125_000],
    ]  # fmt: skip
    return workbook(path, rows)


def span(path: Path) -> Path:
    """One figure for 27.01–23.02: no month has it, the first quarter does."""
    return workbook(
        path,
        [["Продажи по товарам за период с 27.01.2026 по 23.02.2026"], [], ["Товар", "Количество", "Сумма"],
         ["Стол", 3, 36000], ["Стул", 4, 12000], ["Итого", 7, 48000]],
    )  # fmt: skip
