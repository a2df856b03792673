"""Real tables as people spoil them between export and import: each change with what must come of it."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Table:
    """A table of sales as text; `head` in the owner's words, days as `dd.mm.yyyy`, numbers with a comma."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    separator: str = ";"
    encoding: str = "utf-8-sig"
    before: tuple[tuple[str, ...], ...] = ()
    tail: bytes = b""
    cut: int = 0

    def write(self, path: Path) -> Path:
        """The table as a CSV file."""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=self.separator, lineterminator="\r\n")
        writer.writerows([*self.before, self.head, *self.rows])
        data = out.getvalue().encode(self.encoding, "replace") + self.tail
        path.write_bytes(data[: len(data) - self.cut])
        return path

    def at(self, name: str) -> int:
        """The place of the column that means `name` in the untouched table."""
        return HEAD.index(name)


HEAD = ("Дата", "Номер заказа", "Покупатель", "Товар", "Количество", "Цена", "Сумма")
_DAY, _AMOUNT = HEAD.index("Дата"), HEAD.index("Сумма")


def real_table(path: Path, size: int) -> Table:
    """Lines of a real shop's log (date and hour, buyer, order, product, quantity, price) as an owner has them.

    Every so-manieth line of all months, about `size` of them: a day taken for a month would be seen.
    """
    rows = []
    with path.open(encoding="utf-8", newline="") as stream:
        for line in csv.DictReader(stream):
            day = datetime.strptime(line["date"][:8], "%Y%m%d").date()  # noqa: DTZ007 - a day
            quantity, price = Decimal(line["quantity"]), Decimal(line["price"]).quantize(Decimal("0.01"))
            rows.append(
                (
                    f"{day:%d.%m.%Y}", line["order_id"], line["customer_id"], line["product"], f"{quantity:f}",
                    _comma(price), _comma(quantity * price),
                )
            )  # fmt: skip
    step = len(rows) // size
    return Table(HEAD, tuple(rows[::step]))


def _comma(value: Decimal) -> str:
    return f"{value:.2f}".replace(".", ",")


def _columns(table: Table, order: list[int]) -> Table:
    return replace(
        table,
        head=tuple(table.head[place] for place in order),
        rows=tuple(tuple(row[place] for place in order) for row in table.rows),
    )


