"""What only the owner can decide about a file: its password, what its columns mean, whether it replaces older rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QFrame, QPlainTextEdit

from kpi_desktop.gui.widgets.blocks import button, column, label, row
from kpi_desktop.gui.widgets.question import ask_text
from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest.outcome import Outcome

if TYPE_CHECKING:
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.models.files import ImportedFile


class Decision(QFrame):
    """A panel that shows itself only where there is something to decide."""

    password = Signal(str)
    mapping = Signal(str)
    replace = Signal()
    another = Signal(str)

    def __init__(self, context: Context) -> None:
        """An empty panel."""
        super().__init__()
        self.setObjectName("panel")
        self._context = context
        self._question = label(wrap=True)
        self.text = QPlainTextEdit()
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.text.setTabChangesFocus(True)
        self.text.setAcceptDrops(False)
        self.text.setMinimumHeight(300)
        self._describe = button(lambda: self.mapping.emit(self.text.toPlainText()), "primary")
        self._unlock = button(self._ask_password, "primary")
        self._over = button(self.replace.emit, "primary")
        self._beside = button(self._ask_name)
        buttons = row(self._describe, self._unlock, self._over, self._beside, None)
        box = column(self._question, self.text, buttons, spacing=10)
        box.setContentsMargins(16, 14, 16, 14)
        self.setLayout(box)
        self.hide()

    def retranslate(self) -> None:
        """Set every text."""
        tr = self._context.tr_
        self._describe.setText(tr(msg("Import with this description")))
        self._unlock.setText(tr(msg("Enter the password…")))
        self._over.setText(tr(msg("Replace what was there")))
        self._beside.setText(tr(msg("Add as another source…")))
        self.text.setAccessibleName(tr(msg("What the columns mean")))

    def ask(self, entry: ImportedFile | None) -> None:
        """Show the question of a file, nothing where it has none."""
        report = entry.report if entry is not None else None
        outcome = report.outcome if report is not None else None
        overlap = entry is not None and entry.asks()
        self.setVisible(overlap or outcome in (Outcome.PASSWORD, Outcome.NEEDS_MAPPING))
        describing = outcome is Outcome.NEEDS_MAPPING and not overlap
        self.text.setVisible(describing)
        self._describe.setVisible(describing)
        self._unlock.setVisible(outcome is Outcome.PASSWORD)
        self._over.setVisible(overlap)
        self._beside.setVisible(overlap)
        told = ""
        if describing and report is not None and entry is not None:
            self.text.setPlainText(entry.choice.mapping or report.mapping)
            told = self._context.tr_(msg("Write beside each column what it is; lines after # are explanations"))
        elif overlap and entry is not None and entry.result is not None and entry.result.question is not None:
            told = self._context.tr_(entry.result.question)
        elif outcome is Outcome.PASSWORD:
            told = self._context.tr_(msg("The file is locked. The password is used to read it and is kept nowhere"))
        self._question.setText(told)

    def _ask_password(self) -> None:
        texts = (msg("Password of the file"), msg("The password that opens the file"))
        self.question = ask_text(self, self._context, texts, self.password.emit, secret=True)

    def _ask_name(self) -> None:
        texts = (msg("Another source"), msg("What is this source called? For example: the second shop"))
        self.question = ask_text(self, self._context, texts, self.another.emit)
