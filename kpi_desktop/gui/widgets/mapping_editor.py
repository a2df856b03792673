"""How a file is read, on one screen: its columns, rules, settings, findings, and the mapping as text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QStackedWidget, QTabBar, QWidget

from kpi_desktop.core.errors import KpiDesktopError
from kpi_desktop.gui.models.table import Heading, TextCell, TextTable
from kpi_desktop.gui.widgets.blocks import button, column, label, row
from kpi_desktop.gui.widgets.first_rows import FirstRows
from kpi_desktop.gui.widgets.mapping_columns import MappingColumns
from kpi_desktop.gui.widgets.mapping_reading import MappingReading
from kpi_desktop.gui.widgets.mapping_rules import MappingRules
from kpi_desktop.gui.widgets.table import table_view
from kpi_desktop.gui.widgets.values import Values, ValuesDialog
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.models.mapping import MappingEdit
    from kpi_desktop.ingest.outcome import FileReport

COLUMNS, ROWS, RULES, READING, FINDINGS, TEXT = range(6)
_TABS = (msg("Columns"), msg("Rows"), msg("Rules"), msg("Reading"), msg("Findings"), msg("Text"))


class MappingEditor(QWidget):
    """Everything about the reading of one file; `changed` gives the mapping file with which to read it again."""

    changed = Signal(str)
    failed = Signal(object)

    def __init__(self, context: Context) -> None:
        """An editor without a file."""
        super().__init__()
        self._context = context
        self.edit: MappingEdit | None = None
        self._report: FileReport | None = None
        self.tabs, self._stack = QTabBar(expanding=False, drawBase=False, usesScrollButtons=True), QStackedWidget()
        self.columns, self.rules, self.reading = MappingColumns(context), MappingRules(context), MappingReading(context)
        self.rows = FirstRows(context)
        self._model = TextTable()
        self.findings, self._whole = table_view(self._model), label(wrap=True, selectable=True)
        self._to_column = button(self._jump, "link")
        self.text, self._read = QPlainTextEdit(), button(lambda: self.changed.emit(self.text.toPlainText()), "primary")
        self._about_text = label("muted", wrap=True)
        self._save, self._load = button(self.save), button(self.load)
        self._build()
        self.columns.chosen.connect(self._set_target)
        self.columns.looked.connect(lambda heading: self.compare(heading, ()))
        self.rules.compared.connect(self.compare)
        self.rules.changed.connect(self._emit)
        self.reading.changed.connect(self._emit)

    def _build(self) -> None:
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setTabChangesFocus(True)
        self.text.setAcceptDrops(False)
        written = QWidget()
        box = column(self._about_text, self.text, row(self._read, None, self._load, self._save), spacing=10)
        box.setStretch(1, 1)
        written.setLayout(box)
        told = QWidget()
        box = column(self.findings, self._whole, self._to_column, spacing=8)
        box.setStretch(0, 1)
        told.setLayout(box)
        self.findings.activated.connect(lambda _index: self._jump())
        self.findings.selectionModel().selectionChanged.connect(lambda *_: self._tell())
        for page in (self.columns, self.rows, self.rules, self.reading, told, written):
            self._stack.addWidget(page)
        for _ in _TABS:
            self.tabs.addTab("")
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        box = column(self.tabs, self._stack, spacing=8)
        box.setStretch(1, 1)
        self.setLayout(box)

    def retranslate(self) -> None:
        """Set every text."""
        tr = self._context.tr_
        self.tabs.setAccessibleName(tr(msg("How the file is read")))
        self._read.setText(tr(msg("Read with this description")))
        self._save.setText(tr(msg("Save the mapping…")))
        self._load.setText(tr(msg("Load…")))
        self.text.setAccessibleName(tr(msg("What the columns mean")))
        self.findings.setAccessibleName(tr(msg("Findings")))
        self.findings.say_empty(tr(msg("Nothing was found that you should look at")))
        self._about_text.setText(tr(msg("Write beside each column what it is; lines after # are explanations")))
        self.reading.retranslate()
        self._name_tabs()

    def _name_tabs(self) -> None:
        count = len(self._report.issues) if self._report is not None else 0
        for place, text in enumerate(_TABS):
            shown = self._context.tr_(text)
            self.tabs.setTabText(place, f"{shown} ({count})" if place == FINDINGS and count else shown)

    def show_report(self, report: FileReport | None, edit: MappingEdit | None) -> None:
        """Show another reading of the file, or another file."""
        other = report is not None and (self._report is None or report.file != self._report.file)
        self._report, self.edit = report, edit
        self._name_tabs()
        for place in (RULES, READING):
            self.tabs.setTabVisible(place, edit is not None)
        self.tabs.setTabVisible(COLUMNS, report is not None and bool(report.columns))
        self.tabs.setTabVisible(ROWS, report is not None and bool(report.read or edit is not None))
        text = edit.text(self._context.lang) if edit is not None else ""
        draft = report.mapping if report is not None else ""
        self.tabs.setTabVisible(TEXT, bool(text or draft))
        self.columns.show_report(edit, report)
        self.rows.show_report(report)
        self.rules.show_report(edit, report)
        self.reading.show_report(edit, report)
        if not self.text.hasFocus():
            self.text.setPlainText(text or draft)
        self._fill_findings(report)
        if other or not self.tabs.isTabVisible(self.tabs.currentIndex()):
            self.tabs.setCurrentIndex(COLUMNS if self.tabs.isTabVisible(COLUMNS) else FINDINGS)
        self._stack.setCurrentIndex(self.tabs.currentIndex())

    def _fill_findings(self, report: FileReport | None) -> None:
        tr = self._context.tr_
        rows, keys = [], []
        for issue in report.issues if report is not None else ():
            place = [issue.sheet] if issue.sheet else []
            if issue.row is not None:
                place.append(tr(msg("row {row}", row=issue.row)))
            colours = self._context.colours
            tone = {"error": colours.bad, "warning": colours.warn}.get(issue.level.value, "")
            fix = tr(issue.fix) if issue.fix else ""
            rows.append((TextCell(", ".join(place)), TextCell(issue.column), TextCell(tr(issue.message), tone, fix),
                         TextCell(fix)))  # fmt: skip
            keys.append(issue.column or None)
        heads = (msg("Place"), msg("Column"), msg("What was found"), msg("What to do"))
        self._model.fill([Heading(tr(text), spare=n == 3) for n, text in enumerate(heads)], rows, keys)
        self.findings.fit(2)
        self._tell()

    def _finding(self) -> int | None:
        chosen = self.findings.selectionModel().selectedRows()
        return chosen[0].row() if chosen else None

    def _tell(self) -> None:
        """The chosen finding in full: the table may have cut it."""
        place = self._finding()
        heading = self._model.key(place) if place is not None else None
        self._to_column.setVisible(isinstance(heading, str) and heading in self.columns.rows)
        self._to_column.setText(self._context.tr_(msg("To column «{column}»", column=str(heading))))
        if place is None:
            told = msg("Choose a finding to read it in full; a double click leads to its column")
            self._whole.setText(self._context.tr_(told) if self._model.rowCount() else "")
            return
        cells = [str(self._model.index(place, number).data()) for number in (2, 3)]
        self._whole.setText("\n→ ".join(text for text in cells if text))

    def _jump(self) -> None:
        """From a finding to its column."""
        place = self._finding()
        heading = self._model.key(place) if place is not None else None
        if isinstance(heading, str) and heading in self.columns.rows:
            self.tabs.setCurrentIndex(COLUMNS)
            self.columns.jump(heading)

    def _set_target(self, heading: str, target: str) -> None:
        if self.edit is not None:
            self.edit.set_target(heading, target)
            self._emit()

    def compare(self, heading: str, ticked: object) -> None:
        """Open the values of a column, some of them ticked."""
        found = next((one for one in self._report.columns if one.heading == heading), None) if self._report else None
        if found is None or self.edit is None:
            return
        words = [str(word) for word in ticked] if isinstance(ticked, tuple) else []
        about = Values(heading, found.target, found.values, words)
        self.dialog = ValuesDialog(self, self._context, self.edit, about)
        self.dialog.accepted.connect(self._emit)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()

    def _emit(self) -> None:
        if self.edit is not None:
            self.changed.emit(self.edit.text(self._context.lang))

    def save(self) -> None:
        """Ask where the mapping goes and write it."""
        name, _ = QFileDialog.getSaveFileName(
            self, self._context.tr_(msg("Save the mapping")), "mapping.toml", "TOML (*.toml)"
        )
        if name:
            self._try(lambda: self.save_to(Path(name)))

    def save_to(self, target: Path) -> None:
        """Write the mapping to a file."""
        from kpi_desktop.app.mappings import write_mapping_file

        write_mapping_file(target, self.text.toPlainText())

    def load(self) -> None:
        """Ask for a mapping file and read the file by it."""
        name, _ = QFileDialog.getOpenFileName(
            self, self._context.tr_(msg("Load a mapping")), "", "TOML (*.toml);;* (*)"
        )
        if name:
            self._try(lambda: self.load_from(Path(name)))

    def load_from(self, source: Path) -> None:
        """Read the file by the mapping of another file."""
        from kpi_desktop.app.mappings import read_mapping_file

        self.changed.emit(read_mapping_file(self._context.workspace, source))

    def _try(self, act: Callable[[], None]) -> None:
        try:
            act()
        except KpiDesktopError as error:
            self.failed.emit(error)
