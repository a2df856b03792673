"""The workbook against independent figures, and against LibreOffice."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.period import Grain, Period
from kpi_desktop.engine.figure import Base, ChangeKind, Comparison, Covered, Flag
from kpi_desktop.i18n.message import msg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.workbook.build import WorkbookInfo, build_workbook
from kpi_desktop.workbook.differences import Kind
from kpi_desktop.workbook.layout import FIRST_LINE, FIRST_MONTH, FIRST_ROW, KEY_ROW, NAME_ROW, cell
from kpi_desktop.workbook.package import read_parts, write_parts
from kpi_desktop.workbook.reading import Cell, read_sheets
from kpi_desktop.workbook.recalculate import recalculated
from kpi_desktop.workbook.verify import verify
from tests.workbook.company import CATALOGUE, STRANGE, Line, company, lines, of

if TYPE_CHECKING:
    from pathlib import Path

Sheets = dict[str, dict[str, Cell]]


@pytest.fixture(scope="module")
def russian(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, WorkbookInfo, Sheets]:
    out = tmp_path_factory.mktemp("ru") / "Отчёт за март.xlsx"
    info = build_workbook(company(), out, "ru")
    return out, info, read_sheets(out)


def row_of(sheets: Sheets, sheet: str, name: str) -> int:
    """The row, counted from 1, whose first cell says `name`."""
    for place, found in sheets[sheet].items():
        if place.startswith("A") and place[1:].isdigit() and found.value == name:
            return int(place[1:])
    raise AssertionError(f"{sheet} has no {name}")


def month_lines(rows: list[Line], month: str) -> list[Line]:
    period = Period.month(month)
    return [line for line in rows if period.holds(line.day)]


def number(found: Cell) -> Decimal:
    assert found.value is not None
    return Decimal(found.value)


def test_every_formula_recalculates_to_its_cached_value(russian: tuple[Path, WorkbookInfo, Sheets]) -> None:
    path, info, _ = russian
    checked = verify(path)
    assert checked.formulas == info.formulas == checked.equal
    assert checked.different == ()
    assert checked.not_cached == ()
    assert info.live
    assert info.live_figures > 1000


def test_the_sheets_have_russian_names(russian: tuple[Path, WorkbookInfo, Sheets]) -> None:
    names = (
        "Сводка",
        "Показатели",
        "Разрез",
        "Меры",
        "Разрез по месяцам",
        "Клиенты по месяцам",
        "Данные",
        "Определения",
        "Сверка",
    )
    assert russian[1].sheets == names


def test_measures_are_sumifs_over_the_rows_and_equal_plain_sums(russian: tuple[Path, WorkbookInfo, Sheets]) -> None:
    sheets, rows = russian[2], lines()
    row = row_of(sheets, "Меры", "Выручка без вычета возвратов")
    for index, month in enumerate(("2023-01", "2023-02", "2023-03")):
        found = sheets["Меры"][cell(row - 1, FIRST_MONTH + index)]
        assert found.formula is not None
        assert "SUMIFS(Данные!" in found.formula
        plain = sum((line.amount for line in of(month_lines(rows, month), 0)), Decimal(0))
        assert abs(number(found) - plain) <= Decimal("0.005")


def test_the_average_order_is_gross_revenue_over_distinct_documents(russian: tuple[Path, WorkbookInfo, Sheets]) -> None:
    sheets, rows = russian[2], month_lines(lines(), "2024-03")
    row = row_of(sheets, "Показатели", "Средний чек (AOV)")
    found = sheets["Показатели"][cell(row - 1, FIRST_MONTH + 14)]
    gross = sum((line.amount for line in of(rows, 0)), Decimal(0)).quantize(Decimal("0.01"))
    documents = len({line.document for line in of(rows, 0) if line.document})
    assert float(number(found)) == pytest.approx(float(gross / documents), rel=1e-12)
    assert found.formula is not None
    assert re.fullmatch(r"Меры!\$R\$\d+/Меры!\$R\$\d+", found.formula)


def test_a_window_outside_the_data_is_not_available_and_never_zero(russian: tuple[Path, WorkbookInfo, Sheets]) -> None:
    sheets = russian[2]
    row = row_of(sheets, "Показатели", CATALOGUE.metrics["yoy_growth"].name_ru)
    found = sheets["Показатели"][cell(row - 1, FIRST_MONTH)]
    assert (found.kind, found.value) == ("e", "#N/A")


def test_texts_stay_texts(russian: tuple[Path, WorkbookInfo, Sheets]) -> None:
    data = russian[2]["Данные"]
    shown = {found.value for found in data.values() if found.kind == "s" and found.formula is None}
    assert set(STRANGE) <= shown
    with zipfile.ZipFile(russian[0]) as archive:
        links = [name for name in archive.namelist() if "externalLink" in name or "vbaProject" in name]
    assert links == []


def test_all_distinct_texts_of_a_hostile_list_come_back(tmp_path: Path) -> None:
    hostile = (
        "=1+1",
        "\ud800 half",
        "_x000D_",
        "a\x07b",
        "x" * 40_000,
        "\u202eabc",
        " край ",
        "линия\nдва",
        "\tтаб",
        "&amp;",
    )
    rows = [
        Line(line.day, 0, number + 1, 1, hostile[number], Decimal(1), Decimal(number), None, "Анна", number + 2)
        for number, line in enumerate(lines(len(hostile), months=1)[: len(hostile)])
    ]
    out = tmp_path / "hostile.xlsx"
    rows = [Line(**{**vars(line), "product": line.product.encode("utf-8", "replace").decode()}) for line in rows]
    build_workbook(company(rows, months=1, split=False), out, "en")
    shown = {found.value for found in read_sheets(out)["Data"].values() if found.kind == "s"}
    for text in hostile:
        clean = text.replace("\ud800", "?")
        assert (clean if len(clean) <= 32_767 else clean[:32_766] + "…") in shown


def test_the_same_input_gives_the_same_bytes(russian: tuple[Path, WorkbookInfo, Sheets], tmp_path: Path) -> None:
    build_workbook(company(), tmp_path / "again.xlsx", "ru")
    assert (tmp_path / "again.xlsx").read_bytes() == russian[0].read_bytes()


def test_above_the_limit_measures_are_values_and_kpis_stay_live(tmp_path: Path) -> None:
    out = tmp_path / "big.xlsx"
    info = build_workbook(company(), out, "en", live_rows=100)
    assert not info.live
    assert "Data" not in info.sheets
    assert info.value_figures > 100
    sheets = read_sheets(out)
    row = row_of(sheets, "KPIs", "Average order value (AOV)")
    assert sheets["KPIs"][cell(row - 1, FIRST_MONTH)].formula is not None
    row = row_of(sheets, "Measures", "Gross revenue")
    assert sheets["Measures"][cell(row - 1, FIRST_MONTH)].formula is None
    checked = verify(out)
    assert checked.sound
    assert checked.equal == checked.formulas
    place = cell(row - 1, FIRST_MONTH)
    number_of_sheet = info.sheets.index("Measures") + 1
    bad = changed(out, tmp_path / "bad.xlsx", number_of_sheet, rf'(<c r="{place}"[^>]*>)<v>[^<]*</v>', r"\1<v>7</v>")
    named = {(found.sheet, found.cell): found for found in verify(bad).different}
    assert named["Measures", place].kind is Kind.DATA
    assert named["Measures", place].expected == sheets["Measures"][place].value


def changed(source: Path, target: Path, sheet: int, pattern: str, new: str) -> Path:
    """A copy of the workbook with one place of one sheet's XML changed."""
    parts = read_parts(source.read_bytes())
    name = f"xl/worksheets/sheet{sheet}.xml"
    text, times = re.subn(pattern, new, parts[name].decode(), count=1)
    assert times == 1
    parts[name] = text.encode()
    write_parts(target, parts)
    return target


