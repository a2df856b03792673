"""A made table laid out on sheets: captions, heads, rows, subtotals, notes, a second block; rows are remembered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from tests.roundtrip.dress import CROSS_MONTHS
from tests.roundtrip.write import Grid

if TYPE_CHECKING:
    from random import Random

    from tests.roundtrip.dress import Dress
    from tests.roundtrip.truth import Record, Truth, Value

_RUBBISH = {
    "amount": ("уточнить", "12.500.3", "?", "#DIV/0!", "1О0"),
    "day": ("31.02.2026", "вчера", "неизвестно", "2026"),
}
_GROUP_WORDS = ("Итого за период", "Всего", "Итого по группе")
_GRAND_WORDS = ("Итого", "ИТОГО:", "Всего", "Общий итог", "Total")
_REMARKS = ("", "", "доставка до двери", "перезвонить 5 марта", "ок", "см. договор 15")
_NOTES = ("Исполнитель: Иванова А. П.", "* данные предварительные", "Директор ____________ /Петров П. П./")


def laid_out(truth: Truth, dress: Dress, dice: Random) -> list[Grid]:
    """The table as sheets of cells; every record learns its sheet and spreadsheet row."""
    if truth.cross:
        return [_cross(truth, dress, dice)]
    main = truth.kind.main
    if dress.broken and len(truth.records) > 8:
        for record in dice.sample(truth.records, dress.broken):
            record.broken.add(dice.choice([one for one in ("day", main) if one in record.values]))
    if not dress.sheets:
        return [_plain(truth, truth.records, dress, dice, "Лист1")]
    parts = groupby(sorted(truth.records, key=_month_of), key=_month_of)
    return [_plain(truth, list(part), dress, dice, f"Л {month}") for month, part in parts]


def _left(dress: Dress) -> list[Value]:
    """The empty columns before the table."""
    return [None] * dress.left


def _maybe_blank(dice: Random) -> list[list[Value]]:
    return [[None]] if dice.random() < 0.5 else []


def _month_of(record: Record) -> str:
    return str(record.values["day"])[:7]


def _captions(truth: Truth, dress: Dress, dice: Random, grid: Grid) -> None:
    caption = dice.choice(truth.kind.captions)
    lines = [f"{caption} за период", "ООО «Тестовая компания»", "", "Ответственный: Иванов"]
    for line in lines[: dress.captions]:
        grid.rows.append([*_left(dress), line if caption or "за период" not in line else "Отчёт за период"])
    if dress.captions and dice.random() < 0.5:
        grid.rows.append([None])


def _plain(truth: Truth, records: list[Record], dress: Dress, dice: Random, name: str) -> Grid:
    grid = Grid(name)
    _captions(truth, dress, dice, grid)
    heads: list[Value] = [dress.head(truth.heads[one.target], dice) for one in truth.columns]
    heads = [*_left(dress), *(["№ п/п"] if dress.ordinal else []), *heads, *(["Комментарий"] if dress.remark else [])]
    _heads(heads, dress, grid)
    targets = [one.target for one in truth.columns]
    names = [at for at, target in enumerate(targets) if target not in {"day", truth.kind.main}] or [0]
    place = (dress.left + dress.ordinal + (names[0] if dice.random() < 0.7 else 0), len(heads))
    summed = dress.totals if truth.kind.main else ""
    if summed == "above":
        _total(records, truth, (*place, "Итого"), dress, dice, grid)
    since: list[Record] = []
    for number, record in enumerate(records, 1):
        if dress.page_heads and number % 20 == 0:
            grid.rows.append(list(heads))
        grid.rows.append(_row(number, record, truth, dress, dice))
        record.at = (name, len(grid.rows))
        since.append(record)
        if summed == "groups" and (number % 7 == 0 or number == len(records)):
            _total(since, truth, (*place, dice.choice(_GROUP_WORDS)), dress, dice, grid)
            since = []
        if dress.blanks and dice.random() < 0.1:
            grid.rows.append([None] * len(heads))
    if summed in {"grand", "groups", "silent"}:
        _total(records, truth, (*place, None if summed == "silent" else dice.choice(_GRAND_WORDS)), dress, dice, grid)
    if dress.notes:
        grid.rows.append([None])
        grid.rows += [[*_left(dress), note] for note in dice.sample(_NOTES, dice.choice((1, 2)))]
    _aside(grid, dress, dice, len(heads))
    return grid


def _row(number: int, record: Record, truth: Truth, dress: Dress, dice: Random) -> list[Value]:
    row: list[Value] = _left(dress) + ([_ordinal(number, dress)] if dress.ordinal else [])
    row += [_written(record, one.target, truth, dress, dice) for one in truth.columns]
    return [*row, dice.choice(_REMARKS) or None] if dress.remark else row


def _ordinal(number: int, dress: Dress) -> Value:
    return Decimal(number) if dress.typed else str(number)


def _heads(heads: list[Value], dress: Dress, grid: Grid) -> None:
    """The headings in one row, or in two under a cell merged over some of them."""
    first = [at for at, head in enumerate(heads) if head is not None]
    if not dress.two_rows or len(first) < 4:
        grid.rows.append(heads)
        return
    top, cut = len(grid.rows), first[2]
    upper: list[Value] = [head if at < cut else None for at, head in enumerate(heads)]
    upper[cut] = "Показатели"
    lower: list[Value] = [None if at < cut else head for at, head in enumerate(heads)]
    grid.rows += [upper, lower]
    grid.merges.append((top, cut, top, len(heads) - 1))
    grid.merges += [(top, at, top + 1, at) for at in first if at < cut]


def _written(record: Record, target: str, truth: Truth, dress: Dress, dice: Random) -> Value:
    if target in record.broken:
        return dice.choice(_RUBBISH["day" if target == "day" else "amount"])
    return dress.cell(record.values[target], dice, monthly=truth.kind.monthly and target == "day")


def _total(
    records: list[Record], truth: Truth, about: tuple[int, int, str | None], dress: Dress, dice: Random, grid: Grid
) -> None:
    label, width, word = about
    row: list[Value] = [None] * width
    place = dress.left + dress.ordinal
    for at, one in enumerate(truth.columns):
        if one.target in {truth.kind.main, "quantity"}:
            values = [record.values[one.target] for record in records if one.target not in record.broken]
            whole = sum((value for value in values if isinstance(value, Decimal)), Decimal(0))
            row[place + at] = dress.cell(whole, dice)
    if word and row[label] is None:
        row[label] = word
    elif word:
        free = next((at for at in range(dress.left, width) if row[at] is None), None)
        if free is not None:
            row[free] = word
    grid.rows.append(row)


def _aside(grid: Grid, dress: Dress, dice: Random, width: int) -> None:
    """Another little table on the same sheet, that is no part of the data."""
    other: list[list[Value]] = [["Курс", "Значение"], ["USD", "90,5"], ["EUR", "98,1"], ["CNY", "12,4"]]
    if dress.aside == "below":
        grid.rows += [[None], [None], *[_left(dress) + row for row in other]]
    elif dress.aside == "right" and len(grid.rows) > 8:
        top = dice.choice((0, 3))
        for at, row in enumerate(other):
            line = grid.rows[top + at]
            line += [None] * (width + 1 - len(line)) + row


def _cross(truth: Truth, dress: Dress, dice: Random) -> Grid:
    grid = Grid("Лист1")
    target, main = truth.columns[0].target, truth.kind.main
    points = sorted({record.values["day"] for record in truth.records}, key=str)
    shape = dice.choice(CROSS_MONTHS)
    yearless = shape in {"Month", "month", "mon"}
    bare_days = truth.cross == "day" and dice.random() < 0.5
    first = points[0]
    assert isinstance(first, date)
    caption = truth.kind.captions[0]
    when = f"{first.year} год" if truth.cross == "month" else f"{dress.month(first, 'month yyyy г.')}"
    if truth.cross == "month" and len({str(point)[:4] for point in points}) > 1 and yearless:
        shape, yearless = "Month yyyy", False
    if yearless or bare_days or dress.captions:
        grid.rows += [[*_left(dress), f"{caption} за {when}"], *_maybe_blank(dice)]
    else:
        grid.rows += [[*_left(dress), caption]]
    start: list[Value] = _left(dress)
    head: list[Value] = [*start, *(["№ п/п"] if dress.ordinal else []), dress.head(truth.heads[target], dice)]
    head += [_point(point, truth, dress, shape, bare_days) for point in points]
    total = dress.totals != ""
    head += ["Итого"] if total else []
    grid.rows.append(head)
    names = list(dict.fromkeys(record.values[target] for record in truth.records))
    cells = {(record.values[target], record.values["day"]): record for record in truth.records}
    columns: dict[Value, Decimal] = {}
    for number, name in enumerate(names, 1):
        row: list[Value] = [*_left(dress), *([_ordinal(number, dress)] if dress.ordinal else []), name]
        whole = Decimal(0)
        for point in points:
            record = cells.get((name, point))
            value = record.values[main] if record else None
            row.append(dress.cell(value, dice))
            if record and isinstance(value, Decimal):
                record.at = ("Лист1", len(grid.rows) + 1)
                whole += value
                columns[point] = columns.get(point, Decimal(0)) + value
        grid.rows.append(row + ([dress.cell(whole, dice)] if total else []))
    if total:
        last: list[Value] = [*start, *([None] if dress.ordinal else []), dice.choice(("Итого", "ИТОГО", "Всего", None))]
        last += [dress.cell(columns.get(point, Decimal(0)), dice) for point in points]
        grid.rows.append([*last, dress.cell(sum(columns.values(), Decimal(0)), dice)])
    if dress.notes:
        grid.rows += [[None], [*_left(dress), dice.choice(_NOTES)]]
    return grid


def _point(point: Value, truth: Truth, dress: Dress, shape: str, bare: bool) -> Value:
    assert isinstance(point, date)
    if truth.cross == "month":
        return point if dress.typed and shape == "first day" else dress.month(point, shape)
    if bare:
        return Decimal(point.day) if dress.typed else str(point.day)
    return point if dress.typed and not dress.dates_as_text else dress.day(point)
