"""The funnel of a month: the weak link in one sentence and in money, the stages, and why the result changed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QScrollArea, QStackedWidget, QWidget

from kpi_desktop.gui.models.table import TextTable
from kpi_desktop.gui.pages.funnel_texts import aim_of, hover_texts, stage_headings, stage_rows
from kpi_desktop.gui.pages.page import Page
from kpi_desktop.gui.theme import on_screen
from kpi_desktop.gui.widgets.blocks import button, column, label, panel, row
from kpi_desktop.gui.widgets.flow import Flow
from kpi_desktop.gui.widgets.list_rows import ListRows
from kpi_desktop.gui.widgets.row_chart import RowChart
from kpi_desktop.gui.widgets.table import table_view
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.charts.diagnosis import funnel_chart, funnel_legend, waterfall_chart
from kpi_desktop.present.diagnosis import DiagnosisText
from kpi_desktop.present.periods import period_text

if TYPE_CHECKING:
    from kpi_desktop.catalogue.funnels import Funnel
    from kpi_desktop.engine.funnel.diagnosis import Diagnosis
    from kpi_desktop.engine.funnel.weak import Stage
    from kpi_desktop.engine.rows import RowPage
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch

_Found = tuple[tuple["Funnel", ...], "Diagnosis | None", str]


class FunnelPage(Page):
    """One funnel at a time; a click on a stage shows who was lost on the way to it."""

    def __init__(self, context: Context) -> None:
        """Build the page."""
        super().__init__(context)
        self._found: _Found | None = None
        self._title = label("title")
        self._funnel, self._way, self._base = QComboBox(), QComboBox(), QComboBox()
        self._headline, self._depth = label("heading", wrap=True, selectable=True), label(wrap=True, selectable=True)
        self._lost, self._lever = button(self._open_first_loss), button(self._open_lever, "primary")
        self._funnel_chart, self._waterfall = RowChart(), RowChart()
        self._legend, self._by_money = label("muted", wrap=True), label("heading", wrap=True)
        self._why, self._notes = label("heading"), label("muted", wrap=True)
        self._model = TextTable()
        self._table = table_view(self._model, self._stage_chosen, whole=True)
        self._empty, self._add = label(wrap=True, selectable=True), button(self.choose_files, "primary")
        self.rows = ListRows(context, self)
        self._build()
        for changed in (context.month_changed, context.data_changed):
            changed.connect(self._again)

    def _build(self) -> None:
        for choice in (self._funnel, self._way, self._base):
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._way.addItems(["", ""])
        self._funnel.activated.connect(lambda _place: self._read(str(self._funnel.currentData())))
        self._way.activated.connect(lambda _place: self._draw())
        self._base.activated.connect(lambda _place: self._draw_change())
        self._funnel_chart.chosen.connect(self._row_chosen)
        self._verdict = panel(column(self._headline, self._depth, row(self._lever, self._lost, None), spacing=8))
        self._change_panel = panel(column(Flow(self._why, self._base), self._waterfall, spacing=12))
        self._stages = QWidget()
        self._stages.setLayout(column(self._by_money, self._table, spacing=8))
        inner = QWidget()
        inner.setLayout(column(
            self._verdict, panel(column(self._funnel_chart, self._legend, spacing=8)), self._stages,
            self._change_panel, self._notes, None, spacing=12, margins=2,
        ))  # fmt: skip
        self._area = QScrollArea(widgetResizable=True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(inner)
        none = QWidget()
        none.setLayout(column(panel(column(self._empty, row(self._add, None), spacing=12), "hint"), None))
        self._views = QStackedWidget()
        for view in (self._area, none, self.rows):
            self._views.addWidget(view)
        self.rows.closed.connect(lambda: self._views.setCurrentIndex(0))
        box = column(self._title, Flow(self._funnel, self._way), self._views, spacing=12)
        box.setStretchFactor(self._views, 1)
        box.setContentsMargins(22, 18, 18, 12)
        self.setLayout(box)

    def _again(self) -> None:
        if self.isVisible():
            self.open(None)

    def open(self, what: object) -> None:
        """Diagnose the chosen month by the funnel of that id, else by the one shown last."""
        self._views.setCurrentIndex(0)
        shown = self._found[1] if self._found else None
        self._read(what if isinstance(what, str) else shown.funnel.id if shown else "")

    def _month(self) -> str | None:
        return self.context.month.month_text if self.context.month else None

    def _read(self, funnel: str) -> None:
        book, workspace, month = self.context.book, self.context.workspace, self._month()
        if book is None:
            return

        def read(_watch: Watch) -> _Found:
            from kpi_desktop.app.diagnosing import month_funnels

            return month_funnels(workspace, book, month, funnel)

        self.ask(read, self._show)

    def _show(self, found: _Found) -> None:
        self._found = found
        self._area.verticalScrollBar().setValue(0)
        diagnosis = found[1]
        followed = diagnosis is not None and any(line.cohort for line in diagnosis.lines)
        self._way.setCurrentIndex(0 if followed else 1)
        self._way.setVisible(followed)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        tr, lang = self.context.tr_, self.context.lang
        self._title.setText(tr(msg("Funnel")))
        self._way.setItemText(0, tr(msg("By cohort: what became of those who came")))
        self._way.setItemText(1, tr(msg("By date of event: what came in the month")))
        for widget, caption in ((self._funnel, msg("Funnel")), (self._way, msg("How it is counted")),
                                (self._base, msg("Compared with")), (self._table, msg("Stages by money"))):  # fmt: skip
            widget.setAccessibleName(tr(caption))
        self._lost.setText(tr(msg("Who was lost on the way")))
        self._lever.setText(tr(msg("What would it give…")))
        self._by_money.setText(tr(msg("Stages by what their usual level would give (these sums do not add up)")))
        self._why.setText(tr(msg("Why the result changed")))
        self._empty.setText(tr(msg("There is no funnel yet: no two stages of a way to a sale have data in this month. "
                                   "Add leads, meetings, calls, deals, contracts or the site's traffic")))  # fmt: skip
        self._add.setText(tr(msg("Choose files…")))
        self.rows.retranslate()
        if self._found is None:
            return
        funnels, found, currency = self._found
        self._funnel.clear()
        for one in funnels:
            self._funnel.addItem(tr(one.name), one.id)
        self._funnel.setVisible(bool(funnels))
        if found is None:
            self._views.setCurrentIndex(1)
            return
        if self._views.currentIndex() == 1:
            self._views.setCurrentIndex(0)
        self._title.setText(f"{tr(msg('Funnel'))} · {period_text(found.month, lang)}")
        self._funnel.setCurrentIndex(self._funnel.findData(found.funnel.id))
        self._fill(found, currency)

    def _fill(self, found: Diagnosis, currency: str) -> None:
        text = DiagnosisText(found, currency, self.context.translate)
        tr, first = self.context.tr_, self._first()
        self._headline.setText(tr(text.headline()))
        depth = " ".join(f"{tr(one)}." for one in text.depth())
        self._depth.setText(depth)
        self._depth.setVisible(bool(depth))
        self._lever.setVisible(first is not None and aim_of(found, first) is not None)
        self._lost.setVisible(first is not None and self._is_followed(first.id))
        self._model.fill(stage_headings(self.context), stage_rows(found, currency, self.context),
                         [stage.id for stage in found.weak.stages] if found.weak else [])  # fmt: skip
        self._stages.setVisible(found.weak is not None)
        self._table.fit(0)
        place = max(self._base.currentIndex(), 0)
        self._base.clear()
        for against in found.against:
            self._base.addItem(text.base(against))
        self._base.setCurrentIndex(place if place < len(found.against) else 0)
        self._notes.setText("\n".join(tr(flag.message) for flag in found.flags))
        self._notes.setVisible(bool(found.flags))
        self._draw()
        self._draw_change()

    def _first(self) -> Stage | None:
        found = self._found[1] if self._found else None
        return found.weak.first if found is not None and found.weak is not None else None

    def _is_followed(self, stage: str) -> bool:
        found = self._found[1] if self._found else None
        return found is not None and any(line.id == stage and line.cohort for line in found.lines)

    def _draw(self) -> None:
        _, found, currency = self._found or ((), None, "")
        if found is None:
            return
        cohort, translate = self._way.currentIndex() == 0, self.context.translate
        chart = funnel_chart(found, currency, translate, cohort=cohort)
        self._funnel_chart.show_chart(chart, hover_texts(chart), partial(on_screen, colours=self.context.colours))
        legend = funnel_legend(chart, translate, cohort=cohort)
        if any(line.cohort for line in found.lines):
            legend += f". {self.context.tr_(msg('A click on a stage shows who was lost on the way to it'))}"
        self._legend.setText(legend)

    def _draw_change(self) -> None:
        _, found, currency = self._found or ((), None, "")
        if found is None:
            return
        self._change_panel.setVisible(bool(found.against))
        if found.against:
            against = found.against[max(self._base.currentIndex(), 0)]
            chart = waterfall_chart(found, against, currency, self.context.translate)
            self._waterfall.show_chart(chart, hover_texts(chart), partial(on_screen, colours=self.context.colours))

    def _row_chosen(self, place: int) -> None:
        found = self._found[1] if self._found else None
        if found is not None and place < len(found.lines):
            self._stage_chosen(found.lines[place].id)

    def _stage_chosen(self, stage: object) -> None:
        """The rows lost on the way to a stage; a stage whose cases are not followed has none to show."""
        if isinstance(stage, str) and self._is_followed(stage):
            self._open_losses(stage)

    def _open_first_loss(self) -> None:
        first = self._first()
        if first is not None:
            self._open_losses(first.id)

    def _open_losses(self, stage: str) -> None:
        book, workspace, month = self.context.book, self.context.workspace, self._month()
        found = self._found[1] if self._found else None
        if book is None or found is None:
            return
        funnel = found.funnel.id

        def read(offset: int, limit: int) -> RowPage:
            from kpi_desktop.app.diagnosing import lost_rows

            return lost_rows(workspace, book, month, stage, funnel, (offset, limit))

        caption = msg("Not gone on to “{stage}”", stage=found.name(stage))
        self.rows.open(read, caption, msg("To the funnel"))
        self._views.setCurrentWidget(self.rows)

    def _open_lever(self) -> None:
        first, found = self._first(), self._found[1] if self._found else None
        if first is not None and found is not None:
            self.go.emit("whatif", aim_of(found, first))
