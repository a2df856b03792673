"""Reports of 1C as other containers keep them: xls and ods by LibreOffice, texts, leading spaces, months alone."""

from __future__ import annotations

import subprocess
import zipfile
from datetime import date
from decimal import Decimal
from shutil import which
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from kpi_desktop.core.period import Grain
from kpi_desktop.ingest.outcome import Outcome
from tests.importers.files import read
from tests.shared import shared
from tests.unit.ingest.tables import Rows, codes, facts, imported, sheet

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.ingest.outcome import FileReport

D = Decimal
REPORT: Rows = [
    ["Валовая прибыль предприятия (RUB)"], ["Параметры:", None, "Период: 01.01.2026 - 28.02.2026"], [],
    ["Подразделение", None, "Январь 2026 г.", None, "Февраль 2026 г.", None],
    ["Номенклатура", "Артикул", "Количество", "Выручка", "Количество", "Выручка"],
    ["Магазин 1", None, 3, 300.5, 1, 99.9], ["Стол", "А-1", 2, 200.5, None, None],
    ["Стул", "А-2", 1, 100, 1, 99.9], ["Магазин 2", None, None, None, 5, 50], ["Стол", "А-1", None, None, 5, 50],
    ["Итого", None, 3, 300.5, 6, 149.9],
]  # fmt: skip
LEVELS = [0] * 6 + [1, 1, 0, 1, 0]
FOUND = [
    (date(2026, 1, 1), "Магазин 1", "Стол", D("200.5")), (date(2026, 1, 1), "Магазин 1", "Стул", D(100)),
    (date(2026, 2, 1), "Магазин 1", "Стул", D("99.9")), (date(2026, 2, 1), "Магазин 2", "Стол", D(50)),
]  # fmt: skip


def rows_of(report: FileReport) -> list[tuple[object, ...]]:
    return [tuple(f[name] for name in ("day", "department", "product", "amount")) for f in facts(report)]


def workbook(path: Path, *, outline: bool = True) -> Path:
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("TDSheet")
    indent = book.add_format({"indent": 2})
    for row, (values, level) in enumerate(zip(REPORT, LEVELS, strict=True)):
        if outline:
            page.set_row(row, None, None, {"level": level})
        for column, value in enumerate(values):
            if value is not None:
                page.write(row, column, value, *([indent] if level and not column else []))
    page.merge_range(3, 2, 3, 3, "Январь 2026 г.")
    page.merge_range(3, 4, 3, 5, "Февраль 2026 г.")
    book.close()
    return path


@pytest.mark.slow
@pytest.mark.skipif(which("soffice") is None, reason="LibreOffice is absent")
@pytest.mark.parametrize("outline", [True, False], ids=["outline", "indents"])
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_the_same_report_saved_by_libreoffice(tmp_path: Path, kind: str, *, outline: bool) -> None:
    path = workbook(tmp_path / "report.xlsx", outline=outline)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(tmp_path), str(path)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    report = read(tmp_path / f"report.{kind}", tmp_path)
    assert (report.outcome, report.rows, report.currency) == (Outcome.OK, 3, "RUB")
    assert rows_of(report) == FOUND
    assert report.file_total == report.imported_total == D("450.4")


OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
FO = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"


def ods(path: Path, *, grouped: bool) -> Path:
    """A small ods by hand: outline groups, or indents of styles only."""

    def cell(value: object, extra: str = "") -> str:
        if value is None:
            return "<table:table-cell/>"
        if isinstance(value, str):
            return f'<table:table-cell office:value-type="string"{extra}><text:p>{value}</text:p></table:table-cell>'
        number = f'office:value-type="float" office:value="{value}"'
        return f"<table:table-cell {number}><text:p>{value}</text:p></table:table-cell>"

    lines = []
    for values, level in zip(REPORT, LEVELS, strict=True):
        style = ' table:style-name="deep"' if level and not grouped else ""
        months = values[:1] == ["Подразделение"]
        cells = "".join(
            cell(value, (' table:number-columns-spanned="2"' if months and column in {2, 4} else "") + (
                style if not column else ""))
            for column, value in enumerate(values)
        )  # fmt: skip
        row = f"<table:table-row>{cells or '<table:table-cell/>'}</table:table-row>"
        lines.append(f"<table:table-row-group>{row}</table:table-row-group>" if level and grouped else row)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{OFFICE}" xmlns:table="{TABLE}" '
        f'xmlns:text="{TEXT}" xmlns:style="{STYLE}" xmlns:fo="{FO}" office:version="1.2"><office:automatic-styles>'
        '<style:style style:name="deep" style:family="table-cell">'
        '<style:paragraph-properties fo:margin-left="0.706cm"/></style:style></office:automatic-styles>'
        '<office:body><office:spreadsheet><table:table table:name="Лист_1">'
        f"{''.join(lines)}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", "<manifest/>")
        package.writestr("content.xml", content)
    return path


