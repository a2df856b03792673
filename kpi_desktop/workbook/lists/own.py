"""A workbook of lists alone: what the window and the shell write of one list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.writing import written_beside
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.present.lists import NAMES
from kpi_desktop.workbook.cells import Ledger, Page
from kpi_desktop.workbook.lists.drawing import Drawing
from kpi_desktop.workbook.lists.sheets import write_listing
from kpi_desktop.workbook.styles import Styles

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.engine.lists.model import Listing


def write_lists(listings: tuple[Listing, ...], out: Path, currency: str, lang: str, *, contacts: bool = False) -> None:
    """Write each list that the data gives to a sheet; an old file stays until the new one is done."""
    from xlsxwriter import Workbook

    translate = Translator(lang)
    settings = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with written_beside(out) as beside, Workbook(str(beside), settings) as book:
        styles, ledger = Styles(book, currency, lang), Ledger()
        for listing in listings:
            if listing.missing is not None:
                continue
            title = translate(NAMES[listing.id][0])
            sheet = book.add_worksheet(title)
            sheet.hide_gridlines(2)
            page = Page(sheet, title, ledger)
            write_listing(Drawing(page, book, styles, translate, currency, contacts), listing)
