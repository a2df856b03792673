"""The products and customers that brought most of the month's revenue."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display
from kpi_desktop.i18n.formats import money_text
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.numbers import member_text, value_text
from kpi_desktop.present.periods import period_short
from kpi_desktop.report.view import Section, Table

if TYPE_CHECKING:
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.present.bundle import TopLine
from kpi_desktop.report.view import Setting


def section(setting: Setting) -> Section | None:
    """The two tables, or nothing where the sources name neither products nor customers."""
    bundle = setting.bundle
    wanted = (
        (msg("Products by revenue"), msg("Product"), bundle.top_products),
        (msg("Customers by revenue"), msg("Customer"), bundle.top_customers),
    )
    tables = tuple(_table(setting, caption, head, lines) for caption, head, lines in wanted if lines)
    if not tables:
        return None
    return Section("leaders", setting.translate(msg("Who and what brings the revenue")), tables)


def _table(setting: Setting, caption: Message, head: Message, lines: tuple[TopLine, ...]) -> Table:
    bundle, translate, lang = setting.bundle, setting.translate, setting.lang
    # A column that says 'no data' in every row tells nothing.
    before = any(isinstance(line.previous, Decimal) for line in lines)
    heads = (
        translate(head),
        period_short(bundle.month, lang),
        translate(msg("Share")),
        *((period_short(bundle.month.shifted(-1), lang),) if before else ()),
    )
    rows = tuple(
        (
            member_text(line.name, lang),
            money_text(line.revenue, bundle.currency, lang),
            value_text(line.share, Display.SHARE, 1, bundle.currency, lang),
            *((value_text(line.previous, Display.MONEY, 2, bundle.currency, lang),) if before else ()),
        )
        for line in lines
    )
    return Table(translate(caption), heads, rows)
