"""Workbooks of one XML file, and OpenDocument files that the quick reader refuses."""

from __future__ import annotations

import gzip
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.ingest import refusal
from kpi_desktop.ingest.container import Container, recognise
from kpi_desktop.ingest.limits import Limits
from kpi_desktop.ingest.reading import read_source
from kpi_desktop.ingest.source import Cell

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.ingest.source import SourceTable

LIMITS = Limits()
SHEETML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Продажи"><Table>
<Row ss:Index="2"><Cell ss:MergeAcross="1"><Data ss:Type="String">Отчёт</Data></Cell></Row>
<Row><Cell><Data ss:Type="DateTime">2026-03-05T00:00:00.000</Data></Cell>
<Cell ss:Index="3"><Data ss:Type="Number">12.5</Data></Cell><Cell><Data ss:Type="Error">#REF!</Data></Cell></Row>
</Table></Worksheet></Workbook>"""
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = f'xmlns:office="{OFFICE}:office:1.0" xmlns:table="{OFFICE}:table:1.0" xmlns:text="{OFFICE}:text:1.0"'
ROWS = """<table:table table:name="Лист"><table:table-row>
<table:table-cell office:value-type="string"><text:p>Товар</text:p>
</table:table-cell><table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="7"/>
</table:table-row><table:table-row table:number-rows-repeated="1000"><table:table-cell/></table:table-row>
<table:table-row><table:table-cell office:value-type="date" office:date-value="2026-03-05"/></table:table-row>
</table:table>"""
GNUMERIC = """<?xml version="1.0"?><gnm:Workbook xmlns:gnm="http://www.gnumeric.org/v10.dtd"><gnm:Sheets><gnm:Sheet>
<gnm:Name>Лист</gnm:Name><gnm:Cells><gnm:Cell Row="1" Col="2" ValueType="60">Чай</gnm:Cell>
<gnm:Cell Row="2" Col="2" ValueType="40">3.5</gnm:Cell></gnm:Cells></gnm:Sheet></gnm:Sheets></gnm:Workbook>"""


def tables(path: Path) -> tuple[SourceTable, ...]:
    kind = recognise(path, LIMITS)
    return read_source(path, path.name, LIMITS, kind=kind, watch=lambda _what, _done, _of: None)[0].tables


def test_xml_spreadsheet_2003(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_text(SHEETML, encoding="utf-8")
    (table,) = tables(tmp_path / "a.xls")
    assert (table.sheet, table.rows, table.first_row, len(table.columns)) == ("Продажи", 2, 2, 4)
    assert table.merges == ((0, 0, 0, 1),)
    assert table.columns[0].moments is not None
    assert table.columns[0].moments[1] == datetime(2026, 3, 5)  # noqa: DTZ001 - spreadsheets know no zones
    assert table.columns[2].numbers is not None
    assert table.columns[2].numbers[1] == 12.5
    assert table.columns[3].kinds[1] == Cell.ERROR


def test_flat_open_document(tmp_path: Path) -> None:
    text = f'<?xml version="1.0"?><office:document {SPACES}><office:body><office:spreadsheet>{ROWS}'
    (tmp_path / "a.fods").write_text(f"{text}</office:spreadsheet></office:body></office:document>", encoding="utf-8")
    (table,) = tables(tmp_path / "a.fods")
    assert (table.rows, len(table.columns)) == (1002, 3)
    assert table.columns[2].numbers is not None
    assert table.columns[2].numbers[0] == 7


def test_an_open_document_without_its_type_and_with_stray_text(tmp_path: Path) -> None:
    body = ROWS.replace("</table:table-row>", "stray</table:table-row>", 1)
    text = f'<?xml version="1.0"?><office:document-content {SPACES}><office:body><office:spreadsheet>{body}'
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as out:
        out.writestr("content.xml", f"{text}</office:spreadsheet></office:body></office:document-content>")
        out.writestr("META-INF/manifest.xml", "<m>application/vnd.oasis.opendocument.spreadsheet</m>")
    assert recognise(tmp_path / "a.ods", LIMITS) is Container.ODS
    (table,) = tables(tmp_path / "a.ods")
    assert table.rows == 1002


def test_gnumeric(tmp_path: Path) -> None:
    (tmp_path / "a.gnumeric").write_bytes(gzip.compress(GNUMERIC.encode()))
    (table,) = tables(tmp_path / "a.gnumeric")
    assert (table.sheet, table.first_row, table.first_column, table.rows) == ("Лист", 2, 3, 2)
    assert table.columns[0].texts.to_pylist() == ["Чай", None]


def test_a_gnumeric_bomb(tmp_path: Path) -> None:
    (tmp_path / "a.gnumeric").write_bytes(gzip.compress(GNUMERIC.encode() + b" " * 50_000_000))
    with pytest.raises(refusal.Refusal) as caught:
        tables(tmp_path / "a.gnumeric")
    assert caught.value.code == "bomb"


@pytest.mark.parametrize("end", [100, 500])
def test_a_broken_workbook_is_damaged(tmp_path: Path, end: int) -> None:
    (tmp_path / "a.xls").write_text(SHEETML[:-end], encoding="utf-8")
    with pytest.raises(refusal.Refusal) as caught:
        tables(tmp_path / "a.xls")
    assert caught.value.code in {"damaged", "unsupported"}
