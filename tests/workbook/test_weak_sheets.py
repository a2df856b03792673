"""The sheets of the funnel and of the change: their figures by hand, and as LibreOffice recalculates them."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.engine.funnel.against import Against, Members
from kpi_desktop.engine.funnel.shares import explain
from kpi_desktop.engine.funnel.words import CHECK, Axis, BaseOf
from kpi_desktop.workbook.build import build_workbook
from kpi_desktop.workbook.differences import Kind
from kpi_desktop.workbook.package import read_parts, write_parts
from kpi_desktop.workbook.reading import read_sheets
from kpi_desktop.workbook.recalculate import recalculated
from kpi_desktop.workbook.verify import verify
from tests.report.diagnosed import NOW, USUAL, diagnosed
from tests.workbook.company import company

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("weak") / "month.xlsx"
    bundle = company(split=False)
    build_workbook(replace(bundle, diagnosis=diagnosed(bundle.month)), out, "ru")
    return out


def _row(cells: dict[str, str | None], name: str) -> int:
    return next(int(place[1:]) for place, text in cells.items() if place[0] == "A" and text == name)


def test_recalculated_parts_add_up_and_are_those_of_hand(written: Path) -> None:
    """Meetings alone fell, from 80 to 50 of 200: the whole fall from 3,200 to 2,000 is theirs."""
    with recalculated(written, 120) as copy:
        cells = {place: cell.value for place, cell in read_sheets(copy)["Изменение"].items()}
    parts = {name: float(cells[f"J{_row(cells, name)}"] or "nan") for name in
             ("Этап leads", "Этап visits", "Этап orders", "Средний чек")}  # fmt: skip
    assert parts == pytest.approx({"Этап leads": 0, "Этап visits": -1200, "Этап orders": 0, "Средний чек": 0}, abs=1e-6)
    assert float(cells[f"J{_row(cells, 'Изменение результата')}"] or "nan") == NOW[-1] - USUAL[-1]
    assert float(cells[f"J{_row(cells, 'Проверка: сумма минус изменение')}"] or "nan") == 0


def test_the_waterfall_stands_between_the_base_and_the_month(written: Path) -> None:
    """Recalculated: the base 3,200, of which meetings take 1,200 from 2,000 on, the month 2,000; the rest is flat."""
    with recalculated(written, 120) as copy:
        cells = {place: cell.value for place, cell in read_sheets(copy)["Изменение"].items()}
    first, last = _row(cells, "Этап leads"), _row(cells, "Средний чек")
    drawn = [[str(cells.get(f"{column}{row}") or "") for column in "NOPQR"] for row in range(first - 1, last + 2)]
    assert drawn[0] == ["Обычный уровень", "", "3200", "", ""]
    assert ["Этап visits", "2000", "", "0", "1200"] in drawn
    assert drawn[-1][1:] == ["", "2000", "", ""]
    charts = [xml.decode() for name, xml in read_parts(written.read_bytes()).items() if "/charts/chart" in name]
    spans = [re.findall(r"<c:f>([^<]+)</c:f>", xml) for xml in charts]
    assert any(f"Изменение!$N${first - 1}:$N${last + 1}" in span for span in spans)
    assert any(place.startswith("Воронка!$B$6:$B$") for span in spans for place in span)


#: Leads, sales, money by channel behind 1,000 and 2,000 responses: then and now.
BEFORE = {"Сайт": (50, 25, 2500), "Реклама": (50, 5, 1000), "": (0, 0, 300)}
AFTER = {"Сайт": (40, 22, 2200), "Реклама": (160, 16, 3200), "": (0, 0, 500)}


@pytest.fixture(scope="module")
def by_channel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("weak") / "channels.xlsx"
    bundle = company(split=False)
    causes = ("leads", "visits", "orders", CHECK)
    before, after = ({name: [Fraction(link) for link in links] for name, links in side.items()}
                     for side in (BEFORE, AFTER))  # fmt: skip
    head = (Fraction(1000),), (Fraction(2000),)
    found = diagnosed(bundle.month)
    against = Against(
        BaseOf.USUAL, None, explain(causes, before, after, head), Axis.CHANNEL,
        members=Members(causes, head, before, after),
    )  # fmt: skip
    build_workbook(replace(bundle, diagnosis=replace(found, against=(*found.against, against))), out, "ru")
    return out


def test_a_change_by_channels_is_told_by_formulas(by_channel: Path) -> None:
    """Recalculated: the parts of each channel, and what no channel explains, add up to the whole change.

    By hand of «Сайт», whose rates of 0.5 and a check of 100 become 0.55 and 100: the check has no part at all. Money
    without a lead, 300 -> 500, stands apart. The whole: 3,800 -> 5,900.
    """
    assert verify(by_channel).sound
    with recalculated(by_channel, 120) as copy:
        cells = {place: cell.value for place, cell in read_sheets(copy)["Изменение"].items()}
    head = _row(cells, "Значение разреза")
    columns = {str(text): place.removesuffix(str(head)) for place, text in cells.items()
               if text and re.fullmatch(rf"[A-Z]+{head}", place)}  # fmt: skip

    def number(name: str, column: str) -> float:
        rows = [int(place[1:]) for place, text in cells.items() if place[0] == "A" and text == name]
        return float(cells[f"{columns[column]}{next(row for row in rows if row > head)}"] or "nan")

    names = [name for name in columns if name.endswith(": часть")]
    assert len(names) == 5
    parts = {name: number("Сумма частей", name) for name in names}
    assert number("(не указано)", "Продажи, путь которых от первого этапа не виден") == 200
    assert sum(parts.values()) + 200 == pytest.approx(5900 - 3800, abs=0.05)
    assert number("Сайт", "Средний чек: часть") == 0
    # «Реклама»: its share goes from 0.5 to 0.8, rate 0.1 and check 200 stand, so its money is leads * share * 20. Leads
    # for a response stand at 0.1, so responses make 100 -> 200 of them: +100 * 0.65 * 20 = 1,300; mix +0.3 * 150 * 20
    # = 900. Together 2,200 = 3,200 - 1,000.
    told = [number("Реклама", name) for name in names]
    assert [part for part in told if part] == pytest.approx([1300, 900])
    assert number("Проверка: сумма минус изменение", names[0]) == 0


def test_the_usual_level_and_what_it_would_give(written: Path) -> None:
    """25 % of 200 instead of 40 %: 2,000 of revenue would be 3,200, so 1,200 more; a formula of the cells beside it."""
    with recalculated(written, 120) as copy:
        sheet = read_sheets(copy)["Воронка"]
    row = next(int(place[1:]) for place, cell in sheet.items() if place[0] == "A" and cell.value == "Этап visits")
    told = [float(sheet[f"{column}{row}"].value or "nan") for column in "HIJK"]
    assert told == pytest.approx([0.4, 0.3, 0.5, 1200])
    assert "/F" in str(read_sheets(written)["Воронка"][f"K{row}"].formula)


def test_conversions_of_the_funnel_are_formulas(written: Path) -> None:
    sheet = read_sheets(written)["Воронка"]
    row = next(int(place[1:]) for place, cell in sheet.items() if place[0] == "A" and cell.value == "Этап visits")
    assert sheet[f"C{row}"].formula == f"B{row}/B{row - 1}"
    assert float(sheet[f"C{row}"].value or "nan") == 0.25
    assert float(sheet[f"F{row}"].value or "nan") == 0.25


def test_nothing_differs_and_a_changed_part_is_named(written: Path, tmp_path: Path) -> None:
    assert verify(written).sound
    parts = read_parts(written.read_bytes())
    name = next(name for name, xml in parts.items() if b"PRODUCT(" in xml and name.startswith("xl/worksheets"))
    parts[name] = parts[name].replace(b"PRODUCT(", b"SUM(", 1)
    spoiled = tmp_path / "spoiled.xlsx"
    write_parts(spoiled, parts)
    assert {(found.sheet, found.kind) for found in verify(spoiled).different} >= {("Изменение", Kind.FORMULA)}


def test_without_a_funnel_there_are_no_such_sheets(tmp_path: Path) -> None:
    info = build_workbook(company(split=False), tmp_path / "plain.xlsx", "ru")
    assert not {"Воронка", "Изменение"} & set(info.sheets)
