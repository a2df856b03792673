"""Files written as programs write them, and what is true of each: the importers' code takes no part in either."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import xlsxwriter

from kpi_desktop.cli.shell import run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Value = str | float | int | Decimal | date | datetime | time | None
Rows = list[list[Value]]
NBSP, THIN = "\u00a0", "\u202f"


@dataclass(frozen=True)
class Case:
    """An export and the truth of it: `make` writes it into a folder, `figures` are the metrics of the month.

    `outcome` '' means that the figures alone are told. A figure of None must have no value.
    """

    name: str
    make: Callable[[Path], list[Path]]
    month: str
    rows: int
    total: str
    figures: dict[str, str | None] = field(default_factory=dict)
    outcomes: tuple[str, ...] = ("ok",)
    word: str = ""

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Look:
    """How a workbook is laid out besides its values: merged spans, outline levels, hidden rows, written spans."""

    merges: tuple[tuple[int, int, int, int], ...] = ()
    levels: tuple[int, ...] = ()
    hidden: frozenset[int] = frozenset()
    formats: dict[int, str] = field(default_factory=dict)
    date1904: bool = False
    hidden_sheet: bool = False


def xlsx(path: Path, *sheets: tuple[str, Rows] | tuple[str, Rows, Look]) -> Path:
    """A workbook; `=…` texts are formulas without a cached value, dates are real dates."""
    looks = [sheet[2] if len(sheet) == 3 else Look() for sheet in sheets]
    book = xlsxwriter.Workbook(str(path), {"date_1904": any(look.date1904 for look in looks)})
    for (name, rows, *_), look in zip(sheets, looks, strict=True):
        page = book.add_worksheet(name)
        if look.hidden_sheet:
            page.hide()
        _fill(book, page, rows, look)
    book.close()
    return path


def _fill(book: xlsxwriter.Workbook, page: Worksheet, rows: Rows, look: Look) -> None:
    shapes: dict[object, Format] = {
        column: book.add_format({"num_format": text}) for column, text in look.formats.items()
    }
    indents = [book.add_format({"indent": 2 * level}) for level in range(8)]
    for kind, shape in ((datetime, "dd.mm.yyyy hh:mm"), (date, "dd.mm.yyyy"), (time, "hh:mm:ss")):
        shapes[kind] = book.add_format({"num_format": shape})
    for number, row in enumerate(rows):
        level = look.levels[number] if number < len(look.levels) else 0
        if level or number in look.hidden:
            page.set_row(number, None, None, {"level": level, "hidden": number in look.hidden})
        for column, value in enumerate(row):
            _put(
                page,
                (number, column),
                value,
                shapes.get(type(value)) or (indents[level] if not column else shapes.get(column)),
            )
    for top, left, bottom, right in look.merges:
        page.merge_range(top, left, bottom, right, rows[top][left])


def _put(page: Worksheet, place: tuple[int, int], value: Value, shape: Format | None) -> None:
    if isinstance(value, str):
        if value.startswith("="):
            page.write_formula(*place, value, None, "")
        else:
            page.write_string(*place, value, shape)
    elif isinstance(value, datetime | date | time):
        page.write_datetime(*place, value, shape)
    elif value is not None:
        page.write_number(*place, float(value), shape)


def csv(path: Path, rows: Rows, sep: str = ";", encoding: str = "cp1251", *, quote_all: bool = False) -> Path:
    """A text table: quotes doubled, only where needed unless `quote_all`."""
    lines = []
    for row in rows:
        cells = []
        for value in row:
            text = "" if value is None else value if isinstance(value, str) else ru(value)
            if quote_all or sep in text or '"' in text or "\n" in text:
                text = '"' + text.replace('"', '""') + '"'
            cells.append(text)
        lines.append(sep.join(cells))
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path


def ru(value: Value, thousands: str = "") -> str:
    """A value as Russian programs print it: 1 234,56 and 01.11.2026."""
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y %H:%M:%S}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M:%S}"
    if isinstance(value, int):
        return f"{value:,}".replace(",", thousands)
    return f"{value:,.2f}".replace(",", thousands).replace(".", ",")


@dataclass(frozen=True)
class Sale:
    """One line of a sale as it really was."""

    at: datetime
    document: str
    customer: str
    product: str
    sku: str
    group: str
    quantity: int
    amount: Decimal
    cost: Decimal
    manager: str

    @property
    def day(self) -> date:
        """The day of the sale."""
        return self.at.date()


GOODS = (("Чай чёрный «Ассам», 100 г", "ЧАЙ-001", "Чай", "345.50", "210.10"),
         ("Чай зелёный", "ЧАЙ-002", "Чай", "1290", "801.35"),
         ("Кофе в зёрнах, 1 кг", "КОФ-010", "Кофе", "2150.90", "1480"),
         ("Сироп ванильный 0,5", "СИР-100", "Сиропы", "410", "250.45"))  # fmt: skip
BUYERS = ('ООО "Ромашка"', "ИП Иванов А. А.", "ЗАО «Берёзка»", "Кофейня на Мира", "ООО Вектор", "Частное лицо")
PEOPLE = ("Семёнова Алёна", "Котов Пётр", "Ли Анна")


def sales(year: int, month: int, documents: int, seed: int = 1) -> list[Sale]:
    """Sales of a month: one to three lines in a document, several documents of a customer, no randomness."""
    found = []
    for n in range(documents):
        day, hour, minute = 1 + (n * 29 + seed) // max(documents, 1) % 28, 9 + n % 9, (n * 13 + seed) % 60
        at = datetime(year, month, day, hour, minute, (n * 7) % 60)
        for line in range(1 + (n + seed) % 3):
            product, sku, group, price, cost = GOODS[(n + line + seed) % len(GOODS)]
            quantity = 1 + (n * line + seed) % 4
            found.append(Sale(
                at, f"0000-{n + 1 + 100 * seed:06d}", BUYERS[(n * 5 + seed) % len(BUYERS)], product, sku, group,
                quantity, quantity * Decimal(price), quantity * Decimal(cost), PEOPLE[(n + seed) % len(PEOPLE)],
            ))  # fmt: skip
    return found


def truth(lines: Sequence[Sale], *names: str) -> dict[str, str | None]:
    """What is true of these sales by metric: sums by hand."""
    revenue, cost = sum(s.amount for s in lines), sum(s.cost for s in lines)
    orders, buyers = len({s.document for s in lines}), len({s.customer for s in lines})
    known = {
        "revenue": str(revenue), "orders": str(orders), "sales_count": str(orders),
        "aov": str(revenue / orders), "buyers": str(buyers), "gross_profit": str(revenue - cost),
        "units": str(sum(s.quantity for s in lines)), "margin": str((revenue - cost) / revenue),
        "items_per_receipt": str(Decimal(len(lines)) / orders),
    }  # fmt: skip
    return {name: known[name] for name in names}


def total(lines: Sequence[Sale]) -> str:
    """Their sum."""
    return str(sum(s.amount for s in lines))


def shell(*words: object) -> tuple[int, Any, str]:
    """One command as a user gives it: exit code, JSON, what was said beside it."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run([str(word) for word in words])
    text = out.getvalue()
    return int(code), json.loads(text) if text.strip() else None, err.getvalue()


