"""Delimited text as people and programs really write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kpi_desktop.ingest.limits import Limits
from kpi_desktop.ingest.readers.delimited import find_separator, read_delimited
from kpi_desktop.ingest.readers.encoding import decode_text
from tests.unit.ingest_readers.cells import cells, silent, written

if TYPE_CHECKING:
    from pathlib import Path

SALES = "Дата;Покупатель;Сумма\r\n01.02.2024;ООО «Ромашка»;1 234,50\r\n02.02.2024;Иванов;10\r\n"


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("cp1251", b""),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
    ],
)
def test_encodings_are_found_out(tmp_path: Path, encoding: str, mark: bytes) -> None:
    path = tmp_path / "sales.csv"
    path.write_bytes(mark + SALES.encode(encoding))
    table, issues, details = read_delimited(path, Limits(), silent)
    assert details == {"encoding": encoding, "separator": ";"}
    assert issues == []
    assert table.all_text
    assert cells(table)[1] == ["01.02.2024", "ООО «Ромашка»", "1 234,50"]


@pytest.mark.parametrize("encoding", ["cp866", "koi8-r", "cp1251"])
def test_old_russian_encodings_tell_by_their_letters(encoding: str) -> None:
    text = "Номенклатура;Количество;Выручка\nСтул офисный;2;3000\nСтол письменный;1;8000\n"
    assert decode_text(text.encode(encoding)) == (text, encoding)


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_separators_are_found_out_past_quoted_ones(separator: str) -> None:
    lines = [["Товар", "Цена"], [f'"Стол{separator} круглый"', "5"], ["Стул", "7"]]
    assert find_separator("\n".join(separator.join(line) for line in lines)) == separator


def test_decimal_commas_do_not_win_over_semicolons() -> None:
    assert find_separator("a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5\n") == ";"


def test_a_declared_separator_is_believed(tmp_path: Path) -> None:
    table, _, details = read_delimited(written(tmp_path / "a.csv", "sep=|\r\na;b|c\r\n1;2|3\r\n"), Limits(), silent)
    assert details["separator"] == "|"
    assert cells(table) == [["a;b", "c"], ["1;2", "3"]]


def test_quotes_line_breaks_and_ragged_rows(tmp_path: Path) -> None:
    text = 'id,note,sum\n1,"two\nlines, ""quoted""",5\n\n2,short\n3,x,7,more\n'
    table, issues, _ = read_delimited(written(tmp_path / "a.csv", text), Limits(), silent)
    assert issues == []
    assert cells(table) == [
        ["id", "note", "sum", None],
        ["1", 'two\nlines, "quoted"', "5", None],
        [None, None, None, None],
        ["2", "short", None, None],
        ["3", "x", "7", "more"],
    ]


def test_a_quote_that_is_never_closed_does_not_swallow_the_file(tmp_path: Path) -> None:
    text = "a;b\n" + '1;"open\n' + "2;x\n" * 50
    table, issues, _ = read_delimited(written(tmp_path / "a.csv", text), Limits(), silent)
    assert table.rows == 52
    assert [issue.code for issue in issues] == ["stray_quote"]


def test_quotes_inside_a_name_are_kept(tmp_path: Path) -> None:
    table, _, _ = read_delimited(written(tmp_path / "a.csv", 'a;b\nООО "Ромашка";5\n'), Limits(), silent)
    assert cells(table)[1] == ['ООО "Ромашка"', "5"]


def test_zero_bytes_are_left_out_and_told(tmp_path: Path) -> None:
    table, issues, _ = read_delimited(written(tmp_path / "a.csv", "a;b\n1;\x002\n3;4\n"), Limits(), silent)
    assert cells(table) == [["a", "b"], ["1", "2"], ["3", "4"]]
    assert [issue.code for issue in issues] == ["zero_bytes"]


def test_identifiers_stay_text_to_the_last_digit(tmp_path: Path) -> None:
    text = "id,inn\n5241130000012345678,0077123456\n"
    table, _, _ = read_delimited(written(tmp_path / "a.csv", text), Limits(), silent)
    assert cells(table)[1] == ["5241130000012345678", "0077123456"]


def test_columns_parted_by_blanks(tmp_path: Path) -> None:
    lines = [f"{number:05d} 1997{number % 12 + 1:02d}01  {number}.5" for number in range(30)]
    text = "\n".join(["id  date   sum", *lines])
    table, _, details = read_delimited(written(tmp_path / "a.txt", text), Limits(), silent)
    assert details["separator"] == " "
    assert cells(table)[1] == ["00000", "19970101", "0.5"]


def test_a_single_column_is_one_column(tmp_path: Path) -> None:
    table, _, _ = read_delimited(written(tmp_path / "a.csv", "Имя\nИван\nПётр\n"), Limits(), silent)
    assert cells(table) == [["Имя"], ["Иван"], ["Пётр"]]


def test_more_rows_than_one_chunk_and_a_late_wider_row(tmp_path: Path) -> None:
    text = "a,b\n" + "1,2\n" * 20_000 + "3,4,5\n"
    table, _, _ = read_delimited(written(tmp_path / "a.csv", text), Limits(), silent)
    assert table.rows == 20_002
    assert cells(table)[-1] == ["3", "4", "5"]
    assert cells(table)[1] == ["1", "2", None]
