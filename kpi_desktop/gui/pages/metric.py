"""A metric's page: figure, formula with the numbers put in, the way it went, and the rows it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from kpi_desktop.gui.models.table import TextTable
from kpi_desktop.gui.pages.metric_texts import (
    comparison_line,
    flag_lines,
    history_chart,
    history_texts,
    row_cells,
    row_headings,
)
from kpi_desktop.gui.pages.page import Page
from kpi_desktop.gui.theme import on_screen
from kpi_desktop.gui.widgets.blocks import button, column, label, panel, row, set_tone
from kpi_desktop.gui.widgets.chart import ChartView
from kpi_desktop.gui.widgets.formula import FormulaView
from kpi_desktop.gui.widgets.table import table_view
from kpi_desktop.gui.widgets.why_panel import WhyPanel
from kpi_desktop.i18n.formats import month_year
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.present.forms import form_text
from kpi_desktop.present.numbers import figure_text
from kpi_desktop.present.prose import metric_name

if TYPE_CHECKING:
    from kpi_desktop.app.explaining import Why
    from kpi_desktop.app.figures import Explanation
    from kpi_desktop.engine.rows import RowPage
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch

_PAGE = 50


class MetricPage(Page):
    """Every figure can be opened down to file, sheet and row."""

    def __init__(self, context: Context) -> None:
        """Build the page."""
        super().__init__(context)
        self._metric, self._offset = "", 0
        self._found: tuple[Explanation, RowPage] | None = None
        self._back = button(lambda: self.go.emit("back", None), "link")
        self._write = button(lambda: self.go.emit("own", self._metric))
        self._title, self._value, self._change = (
            label("title", wrap=True),
            label("cardValue"),
            label("muted", wrap=True),
        )
        self._flags = label(wrap=True)
        set_tone(self._flags, "warn")
        self._formula_title, self._formula, self._numbers = (
            label("heading"),
            FormulaView(),
            label(selectable=True, wrap=True),
        )
        self._definition, self._advice = label(wrap=True), label("muted", wrap=True)
        self._forms_title, self._forms = label("heading"), label(wrap=True, selectable=True)
        self._chart = ChartView()
        self._why = WhyPanel(context)
        self._why.asked.connect(self._ask_why)
        self._explained: object = None
        self._rows_title, self._place = label("heading"), label("muted")
        self._model = TextTable()
        self._table = table_view(self._model, whole=True)
        self._earlier, self._later = button(lambda: self._turn(-_PAGE)), button(lambda: self._turn(_PAGE))
        self._build()
        context.month_changed.connect(self._month_changed)

    def _build(self) -> None:
        formula = panel(
            column(self._formula_title, self._formula, self._numbers, self._definition, self._advice, spacing=10)
        )
        self._forms_panel = panel(column(self._forms_title, self._forms, spacing=8))
        self._chart_panel = panel(column(self._chart))
        turn = row(self._rows_title, self._place, None, self._earlier, self._later)
        inner = QWidget()
        inner.setLayout(
            column(
                row(self._back, None, self._write), self._title, self._value, self._change, self._flags, formula,
                self._forms_panel, self._chart_panel, self._why, turn, self._table, None, margins=2, spacing=12,
            )
        )  # fmt: skip
        area = self._area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        box = column(area)
        box.setContentsMargins(22, 14, 18, 12)
        self.setLayout(box)

    def _month_changed(self) -> None:
        self._offset = 0
        if self.isVisible():
            self.open(self._metric)

    def open(self, what: object) -> None:
        """Explain the metric of that id for the chosen month."""
        if not isinstance(what, str) or not what or self.context.book is None:
            return
        if what != self._metric:
            self._metric, self._offset, self._found, self._explained = what, 0, None, None
            self._why.clear()
            self._area.verticalScrollBar().setValue(0)
        context, metric, offset = self.context, self._metric, self._offset
        book, month = self.context.book, self.context.month.month_text if self.context.month else None

        def compute(_watch: Watch) -> tuple[Explanation, RowPage]:
            from kpi_desktop.app.figures import explain, rows

            return (
                explain(context.workspace, book, metric, month, context.lang),
                rows(context.workspace, book, metric, month, offset, _PAGE),
            )

        self.ask(compute, self._show)

    def _show(self, found: tuple[Explanation, RowPage]) -> None:
        self._found = found
        self._print()
        figure = found[0].figure
        told = self.context.book, figure.metric, figure.period, figure.value
        if told != self._explained:
            self._explained = told
            self._why.clear()
            self._ask_why("", "")

    def _ask_why(self, base: str, choice: str) -> None:
        """Why the figure changed, asked for when the page is there: a split of a large book takes its time."""
        book, workspace, metric = self.context.book, self.context.workspace, self._metric
        month = self.context.month.month_text if self.context.month else None
        if book is None:
            return

        def compute(_watch: Watch) -> Why:
            from kpi_desktop.app.explaining import why

            return why(workspace, book, metric, month, base, choice)

        self.ask(compute, self._why.show_why)

    def retranslate(self) -> None:
        """Set every text; the explanation is asked for anew, since it has words in it."""
        tr = self.context.tr_
        self._back.setText("← " + tr(msg("Back")))
        self._write.setText(tr(msg("Change the metric")))
        self._table.setAccessibleName(tr(msg("Rows behind it")))
        self._formula_title.setText(tr(msg("How it is computed")))
        self._forms_title.setText(tr(msg("Other definitions")))
        self._rows_title.setText(tr(msg("Rows behind it")))
        self._earlier.setText("←")
        self._later.setText("→")
        self._earlier.setAccessibleName(tr(msg("Earlier rows")))
        self._later.setAccessibleName(tr(msg("Later rows")))
        self._why.retranslate()
        if self.isVisible() and self._metric:
            self.open(self._metric)

    def _print(self) -> None:
        if self._found is None:
            return
        (found, page), context, lang = self._found, self.context, self.context.lang
        metric, figure = found.metric, found.figure
        self._title.setText(f"{metric_name(metric, lang)} · {month_year(figure.period.start, lang)}")
        self._value.setText(figure_text(figure, metric, found.currency, lang))
        self._change.setText(comparison_line(found, context))
        self._write.setVisible(metric.id in context.workspace.own)
        flags = flag_lines(figure, context)
        self._flags.setText(flags)
        self._flags.setVisible(bool(flags))
        self._formula.set_formula(found.formula_html, found.formula_words)
        self._numbers.setText(found.numbers)
        self._numbers.setVisible(bool(found.numbers))
        self._definition.setText(metric.definition_ru if lang == "ru" else metric.definition_en)
        self._advice.setText(metric.advice_ru if lang == "ru" else metric.advice_en)
        self._forms.setText("\n".join(form_text(one, beside, found.currency, lang) for one, beside in found.forms))
        self._forms_panel.setVisible(bool(found.forms))
        chart = history_chart(found, context)
        self._chart_panel.setVisible(chart is not None)
        if chart is not None:
            colours = context.colours
            self._chart.show_chart(chart, history_texts(found, context), lambda svg: on_screen(svg, colours))
        self._model.fill(row_headings(page, context), row_cells(page, context))
        self._table.fit(max(0, len(page.columns) - 1))
        last = self._offset + len(page.rows)
        self._place.setText(context.tr_(nmsg("{first}–{last} of {n} row", "{first}–{last} of {n} rows", n=page.total,
                                             first=min(self._offset + 1, last), last=last)))  # fmt: skip
        self._earlier.setEnabled(self._offset > 0)
        self._later.setEnabled(last < page.total)

    def _turn(self, step: int) -> None:
        self._offset = max(0, self._offset + step)
        self.open(self._metric)
