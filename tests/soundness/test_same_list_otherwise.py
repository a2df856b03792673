"""One list of sales written otherwise: order of columns, blank rows, synonyms, encodings change nothing."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.ingest.outcome import Outcome
from tests.importers.files import read
from tests.soundness.unseen.made import csv, ru, sales, total
from tests.unit.ingest.tables import facts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.soundness.unseen.made import Rows

LINES = sales(2025, 11, 25, 3)
HEADS = (
    ("Дата", "Номер чека", "Покупатель", "Товар", "Количество", "Сумма", "Себестоимость"),
    ("Дата продажи", "Документ", "Клиент", "Номенклатура", "Кол-во", "Сумма продажи", "Себестоимость продаж"),
    ("ДАТА ", "№ документа", "Контрагент", "Наименование товара", "Кол-во, шт", "Выручка, руб.", "Себестоимость, руб"),
)
ENCODINGS = ("cp1251", "utf-8", "utf-8-sig", "utf-16")


def written(path: Path, head: tuple[str, ...], turn: int, gap: int, manner: tuple[str, str]) -> Path:
    """The list with its columns turned round by `turn` and a blank row after every `gap` rows."""
    sep, encoding = manner
    rows: Rows = [list(head)]
    for line in LINES:
        rows.append([
            ru(line.day), line.document, line.customer, line.product, str(line.quantity), ru(line.amount, " "),
            ru(line.cost),
        ])  # fmt: skip
    turned: Rows = []
    for number, row in enumerate(rows):
        turned.append([*row[turn:], *row[:turn]])
        if gap and number and number % gap == 0:
            turned.append([None] * len(row))
    return csv(path, turned, sep, encoding)


@pytest.mark.parametrize(("sep", "encoding"), list(product((";", "\t", ","), ENCODINGS)))
def test_the_same_figures_whatever_the_writing(tmp_path: Path, sep: str, encoding: str) -> None:
    wanted = sorted((line.day, line.customer, line.amount, line.cost) for line in LINES)
    for turn, head in enumerate(HEADS):
        path = written(tmp_path / f"{turn}.csv", head, 2 * turn, 4 * turn, (sep, encoding))
        report = read(path, tmp_path)
        assert report.outcome is Outcome.OK, (head, report.issues)
        assert report.file_total == report.imported_total == Decimal(total(LINES))
        found = facts(report)
        buyers = {line.customer for line in LINES if line.customer != "Частное лицо"}
        assert {fact["customer"] for fact in found} - {None} == buyers
        got = sorted((fact["day"], fact["amount"], fact["cost"]) for fact in found)
        assert got == sorted((day, amount, cost) for day, _, amount, cost in wanted)
