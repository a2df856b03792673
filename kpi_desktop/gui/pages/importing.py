"""Dropped files: what each was recognised as, its columns and totals, then one click to import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QListWidget, QProgressBar, QScrollArea, QSplitter, QWidget

from kpi_desktop.gui.models.table import TextTable
from kpi_desktop.gui.pages.import_texts import (
    column_cells,
    column_headings,
    fact_lines,
    file_line,
    importable,
    issue_lines,
    result_line,
)
from kpi_desktop.gui.pages.page import Page
from kpi_desktop.gui.widgets.blocks import button, column, label, panel, row, set_tone
from kpi_desktop.gui.widgets.table import fit_columns, table_view
from kpi_desktop.i18n.message import Message, msg, nmsg

if TYPE_CHECKING:
    from kpi_desktop.app.importing import Imported
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch
    from kpi_desktop.ingest.outcome import FileReport


class ImportPage(Page):
    """Shows before it stores; the work can be cancelled and then nothing has changed."""

    def __init__(self, context: Context) -> None:
        """Build the page."""
        super().__init__(context)
        self._paths: list[Path] = []
        self._reports: list[FileReport] = []
        self._results: list[Imported] = []
        self._replace = False
        self._title, self._told = label("title"), label("muted")
        self._files = QListWidget()
        self._files.setWordWrap(True)
        self._files.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._files.currentRowChanged.connect(lambda _row: self._print())
        self._facts = label(wrap=True, selectable=True)
        self._totals = label("heading", wrap=True)
        self._issues = label(wrap=True, selectable=True)
        set_tone(self._issues, "warn")
        self._columns_title = label("heading")
        self._model = TextTable()
        self._table = table_view(self._model)
        self._table.setMinimumHeight(240)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setRange(0, 1000)
        self._cancel, self._back = button(self.stop), button(lambda: self.go.emit("overview", None))
        self._start = button(lambda: self.store(replace=False), "primary")
        self._over = button(lambda: self.store(replace=True))
        self._build()

    def _build(self) -> None:
        facts = panel(column(self._facts, self._totals, spacing=8))
        self._issue_panel = panel(column(self._issues), "hint")
        inner = QWidget()
        inner.setLayout(column(facts, self._issue_panel, self._columns_title, self._table, None, margins=2, spacing=12))
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inner)
        split = QSplitter()
        split.addWidget(self._files)
        split.addWidget(area)
        split.setStretchFactor(1, 1)
        split.setSizes([240, 700])
        split.setChildrenCollapsible(False)
        foot = row(self._back, None, self._cancel, self._over, self._start)
        box = column(self._title, self._told, self._bar, split, foot, spacing=10)
        box.setStretch(3, 1)
        box.setContentsMargins(22, 16, 18, 14)
        self.setLayout(box)

    def open(self, what: object) -> None:
        """Inspect the files that were dropped or chosen."""
        if isinstance(what, list):
            self.inspect([path for path in what if isinstance(path, Path)])

    def inspect(self, paths: list[Path]) -> None:
        """Read the files in the background and show what they are; nothing is stored."""
        self._paths, self._reports, self._results = paths, [], []
        workspace, book = self.context.workspace, self.context.book
        if book is None or not paths:
            return

        def look(watch: Watch) -> list[FileReport]:
            from kpi_desktop.app.importing import inspect_files

            return inspect_files(workspace, book, paths, {}, watch.progress, watch.cancelled)

        self._running(True)
        self.work(look, self._inspected).progress(self._progress).failure(lambda _error: self._running(False))

    def _inspected(self, reports: list[FileReport]) -> None:
        self._reports = reports
        self._running(False)
        self._list_files()

    def store(self, *, replace: bool) -> None:
        """Import what can be imported; the rest stays as it is."""
        from kpi_desktop.app.importing import ImportChoice

        workspace, book = self.context.workspace, self.context.book
        good = [p for p, r in zip(self._paths, self._reports, strict=False) if importable(r)]
        if book is None or not good:
            return
        choices = {path: ImportChoice(replace=replace) for path in good}

        def put(watch: Watch) -> list[Imported]:
            from kpi_desktop.app.importing import import_files

            return import_files(workspace, book, good, choices, watch.progress, watch.cancelled)

        self._running(True)
        self.work(put, self._stored).progress(self._progress).failure(lambda _error: self._running(False))

    def _stored(self, results: list[Imported]) -> None:
        self._results = results
        self._running(False)
        self._list_files()
        if any(result.batches and not result.already for result in results):
            self.context.book_changed.emit()
        if all(result.batches for result in results) and all(importable(report) for report in self._reports):
            self.go.emit("overview", None)
        else:
            self.go.emit("import", None)

    def _progress(self, share: float, message: Message) -> None:
        self._bar.setValue(int(share * 1000))
        self._told.setText(self.context.tr_(message))

    def _running(self, running: bool) -> None:
        self._bar.setVisible(running)
        self._bar.setValue(0)
        self._cancel.setVisible(running)
        self._back.setEnabled(not running)
        asked = any(result.question is not None for result in self._results)
        self._over.setVisible(asked and not running)
        good = sum(importable(report) for report in self._reports)
        self._start.setEnabled(not running and good > 0 and not self._results)
        self._told.setText("")
        if running:
            self._told.setText(self.context.tr_(msg("Reading…")))

    def retranslate(self) -> None:
        """Set every text."""
        tr = self.context.tr_
        self._title.setText(tr(msg("Import")))
        self._cancel.setText(tr(msg("Cancel")))
        self._back.setText(tr(msg("Back")))
        self._over.setText(tr(msg("Replace what was there")))
        self._columns_title.setText(tr(msg("What the columns were taken for")))
        self._start.setText(tr(msg("Import")))
        self._list_files()

    def _list_files(self) -> None:
        chosen = max(self._files.currentRow(), 0)
        self._files.clear()
        results = {Path(result.report.file).name: result for result in self._results}
        for report in self._reports:
            result = results.get(Path(report.file).name)
            self._files.addItem(result_line(result, self.context) if result else file_line(report, self.context))
        self._files.setCurrentRow(min(chosen, len(self._reports) - 1))
        good = sum(importable(report) for report in self._reports)
        self._start.setText(
            self.context.tr_(nmsg("Import {n} file", "Import {n} files", n=good) if good else msg("Import"))
        )
        self._print()

    def _print(self) -> None:
        place = self._files.currentRow()
        report = self._reports[place] if 0 <= place < len(self._reports) else None
        self._issue_panel.setVisible(report is not None and bool(report.issues))
        self._table.setVisible(report is not None and bool(report.columns))
        self._columns_title.setVisible(report is not None and bool(report.columns))
        if report is None:
            self._facts.setText("")
            self._totals.setText("")
            return
        facts, totals = fact_lines(report, self.context)
        self._facts.setText(facts)
        self._totals.setText(totals)
        self._totals.setVisible(bool(totals))
        self._issues.setText(issue_lines(report, self.context))
        self._model.fill(column_headings(self.context), column_cells(report, self.context))
        fit_columns(self._table, 5)