def test_each_kind_of_corruption_is_named(russian: tuple[Path, WorkbookInfo, Sheets], tmp_path: Path) -> None:
    """A planted cached value, a typed-over data cell and a changed formula, all in one file."""
    path, info, sheets = russian
    kpis, data = info.sheets.index("Показатели") + 1, info.sheets.index("Данные") + 1
    measures = info.sheets.index("Меры") + 1
    row = row_of(sheets, "Показатели", "Средний чек (AOV)")
    cached = f"D{row}"
    amount = f"G{FIRST_ROW + 100}"
    formula = f"E{FIRST_LINE + 1}"
    bad = changed(
        path, tmp_path / "1.xlsx", kpis, rf'(<c r="{cached}"[^>]*><f>[^<]*</f>)<v>[^<]*</v>', r"\1<v>12345.67</v>"
    )
    bad = changed(bad, tmp_path / "2.xlsx", data, rf'(<c r="{amount}"[^>]*>)<v>[^<]*</v>', r"\1<v>999999</v>")
    bad = changed(bad, tmp_path / "3.xlsx", measures, rf'(<c r="{formula}"[^>]*>)<f>[^<]*</f>', r"\1<f>1+1</f>")
    checked = verify(bad)
    named = {(found.sheet, found.cell): found for found in checked.different}
    assert named["Показатели", cached].kind is Kind.CACHED
    assert named["Меры", formula].kind is Kind.FORMULA
    changed_cell = named["Данные", amount]
    assert changed_cell.kind is Kind.DATA
    assert changed_cell.found == "999999"
    assert changed_cell.expected == sheets["Данные"][amount].value
    assert not checked.sound
    assert [found.cell for found in checked.different if found.kind is Kind.DATA] == [amount]


