"""An own metric: a formula with names offered; what it means, its unit and its value at each change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QFormLayout, QFrame, QLineEdit, QScrollArea, QWidget

from kpi_desktop.app.own_metrics import add, draft_of, example_of, example_text, export, id_of_name, preview, remove
from kpi_desktop.catalogue.draft import Draft
from kpi_desktop.core.missing import Missing
from kpi_desktop.expr.check import unit_words
from kpi_desktop.gui.models.table import Heading, TextCell, TextTable
from kpi_desktop.gui.pages.page import Page
from kpi_desktop.gui.widgets.blocks import button, column, label, panel, row, set_tone
from kpi_desktop.gui.widgets.formula_edit import FormulaEdit
from kpi_desktop.gui.widgets.table import table_view
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.formulas import formula_words
from kpi_desktop.present.numbers import figure_text

if TYPE_CHECKING:
    from kpi_desktop.app.own_metrics import Preview
    from kpi_desktop.catalogue.draft import Examined
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch

#: How long after the last letter the draft is looked at, in milliseconds.
_PAUSE = 250


class OwnMetricPage(Page):
    """Writes, changes and removes the metrics of the book's owner."""

    def __init__(self, context: Context) -> None:
        """Build the page."""
        super().__init__(context)
        self._changed = ""  # the id of the metric that is being changed, '' for a new one
        self._found: Preview | None = None
        self._title, self._told = label("title"), label("muted", wrap=True)
        self.name, self.unit, self.example, self.result = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        self.formula = FormulaEdit(context)
        self._labels = [label() for _ in range(5)]
        form = QFormLayout()
        form.setSpacing(10)
        fields = (self.name, self.formula, self.unit, self.example, self.result)
        for told, field in zip(self._labels, fields, strict=True):
            told.setBuddy(field)
            form.addRow(told, field)
        self.meaning, self.value, self.mistakes = label(wrap=True), label("heading"), label(wrap=True)
        self._keep, self._new = button(self._kept, "primary"), button(self._clear)
        self._remove, self._export = button(self._removed), button(self._exported)
        self._model = TextTable()
        self._table = table_view(self._model, self._chosen, whole=True)
        written = column(form, self.meaning, self.value, self.mistakes, row(self._keep, self._new, None), spacing=10)
        held = QWidget()
        held.setObjectName("ground")
        held.setLayout(column(panel(written), self._table, row(self._remove, self._export, None), None, spacing=12))
        area = QScrollArea()
        area.setWidget(held)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        box = column(self._title, self._told, area, spacing=12)
        box.setContentsMargins(22, 18, 18, 12)
        self.setLayout(box)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._look)
        self.formula.edited.connect(self._timer.start)
        for line in (self.name, self.unit, self.example, self.result):
            line.textChanged.connect(lambda _text: self._timer.start())
        context.book_changed.connect(self._clear)
        context.summary_changed.connect(self._fill)

    def open(self, what: object) -> None:
        """Show an own metric to change it, or an empty form."""
        if isinstance(what, str) and what in self.context.workspace.own:
            self._chosen(what)
        self._fill()
        self._timer.start()

    def draft(self) -> Draft:
        """The draft as it is written."""
        inputs, result = example_of(self.example.text())
        name = self.name.text().strip()
        kept = draft_of(self.context.workspace, self._changed) if self._changed else None
        unit = self.unit.text().strip()
        same = kept if kept is not None and kept.unit == unit else None  # a share is kept as a plain number
        return Draft(
            id=self._changed or id_of_name(self.context.workspace, name),
            formula=self.formula.text(),
            name=name,
            name_en=kept.name_en if kept and kept.name_en != kept.name else "",
            unit=unit,
            display=same.display if same else "",
            decimals=same.decimals if same else None,
            better=kept.better if kept else "none",
            definition=kept.definition if kept else "",
            advice=kept.advice if kept else "",
            inputs=inputs,
            expected=self.result.text().strip() or result,
        )

    def _look(self) -> None:
        """Check the draft beside the open book; a page that nobody sees asks nothing."""
        if not self.isVisible():
            return
        book, workspace, draft = self.context.book, self.context.workspace, self.draft()
        if book is None or not draft.formula.strip():
            self._show(None)
            return
        month = self.context.month.month_text if self.context.month else None

        def look(_watch: Watch) -> Preview:
            return preview(workspace, book, draft, month)

        self.ask(look, self._show)

    def _show(self, found: Preview | None) -> None:
        self._found = found
        examined = found.examined if found else None
        self._say_meaning(found)
        self.formula.point_at(next((m.at for m in examined.mistakes if m.at is not None), None) if examined else None)
        self._say_mistakes(examined)
        self._keep.setEnabled(bool(examined and examined.text))

    def _say_meaning(self, found: Preview | None) -> None:
        tr, lang = self.context.tr_, self.context.lang
        examined = found.examined if found else None
        said = []
        if examined is not None and examined.words is not None:
            said.append(f"= {tr(examined.words)}")
        if examined is not None and examined.unit is not None:
            said.append(tr(msg("Unit: {unit}", unit=unit_words(examined.unit))))
        self.meaning.setText("\n".join(said))
        value = ""
        if found is not None and found.figure is not None and found.examined.metric is not None:
            value = (
                f"{found.figure.period.name}: {figure_text(found.figure, found.examined.metric, found.currency, lang)}"
            )
            if isinstance(found.figure.value, Missing):
                value += f" · {tr(found.figure.value.message)}"
        self.value.setText(value)

    def _say_mistakes(self, examined: Examined | None) -> None:
        tr = self.context.tr_
        lines = []
        for mistake in examined.mistakes if examined else ():
            lines.append(tr(mistake.message) + (f"\n→ {tr(mistake.fix)}" if mistake.fix else ""))
        self.mistakes.setText("\n".join(lines))
        for told in (self.meaning, self.value, self.mistakes):
            told.setVisible(bool(told.text()))
        set_tone(self.mistakes, "warn")

    def _kept(self) -> None:
        book, workspace, draft, changed = self.context.book, self.context.workspace, self.draft(), bool(self._changed)
        if book is None:
            return

        def keep(_watch: Watch) -> Examined:
            return add(workspace, book, draft, instead=changed)

        def show(examined: Examined) -> None:
            if examined.text:
                self._clear()
                self._reread()
            else:
                self._say_mistakes(examined)

        self.work(keep, show)

    def _reread(self) -> None:
        """The book's definitions changed: every page takes them from a new summary."""
        book, workspace = self.context.book, self.context.workspace
        if book is None:
            return

        def read(_watch: Watch) -> object:
            from kpi_desktop.app.books import summary

            return summary(workspace, book)

        self.work(read, self._renewed)

    def _renewed(self, summary: object) -> None:
        from kpi_desktop.app.books import BookSummary

        if isinstance(summary, BookSummary):
            self.context.set_summary(summary)
            self.context.set_data_changed()
        self._fill()

    def _chosen(self, key: object) -> None:
        draft = draft_of(self.context.workspace, str(key))
        self._changed = draft.id
        self.name.setText(draft.name)
        self.formula.setPlainText(draft.formula)
        self.unit.setText(draft.unit)
        self.example.setText(example_text(draft))
        self.result.setText(draft.expected)
        self.retranslate()

    def _clear(self) -> None:
        self._changed = ""
        for line in (self.name, self.unit, self.example, self.result):
            line.clear()
        self.formula.setPlainText("")
        self._show(None)
        self.retranslate()

    def _removed(self) -> None:
        book, workspace, chosen = self.context.book, self.context.workspace, self._changed
        if book is None or not chosen:
            return

        def take_out(_watch: Watch) -> None:
            remove(workspace, book, chosen)

        def show(_done: None) -> None:
            self._clear()
            self._reread()

        self.work(take_out, show)

    def _exported(self) -> None:
        book, chosen = self.context.book, self._changed
        name, _ = QFileDialog.getSaveFileName(self, "", f"{chosen}.toml", "*.toml")
        if book is None or not name or not chosen:
            return

        def write(_watch: Watch) -> str:
            return export(book, chosen, Path(name))

        self.work(write, lambda _text: None)

    def retranslate(self) -> None:
        """Set every text."""
        tr = self.context.tr_
        self._title.setText(tr(msg("Own metric")))
        self._told.setText(tr(msg("Write a formula from names of metrics and measures: they are offered as you type")))
        texts = (msg("Name"), msg("Formula"), msg("Unit of measure"), msg("Worked example"), msg("Its result"))
        fields = (self.name, self.formula, self.unit, self.example, self.result)
        for told, field, text in zip(self._labels, fields, texts, strict=True):
            told.setText(tr(text))
            field.setAccessibleName(tr(text))
        self.formula.setPlaceholderText(tr(msg("Revenue / Leads")))
        self.unit.setPlaceholderText(tr(msg("By the formula; or ₽, %, pcs, days, ₽/lead")))
        self.example.setPlaceholderText(tr(msg("Revenue = 1000; Leads = 4")))
        self.result.setPlaceholderText("250")
        self._keep.setText(tr(msg("Save the change") if self._changed else msg("Add the metric")))
        self._new.setText(tr(msg("New metric")))
        self._remove.setText(tr(msg("Remove")))
        self._export.setText(tr(msg("To a file…")))
        self._table.setAccessibleName(tr(msg("Own metrics")))
        self._show(self._found)
        self._fill()

    def _fill(self) -> None:
        tr, lang, workspace = self.context.tr_, self.context.lang, self.context.workspace
        metrics = [workspace.catalogue.metrics[name] for name in sorted(workspace.own)]
        headings = [Heading(tr(msg("Own metrics"))), Heading(tr(msg("Formula")))]
        told = [formula_words(metric, workspace.catalogue, lang) for metric in metrics]
        names = [metric.name_ru if lang == "ru" else metric.name_en for metric in metrics]
        cells = [[TextCell(name), TextCell(words)] for name, words in zip(names, told, strict=True)]
        self._model.fill(headings, cells, [metric.id for metric in metrics])
        self._table.fit(1)
        self._table.setVisible(bool(metrics))
        for act in (self._remove, self._export):
            act.setVisible(bool(self._changed))
