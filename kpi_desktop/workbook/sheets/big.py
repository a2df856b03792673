"""The heads of the big sheets: the rows themselves are joined in by the package."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.address import letters
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.workbook.bulk import RUSSIAN_DATE
from kpi_desktop.workbook.layout import CUSTOMER_COLUMNS, FIRST_ROW
from kpi_desktop.workbook.sheets.months import set_print

if TYPE_CHECKING:
    from xlsxwriter.format import Format

    from kpi_desktop.workbook.bulk import Bulk
    from kpi_desktop.workbook.cells import Page
    from kpi_desktop.workbook.scene import Scene

#: Where the check 'still sorted' stands, and the states that it shows.
SORTED = (3, 1)
IN_ORDER, OUT_OF_ORDER = msg("in order"), msg("order changed!")
FILTERED = msg("Total of the lines shown:")

_MONEY = "#,##0.00"
_ENGLISH_DATE = "dd mmm yyyy"
_FLAGS = ("buyer", "new", "returning")


def write_data(scene: Scene) -> None:
    """Write the head of the data sheet: totals that follow the filter, and the check of the order."""
    bulk = scene.bulks["data"]
    page = scene.page("data")
    about = msg("Sale lines as they were imported; the filter is on. Do not sort: formulas rely on the order")
    _head(scene, page, bulk, (msg("Data"), about))
    state = scene.say(IN_ORDER)
    page.text(3, 0, scene.say(msg("Order")), scene.styles("note"))
    page.formula(*SORTED, order_check(scene, bulk), state, scene.styles("state"))
    places = scene.plan.data_columns
    page.text(3, places["kind_word"], scene.say(FILTERED), scene.styles("note_right"))
    quantity = bulk.heads[places["quantity"]].number
    for name, number in (("quantity", quantity), ("amount", _MONEY), ("cost", _MONEY), ("first_line", "#,##0")):
        _total(page, bulk, places[name], scene.styles("headline", number))


def write_customers(scene: Scene) -> None:
    """Write the head of the sheet of customer-months."""
    page = scene.page("customers")
    about = msg("One line for each customer and month, computed from the data sheet; 0 or a dash: no customer")
    bulk = scene.bulks["customers"]
    _head(scene, page, bulk, (msg("Customer months"), about))
    page.text(3, 0, scene.say(FILTERED), scene.styles("note"))
    for name, number in (("sales", "#,##0"), ("net", _MONEY), *((flag, "#,##0") for flag in _FLAGS)):
        _total(page, bulk, CUSTOMER_COLUMNS.index(name), scene.styles("headline", number))


def _total(page: Page, bulk: Bulk, column: int, look: Format) -> None:
    """The total of a column over the lines that the filter shows."""
    mark = letters(column)
    formula = f"ROUND(SUBTOTAL(109,{mark}{FIRST_ROW + 1}:{mark}{FIRST_ROW + bulk.count}),6)"
    page.formula(3, column, formula, Decimal(bulk.totals[mark]), look)


def order_check(scene: Scene, bulk: Bulk) -> str:
    """A formula that says whether the lines still stand by month, customer and document."""
    yes, no = scene.say(IN_ORDER), scene.say(OUT_OF_ORDER)
    if bulk.count < 2:
        return f'IF(1=1,"{yes}","{no}")'
    month, customer, document = (letters(scene.plan.data_columns[c]) for c in ("month", "customer", "document"))
    first, last = FIRST_ROW + 1, FIRST_ROW + bulk.count

    def pair(column: str, sign: str) -> str:
        return f"({column}{first + 1}:{column}{last}{sign}{column}{first}:{column}{last - 1})"

    broken = (
        f"{pair(month, '<')}+{pair(month, '=')}*({pair(customer, '<')}+{pair(customer, '=')}*{pair(document, '<')})"
    )
    return f'IF(SUMPRODUCT({broken})=0,"{yes}","{no}")'


def _head(scene: Scene, page: Page, bulk: Bulk, said: tuple[Message, Message]) -> None:
    page.text(0, 0, scene.say(said[0]), scene.styles("title"))
    page.text(1, 0, scene.say(said[1]), scene.styles("subtitle"))
    for column, head in enumerate(bulk.heads):
        right = head.number != "@"
        look = "text" if head.number == "@" else "data"
        look = "data_key" if head.key else look
        page.sheet.set_column(column, column, head.width)
        page.text(FIRST_ROW - 1, column, scene.say(head.name), scene.styles("head_right" if right else "head_text"))
        number = _ENGLISH_DATE if head.number == RUSSIAN_DATE and scene.lang != "ru" else head.number
        page.sheet.write_blank(FIRST_ROW, column, None, scene.styles(look, number))
    page.sheet.set_row(FIRST_ROW - 1, 44)
    page.sheet.freeze_panes(FIRST_ROW, 2)
    if bulk.count:
        page.sheet.autofilter(FIRST_ROW - 1, 0, FIRST_ROW - 1 + bulk.count, len(bulk.heads) - 1)
    set_print(scene, page)
    page.sheet.repeat_rows(FIRST_ROW - 1)
    read = max(column for column, head in enumerate(bulk.heads) if not head.key)
    page.sheet.print_area(0, 0, FIRST_ROW - 1 + bulk.count, read)
