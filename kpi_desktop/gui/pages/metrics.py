"""All metrics of the catalogue: those with a figure and those without, each with what would unlock it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QLineEdit

from kpi_desktop.core.missing import Missing
from kpi_desktop.gui.models.table import Heading, TextCell, TextTable
from kpi_desktop.gui.pages.page import Page
from kpi_desktop.gui.widgets.blocks import button, column, label, row
from kpi_desktop.gui.widgets.table import table_view
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.numbers import figure_text
from kpi_desktop.present.prose import metric_name

if TYPE_CHECKING:
    from kpi_desktop.app.figures import MonthView
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch


class MetricsPage(Page):
    """A list to look a metric up, computed or not."""

    def __init__(self, context: Context) -> None:
        """Build the page."""
        super().__init__(context)
        self._view: MonthView | None = None
        self._title, self._search, self._only = label("title"), QLineEdit(), QCheckBox()
        self._search.setClearButtonEnabled(True)
        self._model = TextTable()
        self._table = table_view(self._model, lambda key: self.go.emit("metric", key))
        self._own = button(lambda: self.go.emit("own", None))
        box = column(self._title, row(self._search, self._only, self._own), self._table, spacing=14)
        box.setContentsMargins(22, 18, 18, 12)
        self.setLayout(box)
        self._search.textChanged.connect(lambda _text: self._fill())
        self._only.toggled.connect(lambda _on: self._fill())
        self._search.setAcceptDrops(False)
        context.book_changed.connect(self._forget)
        context.data_changed.connect(self._forget)

    def _forget(self) -> None:
        self._view = None

    def open(self, what: object) -> None:
        """Compute the chosen month."""
        del what
        if self.context.book is None:
            return
        workspace, book, month = self.context.workspace, self.context.book, self.context.month

        def compute(_watch: Watch) -> MonthView | None:
            from kpi_desktop.app.figures import month_view

            return month_view(workspace, book, month)

        self.ask(compute, self._show)

    def _show(self, view: MonthView | None) -> None:
        self._view = view
        self._fill()

    def retranslate(self) -> None:
        """Set every text."""
        tr = self.context.tr_
        self._title.setText(tr(msg("Metrics")))
        self._search.setPlaceholderText(tr(msg("Search the metrics")))
        self._search.setAccessibleName(tr(msg("Search the metrics")))
        self._table.setAccessibleName(tr(msg("Metrics")))
        self._only.setText(tr(msg("Only with a value")))
        self._own.setText(tr(msg("Own metric…")))
        self._fill()

    def _fill(self) -> None:
        context, view = self.context, self._view
        tr, lang = context.tr_, context.lang
        wanted = self._search.text().casefold().split()
        keys, cells = [], []
        for metric in context.workspace.catalogue.metrics.values():
            name = metric_name(metric, lang)
            figure = view.matrix.total.get((metric.id, view.month.month_text)) if view else None
            value = figure.value if figure else None
            missing = value is None or isinstance(value, Missing)
            if (self._only.isChecked() and missing) or not all(w in f"{name} {metric.id}".casefold() for w in wanted):
                continue
            text = figure_text(figure, metric, view.book.currency, lang) if figure and view else "—"
            why = tr(value.message) if isinstance(value, Missing) else ""
            definition = metric.definition_ru if lang == "ru" else metric.definition_en
            keys.append(metric.id)
            muted = context.colours.muted if missing else ""
            cells.append([TextCell(name, tip=definition), TextCell(text, muted), TextCell(why, context.colours.muted)])
        headings = [
            Heading(tr(msg("Metric"))),
            Heading(tr(msg("Value")), figures=True),
            Heading(tr(msg("What is missing"))),
        ]
        self._model.fill(headings, cells, keys)
        self._table.fit(2)
