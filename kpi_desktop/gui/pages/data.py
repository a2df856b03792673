"""The data of the book: every import with its totals, undo, check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.gui.models.table import Heading, TextCell, TextTable
from kpi_desktop.gui.pages.import_texts import number_text_of, recognised_text
from kpi_desktop.gui.pages.page import Page
from kpi_desktop.gui.widgets.blocks import button, column, label, row
from kpi_desktop.gui.widgets.flow import Flow
from kpi_desktop.gui.widgets.question import ask_consent
from kpi_desktop.gui.widgets.table import table_view
from kpi_desktop.gui.widgets.vat import VatChoice
from kpi_desktop.gui.widgets.watched_folder import WatchedFolder
from kpi_desktop.i18n.formats import date_text, number_text
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.present.bundle import off

if TYPE_CHECKING:
    from decimal import Decimal

    from kpi_desktop.app.books import TakenOut
    from kpi_desktop.core.issue import Issue
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch
    from kpi_desktop.gui.watcher import FolderWatcher
    from kpi_desktop.present.bundle import SourceLine


class DataPage(Page):
    """What was imported, where from, and whether the totals still agree."""

    def __init__(self, context: Context, watcher: FolderWatcher) -> None:
        """Build the page; the watcher is the window's."""
        super().__init__(context)
        self._lines: tuple[SourceLine, ...] = ()
        self._title, self._about, self._state = label("title"), label("muted", wrap=True), label("muted", wrap=True)
        self._model = TextTable()
        self._table = table_view(self._model)
        self._import, self._undo, self._check = (
            button(self.choose_files, "primary"),
            button(self.ask_undo),
            button(self.check, "link"),
        )
        self._vat = VatChoice(context)
        self._vat.chosen.connect(self.set_vat)
        self.watched = WatchedFolder(context, watcher)
        self._connect = button(self.connect_1c)
        head = row(self._title, None, self._undo, self._connect, self._import)
        self._gone: tuple[TakenOut, ...] = ()
        self._taken, self._mappings = button(self.show_taken_out, "link"), button(self.show_mappings, "link")
        self._streams = button(self.show_streams, "link")
        links = Flow(self._check, self._streams, self._taken, self._mappings, spacing=16)
        box = column(head, self._about, self._table, links, self.watched, self._vat, self._state, spacing=12)
        box.setStretch(2, 1)
        box.setContentsMargins(22, 16, 18, 12)
        self.setLayout(box)
        self._table.selectionModel().selectionChanged.connect(lambda *_: self._enable())

    def open(self, what: object) -> None:
        """List the imports."""
        del what
        workspace, book = self.context.workspace, self.context.book
        if book is None:
            return

        def ask(_watch: Watch) -> tuple[tuple[SourceLine, ...], tuple[TakenOut, ...], str]:
            from kpi_desktop.app.books import opened_book, source_lines, taken_out
            from kpi_desktop.app.settings import VAT_BASIS, read_settings

            with opened_book(book) as found:
                lines, gone = source_lines(found), taken_out(found)
            return lines, gone, read_settings(workspace, book)[VAT_BASIS]

        self.ask(ask, self._show)

    def _show(self, found: tuple[tuple[SourceLine, ...], tuple[TakenOut, ...], str]) -> None:
        self._lines, self._gone, basis = found
        self._vat.show_basis(basis)
        self._fill()

    def set_vat(self, basis: str) -> None:
        """Keep the basis in the book; every figure is computed anew."""
        workspace, book = self.context.workspace, self.context.book
        if book is None:
            return

        def keep(_watch: Watch) -> None:
            from kpi_desktop.app.settings import VAT_BASIS, change_settings

            change_settings(workspace, book, {VAT_BASIS: basis})

        def show(_none: None) -> None:
            self.context.book_changed.emit()
            self.go.emit("data", None)

        self.work(keep, show)

    def retranslate(self) -> None:
        """Set every text."""
        tr = self.context.tr_
        self._title.setText(tr(msg("Data")))
        self._about.setText(
            tr(msg("Every import can be taken out again. A newer export of the same source replaces the older one."))
        )
        self._import.setToolTip("Ctrl+I")
        self._table.setAccessibleName(tr(msg("Data")))
        self._table.say_empty(tr(msg("Files stand here once they are imported, each with its own total and the "
                                     "book's. Drop one anywhere in the window, or press “Import…”")))  # fmt: skip
        self._import.setText(tr(msg("Import…")))
        self._connect.setText(tr(msg("Connect 1C…")))
        self._undo.setText(tr(msg("Take out")))
        self._check.setText(tr(msg("Check the book")))
        self._mappings.setText(tr(msg("Mappings…")))
        self._streams.setText(tr(msg("Sources of sales…")))
        self._vat.retranslate()
        self.watched.retranslate()
        self._fill()

    def _fill(self) -> None:
        tr, lang = self.context.tr_, self.context.lang
        captions = (
            (msg("File"), False), (msg("Recognised as"), False), (msg("Days"), False), (msg("Rows"), True),
            (msg("Total of the file"), True), (msg("Total in the book"), True), (msg("Agree"), False),
        )  # fmt: skip
        cells = []
        for line in self._lines:
            days = (
                f"{date_text(line.first, lang)}\u00a0– {date_text(line.last, lang)}"
                if line.first and line.last
                else "—"
            )
            agree = not off(line.stored_total, line.file_total)
            colour = self.context.colours.good if agree else self.context.colours.bad
            cells.append(
                (
                    TextCell(line.file), TextCell(recognised_text(line.recognised, self.context)), TextCell(days),
                    TextCell(number_text_of(line.rows, self.context)),
                    TextCell(self._total(line.whole_total), tip=self._dropped(line)),
                    TextCell(self._total(line.stored_total)), TextCell("✓" if agree else "≠", colour),
                )
            )  # fmt: skip
        headings = [
            Heading(tr(text), figures, uncut=place == 6, spare=place in (1, 3))
            for place, (text, figures) in enumerate(captions)
        ]
        self._model.fill(headings, cells, [line.batch for line in self._lines])
        self._table.fit()
        self._taken.setText(tr(msg("Taken out: {n}…", n=len(self._gone))))
        self._taken.setVisible(bool(self._gone))
        self._enable()

    def _dropped(self, line: SourceLine) -> str:
        """What the owner's rules left out of a file: why its total is not that of the book."""
        if not line.dropped_rows:
            return ""
        text = nmsg("{n} row is left out by your rules, in total {total}",
                    "{n} rows are left out by your rules, in total {total}",
                    n=line.dropped_rows, total=self._total(line.dropped_total))  # fmt: skip
        return self.context.tr_(text)

    def show_taken_out(self) -> None:
        """List the imports that were taken out."""
        from kpi_desktop.gui.widgets.remembered import taken_out_dialog

        self.list_dialog = taken_out_dialog(self, self.context, self._gone)
        self.list_dialog.finished.connect(self.list_dialog.deleteLater)
        self.list_dialog.open()

    def show_mappings(self) -> None:
        """List the mappings that the book remembers."""
        from kpi_desktop.gui.widgets.remembered import MappingsDialog

        if self.context.book is None:
            return
        self.list_dialog = MappingsDialog(self, self.context, self.context.book, self.failed.emit)
        self.list_dialog.finished.connect(self.list_dialog.deleteLater)
        self.list_dialog.open()

    def show_streams(self) -> None:
        """Show which source gives the sales, and the reconciliation of the others with it."""
        from kpi_desktop.gui.widgets.streams import StreamsDialog

        if self.context.book is None:
            return
        self.list_dialog = StreamsDialog(self, self.context, (self.failed.emit, self.context.set_data_changed))
        self.list_dialog.finished.connect(self.list_dialog.deleteLater)
        self.list_dialog.open()

    def _total(self, total: Decimal | None) -> str:
        return "—" if total is None else number_text(total, 2, self.context.lang)

    def _enable(self) -> None:
        self._undo.setEnabled(bool(self._table.selectionModel().selectedRows()))
        self._check.setEnabled(self.context.book is not None)

    def ask_undo(self) -> None:
        """Ask once, then take the chosen import out."""
        chosen = self._table.selectionModel().selectedRows()
        if not chosen:
            return
        line = self._lines[chosen[0].row()]
        texts = (
            msg("Take “{file}” out of the book?", file=line.file),
            msg("What it had replaced comes back. The file itself is not touched."),
            msg("Take out"),
        )
        self.question = ask_consent(self, self.context, texts, lambda: self.undo(line.batch))

    def undo(self, batch: int) -> None:
        """Take an import out in the background, with all that its file brought: sales and expenses are one report."""
        workspace, book = self.context.workspace, self.context.book
        if book is None:
            return

        def take(_watch: Watch) -> None:
            from kpi_desktop.app.books import undo_whole

            undo_whole(workspace, book, batch)

        def show(_none: None) -> None:
            self.context.set_data_changed()
            self.go.emit("data", None)

        self.work(take, show)

    def connect_1c(self) -> None:
        """Connect a live 1C, or fetch from it what is new."""
        from kpi_desktop.gui.widgets.connect_1c import ConnectDialog

        if self.context.book is None:
            return

        def show() -> None:
            self.context.set_data_changed()
            self.go.emit("data", None)

        self.dialog = ConnectDialog(self, self.context, self.context.book, show)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()

    def check(self) -> None:
        """Compare every total of the book with its rows."""
        workspace, book = self.context.workspace, self.context.book
        if book is None:
            return
        self._state.setText(self.context.tr_(msg("Checking…")))

        def look(_watch: Watch) -> list[Issue]:
            from kpi_desktop.app.books import check

            return check(workspace, book)

        self.work(look, self._checked)

    def _checked(self, issues: list[Issue]) -> None:
        if not issues:
            self._state.setText(self.context.tr_(msg("The book is sound: every total agrees with its rows")))
            return
        told = [self.context.tr_(nmsg("{n} difference was found", "{n} differences were found", n=len(issues)))]
        told += [self.context.tr_(issue.message) for issue in issues]
        self._state.setText("\n".join(told))