def test_changed_texts_and_two_changed_cells_are_told_apart(
    russian: tuple[Path, WorkbookInfo, Sheets], tmp_path: Path
) -> None:
    """A product, an amount elsewhere, a month's key, a KPI's name: exactly these four cells."""
    path, info, sheets = russian
    data, kpis = info.sheets.index("Данные") + 1, info.sheets.index("Показатели") + 1
    product, amount, key = f"D{FIRST_ROW + 40}", f"G{FIRST_ROW + 300}", cell(KEY_ROW, FIRST_MONTH + 3)
    bad = changed(path, tmp_path / "1.xlsx", data, rf'(<c r="{product}"[^>]*>.*?<t[^>]*>)[^<]*', r"\1Подмена")
    bad = changed(bad, tmp_path / "2.xlsx", data, rf'(<c r="{amount}"[^>]*>)<v>[^<]*</v>', r"\1<v>0.01</v>")
    bad = changed(bad, tmp_path / "3.xlsx", kpis, rf'(<c r="{key}"[^>]*>)<v>[^<]*</v>', r"\1<v>202312</v>")
    name = f"A{row_of(sheets, 'Показатели', 'Средний чек (AOV)')}"
    text = r'\1 t="inlineStr"><is><t>Чек</t></is></c>'
    bad = changed(bad, tmp_path / "4.xlsx", kpis, rf'(<c r="{name}" s="\d+") t="s"><v>\d+</v></c>', text)
    told = {(found.sheet, found.cell): found for found in verify(bad).different}
    typed = {place for place, found in told.items() if found.kind in (Kind.DATA, Kind.TEXT, Kind.ROW)}
    assert typed == {("Данные", product), ("Данные", amount), ("Показатели", key), ("Показатели", name)}
    assert told["Показатели", name].expected == "Средний чек (AOV)"
    assert told["Показатели", key].expected == "202304"
    assert Translator("ru")(told["Показатели", name].message) == (
        f"Показатели!{name}: Средний чек (AOV) ≠ Чек (изменён текст)"
    )


def test_a_deleted_row_is_named_as_a_row(russian: tuple[Path, WorkbookInfo, Sheets], tmp_path: Path) -> None:
    path, info, _ = russian
    data, gone = info.sheets.index("Данные") + 1, FIRST_ROW + 50
    bad = changed(path, tmp_path / "1.xlsx", data, rf'<row r="{gone}">.*?</row>', "")
    rows = [found.cell for found in verify(bad).different if found.kind is Kind.ROW]
    assert rows == [f"A{gone}"]
    parts = read_parts(bad.read_bytes())
    sheet = f"xl/worksheets/sheet{data}.xml"

    def up(found: re.Match[str]) -> str:
        return f"{found[1]}{int(found[2]) - 1}" if int(found[2]) > gone else found[0]

    parts[sheet] = re.sub(r'(<row r="|<c r="[A-Z]+)(\d+)', up, parts[sheet].decode()).encode()
    write_parts(tmp_path / "2.xlsx", parts)
    found = [found for found in verify(tmp_path / "2.xlsx").different if found.sheet == "Данные"]
    assert [one.cell for one in found if one.kind is Kind.ROW] == [f"A{gone}"]
    assert len([one for one in found if one.kind is Kind.DATA]) == 0


def test_an_added_row_is_named_as_a_row(russian: tuple[Path, WorkbookInfo, Sheets], tmp_path: Path) -> None:
    path, info, _ = russian
    put_in = FIRST_ROW + 50
    parts = read_parts(path.read_bytes())
    sheet = f"xl/worksheets/sheet{info.sheets.index('Данные') + 1}.xml"

    def down(found: re.Match[str]) -> str:
        return f"{found[1]}{int(found[2]) + 1}" if int(found[2]) >= put_in else found[0]

    text = re.sub(r'(<row r="|<c r="[A-Z]+)(\d+)', down, parts[sheet].decode())
    new = f'<row r="{put_in}"><c r="G{put_in}"><v>1000</v></c></row><row r="{put_in + 1}">'
    parts[sheet] = text.replace(f'<row r="{put_in + 1}">', new, 1).encode()
    write_parts(tmp_path / "1.xlsx", parts)
    found = [found for found in verify(tmp_path / "1.xlsx").different if found.sheet == "Данные"]
    assert [one.cell for one in found if one.kind is Kind.ROW] == [f"A{put_in}"]
    assert not [one for one in found if one.kind is Kind.DATA]


