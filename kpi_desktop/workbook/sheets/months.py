"""The head that sheets with a column per month share: keys, names, coverage, and how such a sheet is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.period import Grain, Period
from kpi_desktop.i18n.formats import month_axis
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.workbook.layout import COVER_ROW, FIRST_MONTH, KEY_ROW, NAME_ROW, SHORT_ROW

if TYPE_CHECKING:
    from kpi_desktop.workbook.cells import Page
    from kpi_desktop.workbook.scene import Scene


#: So many months fit one page across; more take two.
_ONE_PAGE = 6


def write_months(scene: Scene, page: Page, heads: tuple[Message, ...]) -> None:
    """Write the rows of month keys, month names and coverage, and set the sheet up for print."""
    styles = scene.styles
    page.text(KEY_ROW, 0, scene.say(msg("Month key")), styles("note"))
    page.text(COVER_ROW, 0, scene.say(msg("Month is complete: 1 yes, 0 no")), styles("note"))
    for column, head in enumerate(heads):
        page.text(NAME_ROW, column, scene.say(head), styles("head"))
    for index, month in enumerate(scene.plan.months):
        column = FIRST_MONTH + index
        page.text(SHORT_ROW, column, month_axis(month.start, scene.lang), styles("key"))
        page.number(KEY_ROW, column, month.key, styles("key", "0"))
        page.text(NAME_ROW, column, scene.month_name(month), styles("head_right"))
        page.number(COVER_ROW, column, int(complete(scene, month)), styles("key", "0"))
    page.sheet.set_column(FIRST_MONTH, scene.plan.last_month, 21)
    page.sheet.set_row(NAME_ROW, 20)
    set_print(scene, page)
    page.sheet.repeat_columns(0)
    page.sheet.fit_to_pages(1 if len(scene.plan.months) <= _ONE_PAGE else 2, 0)
    page.sheet.repeat_rows(NAME_ROW)


def set_print(scene: Scene, page: Page, *, landscape: bool = True) -> None:
    """A4, one page wide, with the company and the page number at the foot."""
    page.sheet.set_paper(9)
    if landscape:
        page.sheet.set_landscape()
    page.sheet.fit_to_pages(1, 0)
    page.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    company = scene.bundle.company.replace("&", "&&")[:120]
    page.sheet.set_footer(f"&L&8{company}&C&8&A&R&8&P / &N")


def complete(scene: Scene, month: Period) -> bool:
    """Whether the figures of a month cover all its days: only complete months are compared."""
    figures = (scene.bundle.matrix.total.get((metric, month.month_text)) for metric in scene.bundle.matrix.metrics)
    covered = [figure.covered for figure in figures if figure is not None and figure.covered.first is not None]
    return bool(covered) and any(found.complete for found in covered) and Period.of(month.start, Grain.MONTH) == month