def _each(table: Table, change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Table:
    return replace(table, rows=tuple(change(row) for row in table.rows))


def _cell(row: tuple[str, ...], place: int, text: str) -> tuple[str, ...]:
    return (*row[:place], text, *row[place + 1 :])


def _total(table: Table) -> str:
    return _comma(sum((Decimal(row[_AMOUNT].replace(",", ".")) for row in table.rows), Decimal(0)))


def _total_row(table: Table, word: str = "Итого") -> tuple[str, ...]:
    return (word, *[""] * (len(HEAD) - 2), _total(table))


def _months_in_between(table: Table) -> Table:
    """Sorted by day with a row of the month's total after each month."""
    rows = sorted(table.rows, key=lambda row: row[_DAY].split(".")[::-1])
    out: list[tuple[str, ...]] = []
    for place, row in enumerate(rows):
        out.append(row)
        if place + 1 == len(rows) or rows[place + 1][_DAY][3:] != row[_DAY][3:]:
            month = replace(table, rows=tuple(one for one in rows if one[_DAY][3:] == row[_DAY][3:]))
            out.append(_total_row(month, f"Итого за {row[_DAY][3:]}"))
    return replace(table, rows=tuple(out))


def _iso(row: tuple[str, ...]) -> tuple[str, ...]:
    return _cell(row, _DAY, "-".join(reversed(row[_DAY].split("."))))


def _american(row: tuple[str, ...]) -> tuple[str, ...]:
    day, month, year = row[_DAY].split(".")
    return _cell(row, _DAY, f"{int(month)}/{int(day)}/{year}")


def _money(row: tuple[str, ...]) -> tuple[str, ...]:
    whole, kopecks = row[_AMOUNT].split(",")
    return _cell(row, _AMOUNT, f"{int(whole):,}".replace(",", "\u00a0") + f",{kopecks} ₽")


def _dots(row: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text.replace(",", ".") if place > 3 else text for place, text in enumerate(row))


def _some(table: Table, seed: int, count: int) -> set[int]:
    return set(random.Random(seed).sample(range(len(table.rows)), count))


def _shuffled(table: Table, seed: int) -> Table:
    rows = list(table.rows)
    random.Random(seed).shuffle(rows)
    return replace(table, rows=tuple(rows))


def _shuffled_columns(table: Table, seed: int) -> Table:
    order = list(range(len(table.head)))
    random.Random(seed).shuffle(order)
    return _columns(table, order)


def _blank_rows(table: Table) -> Table:
    nothing, places = ("",) * len(HEAD), _some(table, 3, 12)
    rows = [one for place, row in enumerate(table.rows) for one in ([row, nothing] if place in places else [row])]
    return replace(table, rows=(*rows, nothing, nothing))


def _texts_for_numbers(table: Table, text: str) -> Table:
    places = _some(table, 4, 3)
    return replace(
        table,
        rows=tuple(_cell(row, _AMOUNT, text) if place in places else row for place, row in enumerate(table.rows)),
    )


def _repeated_heads(table: Table) -> Table:
    rows = list(table.rows)
    for place in (len(rows) // 3, 2 * len(rows) // 3):
        rows.insert(place, HEAD)
    return replace(table, rows=tuple(rows))


#: Every change that an owner makes without changing what was sold; the figures must be those of the untouched file.
HARMLESS: dict[str, Callable[[Table], Table]] = {
    "columns in another order": lambda table: _shuffled_columns(table, 1),
    "columns in a third order": lambda table: _shuffled_columns(table, 2),
    "rows in disorder": lambda table: _shuffled(table, 1),
    "no product": lambda table: _columns(table, [0, 1, 2, 4, 5, 6]),
    "no quantity and no price": lambda table: _columns(table, [0, 1, 2, 3, 6]),
    "no amount": lambda table: _columns(table, [0, 1, 2, 3, 4, 5]),
    "an empty column between": lambda table: replace(
        _each(table, lambda row: (*row[:3], "", *row[3:])), head=(*HEAD[:3], "", *HEAD[3:])
    ),
    "a column twice": lambda table: replace(_each(table, lambda row: (*row, row[_AMOUNT])), head=(*HEAD, "Сумма")),
    "a total at the end": lambda table: replace(table, rows=(*table.rows, _total_row(table))),
    "a total above": lambda table: replace(table, rows=(_total_row(table), *table.rows)),
    "totals of months": _months_in_between,
    "blank rows": _blank_rows,
    "a title above": lambda table: replace(
        table, before=(("Отчёт о продажах", *[""] * 6), ("за 2018–2020 годы", *[""] * 6), ("",) * 7)
    ),
    "headings on every page": _repeated_heads,
    "cp1251": lambda table: replace(table, encoding="cp1251"),
    "cp866": lambda table: replace(_each(table, lambda row: row), encoding="cp866"),
    "utf-16": lambda table: replace(table, encoding="utf-16"),
    "no mark of utf-8": lambda table: replace(table, encoding="utf-8"),
    "tabs": lambda table: replace(table, separator="\t"),
    "bars": lambda table: replace(table, separator="|"),
    "commas and quotes": lambda table: replace(table, separator=","),
    "iso days": lambda table: _each(table, _iso),
    "american days": lambda table: _each(table, _american),
    "money with signs": lambda table: _each(table, _money),
    "decimal dots": lambda table: _each(table, _dots),
    "spaces around": lambda table: _each(table, lambda row: tuple(f" {text}\u00a0" for text in row)),
    "capital headings": lambda table: replace(table, head=tuple(name.upper() for name in HEAD)),
}
#: Changes that take something away or make it unreadable: the rest must be right, and the loss must be told.
HARMFUL: dict[str, Callable[[Table], Table]] = {
    "words for amounts": lambda table: _texts_for_numbers(table, "см. договор"),
    "errors of a spreadsheet": lambda table: _texts_for_numbers(table, "#ССЫЛКА!"),
    "no day": lambda table: _columns(table, [1, 2, 3, 4, 5, 6]),
    "no amount and no price": lambda table: _columns(table, [0, 1, 2, 3, 4]),
    "days of another century": lambda table: replace(
        table,
        rows=tuple(_cell(row, _DAY, "31.02.2019") if place % 50 == 0 else row for place, row in enumerate(table.rows)),
    ),
    "broken off inside a row": lambda table: replace(table, cut=25),
    "two days in one column": lambda table: replace(
        table, rows=tuple(_american(row) if place % 2 else row for place, row in enumerate(table.rows))
    ),
}