@pytest.mark.parametrize("grouped", [True, False])
def test_levels_of_an_ods(tmp_path: Path, *, grouped: bool) -> None:
    report = read(ods(tmp_path / "a.ods", grouped=grouped), tmp_path)
    assert (report.outcome, report.rows) == (Outcome.OK, 3)
    assert rows_of(report) == FOUND


def test_levels_by_leading_spaces_as_1c_77_writes_them(tmp_path: Path) -> None:
    rows: Rows = [
        ["Отчет по продажам"], ["С 01.01.26 по 31.01.26"], [],
        ["Подразделение, Номенклатура", "Количество", "Сумма"],
        ["Магазин 1", 3, 300.5], ["   Стол", 2, 200.5], ["   Стул", 1, 100], ["Магазин 2", " ", " "],
        ["   Стол", 5, 50], ["ИТОГО", 8, 350.5], ["Торговых точек АКБ:", 2],
    ]  # fmt: skip
    report = imported(tmp_path, sheet(rows), container="xls")
    assert (report.outcome, report.rows, codes(report)) == (Outcome.OK, 3, [])
    assert rows_of(report) == [
        (date(2026, 1, 1), "Магазин 1", "Стол", D("200.5")), (date(2026, 1, 1), "Магазин 1", "Стул", D(100)),
        (date(2026, 1, 1), "Магазин 2", "Стол", D(50)),
    ]  # fmt: skip
    assert report.batches[0].grain is Grain.MONTH


def test_levels_by_sums_in_a_text_file(tmp_path: Path) -> None:
    lines = [";".join("" if value is None else str(value).replace(".", ",") if isinstance(value, float) else str(value)
                      for value in row) for row in REPORT]  # fmt: skip
    (tmp_path / "a.csv").write_text("\r\n".join(lines), encoding="cp1251")
    report = read(tmp_path / "a.csv", tmp_path)
    assert (report.outcome, report.rows) == (Outcome.OK, 3)
    assert rows_of(report) == FOUND


MONTHS: Rows = [
    ["Номенклатура", "Январь 2026", "Февраль 2026", "Итого"], ["Стол", 10, 20, 30], ["Стул", None, 5, 5],
    ["Итого", 10, 25, 35],
]  # fmt: skip


def test_goods_by_months_without_captions(tmp_path: Path) -> None:
    report = imported(tmp_path, sheet(MONTHS, name="Продажи"))
    assert [(f["day"], f["product"], f["amount"]) for f in facts(report)] == [
        (date(2026, 1, 1), "Стол", D(10)), (date(2026, 2, 1), "Стол", D(20)), (date(2026, 2, 1), "Стул", D(5)),
    ]  # fmt: skip
    assert (report.file_total, report.imported_total) == (D(35), D(35))


@pytest.mark.parametrize("name", ["Лист1", "Продажи, количество", "Остатки"])
def test_months_of_nobody_knows_what_are_not_revenue(tmp_path: Path, name: str) -> None:
    assert not imported(tmp_path, sheet(MONTHS, name=name)).batches


@pytest.mark.parametrize(
    ("caption", "first", "last"),
    [
        ("за Январь 2025 г. - Март 2025 г.", date(2025, 1, 1), date(2025, 3, 31)),
        ("Период: Октябрь - Декабрь 2025 г.", date(2025, 10, 1), date(2025, 12, 31)),
        ("за 1 полугодие 2025 г.", date(2025, 1, 1), date(2025, 6, 30)),
        ("за 9 месяцев 2025 г.", date(2025, 1, 1), date(2025, 9, 30)),
        ("за 4 квартал 2025 г.", date(2025, 10, 1), date(2025, 12, 31)),
        ("за 2025 г.", date(2025, 1, 1), date(2025, 12, 31)),
        ("за Февраль 2024 г.", date(2024, 2, 1), date(2024, 2, 29)),
        ("Период: 05.02.2025", date(2025, 2, 5), date(2025, 2, 5)),
        ("за период с 01.02.2025 по 15.03.2025", date(2025, 2, 1), date(2025, 3, 15)),
    ],
)
def test_periods_as_1c_writes_them(caption: str, first: date, last: date) -> None:
    from kpi_desktop.ingest.importers.periods import stated_period

    assert stated_period(("ООО «Ель»", caption)) == (first, last)


def test_all_419_groups_of_the_real_trees_are_the_sums_of_their_rows(tmp_path: Path) -> None:
    report = read(shared("data/excel1c/gross_profit_12months.xlsx"), tmp_path)
    assert "group_differs" not in codes(report)
    assert "total_differs" not in codes(report)
