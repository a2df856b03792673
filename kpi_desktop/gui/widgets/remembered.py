"""What a book remembers beside its data: mappings of layouts with their past, and imports that were taken out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from kpi_desktop.gui.models.table import Heading, TextCell, TextTable
from kpi_desktop.gui.operation import Operation
from kpi_desktop.gui.widgets.blocks import button, column, label, row
from kpi_desktop.gui.widgets.flow import Flow
from kpi_desktop.gui.widgets.table import table_view
from kpi_desktop.i18n.formats import date_text
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.present.recognised import recognised_message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kpi_desktop.app.books import TakenOut
    from kpi_desktop.app.mappings import MappingLine
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch


class ListDialog(QDialog):
    """A list with a line of explanation and buttons that act on the chosen row."""

    def __init__(self, parent: QWidget, context: Context, texts: tuple[Message, Message]) -> None:
        """An empty list; `texts` are the title and the explanation."""
        super().__init__(parent)
        self._context = context
        self.setWindowTitle(context.tr_(texts[0]))
        self.model = TextTable()
        self.table = table_view(self.model)
        self.table.setAccessibleName(self.windowTitle())
        self.about = label("muted", wrap=True)
        self.about.setText(context.tr_(texts[1]))
        self._acts: list[QWidget] = []
        self._close = button(self.reject)
        self._close.setText(context.tr_(msg("Close")))
        self._foot = Flow(spacing=8)
        foot = row(spacing=8)
        foot.addLayout(self._foot, 1)
        foot.addWidget(self._close)
        self._box = column(self.about, self.table, foot, spacing=12)
        self._box.setStretch(1, 1)
        self._box.setContentsMargins(18, 16, 18, 14)
        self.setLayout(self._box)
        self.resize(720, 420)

    def stay(self) -> None:
        """Stand as a part of a page instead of a window of its own: nothing closes it."""
        self.setWindowFlags(Qt.WindowType.Widget)
        self._close.hide()
        self._box.setContentsMargins(0, 0, 0, 0)

    def reject(self) -> None:
        """Escape closes a window, not a part of a page."""
        if self.isWindow():
            super().reject()

    def add_act(self, text: Message, act: Callable[[str], None]) -> None:
        """A button for the chosen row; it is given the row's key."""

        def press() -> None:
            chosen = self.table.selectionModel().selectedRows()
            if chosen:
                act(str(self.model.key(chosen[0].row())))

        found = button(press)
        found.setText(self._context.tr_(text))
        found.setEnabled(False)
        self._foot.insert(len(self._acts), found)
        self._acts.append(found)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._enable())

    def _enable(self) -> None:
        chosen = bool(self.table.selectionModel().selectedRows())
        for act in self._acts:
            act.setEnabled(chosen)

    def fill(
        self, heads: Sequence[tuple[Message, bool]], rows: Sequence[Sequence[str]], keys: Sequence[object]
    ) -> None:
        """Show these rows."""
        headings = [Heading(self._context.tr_(text), figures) for text, figures in heads]
        self.model.fill(headings, [[TextCell(text) for text in cells] for cells in rows], keys)
        self.table.fit()
        self._enable()


class MappingsDialog(ListDialog):
    """The mappings of the book; each can be written to a file, forgotten, or put back to its earlier version."""

    def __init__(self, parent: QWidget, context: Context, book: Path, failed: Callable[[object], None]) -> None:
        """List the mappings of a book."""
        about = msg(
            "The next file with the same columns is read by its mapping without questions. A change can be taken back."
        )
        super().__init__(parent, context, (msg("Mappings"), about))
        self._book, self._failed = book, failed
        self.add_act(msg("Earlier version"), self.restore)
        self.add_act(msg("Forget"), self.forget)
        self.add_act(msg("Save to a file…"), self._ask_file)
        self.refresh()

    def refresh(self) -> None:
        """Read the list again."""
        self._run(lambda: None)

    def _run(self, act: Callable[[], None]) -> None:
        """Change the book and show the list; after whatever else is done with the book just now."""

        def work(_watch: Watch) -> tuple[MappingLine, ...]:
            from kpi_desktop.app.mappings import mapping_lines

            act()
            return mapping_lines(self._book)

        Operation(work).success(self._show).failure(self._failed).start()

    def _show(self, lines: tuple[MappingLine, ...]) -> None:
        self.fill(
            ((msg("What it reads"), False), (msg("Layout"), False), (msg("Saved"), False), (msg("Versions"), True)),
            [self._cells(line) for line in lines],
            [line.layout for line in lines],
        )

    def _cells(self, line: MappingLine) -> tuple[str, str, str, str]:
        name = self._context.tr_(recognised_message(line.name))
        return name, line.layout, line.saved_at, str(line.earlier + 1)

    def restore(self, layout: str) -> None:
        """Take back the last change of a mapping."""
        from kpi_desktop.app.mappings import restore_mapping

        self._run(lambda: restore_mapping(self._book, layout))

    def forget(self, layout: str) -> None:
        """Forget a mapping: the next file of its layout is read as if it were the first."""
        from kpi_desktop.app.mappings import remove_mapping

        self._run(lambda: remove_mapping(self._book, layout))

    def _ask_file(self, layout: str) -> None:
        title = self._context.tr_(msg("Save the mapping"))
        name, _ = QFileDialog.getSaveFileName(self, title, f"{layout}.toml", "TOML (*.toml)")
        if name:
            self.save_to(layout, Path(name))

    def save_to(self, layout: str, target: Path) -> None:
        """Write a mapping to a file."""
        from kpi_desktop.app.mappings import export_mapping

        self._run(lambda: export_mapping(self._book, layout, target))


def taken_out_dialog(parent: QWidget, context: Context, lines: Sequence[TakenOut]) -> ListDialog:
    """The imports that were taken out of the book, the last first."""
    about = msg(
        "Their rows are out of the book, and what they had replaced came back. To have one again, import its file."
    )
    dialog = ListDialog(parent, context, (msg("Imports that were taken out"), about))
    lang = context.lang
    days = [
        f"{date_text(line.first, lang)} – {date_text(line.last, lang)}" if line.first and line.last else "—"
        for line in lines
    ]
    dialog.fill(
        ((msg("File"), False), (msg("Days"), False), (msg("Rows"), True), (msg("Taken out"), False)),
        [(line.file, days[n], str(line.rows), line.undone_at or "—") for n, line in enumerate(lines)],
        [line.batch for line in lines],
    )
    return dialog
