"""The dense reader against the two others: the same cells, or it steps back."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from kpi_desktop.ingest.limits import Limits
from kpi_desktop.ingest.readers import dense, quick
from kpi_desktop.ingest.readers.dense import Irregular, read_dense
from kpi_desktop.ingest.readers.ooxml import Package
from kpi_desktop.ingest.readers.patient import read_patiently, references
from tests.shared import shared
from tests.unit.ingest_readers.cells import cells, silent

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kpi_desktop.ingest.source import SourceTable


def densely(path: Path) -> SourceTable:
    with Package(path, Limits()) as package:
        (sheet,) = package.sheets()
        assert sheet.member is not None
        return read_dense(package, sheet.member, sheet.name, references(package), Limits(), silent)


def patiently(path: Path) -> SourceTable:
    (table,) = read_patiently(path, Limits(), silent)[0]
    return table


def quickly(path: Path, monkeypatch: pytest.MonkeyPatch) -> SourceTable:
    monkeypatch.setattr(quick, "DENSE_FROM", 1 << 40)
    (table,) = quick.read_quickly(path, Limits(), xlsx=True, watch=silent)[0]
    return table


WORDS = ["Стол", "  двойной  пробел  ", 'a&b <c> "q"', "_x0041_", "123", "x" * 300, "\tтаб", "две\nстроки", "€"]
NUMBERS = [0, -5, 1e-7, 9.949999999999999, 123456789012345, 1e20]
DAY = 86_400


def export(path: Path, *, inline: bool, rows: int = 3000) -> Path:
    """An export of every kind of cell, with gaps, by another writer."""
    chance = random.Random(7)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": inline})
    sheet = book.add_worksheet("Данные")
    day, span = book.add_format({"num_format": "dd.mm.yyyy hh:mm"}), book.add_format({"num_format": "[h]:mm"})
    for row in range(2, rows):
        for column in range(1, 9):
            moment = datetime(2011, 1, 1) + timedelta(seconds=chance.randrange(10**8))  # noqa: DTZ001
            puts: list[Callable[..., object]] = [
                lambda *place: sheet.write_number(*place, chance.choice(NUMBERS)),
                lambda *place: sheet.write_boolean(*place, chance.random() < 0.5),
                lambda *place, when=moment: sheet.write_datetime(*place, when, day),
                lambda *place: sheet.write_number(*place, chance.randrange(3 * DAY) / DAY, span),
                lambda *place: sheet.write_number(*place, chance.randrange(DAY) / DAY, day),
                lambda *place: sheet.write_blank(*place, None, day),
                lambda *place: sheet.write_string(*place, chance.choice(WORDS)),
                lambda *place: sheet.write_string(*place, chance.choice(WORDS)),
                lambda *_: None,
            ]
            chance.choice(puts)(row, column)
    book.close()
    return path


@pytest.mark.parametrize("inline", [True, False])
@pytest.mark.parametrize("window", [3_000, 1 << 22])
def test_three_readers_agree_to_the_last_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inline: bool, window: int
) -> None:
    path = export(tmp_path / "a.xlsx", inline=inline)
    monkeypatch.setattr(dense, "_WINDOW", window)
    table, patient, fast = densely(path), patiently(path), quickly(path, monkeypatch)
    assert (table.rows, table.first_row, table.first_column) == (patient.rows, patient.first_row, patient.first_column)
    assert cells(table) == cells(patient)
    assert cells(table) == cells(fast)


def test_columns_know_only_their_own_words(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    for row, (left, right) in enumerate([("б", "1"), ("а", "2"), ("б", "3")]):
        sheet.write_string(row, 0, left)
        sheet.write_string(row, 1, right)
    book.close()
    table = densely(tmp_path / "a.xlsx")
    assert [column.texts.dictionary.to_pylist() for column in table.columns] == [["б", "а"], ["1", "2", "3"]]


def test_it_steps_back_from_formulas_merges_levels_and_notes(tmp_path: Path) -> None:
    def book(name: str) -> tuple[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet]:
        made = xlsxwriter.Workbook(str(tmp_path / name))
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["a", 1, 2])
        return made, sheet

    formula, sheet = book("formula.xlsx")
    sheet.write_formula(1, 1, "=B1*2", None, 2)
    merged, sheet = book("merged.xlsx")
    sheet.merge_range("A3:B4", "m")
    outlined, sheet = book("outlined.xlsx")
    sheet.set_row(0, None, None, {"level": 1})
    rich, sheet = book("rich.xlsx")
    bold = rich.add_format({"bold": True})
    sheet.write_datetime(1, 1, datetime(2020, 1, 1), bold)  # noqa: DTZ001
    sheet.write_number(2, 1, -1.5, rich.add_format({"num_format": "h:mm"}))
    for made in (formula, merged, outlined, rich):
        made.close()
        with pytest.raises(Irregular):
            densely(tmp_path / str(made.filename).rsplit("/", 1)[-1])


@pytest.mark.parametrize(
    "name",
    [
        "data/crm/zoho_deals.xlsx",
        "data/transactions/ru_grocery_products.xlsx",
        "data/marketplace/wildberries_realisation_report.xlsx",
    ],
)
def test_real_exports_read_alike(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = shared(name)
    fast = quickly(path, monkeypatch)
    try:
        table = densely(path)
    except Irregular:
        pytest.skip("not of the plain layout")
    for left, right in zip(table.columns, fast.columns, strict=True):
        assert left.kinds.tolist() == right.kinds.tolist()
        assert left.texts.to_pylist() == right.texts.to_pylist()
