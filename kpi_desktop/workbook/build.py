"""Builds the workbook of a month: KPI cells are live formulas, formulas have their values, a manifest tells changes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.resolve import resolved
from kpi_desktop.core.address import letters
from kpi_desktop.core.marks import MANIFEST_SHEET
from kpi_desktop.core.writing import written_beside
from kpi_desktop.expr.errors import FormulaError
from kpi_desktop.i18n.message import msg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.workbook.bulk import Bulk, customer_bulk, data_bulk
from kpi_desktop.workbook.cells import Ledger
from kpi_desktop.workbook.figures import Figures
from kpi_desktop.workbook.layout import FIRST_ROW, cell
from kpi_desktop.workbook.live import LiveMeasures
from kpi_desktop.workbook.manifest import BigSheet, from_ledger, write_manifest
from kpi_desktop.workbook.package import read_parts, write_parts
from kpi_desktop.workbook.planning import make_plan
from kpi_desktop.workbook.rows import MONEY_SCALE, customer_months, read_rows
from kpi_desktop.workbook.scene import Scene
from kpi_desktop.workbook.sheets import SHEETS
from kpi_desktop.workbook.sheets.entry import write_written
from kpi_desktop.workbook.sheets.summary import CHOICE
from kpi_desktop.workbook.stream import FormulaColumn, checksums, rows_xml
from kpi_desktop.workbook.styles import FONT, Styles

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xlsxwriter.workbook import Workbook

    from kpi_desktop.expr.nodes import Node
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.present.bundle import Bundle
    from kpi_desktop.workbook.layout import Plan
    from kpi_desktop.workbook.rows import SaleRows

#: Up to so many rows the workbook is live; above it measures are values.
LIVE_ROWS = 150_000

#: A sheet has 1,048,576 rows; the data sheet begins a few rows down.
_SHEET_ROWS = 1_048_576


@dataclass(frozen=True, slots=True)
class WorkbookInfo:
    """What was written: how many formula cells, how many figures are live or values, whether the rows are inside.

    `month` is the one that it was written of: 2026-10.
    """

    formulas: int
    live: bool
    live_figures: int
    value_figures: int
    rows: int
    sheets: tuple[str, ...]
    month: str


def build_workbook(
    bundle: Bundle,
    out: Path,
    lang: str,
    live_rows: int = LIVE_ROWS,
    progress: Callable[[float, Message], None] | None = None,
) -> WorkbookInfo:
    """Write the workbook of the bundle's month to `out`, in Russian or English; the old file stays until it is done.

    `progress` may end the work by an exception: then nothing is left of it.
    """
    tell = progress or _silent
    tell(0.0, msg("Reading the rows"))
    small = 0 < bundle.row_count <= min(live_rows, _SHEET_ROWS - FIRST_ROW)
    translate, trees = Translator(lang), _trees(bundle)
    plan = make_plan(bundle, trees, translate)
    rows = read_rows(bundle) if small else None
    figures, bulks = _contents(bundle, plan, trees, (rows, translate))
    tell(0.2, msg("Writing the sheets"))
    stream = BytesIO()
    book = _book(stream, bundle, translate)
    styles, ledger = Styles(book, bundle.currency, translate.lang), Ledger()
    scene = Scene(bundle, plan, figures, book, styles, ledger, translate, rows, bulks)
    for place, sheet in enumerate(SHEETS):
        if sheet.wanted(scene):
            tell(0.2 + 0.4 * place / len(SHEETS), msg("Writing the sheets"))
            sheet.write(scene)
    titles = tuple(worksheet.get_name() for worksheet in book.worksheets())
    _manifest(scene)
    write_written(scene)
    book.close()
    parts = read_parts(stream.getvalue())
    for place, bulk in enumerate(bulks.values()):
        tell(0.6 + 0.2 * place / len(bulks), msg("Joining the rows in"))
        _join(parts, bulk, titles.index(plan.titles[bulk.sheet]) + 1)
    tell(0.8, msg("Saving the file"))
    with written_beside(out) as beside:
        write_parts(beside, parts)
        tell(0.95, msg("Saving the file"))
    tell(1.0, msg("The workbook is ready"))
    formulas = len(ledger.formulas) + sum(bulk.formulas for bulk in bulks.values())
    return WorkbookInfo(formulas, rows is not None, ledger.live, ledger.values, rows.count if rows else 0, titles,
                        bundle.month.name)  # fmt: skip


def _silent(_: float, __: Message) -> None:
    """Nobody watches."""


def _trees(bundle: Bundle) -> dict[str, Node | None]:
    trees: dict[str, Node | None] = {}
    for metric in bundle.matrix.metrics:
        try:
            trees[metric] = resolved(bundle.catalogue, metric) if metric in bundle.catalogue.metrics else None
        except FormulaError:
            trees[metric] = None
    return trees


def _contents(
    bundle: Bundle, plan: Plan, trees: dict[str, Node | None], given: tuple[SaleRows | None, Translator]
) -> tuple[Figures, dict[str, Bulk]]:
    """What the cells will hold: figures, and the big sheets where the workbook is live."""
    rows, translate = given
    if rows is None:
        return Figures(bundle, plan, trees, None), {}
    entries = customer_months(rows)
    bulks = {
        "customers": customer_bulk(bundle, rows, entries, plan),
        "data": data_bulk(bundle, rows, plan, translate),
    }
    return Figures(bundle, plan, trees, LiveMeasures(plan, rows, entries)), bulks


def _book(stream: BytesIO, bundle: Bundle, translate: Translator) -> Workbook:
    """An empty workbook whose bytes depend on nothing but the bundle."""
    from xlsxwriter import Workbook

    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(stream, settings)
    book.set_calc_mode("auto")
    book.formats[0].set_font_name(FONT)
    book.formats[0].set_font_size(10)
    title = translate(msg("KPIs of {company}", company=bundle.company))
    created = datetime.combine(bundle.as_of, time(), UTC).replace(tzinfo=None)
    book.set_properties(
        {"title": title[:255], "author": "KPI Desktop", "company": bundle.company[:255], "created": created}
    )
    return book


def _manifest(scene: Scene) -> None:
    """The very hidden sheet by which `verify` names a changed cell."""
    sheet = scene.book.add_worksheet(MANIFEST_SHEET)
    sheet.very_hidden()
    big = []
    for bulk in scene.bulks.values():
        sums = checksums(bulk.columns)
        columns = tuple(letters(index) for index in range(len(bulk.columns)))
        kinds = tuple(isinstance(column, FormulaColumn) for column in bulk.columns)
        title = scene.plan.titles[bulk.sheet]
        big.append(BigSheet(title, FIRST_ROW + 1, columns, kinds, sums.rows, sums.columns, bulk.totals, sums.slants))
    choice = (scene.plan.titles["summary"], cell(*CHOICE), scene.month_name(scene.bundle.month))
    control = {"rows": str(scene.bundle.row_count)}
    if scene.rows is not None:
        control["amount"] = str(Decimal(int(scene.rows.amount.sum())).scaleb(-MONEY_SCALE))
    scene.ledger.texts.pop(choice[:2], None)
    write_manifest(sheet, from_ledger(scene.ledger, big, choice, control))


def _join(parts: dict[str, bytes], bulk: Bulk, number: int) -> None:
    """Put the rows of a big sheet in the place of the one row of blank cells that carries the columns' styles."""
    name = f"xl/worksheets/sheet{number}.xml"
    xml = parts[name]
    found = re.search(rb'<row r="%d".*?</row>' % (FIRST_ROW + 1), xml, re.DOTALL)
    if found is None:
        raise AssertionError("the row of styles is written with the head")
    styles = [style.decode() for style in re.findall(rb'<c r="[A-Z]+\d+" s="(\d+)"', found[0])]
    rows = rows_xml(bulk.columns, bulk.count, styles)
    last = f"{letters(len(bulk.columns) - 1)}{max(FIRST_ROW, FIRST_ROW + bulk.count)}".encode()
    head = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:' + last + b'"', xml[: found.start()])
    parts[name] = b"".join((head, rows, xml[found.end() :]))
