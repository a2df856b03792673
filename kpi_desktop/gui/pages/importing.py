"""Dropped files: what each was recognised as, its columns and totals, then one click to import."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QListWidget, QProgressBar, QScrollArea, QSplitter, QWidget

from kpi_desktop.gui.models.files import ImportedFile
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
from kpi_desktop.gui.widgets.decision import Decision
from kpi_desktop.gui.widgets.table import table_view
from kpi_desktop.i18n.message import Message, msg, nmsg
from kpi_desktop.ingest.outcome import Outcome

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
        self._entries: list[ImportedFile] = []
        self._busy = False
        self._title, self._told = label("title"), label("muted")
        self._files = QListWidget()
        self._files.setWordWrap(True)
        self._files.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._files.currentRowChanged.connect(lambda _row: self._print())
        self._facts = label(wrap=True, selectable=True)
        self._name, self._totals = label("heading", wrap=True), label("heading", wrap=True)
        self._issues = label(wrap=True, selectable=True)
        set_tone(self._issues, "warn")
        self.decision = Decision(context)
        self._columns_title = label("heading")
        self._model = TextTable()
        self._table = table_view(self._model, whole=True)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setRange(0, 1000)
        self._cancel, self._back = button(self.stop), button(lambda: self.go.emit("overview", None))
        self._start = button(self.store, "primary")
        self._build()
        self.decision.password.connect(lambda word: self._look_again(password=word))
        self.decision.mapping.connect(lambda text: self._look_again(mapping=text))
        self.decision.replace.connect(lambda: self._decide(replace=True))
        self.decision.another.connect(lambda name: self._decide(source_name=name))

    def _build(self) -> None:
        facts = panel(column(self._name, self._facts, self._totals, spacing=8))
        self._issue_panel = panel(column(self._issues), "hint")
        inner = QWidget()
        inner.setLayout(
            column(
                facts, self._issue_panel, self.decision, self._columns_title, self._table, None, margins=2, spacing=12
            )
        )
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        split = QSplitter()
        split.addWidget(self._files)
        split.addWidget(area)
        split.setStretchFactor(1, 1)
        split.setSizes([230, 700])
        split.setHandleWidth(10)
        split.setChildrenCollapsible(False)
        foot = row(self._back, self._told, None, self._cancel, self._start)
        box = column(self._title, self._bar, split, foot, spacing=10)
        box.setStretch(2, 1)
        box.setContentsMargins(22, 16, 18, 14)
        self.setLayout(box)

    def open(self, what: object) -> None:
        """Inspect the files that were dropped or chosen."""
        if isinstance(what, list):
            self.inspect([path for path in what if isinstance(path, Path)])

    def busy(self) -> bool:
        """Whether files are being read or stored."""
        return self._busy

    def reports(self) -> list[FileReport]:
        """What became of the files, in their order, as far as it is known."""
        return [entry.report for entry in self._entries if entry.report is not None]

    def inspect(self, paths: list[Path]) -> None:
        """Read the files in the background and show what they are; nothing is stored."""
        self._entries = [ImportedFile(path) for path in paths]
        self._inspect(self._entries)

    def _inspect(self, entries: list[ImportedFile]) -> None:
        workspace, book = self.context.workspace, self.context.book
        if book is None or not entries:
            return
        paths, choices = [entry.path for entry in entries], {entry.path: entry.choice for entry in entries}

        def look(watch: Watch) -> list[FileReport]:
            from kpi_desktop.app.importing import inspect_files

            return inspect_files(workspace, book, paths, choices, watch.progress, watch.cancelled)

        def show(reports: list[FileReport]) -> None:
            for entry, report in zip(entries, reports, strict=True):
                entry.report, entry.result = report, None
            self._running(False)

        self._running(True)
        self.work(look, show).progress(self._progress).failure(lambda _error: self._running(False))

    def store(self) -> None:
        """Import what can be imported; the rest stays as it is."""
        self._store([entry for entry in self._entries if entry.waiting()])

    def _store(self, entries: list[ImportedFile]) -> None:
        workspace, book = self.context.workspace, self.context.book
        if book is None or not entries:
            return
        paths, choices = [entry.path for entry in entries], {entry.path: entry.choice for entry in entries}

        def put(watch: Watch) -> list[Imported]:
            from kpi_desktop.app.importing import import_files

            return import_files(workspace, book, paths, choices, watch.progress, watch.cancelled)

        def show(results: list[Imported]) -> None:
            for entry, result in zip(entries, results, strict=True):
                entry.report, entry.result = result.report, result
            self._stored(results)

        self._running(True)
        self.work(put, show).progress(self._progress).failure(lambda _error: self._running(False))

    def _stored(self, results: list[Imported]) -> None:
        self._running(False)
        if any(result.batches and not result.already for result in results):
            self.context.set_data_changed()
        if all(entry.done() for entry in self._entries):
            self.go.emit("overview", None)
            return
        open_questions = [place for place, entry in enumerate(self._entries) if not entry.done()]
        self._files.setCurrentRow(open_questions[0])

    def _chosen(self) -> ImportedFile | None:
        place = self._files.currentRow()
        return self._entries[place] if 0 <= place < len(self._entries) else None

    def _look_again(self, *, password: str | None = None, mapping: str | None = None) -> None:
        entry = self._chosen()
        if entry is None:
            return
        entry.choice = replace(
            entry.choice, password=password or entry.choice.password, mapping=mapping or entry.choice.mapping
        )
        self._inspect([entry])

    def _decide(self, *, replace: bool = False, source_name: str = "") -> None:
        entry = self._chosen()
        if entry is not None:
            entry.decide(take_place=replace, source_name=source_name)
            self._store([entry])

    def _progress(self, share: float, message: Message) -> None:
        self._bar.setValue(int(share * 1000))
        self._told.setText(self.context.tr_(message))

    def _running(self, running: bool) -> None:
        self._busy = running
        self._bar.setVisible(running)
        self._bar.setValue(0)
        self._cancel.setVisible(running)
        self._start.setVisible(not running)
        self._back.setEnabled(not running)
        self.decision.setEnabled(not running)
        self._told.setText(self.context.tr_(msg("Reading…")) if running else "")
        self._list_files()

    def retranslate(self) -> None:
        """Set every text."""
        tr = self.context.tr_
        self._title.setText(tr(msg("Import")))
        self._cancel.setText(tr(msg("Cancel")))
        self._back.setText(tr(msg("Back")))
        self._files.setAccessibleName(tr(msg("Files")))
        self._table.setAccessibleName(tr(msg("What the columns were taken for")))
        self._columns_title.setText(tr(msg("What the columns were taken for")))
        self.decision.retranslate()
        self._list_files()

    def _list_files(self) -> None:
        chosen = max(self._files.currentRow(), 0)
        self._files.clear()
        for entry in self._entries:
            if entry.result is not None:
                self._files.addItem(result_line(entry.result, self.context))
            elif entry.report is not None:
                self._files.addItem(file_line(entry.report, self.context))
            else:
                self._files.addItem(f"{entry.path.name}\n…")
            self._files.item(self._files.count() - 1).setToolTip(str(entry.path))
        self._files.setCurrentRow(min(chosen, len(self._entries) - 1))
        good = sum(entry.waiting() for entry in self._entries)
        self._start.setEnabled(good > 0)
        self._start.setText(
            self.context.tr_(nmsg("Import {n} file", "Import {n} files", n=good) if good else msg("Import"))
        )
        self._print()

    def _print(self) -> None:
        entry = self._chosen()
        report = entry.report if entry is not None else None
        told = issue_lines(report, self.context) if report is not None else ""
        self._issue_panel.setVisible(bool(told))
        self._table.setVisible(report is not None and bool(report.columns))
        self._columns_title.setVisible(report is not None and bool(report.columns))
        self.decision.ask(entry)
        if report is None:
            self._name.setText(entry.path.name if entry is not None else "")
            self._facts.setText("")
            self._totals.setVisible(False)
            return
        facts, totals = fact_lines(report, self.context)
        self._name.setText(Path(report.file).name)
        self._facts.setText(facts)
        self._facts.setVisible(bool(facts))
        self._totals.setText(totals)
        self._totals.setVisible(bool(totals))
        set_tone(self._issues, "bad" if report.outcome is not Outcome.PARTIAL and not importable(report) else "warn")
        self._issues.setText(told)
        self._model.fill(column_headings(self.context), column_cells(report, self.context))
        self._table.fit(5)
