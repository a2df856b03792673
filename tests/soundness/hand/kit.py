"""What hand-made workbooks are written with, and the sales behind them: nothing here is known to the importers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import xlsxwriter

from tests.importers.test_mxl import document
from tests.soundness.unseen.made import NBSP, ru

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from xlsxwriter.worksheet import Worksheet


#: A cell, and the rows of a sheet.
Value = Any
Rows = list[list[Any]]
MONTHS = ("январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь",
          "декабрь")  # fmt: skip
OF_MONTHS = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября",
             "ноября", "декабря")  # fmt: skip
PEOPLE = ("Орлова Дарья", "Жуков Илья", "Ким Вера", "Панов Глеб", "Шмелёва Нина")
GOODS = (("Ваза", "650.50"), ("Плед", "2300"), ("Свеча", "180.25"), ("Зеркало", "4999.90"), ("Рамка", "420"))
BUYERS = ("ООО Лотос", "ИП Гусев", "Анна П.", "ООО «Север»", "Кафе Уют", "Частное лицо", "Сидоров В. В.")
SHOPS = ("Центр", "Вокзал", "Парк")


@dataclass(frozen=True)
class Page:
    """One sheet: its rows, and what a hand does to it besides."""

    name: str
    rows: Rows
    merges: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    indents: tuple[int, ...] = ()
    formats: dict[int, str] = field(default_factory=dict)
    filtered: bool = False
    state: str = ""


@dataclass(frozen=True)
class Truth:
    """What the file says: the fact and its sum of every day (`yyyy-mm-dd`) or month (`yyyy-mm`).

    `fact` '' means that nothing must be counted: neither sales nor anything else of money. `asks` allows an honest
    question in place of the figures; `told` are codes of findings that must be there when the figures are taken.
    `by` is the sum by a name in the column `split`. `other` are facts that may come beside with any figures.
    """

    fact: str
    sums: dict[str, Decimal] = field(default_factory=dict)
    asks: bool = False
    told: tuple[str, ...] = ()
    split: str = ""
    by: dict[str, Decimal] = field(default_factory=dict)
    other: frozenset[str] = frozenset()
    main: str = "amount"


@dataclass(frozen=True)
class Made:
    """A file and its truth."""

    pages: tuple[Page, ...]
    truth: Truth
    name: str = "Книга1"


@dataclass(frozen=True)
class Line:
    """One sale as it really was."""

    day: date
    number: int
    customer: str
    manager: str
    shop: str
    product: str
    quantity: int
    price: Decimal

    @property
    def amount(self) -> Decimal:
        """What was paid."""
        return self.quantity * self.price


def lines(rng: random.Random, count: int, first: date, days: int) -> list[Line]:
    """Sales of so many days in order; every day of the span's ends has one."""
    offsets = sorted([0, days - 1, *(rng.randrange(days) for _ in range(count - 2))])
    found = []
    for number, offset in enumerate(offsets, 1):
        product, price = rng.choice(GOODS)
        found.append(Line(
            first + timedelta(days=offset), 100 + number, rng.choice(BUYERS), rng.choice(PEOPLE[:3]),
            rng.choice(SHOPS), product, rng.randint(1, 6), Decimal(price) + rng.randint(0, 40),
        ))  # fmt: skip
    return found


def by_day(found: Iterable[Line]) -> dict[str, Decimal]:
    """The sum of each day."""
    return summed((line.day.isoformat(), line.amount) for line in found)


def by_month(found: Iterable[Line]) -> dict[str, Decimal]:
    """The sum of each month."""
    return summed((line.day.isoformat()[:7], line.amount) for line in found)


def summed(pairs: Iterable[tuple[str, Decimal | int]]) -> dict[str, Decimal]:
    """Sums by key."""
    sums: dict[str, Decimal] = {}
    for key, value in pairs:
        sums[key] = sums.get(key, Decimal(0)) + value
    return sums


#: Ways in which days are written by hand; the last ones have no year or read both ways.
DAYS: dict[str, Callable[[date], Value]] = {
    "real": lambda day: day,
    "dots": lambda day: f"{day:%d.%m.%Y}",
    "short": lambda day: f"{day:%d.%m.%y}",
    "bare": lambda day: f"{day.day}.{day.month}.{day.year}",
    "words": lambda day: f"{day.day} {OF_MONTHS[day.month - 1]} {day.year}",
    "words_g": lambda day: f"{day.day:02} {OF_MONTHS[day.month - 1]} {day.year} г.",
    "dash": lambda day: f"{day:%d-%m-%Y}",
    "iso": lambda day: f"{day:%Y-%m-%d}",
    "slash": lambda day: f"{day:%d/%m/%Y}",
    "serial": lambda day: (day - date(1899, 12, 30)).days,
    "clock": lambda day: f"{day:%d.%m.%Y} 14:05",
    "short_word": lambda day: f"{day.day} {OF_MONTHS[day.month - 1][:3]}. {day.year}",
    "month_dash": lambda day: f"{day.day}-{OF_MONTHS[day.month - 1][:3]}-{day:%y}",
    "weekday": lambda day: f"{('пн', 'вт', 'ср', 'чт', 'пт', 'сб', 'вс')[day.weekday()]}, {day:%d.%m.%Y}",
    "apostrophe": lambda day: f"'{day:%d.%m.%Y}",
}

