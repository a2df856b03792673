"""Workbooks: what a cell holds is what the reader says, by the quick reader and by the patient one alike."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.ingest.limits import Limits
from kpi_desktop.ingest.readers.legacy import read_legacy
from kpi_desktop.ingest.readers.patient import read_patiently
from kpi_desktop.ingest.readers.quick import read_quickly
from tests.shared import shared
from tests.unit.ingest_readers.cells import cells, silent

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kpi_desktop.ingest.source import SourceTable

    Reader = Callable[[Path], list[SourceTable]]


def quickly(path: Path) -> list[SourceTable]:
    return read_quickly(path, Limits(), xlsx=True, watch=silent)[0]


def patiently(path: Path) -> list[SourceTable]:
    return read_patiently(path, Limits(), silent)[0]


BOTH = pytest.mark.parametrize("reader", [quickly, patiently])


@pytest.fixture
def every_kind(tmp_path: Path) -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Продажи"
    row: list[bool | float | str | datetime | date | time | timedelta | None] = [
        536365,
        2.55,
        "текст",
        datetime(2011, 12, 9, 12, 50),  # noqa: DTZ001
        date(2020, 2, 29),
        time(10, 30),
        timedelta(days=2, hours=3),
        True,
        None,
        "  ",
        9.949999999999999,
    ]
    for column, value in enumerate(row, start=2):
        sheet.cell(3, column, value)
    sheet.cell(4, 2, "#REF!").data_type = "e"
    sheet.cell(4, 4, "_x0041_")
    book.create_sheet("Пусто")
    book.create_sheet("Тайный").sheet_state = "hidden"
    path = tmp_path / "kinds.xlsx"
    book.save(path)
    return path


@BOTH
def test_every_kind_of_cell(every_kind: Path, reader: Reader) -> None:
    table, empty, hidden = reader(every_kind)
    assert (table.sheet, table.rows, table.first_row, table.first_column) == ("Продажи", 2, 3, 2)
    assert cells(table)[0] == [
        536365.0,
        2.55,
        "текст",
        datetime(2011, 12, 9, 12, 50),  # noqa: DTZ001
        datetime(2020, 2, 29),  # noqa: DTZ001
        datetime(1899, 12, 30, 10, 30),  # noqa: DTZ001
        datetime(1900, 1, 1, 3),  # noqa: DTZ001
        True,
        None,
        None,
        9.949999999999999,
    ]
    assert cells(table)[1][0] == ("error", "#REF!")
    assert (empty.rows, hidden.hidden, table.hidden) == (0, True, False)


def repacked(path: Path, change: Callable[[str, bytes], tuple[str, bytes]]) -> Path:
    """The same package with its parts renamed or rewritten."""
    target = path.with_name(f"changed-{path.name}")
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(*change(name, before.read(name)))
    return target


@BOTH
def test_parts_begin_with_a_byte_order_mark_and_strings_with_a_capital(every_kind: Path, reader: Reader) -> None:
    """As 1C writes them."""

    def as_1c(name: str, data: bytes) -> tuple[str, bytes]:
        data = data.replace(b"sharedStrings.xml", b"SharedStrings.xml")
        return name.replace("sharedStrings", "SharedStrings"), b"\xef\xbb\xbf" + data

    assert cells(reader(repacked(every_kind, as_1c))[0]) == cells(reader(every_kind)[0])


@BOTH
def test_absolute_targets(every_kind: Path, reader: Reader) -> None:
    def absolute(name: str, data: bytes) -> tuple[str, bytes]:
        if name == "xl/_rels/workbook.xml.rels":
            data = re.sub(rb'Target="/?(?:xl/)?', b'Target="/xl/', data)
        return name, data

    assert cells(reader(repacked(every_kind, absolute))[0]) == cells(reader(every_kind)[0])


def test_targets_with_two_dots_are_read_patiently(every_kind: Path) -> None:
    def dotted(name: str, data: bytes) -> tuple[str, bytes]:
        if name == "xl/_rels/workbook.xml.rels":
            data = re.sub(rb'Target="/?(?:xl/)?', b'Target="../xl/', data)
        return name, data

    assert cells(patiently(repacked(every_kind, dotted))[0]) == cells(patiently(every_kind)[0])


@BOTH
def test_dates_from_1904(tmp_path: Path, reader: Reader) -> None:
    import openpyxl
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    assert book.active is not None
    book.active.append([datetime(2024, 3, 1), 5])  # noqa: DTZ001
    book.save(tmp_path / "mac.xlsx")
    assert cells(reader(tmp_path / "mac.xlsx")[0]) == [[datetime(2024, 3, 1), 5.0]]  # noqa: DTZ001


@BOTH
def test_numbers_below_zero_are_no_dates(tmp_path: Path, reader: Reader) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row, value in enumerate((-5, -0.25, -1000.5, 0.5, 45000.25), 1):
        sheet.cell(row, 1, value).number_format = "dd.mm.yyyy"
    book.save(tmp_path / "below.xlsx")
    column = reader(tmp_path / "below.xlsx")[0].columns[0]
    assert column.numbers is not None
    assert column.numbers[:3].tolist() == [-5.0, -0.25, -1000.5]
    assert column.moments is not None
    assert [str(moment) for moment in column.moments[3:]] == ["1899-12-30T12:00:00", "2023-03-15T06:00:00"]


def test_merges_levels_and_indents_of_a_report(tmp_path: Path) -> None:
    import openpyxl
    from openpyxl.styles import Alignment

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["B2"] = "Отчёт"
    sheet.merge_cells("B2:D3")
    for row, (text, level) in enumerate([("Склад", 0), ("Товар", 1), ("Итого", 0)], start=4):
        sheet.cell(row, 2, text).alignment = Alignment(indent=2 * level)
        sheet.row_dimensions[row].outlineLevel = level
    book.save(tmp_path / "report.xlsx")
    (table,) = quickly(tmp_path / "report.xlsx")
    assert table.merges == ((0, 0, 1, 0),)
    assert table.levels is not None
    assert table.indents is not None
    assert table.levels.tolist() == [0, 0, 0, 1, 0]
    assert table.indents.tolist() == [0, 0, 0, 2, 0]


@pytest.mark.parametrize(
    "name",
    [
        "data/excel1c/shop_sellers_kpi.xlsx",
        "data/excel1c/sharedstrings_case.xlsx",
        "data/excel1c/gross_profit_12months.xlsx",
        "data/ads/meta_ads_manager.xlsx",
        "corpus/excel/poi__dd6d21__SimpleStrict.xlsx",
        "corpus/excel/calamine__45ddc3__strict_iso_paths.xlsx",
        "corpus/excel/phpspreadsheet__bd5414__1904_Calendar.xlsx",
        "corpus/excel/phpspreadsheet__a09993__Zip-Windows-Directory-Separator.xlsx",
    ],
)
def test_two_readers_agree_on_real_workbooks(name: str) -> None:
    path = shared(name)
    quick, patient = quickly(path), patiently(path)
    assert [table.sheet for table in quick] == [table.sheet for table in patient]
    assert [cells(table) for table in quick] == [cells(table) for table in patient]


def test_a_report_of_1c_has_its_tree() -> None:
    """15,437 of 15,437 data rows of two reports have indent = 2 x level (FORMATS 3.1)."""
    (table,) = quickly(shared("data/excel1c/gross_profit_12months.xlsx"))
    assert table.levels is not None
    assert table.indents is not None
    assert table.levels.max() >= 1
    assert (table.indents[12:-1] == 2 * table.levels[12:-1]).all()
    assert len(table.merges) > 13_000


def test_numbers_of_1c_in_old_workbooks_stay_numbers() -> None:
    """2,168 numbers of stock_tdsheet and 773 of stock_1c77, none of them a date (FORMATS 3.3)."""
    for name, numbers in (("stock_tdsheet_biff8.xls", 2168), ("stock_1c77_biff5_cp1251.xls", 773)):
        (table,), _ = read_legacy(shared(f"data/excel1c/{name}"), silent)
        kinds = [type(value) for row in cells(table) for value in row]
        assert kinds.count(float) == numbers
        assert datetime not in kinds


def test_the_text_of_1c_77_is_russian() -> None:
    (table,), details = read_legacy(shared("data/excel1c/stock_1c77_biff5_cp1251.xls"), silent)
    assert details["encoding"] == "cp1251"
    assert cells(table)[0][0] == "Залишки товарів на складах"


def test_levels_of_an_old_workbook() -> None:
    (table,), _ = read_legacy(shared("data/excel1c/repairs_list_tdsheet.xls"), silent)
    assert table.levels is not None
    assert table.levels.max() == 2


def test_online_retail_by_its_known_figures() -> None:
    """541,909 rows; 9,288 lines of «C…» invoices; 135,080 lines without a customer (FORMATS 12)."""
    (table,) = quickly(shared("data/transactions/uci_online_retail_derived.xlsx"))
    assert table.rows == 541_910
    invoices, customers = table.columns[0].texts.to_pylist(), table.columns[6].kinds
    assert sum(1 for text in invoices if text and text.startswith("C") and text[1:].isdigit()) == 9_288
    assert int((customers == 0).sum()) == 135_080
