"""What only the owner can decide about a file: its password, whether it replaces older rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from kpi_desktop.gui.widgets.blocks import button, column, label, row
from kpi_desktop.gui.widgets.question import ask_text
from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest.outcome import Outcome

if TYPE_CHECKING:
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.models.files import ImportedFile
    from kpi_desktop.ingest.outcome import FileReport


class Decision(QFrame):
    """A panel that shows itself only where there is something to decide."""

    password = Signal(str)
    replace = Signal()
    another = Signal(str)

    def __init__(self, context: Context) -> None:
        """An empty panel."""
        super().__init__()
        self.setObjectName("panel")
        self._context = context
        self._question = label(wrap=True)
        self._unlock = button(self._ask_password, "primary")
        self._over = button(self.replace.emit, "primary")
        self._beside = button(self._ask_name)
        buttons = row(self._unlock, self._over, self._beside, None)
        box = column(self._question, buttons, spacing=10)
        box.setContentsMargins(16, 14, 16, 14)
        self.setLayout(box)
        self.hide()

    def retranslate(self) -> None:
        """Set every text."""
        tr = self._context.tr_
        self._unlock.setText(tr(msg("Enter the password…")))
        self._over.setText(tr(msg("Replace what was there")))
        self._beside.setText(tr(msg("Add as another source…")))

    def ask(self, entry: ImportedFile | None, member: str = "") -> None:
        """Show the question of a file or of one file inside it, nothing where it has none."""
        report = entry.report_of(member) if entry is not None else None
        result = entry.result_of(member) if entry is not None else None
        question = result.question if result is not None else None
        locked = report is not None and is_locked(report)
        self.setVisible(question is not None or locked)
        self._unlock.setVisible(locked)
        self._over.setVisible(question is not None)
        self._beside.setVisible(question is not None)
        told = ""
        if question is not None:
            told = self._context.tr_(question)
        elif locked:
            told = self._context.tr_(msg("The file is locked. The password is used to read it and is kept nowhere"))
        self._question.setText(told)

    def _ask_password(self) -> None:
        texts = (msg("Password of the file"), msg("The password that opens the file"))
        self.question = ask_text(self, self._context, texts, self.password.emit, secret=True)

    def _ask_name(self) -> None:
        texts = (msg("Another source"), msg("What is this source called? For example: the second shop"))
        self.question = ask_text(self, self._context, texts, self.another.emit)


def is_locked(report: FileReport) -> bool:
    """Whether the file, or one that an archive or a folder holds, waits for its password and could be opened by it."""
    hopeless = any(issue.code == "encryption_unknown" for issue in report.issues)
    own = report.outcome is Outcome.PASSWORD and not report.members and not hopeless
    return own or any(is_locked(member) for member in report.members)