#: Ways in which money is written by hand.
MONEY: dict[str, Callable[[Decimal], Value]] = {
    "real": lambda value: value,
    "comma": ru,
    "spaces": lambda value: ru(value, " "),
    "nbsp": lambda value: ru(value, NBSP),
    "thin": lambda value: ru(value, "\u202f"),
    "rub": lambda value: f"{ru(value, ' ')} руб.",
    "r": lambda value: f"{ru(value, ' ')} р.",
    "sign": lambda value: f"{ru(value, NBSP)} ₽",
    "dot": lambda value: f"{value:.2f}",
    "dot_spaces": lambda value: f"{value:,.2f}".replace(",", " "),
    "apostrophe": lambda value: f"'{ru(value)}",
    "dash_kopecks": lambda value: f"{int(value)}-{int(value * 100) % 100:02}",
    "rub_kop": lambda value: f"{int(value)} руб. {int(value * 100) % 100:02} коп.",
    "equals": lambda value: f"={value:.2f}",
    "english": lambda value: f"{value:,.2f}",
}


def write_xlsx(path: Path, pages: Sequence[Page]) -> Path:
    """The workbook; texts that begin with `=` and are followed by a number stay texts, `=SUM` are formulas."""
    book = xlsxwriter.Workbook(str(path))
    for page in pages:
        sheet = book.add_worksheet(page.name)
        if page.state == "hidden":
            sheet.hide()
        elif page.state == "very_hidden":
            sheet.very_hidden()
        _hide(sheet, page)
        _fill(book, sheet, page)
        for top, left, bottom, right in page.merges:
            sheet.merge_range(top, left, bottom, right, page.rows[top][left])
    book.close()
    return path


def _hide(sheet: Worksheet, page: Page) -> None:
    for row in page.hidden_rows:
        sheet.set_row(row, None, None, {"hidden": True})
    for column in page.hidden_columns:
        sheet.set_column(column, column, None, None, {"hidden": True})
    if page.filtered:
        sheet.autofilter(0, 0, len(page.rows) - 1, max(map(len, page.rows)) - 1)


def _fill(book: xlsxwriter.Workbook, sheet: Worksheet, page: Page) -> None:
    dated = book.add_format({"num_format": "dd.mm.yyyy"})
    indented = [book.add_format({"indent": level}) for level in range(6)]
    columns = {at: book.add_format({"num_format": text}) for at, text in page.formats.items()}
    for at, row in enumerate(page.rows):
        for column, value in enumerate(row):
            shape = dated if isinstance(value, date) else columns.get(column)
            if not column and at < len(page.indents):
                shape = indented[page.indents[at]]
            _put(sheet, (at, column), value, shape)


def _put(sheet: Worksheet, place: tuple[int, int], value: Value, shape: object) -> None:
    if isinstance(value, str) and value.startswith(("=SUM", "=ROUND", "=R", "=A", "=B", "=C", "=D", "=E")):
        sheet.write_formula(*place, value, shape, "")
    elif isinstance(value, str) and value.startswith("#"):
        sheet.write_formula(*place, "=1/0", shape, value)
    elif isinstance(value, str):
        sheet.write_string(*place, value, shape)
    elif isinstance(value, date):
        sheet.write_datetime(*place, value, shape)
    elif value is not None:
        sheet.write_number(*place, float(value), shape)


def shown(value: Value) -> str:
    """A value as it is seen in a cell."""
    if value is None:
        return ""
    if isinstance(value, Decimal) and value != round(value, 2):
        # Sums in thousands have their kopecks far behind the comma, and a text that drops them is another table.
        return f"{value:.8f}".rstrip("0").replace(".", ",")
    return value if isinstance(value, str) else f"{value:.0f}" if _whole(value) else ru(value)


def _whole(value: Value) -> bool:
    return isinstance(value, int | Decimal) and value == int(value)


def write_csv(path: Path, page: Page, encoding: str, separator: str = ";") -> Path:
    """The one sheet as a text table."""
    rows = [[shown(value).replace("\n", " ") for value in row] for row in page.rows]
    text = "\r\n".join(separator.join(f'"{one}"' if separator in one else one for one in row) for row in rows)
    path.write_bytes((text + "\r\n").encode(encoding))
    return path


def write_html(path: Path, page: Page) -> Path:
    """The one sheet as a web page under the name of a workbook, as sites and old programs save it."""
    rows = "".join("<tr>" + "".join(f"<td>{shown(value)}</td>" for value in row) + "</tr>\n" for row in page.rows)
    head = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body>'
    path.write_text(f"{head}<table border=1>\n{rows}</table></body></html>", "utf-8")
    return path


FORMS = ("xlsx", "csv1251", "csv8", "csv16", "html", "mxl")


def write(made: Made, folder: Path, form: str = "xlsx") -> Path:
    """The file in one of the forms; those of one table take the first sheet."""
    if form == "xlsx":
        return write_xlsx(folder / f"{made.name}.xlsx", made.pages)
    page = made.pages[0]
    match form:
        case "csv1251":
            return write_csv(folder / f"{made.name}.csv", _in_cp1251(page), "cp1251")
        case "csv8":
            return write_csv(folder / f"{made.name}.csv", page, "utf-8-sig", ",")
        case "csv16":
            return write_csv(folder / f"{made.name}.txt", page, "utf-16", "\t")
        case "html":
            return write_html(folder / f"{made.name}.xls", page)
        case _:
            return document(folder / f"{made.name}.mxl", [[shown(value) for value in row] for row in page.rows])


def _in_cp1251(page: Page) -> Page:
    """Signs that the old code page lacks are written otherwise by whoever saves in it."""
    plain = [
        [value.replace("₽", "р.").replace("\u202f", NBSP) if isinstance(value, str) else value for value in row]
        for row in page.rows
    ]
    return replace(page, rows=plain)
