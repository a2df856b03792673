"""What every sheet is written from: the bundle, the plan of addresses, the looks, the words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing
from kpi_desktop.expr.windows import in_window
from kpi_desktop.i18n.formats import month_year
from kpi_desktop.i18n.message import Message, msg, named
from kpi_desktop.workbook.cells import Page
from kpi_desktop.workbook.order import MAIN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.workbook import Workbook

    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.expr.leaf import Leaf
    from kpi_desktop.i18n.translator import Translator
    from kpi_desktop.present.bundle import Bundle
    from kpi_desktop.workbook.bulk import Bulk
    from kpi_desktop.workbook.cells import Ledger
    from kpi_desktop.workbook.figures import Entry, Figures
    from kpi_desktop.workbook.layout import Plan
    from kpi_desktop.workbook.rows import SaleRows
    from kpi_desktop.workbook.styles import Styles

#: Sections of the KPIs as headings: the first questions, then the folders of the catalogue.
GROUPS = {
    MAIN: msg("Most important"),
    "shop": msg("Shop"),
    "sales": msg("Sales"),
    "customers": msg("Customers"),
    "marketing": msg("Marketing"),
    "finance": msg("Finance"),
    "own": msg("Own metrics"),
    "project": msg("Project"),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """One workbook while it is being written; `common` keeps what is said once about a whole month."""

    bundle: Bundle
    plan: Plan
    figures: Figures
    book: Workbook
    styles: Styles
    ledger: Ledger
    translate: Translator
    rows: SaleRows | None = None
    bulks: Mapping[str, Bulk] = field(default_factory=dict)
    common: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def lang(self) -> str:
        """The workbook's language."""
        return self.translate.lang

    def page(self, sheet: str) -> Page:
        """The sheet of that id, added to the workbook."""
        title = self.plan.titles[sheet]
        added = self.book.add_worksheet(title)
        added.hide_gridlines(2)
        return Page(added, title, self.ledger)

    def say(self, message: Message) -> str:
        """A sentence in the workbook's language."""
        return self.translate(message)

    def month_name(self, month: Period) -> str:
        """A month as its column is headed and as the drop-down offers it: «Ноябрь 2011»."""
        name = month_year(month.start, self.lang)
        return name[0].upper() + name[1:]

    def metric_name(self, metric: Metric) -> str:
        """What the owner calls a metric."""
        return metric.name_ru if self.lang == "ru" else metric.name_en

    def leaf_name(self, leaf: Leaf) -> str:
        """A measure with its window in words."""
        measure = self.bundle.catalogue.measures.get(leaf.measure)
        name = named(measure.name_en, measure.name_ru) if measure else named(leaf.measure, leaf.measure)
        return self.translate(in_window(name, leaf.steps, total=leaf.total))

    def put(self, page: Page, row: int, column: int, entry: Entry, number: str) -> None:
        """Write a measure or a KPI: live in ink, a value in the look of values, an absence as its error."""
        self.beside(page, row, column, entry, number)
        self.ledger.live += entry.live
        self.ledger.values += entry.fixed

    def beside(self, page: Page, row: int, column: int, entry: Entry, number: str) -> None:
        """Write a figure that only serves others, so that it is not counted among the workbook's figures."""
        if entry.formula is not None:
            page.formula(row, column, entry.formula, entry.value, self.styles("figure", number))
        elif isinstance(entry.value, Missing):
            page.missing(row, column, entry.value, self.styles("figure", number))
        else:
            page.number(row, column, entry.value, self.styles("value", number))


def known(values: list[Value]) -> bool:
    """Whether any of the values is there."""
    return any(not isinstance(value, Missing) for value in values)
