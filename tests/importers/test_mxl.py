"""Spreadsheet documents of 1C 8: brackets written by hand as 1C writes them, and the real ones where at hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.ingest.limits import Limits
from kpi_desktop.ingest.outcome import Outcome
from kpi_desktop.ingest.readers.mxl import read_mxl
from kpi_desktop.ingest.refusal import Refusal
from tests.importers.files import read
from tests.shared import shared
from tests.unit.ingest.tables import facts

if TYPE_CHECKING:
    from pathlib import Path

HEAD = b"MOXCEL\x00\x08\x00\x01\x00\x0c\x00\xef\xbb\xbf"
BEFORE = '{8,1,12,\r\n{"ru","ru",1,1,"ru","Русский","Русский",0},\r\n{128,72},\r\n{0},0,\r\n{0,0},\r\n{0,0},0,2,'
AFTER = '\r\n{4,0,00000000-0000-0000-0000-000000000000,4,0},1,0,0,0,0,0,0,0,0,\r\n{0},{0},{0},{0},"",0,1}'


def cell(text: str) -> str:
    quoted = text.replace('"', '""')
    return f'{{16,1,\r\n{{1,1,\r\n{{"ru","{quoted}"}}\r\n}},0}}' if text else "{16,1,{1,0},0}"


def document(path: Path, rows: list[list[str]], *, first: int = 0, left: int = 0) -> Path:
    """An .mxl with these texts, its first cell at row `first` and column `left`."""
    body = []
    for number, row in enumerate(rows):
        filled = [(column + left, text) for column, text in enumerate(row) if text]
        cells = "".join(f",{column},\r\n{cell(text)}" for column, text in filled)
        body.append(f",{number + first},0,{len(filled)}{cells}")
    path.write_bytes(HEAD + f"{BEFORE}{len(rows)}{''.join(body)},{AFTER}".encode())
    return path


def test_a_table_of_sales(tmp_path: Path) -> None:
    path = document(tmp_path / "a.mxl", [
        ["Дата", "Номер", "Покупатель", "Товар", "Количество", "Сумма"],
        ["03.02.2026", "000000007", 'ООО "Ель"', "Чай", "2,000", "1\u00a0200,50"],
        ["04.02.2026", "000000008", "Ким", "Кофе", "1,000", "300,00"],
    ])  # fmt: skip
    report = read(path, tmp_path)
    assert (report.outcome, report.rows) == (Outcome.OK, 2)
    assert report.recognised.startswith("1c-mxl: ")
    assert report.batches[0].recognised == report.recognised
    assert report.file_total == report.imported_total == Decimal("1500.5")
    assert [(fact["day"], fact["document"], fact["customer"], fact["amount"]) for fact in facts(report)] == [
        (date(2026, 2, 3), "000000007", 'ООО "Ель"', Decimal("1200.5")),
        (date(2026, 2, 4), "000000008", "Ким", Decimal(300)),
    ]


REPORT = [
    ["Валовая прибыль предприятия"], ["Параметры:", "", "Период: 01.01.2026 - 28.02.2026"], [],
    ["Подразделение", "", "Январь 2026 г.", "", "Февраль 2026 г."],
    ["Номенклатура", "", "Количество", "Выручка", "Количество", "Выручка"],
    ["Магазин 1", "", "3,000", "300,50", "1,000", "99,90"],
    ["Стол", "", "2,000", "200,50", "", ""],
    ["Стул", "", "1,000", "100,00", "1,000", "99,90"],
    ["Магазин 2", "", "", "", "5,000", "1 050,00"],
    ["Стол", "", "", "", "5,000", "1 050,00"],
    ["Итого", "", "3,000", "300,50", "6,000", "1 149,90"],
]  # fmt: skip


def test_a_report_whose_groups_are_told_by_their_sums(tmp_path: Path) -> None:
    report = read(document(tmp_path / "a.mxl", REPORT, first=2, left=1), tmp_path)
    assert (report.outcome, report.rows) == (Outcome.OK, 3)
    assert report.recognised == "1c-mxl: Валовая прибыль предприятия"
    assert report.file_total == report.imported_total == Decimal("1450.4")
    found = [(f["day"], f["department"], f["product"], f["amount"], f["src_row"]) for f in facts(report)]
    assert found == [
        (date(2026, 1, 1), "Магазин 1", "Стол", Decimal("200.5"), 9),
        (date(2026, 1, 1), "Магазин 1", "Стул", Decimal(100), 10),
        (date(2026, 2, 1), "Магазин 1", "Стул", Decimal("99.9"), 10),
        (date(2026, 2, 1), "Магазин 2", "Стол", Decimal(1050), 12),
    ]


def test_a_report_whose_sums_tell_nothing_is_refused(tmp_path: Path) -> None:
    wrong = [*REPORT[:5], ["Магазин 1", "", "3,000", "301,50", "1,000", "99,90"], *REPORT[6:]]
    report = read(document(tmp_path / "a.mxl", wrong), tmp_path)
    assert (report.outcome, report.recognised, report.batches) == (Outcome.UNSUPPORTED, "1c-mxl", ())


def test_texts_in_several_languages_and_values_without_a_text(tmp_path: Path) -> None:
    several = '{16,1,{1,2,{"en","Date"},{"ru","Дата"}},0}'
    detail = '{20,8,{"S","111"},{1,1,{"#","222"}},0}'
    bare = '{24,8,{"N",12.5},0}'
    text = f"{BEFORE}2,4,0,2,0,{several},2,{detail},6,0,1,1,{bare},{AFTER}"
    path = tmp_path / "a.mxl"
    path.write_bytes(HEAD + text.encode())
    tables, _ = read_mxl(path, Limits(), lambda _what, _done, _of: None)
    assert (tables[0].rows, tables[0].first_row, tables[0].first_column) == (3, 5, 1)
    assert [column.texts.to_pylist() for column in tables[0].columns] == [
        ["Дата", None, None], [None, None, "12.5"], ["222", None, None],
    ]  # fmt: skip


def test_empty_and_damaged_documents(tmp_path: Path) -> None:
    assert document(tmp_path / "empty.mxl", []).exists()
    with pytest.raises(Refusal) as empty:
        read(tmp_path / "empty.mxl", tmp_path)
    assert empty.value.outcome is Outcome.EMPTY
    (tmp_path / "cut.mxl").write_bytes(document(tmp_path / "whole.mxl", REPORT).read_bytes()[:-40])
    with pytest.raises(Refusal) as cut:
        read(tmp_path / "cut.mxl", tmp_path)
    assert cut.value.outcome is Outcome.DAMAGED
    (tmp_path / "old.mxl").write_bytes(b"MOXCEL\x00\x00\x00\x00\x00\x06\x00" + bytes(range(200)))
    with pytest.raises(Refusal) as old:
        read(tmp_path / "old.mxl", tmp_path)
    assert (old.value.outcome, old.value.recognised) == (Outcome.UNSUPPORTED, "1c-mxl")


@pytest.mark.parametrize(
    ("name", "rows", "texts"),
    [
        ("v10_table", 1, ["Наименование", "222"]), ("v11_table", 1, ["Наименование", "Тест"]),
        ("v12_list", 2, ["Наименование", "Тестовый Элемент 1", "Тестовый Элемент 2"]),
        ("v9_small", 4, ["Тип", "Справочник", None, None, None]), ("v9_table", 48, ["Тип", "Справочник"]),
        ("v9_542rows", None, ["Шаг оригинал", "Как <Роль>", "Контекст:"]),
    ],
)  # fmt: skip
def test_real_documents(tmp_path: Path, name: str, rows: int | None, texts: list[str | None]) -> None:
    path = shared(f"data/mxl/{name}.mxl")
    tables, _ = read_mxl(path, Limits(), lambda _what, _done, _of: None)
    assert tables[0].columns[0].texts.to_pylist()[: len(texts)] == texts
    assert tables[0].rows == (542 if rows is None else rows + 1)
    report = read(path, tmp_path)
    assert (report.recognised, report.batches) == ("1c-mxl", ())
    # Lists of a catalogue and of an assembly: whether they are asked about is for the importer of tables to say.
    assert report.outcome in {Outcome.NEEDS_MAPPING, Outcome.UNSUPPORTED}
    assert report.issues[0].fix is not None
    assert rows is None or report.rows == rows
