"""The sheet of «what if»: typed numbers as LibreOffice recalculates them, against hand arithmetic."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.outputs import Output, write_workbook
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.period import Period
from kpi_desktop.engine.whatif_lines import LeverLines, Line, MonthLevers, line_of
from kpi_desktop.i18n.message import named
from kpi_desktop.workbook.build import build_workbook
from kpi_desktop.workbook.differences import Kind
from kpi_desktop.workbook.package import read_parts, write_parts
from kpi_desktop.workbook.reading import read_sheets
from kpi_desktop.workbook.recalculate import recalculated
from kpi_desktop.workbook.verify import verify
from tests.unit.engine.company import Company, Export
from tests.workbook.company import company

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kpi_desktop.workbook.reading import Cell

SHEET = "Что если"
LEVERS = ("Количество лидов", "Конверсия в продажи", "Средняя сумма чека (ATC)")
BREAK_EVEN = "Прибыль равна нулю: «Количество лидов» при остальных новых значениях"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """September: 135 leads, 45 sales of 10 000 that cost 6 000; expenses 100 000 fixed and 50 000 variable.

    Profit 450 000 - 270 000 - 150 000 = 30 000; of it 130 000 grow with sales and -100 000 stay.
    """
    where = tmp_path_factory.mktemp("levers")
    company, month = Company(where), Period.month("2026-09")
    leads, sales = ["day lead"], ["day document customer quantity amount cost"]
    for day in range(1, month.days + 1):
        stamp = f"2026-09-{day:02}"
        leads += [f"{stamp} L{stamp}{n}" for n in range(4 + day % 2)]
        sales += [f"{stamp} S{stamp}{n} K{stamp}{n} 1 10000 6000" for n in range(1 + day % 2)]
    costs = ["day amount class", "2026-09-05 100000 fixed", "2026-09-05 50000 variable"]
    for lines, fact in ((leads, "lead"), (sales, "sale"), (costs, "expense")):
        company.add(Export("\n".join(lines), fact=fact, first="2026-09-01", last="2026-09-30"))
    company.book.close()
    out = where / "month.xlsx"
    write_workbook(load_workspace(), company.path, Output(out, "2026-09", "ru"))
    return out


def place(cells: Mapping[str, Cell], name: str, column: str) -> str:
    return column + next(at[1:] for at, cell in cells.items() if at[0] == "A" and cell.value == name)


def typed(book: Path, out: Path, wishes: Mapping[str, str]) -> Path:
    """The workbook with other numbers in the column of new values of its first table."""
    cells = read_sheets(book)[SHEET]
    return typed_cells(book, out, {place(cells, lever, "C"): number for lever, number in wishes.items()})


def typed_cells(book: Path, out: Path, wishes: Mapping[str, str]) -> Path:
    """The workbook as a person saves it: other numbers in cells of the sheet, everything computed again."""
    cells, parts = read_sheets(book)[SHEET], read_parts(book.read_bytes())
    name = next(name for name, xml in parts.items() if b"</dataValidation>" in xml and b'sqref="C7"' in xml)
    xml = parts[name].decode()
    for at, number in wishes.items():
        xml, times = re.subn(rf'(<c r="{at}"[^>]*>)<v>[^<]*</v>', rf"\g<1><v>{number}</v>", xml)
        assert times == 1
    parts[name] = xml.encode()
    write_parts(out, parts)
    with recalculated(out, 120) as copy:
        fresh = read_sheets(copy)[SHEET]
    for at, cell in cells.items():
        if cell.formula is not None:
            if fresh[at].kind == "n":
                xml = re.sub(rf'(<c r="{at}"[^>]*?) t="str"', r"\g<1>", xml)
            xml = re.sub(rf'(<c r="{at}"[^>]*>.*?<v>)[^<]*', rf"\g<1>{fresh[at].value}", xml, count=1)
    parts[name] = xml.encode()
    write_parts(out, parts)
    return out


def number(cells: Mapping[str, Cell], name: str, column: str) -> float:
    return float(cells[place(cells, name, column)].value or "nan")


def test_nothing_typed_gives_nothing_and_verifies(written: Path) -> None:
    cells = read_sheets(written)[SHEET]
    assert [number(cells, name, "D") for name in (*LEVERS, "Маржа")] == [0, 0, 0, 0]
    assert [number(cells, "Прибыль", column) for column in "BCDEFG"] == [30000, 130000, -100000, 450000, 30000, 0]
    assert number(cells, BREAK_EVEN, "F") == pytest.approx(135 * 100000 / 130000)
    assert all(cells[place(cells, name, "B")].formula for name in (*LEVERS, "Маржа", "Прибыль"))
    assert verify(written).sound


def test_typed_numbers_follow_by_hand_and_are_no_difference(written: Path, tmp_path: Path) -> None:
    """Conversion 40 % (1.2 times), check 11 000 (1.1 times), margin 50 % (0.1 of 450 000 saved).

    Alone: 130 000 x 0.2, 130 000 x 0.1, 45 000; together (130 000 + 45 000) x 1.32 - 100 000 = 131 000.
    """
    wishes = {"Конверсия в продажи": "0.4", "Средняя сумма чека (ATC)": "11000", "Маржа": "0.5"}
    book = typed(written, tmp_path / "typed.xlsx", wishes)
    cells = read_sheets(book)[SHEET]
    assert [number(cells, name, "D") for name in (*LEVERS, "Маржа")] == pytest.approx([0, 26000, 13000, 45000])
    assert number(cells, "Все рычаги вместе", "E") == pytest.approx(101000)
    assert [number(cells, "Прибыль", column) for column in "FG"] == pytest.approx([131000, 101000])
    assert [number(cells, "Валовая прибыль", column) for column in "FG"] == pytest.approx([297000, 117000])
    assert [number(cells, "Выручка", column) for column in "FG"] == pytest.approx([594000, 144000])
    assert number(cells, BREAK_EVEN, "F") == pytest.approx(100000 / (175000 * 1.32 / 135))
    found = verify(book)
    assert found.sound
    assert found.equal == found.formulas


def test_a_response_of_the_example_and_of_typed_numbers(written: Path, tmp_path: Path) -> None:
    """1 % x 2 300 = 23 a response at most; 12.5 / 1 % = 1 250 a sale, which leaves 1 050 of 2 300."""
    results = ("Отклик может стоить не больше", "Отклики на одну продажу стоят", "Остаётся с продажи после них")
    cells = read_sheets(written)[SHEET]
    assert "Пример: впишите свои числа" in {cell.value for cell in cells.values()}
    assert [number(cells, name, "C") for name in results] == [23, 1250, 1050]
    book = typed(written, tmp_path / "typed.xlsx", {"Конверсия откликов в продажи": "0.02"})
    cells = read_sheets(book)[SHEET]
    assert [number(cells, name, "C") for name in results] == pytest.approx([46, 625, 1675])


def test_a_figure_beside_the_inputs_is_still_guarded(written: Path, tmp_path: Path) -> None:
    """A changed formula and a value typed over are named even where an input was changed too."""
    book = typed(written, tmp_path / "typed.xlsx", {"Маржа": "0.5"})
    cells, parts = read_sheets(book)[SHEET], read_parts(book.read_bytes())
    name = next(name for name, xml in parts.items() if b'sqref="C7"' in xml)
    grown = place(cells, "Прибыль", "C")
    xml = re.sub(rf'(<c r="{grown}"[^>]*>)<v>130000</v>', r"\g<1><v>140000</v>", parts[name].decode())
    product = place(cells, "Во сколько раз изменятся продажи: произведение рычагов", "C")
    xml = re.sub(rf'(<c r="{product}"[^>]*><f>)', r"\g<1>2*", xml)
    parts[name] = xml.encode()
    write_parts(book, parts)
    kinds = {(found.cell, found.kind) for found in verify(book).different if found.sheet == SHEET}
    assert {(grown, Kind.DATA), (product, Kind.FORMULA)} <= kinds


def test_own_figures_of_a_response_and_levers_without_a_margin_in_english(tmp_path: Path) -> None:
    """Responses 4 % x 500 = 20 at most, 8 / 4 % = 200 a sale; 90 of revenue by two drivers without costs."""
    bundle = company(split=False)
    own = {"response_conversion": "0.04", "profit_per_sale": "500", "cost_per_response": "8"}
    plain = next(figure for (_, month), figure in bundle.matrix.total.items() if month == bundle.month.month_text)
    total = dict(bundle.matrix.total)
    for metric, value in own.items():
        total[metric, bundle.month.month_text] = replace(plain, metric=metric, value=Decimal(value))
    matrix = replace(bundle.matrix, metrics=(*bundle.matrix.metrics, *own), total=total)
    line = Line("revenue", Decimal(90), Decimal(90), Decimal(0), 2)
    held = {"sales_count": Decimal(3), "atc": Decimal(30)}
    levers = LeverLines(named("From sales", "От продаж"), "revenue_costed", held, None, (line,), ())
    out = tmp_path / "month.xlsx"
    build_workbook(replace(bundle, matrix=matrix, levers=MonthLevers((levers,))), out, "en")
    cells = read_sheets(out)["What if"]
    assert "Figures of the month" in {cell.value for cell in cells.values()}
    names = "Most that a response may cost", "What a sale costs in responses", "What a sale leaves after them"
    assert [number(cells, name, "C") for name in names] == [20, 200, 300]
    assert [number(cells, "Revenue", column) for column in "BCDFG"] == [90, 90, 0, 90, 0]
    assert not any(name.startswith("Profit is zero") for name in (cell.value or "" for cell in cells.values()))
    assert not any("Ѐ" <= letter <= "ӿ" for cell in cells.values() for letter in cell.value or "")
    assert verify(out).sound


def test_a_result_that_is_no_line_of_the_levers_has_none() -> None:
    """A square of the product is none; 3 x product - 2 + 8 x (margin - 0.5) x product is one."""
    assert line_of("profit", None, lambda product, _: product * product) is None
    found = line_of("profit", Decimal("0.5"), lambda product, margin: (
        3 * product - 2 + 8 * ((Decimal("0.5") if margin is None else margin) - Decimal("0.5")) * product
    ))  # fmt: skip
    assert found == Line("profit", Decimal(1), Decimal(3), Decimal(8))
    assert found.staying == -2
