"""Excel opens the workbook as it is: nothing in it is what Excel would offer to repair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kpi_desktop.workbook.build import build_workbook
from kpi_desktop.workbook.package import read_parts, write_parts
from tests.workbook.company import company
from tests.workbook.strict import complaints

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("strict") / "kpi.xlsx"
    build_workbook(company(), out, "ru")
    return out


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("live_rows", [0, 150_000])
def test_excel_has_nothing_to_repair(tmp_path: Path, lang: str, live_rows: int) -> None:
    out = tmp_path / "kpi.xlsx"
    build_workbook(company(), out, lang, live_rows)
    assert complaints(out) == []


@pytest.mark.parametrize(("part", "old", "new", "told"), [
    ("xl/worksheets/sheet1.xml", "<f>IFERROR(", "<f>XLOOKUP(", "the formula has XLOOKUP"),
    ("xl/worksheets/sheet1.xml", "<f>", "<f>Absent!A1+", "the formula reads the sheet Absent"),
    ("xl/worksheets/sheet1.xml", "<f>", "<f>" + "1+" * 4100, "the formula is too long"),
    ("xl/worksheets/sheet1.xml", '" s="', '" s="9', "a look that is not there"),
    ("xl/worksheets/sheet1.xml", "<pageMargins", "<sheetCalcPr/><pageMargins", "the order of"),
    ("xl/worksheets/sheet1.xml", '<c r="A', '<c r="XFZ', "the cell XFZ"),
    ("xl/workbook.xml", 'name="Сводка"', f'name="{"С" * 32}"', "the name of the sheet"),
    ("xl/workbook.xml", 'name="Показатели"', 'name="СВОДКА"', "two sheets of one name"),
    ("xl/styles.xml", 'formatCode="#,##0.00', 'formatCode="#,##0.##', "the number format #,##0.##"),
    ("xl/_rels/workbook.xml.rels", "worksheets/sheet2.xml", "worksheets/none.xml", "points at xl/worksheets/none.xml"),
    ("[Content_Types].xml", "/xl/styles.xml", "/xl/style.xml", "there is no xl/style.xml"),
])  # fmt: skip
def test_what_excel_would_stumble_over_is_seen(
    written: Path, tmp_path: Path, part: str, old: str, new: str, told: str
) -> None:
    parts = read_parts(written.read_bytes())
    text = parts[part].decode()
    assert old in text
    parts[part] = text.replace(old, new, 1).encode()
    out = tmp_path / "kpi.xlsx"
    write_parts(out, parts)
    found = complaints(out)
    assert any(told in one for one in found), found[:5]
