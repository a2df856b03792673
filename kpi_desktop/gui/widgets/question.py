"""Small questions that never block the window: a name, a password, yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QInputDialog, QLineEdit, QMessageBox, QWidget

from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_desktop.gui.context import Context


def ask_text(
    parent: QWidget, context: Context, texts: tuple[Message, Message], answered: Callable[[str], None],
    *, secret: bool = False,
) -> QInputDialog:  # fmt: skip
    """Ask for one line; `texts` are the title and the question. An empty answer is no answer."""
    title, question = texts
    box = QInputDialog(parent)
    box.setWindowTitle(context.tr_(title))
    box.setLabelText(context.tr_(question))
    box.setOkButtonText(context.tr_(msg("Continue")))
    box.setCancelButtonText(context.tr_(msg("Cancel")))
    box.setMinimumWidth(420)
    if secret:
        box.setTextEchoMode(QLineEdit.EchoMode.Password)
    for field in box.findChildren(QLineEdit):
        field.setAccessibleName(context.tr_(question))

    def pass_on(text: str) -> None:
        if text.strip():
            answered(text if secret else text.strip())

    box.textValueSelected.connect(pass_on)
    box.finished.connect(box.deleteLater)
    box.open()
    return box


def ask_consent(
    parent: QWidget, context: Context, texts: tuple[Message, Message, Message], agreed: Callable[[], object]
) -> QMessageBox:
    """Ask before something is taken away; `texts` are the question, what follows, and the word on the button."""
    question, follows, verb = texts
    box = QMessageBox(parent)
    box.setWindowTitle("KPI Desktop")
    box.setText(context.tr_(question))
    box.setInformativeText(context.tr_(follows))
    box.setStandardButtons(QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.Cancel)
    box.button(QMessageBox.StandardButton.Yes).setText(context.tr_(verb))
    box.button(QMessageBox.StandardButton.Cancel).setText(context.tr_(msg("Cancel")))
    box.accepted.connect(agreed)
    box.finished.connect(box.deleteLater)
    box.open()
    return box
