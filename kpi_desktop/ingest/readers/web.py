"""Web pages that programs name .xls: the tables in them, every cell as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest import refusal
from kpi_desktop.ingest.readers.columns import columns_of
from kpi_desktop.ingest.readers.encoding import decode_text
from kpi_desktop.ingest.source import SourceTable

if TYPE_CHECKING:
    from pathlib import Path

    from lxml import html

    from kpi_desktop.ingest.limits import Limits

_MOST_SPAN = 1000


def read_web_page(path: Path, limits: Limits) -> tuple[list[SourceTable], dict[str, str]]:
    """The page's tables; raises Refusal for a page without one."""
    from lxml import etree, html

    text, encoding = decode_text(path.read_bytes())
    try:
        page = html.document_fromstring(_undeclared(text), parser=html.HTMLParser(huge_tree=True, no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise refusal.damaged("HTML") from error
    tables = [
        table
        for number, element in enumerate(page.iter("table"), start=1)
        if element.find(".//table") is None and (table := _table(element, f"table {number}", limits)) is not None
    ]
    if not tables:
        raise refusal.wrong_type(msg("a web page"))
    return tables, {"encoding": encoding, "markup": "html"}


def _undeclared(text: str) -> str:
    """Without the XML declaration, which lxml refuses in a decoded text."""
    start = text.lstrip("\ufeff \r\n\t")
    return start.split("?>", 1)[-1] if start.startswith("<?xml") else start


def _table(element: html.HtmlElement, name: str, limits: Limits) -> SourceTable | None:
    grid: list[list[str]] = []
    merges: list[tuple[int, int, int, int]] = []
    held: dict[tuple[int, int], bool] = {}
    for row_number, row in enumerate(element.iter("tr")):
        cells: list[str] = []
        for cell in row.iterchildren("td", "th"):
            while held.pop((row_number, len(cells)), False):
                cells.append("")
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            at = len(cells)
            cells.append(" ".join(cell.text_content().split()))
            cells.extend([""] * (across - 1))
            if down > 1 or across > 1:
                merges.append((row_number, at, row_number + down - 1, at + across - 1))
                held.update(
                    {(row_number + below, at + aside): True for below in range(1, down) for aside in range(across)}
                )
            if len(held) > limits.cells or len(cells) > limits.text_columns:
                raise refusal.too_big(msg("The table has more cells than the program takes in at once"))
        grid.append(cells)
    width = max(map(len, grid), default=0)
    if width < 2 or not any(any(row) for row in grid):
        return None
    if width * len(grid) > limits.cells:
        raise refusal.too_big(msg("The table has more cells than the program takes in at once"))
    rows, columns = columns_of(([*row, *[""] * (width - len(row))] for row in grid), width)
    inside = tuple((top, left, min(bottom, rows - 1), min(right, width - 1)) for top, left, bottom, right in merges)
    return SourceTable(name, rows, columns, merges=inside, all_text=True)


def _span(cell: html.HtmlElement, name: str) -> int:
    text = str(cell.get(name) or "1").strip()
    return min(max(int(text), 1), _MOST_SPAN) if text.isdigit() and len(text) < 6 else 1
