"""The table of plans as a workbook: to be filled in by the owner and read back by `plan import`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.writing import written_beside

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from decimal import Decimal
    from pathlib import Path


def write_plan_sheet(
    out: Path, headings: Sequence[str], rows: Sequence[tuple[datetime, str, str, str, Decimal]]
) -> None:
    """One row for each month and person, team or channel."""
    from xlsxwriter import Workbook

    with written_beside(out) as beside, Workbook(str(beside)) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        month = book.add_format({"num_format": "dd.mm.yyyy"})
        money = book.add_format({"num_format": "#,##0.00"})
        sheet = book.add_worksheet("Планы")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 0, 12)
        sheet.set_column(1, 3, 26)
        sheet.set_column(4, 4, 18)
        sheet.write_row(0, 0, headings, bold)
        for place, (day, manager, team, channel, amount) in enumerate(rows, 1):
            sheet.write_datetime(place, 0, day, month)
            for column, text in enumerate((manager, team, channel), 1):
                sheet.write_string(place, column, text)
            sheet.write_number(place, 4, float(amount), money)
