"""Dropped files: what each was recognised as, its columns and totals, then one click to import."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QSplitter, QWidget

from kpi_desktop.gui.models.files import ImportedFile
from kpi_desktop.gui.models.mapping import MappingEdit
from kpi_desktop.gui.pages.import_texts import fact_lines, file_line, result_line, state_line
from kpi_desktop.gui.pages.page import Page
from kpi_desktop.gui.widgets.blocks import button, column, label, panel, row, set_tone
from kpi_desktop.gui.widgets.decision import Decision
from kpi_desktop.gui.widgets.mapping_editor import MappingEditor
from kpi_desktop.gui.widgets.quality import ElidedLabel
from kpi_desktop.gui.widgets.wrapped_list import WrappedList
from kpi_desktop.i18n.message import Message, msg, nmsg

if TYPE_CHECKING:
    from kpi_desktop.app.importing import Imported
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch
    from kpi_desktop.ingest.outcome import FileReport


#: So long after the last change of a mapping the file is read again.
_PAUSE = 350
#: What stands beside the text of a file in the list: its margins and the scroll bar.
_EDGES = 52


class ImportPage(Page):
    """Shows before it stores; the work can be cancelled and then nothing has changed."""

    def __init__(self, context: Context) -> None:
        """Build the page."""
        super().__init__(context)
        self._entries: list[ImportedFile] = []
        self._busy = False
        self._changed: ImportedFile | None = None
        self._title, self._told = label("title"), label("muted")
        self._files = WrappedList()
        self._files.currentRowChanged.connect(lambda _row: self._print())
        self._facts = label("muted", wrap=True, selectable=True)
        self._name, self._totals, self._state = ElidedLabel("heading"), label("heading", wrap=True), label(wrap=True)
        self.decision, self.editor = Decision(context), MappingEditor(context)
        self._rows: list[tuple[ImportedFile, str]] = []
        self._turn = 0
        self._bar = QProgressBar(textVisible=False)
        self._bar.setRange(0, 1000)
        self._cancel, self._back = button(self.stop), button(lambda: self.go.emit("overview", None))
        self._start = button(self.store, "primary")
        self._build()
        self.decision.password.connect(lambda word: self._look_again(password=word))
        self.decision.replace.connect(lambda: self._decide(replace_old=True))
        self.decision.another.connect(lambda name: self._decide(source_name=name))
        self.editor.changed.connect(self._mapped)
        self.editor.failed.connect(self.failed)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE)
        self._later.timeout.connect(self._reinspect)

    def _build(self) -> None:
        self._head = panel(column(self._name, self._facts, self._totals, self._state, spacing=5), margins=14)
        self._head.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        inner = QWidget()
        box = column(self._head, self.decision, self.editor, spacing=8)
        box.setStretch(2, 1)
        inner.setLayout(box)
        self._split = QSplitter()
        self._split.addWidget(self._files)
        self._split.addWidget(inner)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([210, 720])
        self._files.setMinimumWidth(170)
        self._split.setHandleWidth(10)
        self._split.setChildrenCollapsible(False)
        foot = row(self._back, self._told, None, self._cancel, self._start)
        box = column(self._title, self._bar, self._split, foot, spacing=10)
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
        self._turn += 1
        turn = self._turn

        def look(watch: Watch) -> list[FileReport]:
            from kpi_desktop.app.importing import inspect_files

            return inspect_files(workspace, book, paths, choices, watch.progress, watch.cancelled)

        def show(reports: list[FileReport]) -> None:
            if turn != self._turn:
                return
            for entry, report in zip(entries, reports, strict=True):
                entry.take(report)
            self._running(False)

        def failed(_error: object) -> None:
            if turn == self._turn:
                self._running(False)

        self._running(True)
        self.work(look, show).progress(self._progress).failure(failed)

    def _mapped(self, text: str) -> None:
        """The owner changed how the file is read: show it at once, read again when the hand rests."""
        entry, member = self._chosen()
        if entry is None:
            return
        entry.decide(member, replace(entry.choice_of(member), mapping=text))
        entry.result = None
        self._changed = entry
        self._later.start()
        self._print()

    def _reinspect(self) -> None:
        if self._busy:
            self.stop()
        if self._changed is not None:
            self._inspect([self._changed])

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
        asking = [place for place, (entry, member) in enumerate(self._rows) if entry.asks(member)]
        waiting = [place for place, (entry, _) in enumerate(self._rows) if not entry.done()]
        self._files.setCurrentRow((asking or waiting or [0])[-1 if asking else 0])
        self._print()

    def _chosen(self) -> tuple[ImportedFile | None, str]:
        place = self._files.currentRow()
        return self._rows[place] if 0 <= place < len(self._rows) else (None, "")

    def _look_again(self, *, password: str) -> None:
        entry, member = self._chosen()
        if entry is not None:
            entry.decide(member, replace(entry.choice_of(member), password=password))
            self._inspect([entry])

    def _decide(self, *, replace_old: bool = False, source_name: str = "") -> None:
        """Take the place of the rows that the file overlaps, or stand beside them as another source."""
        entry, member = self._chosen()
        if entry is not None:
            choice = replace(entry.choice_of(member), replace=replace_old, source_name=source_name)
            entry.decide(member, choice)
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
        self._files.setEnabled(not running or len(self._rows) > 0)
        self._told.setText(self.context.tr_(msg("Reading…")) if running else "")
        self._list_files()

    def retranslate(self) -> None:
        """Set every text."""
        tr = self.context.tr_
        self._title.setText(tr(msg("Import")))
        self._cancel.setText(tr(msg("Cancel")))
        self._back.setText(tr(msg("Back")))
        self._files.setAccessibleName(tr(msg("Files")))
        self.decision.retranslate()
        self.editor.retranslate()
        self._list_files()

    def _list_files(self) -> None:
        chosen = max(self._files.currentRow(), 0)
        self._files.blockSignals(True)
        self._files.clear()
        self._rows = [(entry, name) for entry in self._entries for name in ("", *entry.members())]
        for entry, member in self._rows:
            self._files.addItem(self._line(entry, member))
            self._files.item(self._files.count() - 1).setToolTip(member or str(entry.path))
        self._files.setCurrentRow(min(chosen, len(self._rows) - 1))
        self._files.blockSignals(False)
        self._files.setVisible(len(self._rows) > 1)
        self._give_room()
        good = sum(entry.waiting() for entry in self._entries)
        self._start.setEnabled(good > 0)
        self._start.setText(
            self.context.tr_(nmsg("Import {n} file", "Import {n} files", n=good) if good else msg("Import"))
        )
        self._print()

    def _give_room(self) -> None:
        """As much room as the longest name wants, and never more than a third of the page."""
        lines = [line for place in range(self._files.count()) for line in self._files.item(place).text().split("\n")]
        wanted = max((self._files.fontMetrics().horizontalAdvance(line) for line in lines), default=0) + _EDGES
        most = self._split.width() // 3
        self._files.fit()
        self._split.setSizes([min(max(wanted, 210), most), self._split.width() - min(max(wanted, 210), most)])

    def _line(self, entry: ImportedFile, member: str) -> str:
        result, report = entry.result_of(member), entry.report_of(member)
        if result is not None:
            text = result_line(result, self.context)
        elif report is not None:
            text = file_line(report, self.context)
        else:
            text = f"{entry.path.name}\n…"
        return "\n".join(f"      {line}" for line in text.splitlines()) if member else text

    def _print(self) -> None:
        entry, member = self._chosen()
        report = entry.report_of(member) if entry is not None else None
        self.decision.ask(entry, member)
        self.editor.setVisible(report is not None)
        self._name.setText(Path(report.file if report is not None else entry.path).name if entry is not None else "")
        self._head.setVisible(entry is not None)
        facts, totals = fact_lines(report, self.context) if report is not None else ("", "")
        state, tone = state_line(report, self.context) if report is not None else ("", "")
        for field, text in ((self._facts, facts), (self._totals, totals), (self._state, state)):
            field.setText(text)
            field.setVisible(bool(text))
        set_tone(self._state, tone)
        if report is None or entry is None:
            self.editor.show_report(None, None)
            return
        seen = report if report.columns else entry.columns.get(member)
        shown = report if seen is None or report.columns else replace(report, columns=seen.columns)
        facts_known, given = self.context.workspace.catalogue.facts, entry.choice_of(member).mapping
        self.editor.show_report(shown, MappingEdit.of(facts_known, shown, given))