def test_a_formula_replaced_by_its_value_is_named(russian: tuple[Path, WorkbookInfo, Sheets], tmp_path: Path) -> None:
    path, info, sheets = russian
    summary, place = info.sheets.index("Сводка") + 1, f"B{row_of(russian[2], 'Сводка', 'Средний чек (AOV)')}"
    bad = changed(path, tmp_path / "1.xlsx", summary, rf'(<c r="{place}"[^>]*>)<f>[^<]*</f>', r"\1")
    (found,) = verify(bad).different
    assert (found.sheet, found.cell, found.kind) == ("Сводка", place, Kind.FORMULA)
    assert found.expected == sheets["Сводка"][place].value


def test_phones_and_mails_of_buyers_are_masked(russian: tuple[Path, WorkbookInfo, Sheets], tmp_path: Path) -> None:
    rows, sheets = lines(), russian[2]
    buyers = {found.value for place, found in sheets["Данные"].items() if place.startswith("C") and len(place) > 1}
    shown = {str(text) for text in buyers}
    assert "Покупатель 3" in shown
    assert "b***@mail.ru" in shown
    assert "+7 *** ***-45-01" in shown
    assert not any("buyer" in text or "900" in text for text in shown)
    codes = {line.customer for line in rows if line.customer is not None}
    heads = {found.value: place for place, found in sheets["Данные"].items() if place[-1:] == str(FIRST_ROW)}
    key = heads["Покупатель (номер в базе)"][:-1]
    keys = {found.value for place, found in sheets["Данные"].items() if re.fullmatch(rf"{key}\d+", place)}
    assert len(keys - {"0", "Покупатель (номер в базе)"}) == len(codes)
    build_workbook(replace(company(), contacts=True), tmp_path / "full.xlsx", "ru")
    assert "buyer2@mail.ru" in {found.value for found in read_sheets(tmp_path / "full.xlsx")["Данные"].values()}


def test_what_most_figures_say_is_said_once_above_them(tmp_path: Path) -> None:
    whole = company(split=False)
    last, own = whole.month.month_text, Flag("own", msg("There is no data for this period"))
    common = Flag("last_day", msg("the last day, {day}, may be incomplete", day="31.03.2024"))
    total = dict(whole.matrix.total)
    for (metric, month), figure in whole.matrix.total.items():
        if month == last:
            total[metric, month] = replace(figure, flags=(common, own) if metric == "margin" else (common,))
    out = tmp_path / "noted.xlsx"
    build_workbook(replace(whole, matrix=replace(whole.matrix, total=total)), out, "ru")
    sheets = read_sheets(out)
    summary = sheets["Сводка"]
    assert summary["B6"].value == "Последний день, 31.03.2024, может быть неполным"
    notes = {found.value for place, found in summary.items() if place[0] == "G" and found.formula}
    assert notes == {"За этот период нет данных", "—"}
    names = [found.value for place, found in summary.items() if re.fullmatch(r"A\d+", place) and int(place[1:]) > 24]
    assert names[:4] == ["Главное", "Выручка", "Количество продаж (N)", "Средний чек (AOV)"]
    assert verify(out).sound


def test_a_measure_says_which_column_and_lines_it_adds_up(russian: tuple[Path, WorkbookInfo, Sheets]) -> None:
    """Followed by hand: the sale lines of a month in the data sheet give the measure's figure."""
    sheets = russian[2]
    row = row_of(sheets, "Меры", "Выручка без вычета возвратов")
    assert sheets["Меры"][f"C{row}"].value == "«Данные»: сумма столбца «Сумма»; Продажа"
    data = sheets["Данные"]
    heads = {str(found.value): place[:-1] for place, found in data.items() if place[1:] == str(FIRST_ROW)}
    rows = [place[1:] for place, found in data.items() if place[0] == heads["Вид строки"] and found.value == "Продажа"]
    chosen = [line for line in rows if data[heads["Ключ месяца"] + line].value == "202302"]
    total = sum((number(data[heads["Сумма"] + line]) for line in chosen), Decimal(0))
    wanted = number(sheets["Меры"][cell(row - 1, FIRST_MONTH + 1)])
    assert total.quantize(Decimal("0.01"), ROUND_HALF_UP) == wanted