def faults(case: Case, folder: Path) -> list[str]:
    """Import, then figures, through the shell: every way in which the answer is not the truth."""
    files = case.make(folder)
    book = folder / "b.kpi"
    shell("new", book, "--company", "Лавка")
    _, answer, _ = shell("import", *files, "--book", book, "--json")
    entries = answer["files"]
    found = [f"{e['file']}: {e['outcome']}" for e in entries if e["outcome"] not in case.outcomes]
    if case.word and not all(e["recognised"].startswith(case.word) for e in entries):
        found.append(f"recognised {[e['recognised'] for e in entries]}")
    rows = sum(e["rows"] for e in entries)
    if rows != case.rows:
        found.append(f"rows {rows} is not {case.rows}")
    for side in ("file_total", "imported_total"):
        told = [e["control"][side] for e in entries]
        mine = sum((Decimal(t) for t in told if t), Decimal(0))
        if case.total and mine != Decimal(case.total):
            found.append(f"{side} {told} is not {case.total}")
    return [*found, *wrong_figures(book, case.month, case.figures)]


def wrong_figures(book: Path, month: str, figures: dict[str, str | None]) -> list[str]:
    """Figures of a book that differ from the truth."""
    if not figures:
        return []
    _, answer, said = shell("kpis", "--book", book, "--month", month, "--json")
    if answer is None or "metrics" not in answer:
        return [f"no figures: {said}"]
    got = {m["id"]: m for m in answer["metrics"] if m["member"] is None}
    found = []
    for name, wanted in figures.items():
        if name not in got:
            found.append(f"{name} is not among the metrics")
            continue
        value = got[name]["value"]
        same = (
            (value is None)
            if wanted is None
            else value is not None
            and (
                abs(Decimal(value) - Decimal(wanted))
                <= Decimal("0.005") * (1 if abs(Decimal(wanted)) > 2 else Decimal("0.0001"))
            )
        )
        if not same:
            found.append(f"{name} {value} is not {wanted} ({(got[name]['missing'] or {}).get('message', '')})")
    return found
