"""Bonus sheets to print: a summary, then a page for each person with every line and the sum."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.core.writing import written_beside

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from pathlib import Path

#: Excel takes sheet names of at most so many characters, without these.
_LONGEST, _FORBIDDEN = 31, re.compile(r"[\[\]:*?/\\']")
_FONT = "Arial"

#: The height of one line of text, and how many letters a line over all columns holds.
_LINE, _OF_LINE = 15, 105


@dataclass(frozen=True, slots=True)
class BonusPage:
    """One page in the reader's language: heading, lines (name, base, rule, pay), the sum, why something is absent."""

    name: str
    about: str
    lines: Sequence[tuple[str, Decimal | str, str, Decimal | str]]
    total: Decimal | str
    reasons: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class BonusWords:
    """The words of the sheets."""

    title: str
    headings: tuple[str, str, str, str]
    person: str
    total: str
    note: str
    signed: str


def write_bonus_sheets(out: Path, words: BonusWords, pages: Sequence[BonusPage]) -> None:
    """Write the workbook; amounts are numbers, so that an accountant can go on with them."""
    from xlsxwriter import Workbook

    with written_beside(out) as beside, Workbook(str(beside)) as book:
        plain = {"font_name": _FONT, "font_size": 11}
        bold = book.add_format({**plain, "bold": True, "bottom": 1})
        title = book.add_format({**plain, "bold": True, "font_size": 14})
        text = book.add_format({**plain, "text_wrap": True, "valign": "top"})
        money = book.add_format({**plain, "num_format": "#,##0.00", "valign": "top", "align": "right"})
        summed = book.add_format({**plain, "num_format": "#,##0.00", "bold": True, "top": 1, "align": "right"})
        sheet = book.add_worksheet(_sheet_name(words.total, set()))
        sheet.set_column(0, 0, 40, text)
        sheet.set_column(1, 1, 20, money)
        sheet.write_string(0, 0, words.title, title)
        sheet.write_row(2, 0, (words.person, words.total), bold)
        for row, page in enumerate(pages, 3):
            sheet.write_string(row, 0, page.name, text)
            _amount(sheet, row, 1, page.total, money)
        taken = {words.total.casefold()}
        for page in pages:
            own = book.add_worksheet(_sheet_name(page.name, taken))
            own.set_paper(9)
            own.set_landscape()
            own.fit_to_pages(1, 0)
            for column, width in enumerate((44, 20, 36, 20)):
                own.set_column(column, column, width)
            own.write_string(0, 0, page.name, title)
            own.write_string(1, 0, page.about, text)
            own.write_row(3, 0, words.headings, bold)
            for row, (name, base, rule, pay) in enumerate(page.lines, 4):
                own.write_string(row, 0, name, text)
                _amount(own, row, 1, base, money)
                own.write_string(row, 2, rule, text)
                _amount(own, row, 3, pay, money)
            last = 4 + len(page.lines)
            own.write_string(last, 0, words.total, bold)
            _amount(own, last, 3, page.total, summed)
            for note in (*page.reasons, words.note):
                last += 1
                own.merge_range(last + 1, 0, last + 1, 3, note, text)
                own.set_row(last + 1, _LINE * (1 + len(note) // _OF_LINE))
            own.write_string(last + 3, 0, words.signed, text)


def _amount(sheet: object, row: int, column: int, value: Decimal | str, style: object) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value, style)  # type: ignore[attr-defined]
    else:
        sheet.write_number(row, column, float(value), style)  # type: ignore[attr-defined]


def _sheet_name(name: str, taken: set[str]) -> str:
    base = _FORBIDDEN.sub(" ", name).strip()[:_LONGEST] or "—"
    found, number = base, 2
    while found.casefold() in taken:
        found = f"{base[: _LONGEST - len(str(number)) - 1]} {number}"
        number += 1
    taken.add(found.casefold())
    return found