def test_everything_follows_the_chosen_month(russian: tuple[Path, WorkbookInfo, Sheets], tmp_path: Path) -> None:
    """Another month in the drop-down, then a recalculation: the summary shows that month's column."""
    path, info, sheets = russian
    summary, chosen = info.sheets.index("Сводка") + 1, sheets["Показатели"][cell(NAME_ROW, FIRST_MONTH + 6)].value
    text = rf'\1 t="inlineStr"><is><t>{chosen}</t></is></c>'
    other = changed(path, tmp_path / "other.xlsx", summary, r'(<c r="B4" s="\d+") t="s"><v>\d+</v></c>', text)
    with recalculated(other) as copy:
        fresh = read_sheets(copy)
    for name in ("revenue", "aov", "margin"):
        title = CATALOGUE.metrics[name].name_ru
        row, place = row_of(fresh, "Показатели", title), row_of(fresh, "Сводка", title)
        for column, month in (("B", 6), ("C", 5)):
            wanted = number(fresh["Показатели"][cell(row - 1, FIRST_MONTH + month)])
            assert number(fresh["Сводка"][f"{column}{place}"]) == wanted


def test_an_incomplete_month_is_compared_with_the_same_days(tmp_path: Path) -> None:
    whole = company(split=False)
    last = whole.month.month_text
    same_days = Comparison(Base.PREVIOUS, whole.month.shifted(-1), Decimal(1000), Decimal(0), ChangeKind.PERCENT)
    total = dict(whole.matrix.total)
    for (metric, month), figure in whole.matrix.total.items():
        if month == last:
            change = (
                replace(same_days, change=figure.value / 1000 - 1) if isinstance(figure.value, Decimal) else same_days
            )
            partly = Covered(whole.month.start, whole.month.start, complete=False)
            total[metric, month] = replace(figure, covered=partly, comparisons={Base.PREVIOUS: change})
    out = tmp_path / "partly.xlsx"
    build_workbook(replace(whole, matrix=replace(whole.matrix, total=total)), out, "en")
    summary = read_sheets(out)["Summary"]
    row = next(int(place[1:]) for place, found in summary.items() if place[0] == "A" and found.value == "Revenue")
    assert summary[f"C{row}"].value == "1000"
    assert summary[f"E{row}"].value == "—"
    assert summary["B5"].value == "partly: compared with the same days"
    assert verify(out).sound


def test_a_formula_without_its_value_is_listed(russian: tuple[Path, WorkbookInfo, Sheets], tmp_path: Path) -> None:
    path, info, _ = russian
    kpis = info.sheets.index("Показатели") + 1
    place = f"D{FIRST_LINE + 2}"
    bad = changed(path, tmp_path / "1.xlsx", kpis, rf'(<c r="{place}"[^>]*><f>[^<]*</f>)<v>[^<]*</v>', r"\1")
    assert verify(bad).not_cached == (("Показатели", place),)


def test_a_stranger_is_refused_with_a_sentence(tmp_path: Path) -> None:
    from xlsxwriter import Workbook

    out = tmp_path / "чужая.xlsx"
    with Workbook(str(out)) as book:
        book.add_worksheet().write(0, 0, 1)
    with pytest.raises(UsageError, match="not a workbook of KPI Desktop"):
        verify(out)
    (tmp_path / "text.xlsx").write_text("no package")
    with pytest.raises(UsageError):
        verify(tmp_path / "text.xlsx")
    with pytest.raises(UsageError, match="no file"):
        verify(tmp_path / "absent.xlsx")


def test_one_month_without_a_split_is_a_workbook_too(tmp_path: Path) -> None:
    rows = [line for line in lines(60, months=1) if line.day < Period.of(line.day, Grain.MONTH).end]
    info = build_workbook(company(rows, months=1, split=False), tmp_path / "one.xlsx", "en")
    assert "Split" not in info.sheets
    assert verify(tmp_path / "one.xlsx").sound


def test_amounts_finer_than_the_book_keeps_are_no_difference(tmp_path: Path) -> None:
    """A third of a kopeck is rounded on the way in: the totals agree to the kopeck, recalculated too."""
    made = company()
    fine = replace(made.sources[0], file_total=(made.sources[0].imported_total or 0) + Decimal("0.000066666666802"))
    out = tmp_path / "fine.xlsx"
    build_workbook(replace(made, sources=(fine,)), out, "ru")
    sheet = read_sheets(out)["Сверка"]
    row = next(int(place[1:]) for place, found in sheet.items() if place[0] == "A" and found.value == fine.file)
    assert number(sheet[f"E{row}"]) == 0
    assert sheet[f"G{row}"].value == "OK"
    assert not verify(out).different
