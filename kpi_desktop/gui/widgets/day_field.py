"""A field for a day says how a day is written, and has the room to say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QLineEdit

    from kpi_desktop.i18n.message import Message

#: What a first and a last day show while they are empty.
FROM_DAY, TO_DAY = msg("from dd.mm.yyyy"), msg("to dd.mm.yyyy")
#: The field's own edges at both sides of its text.
_EDGES = 26


def show_form(field: QLineEdit, form: Message, tr: Callable[[Message], str]) -> None:
    """Show how the day is written; the pointer has an example."""
    field.setPlaceholderText(tr(form))
    field.setToolTip(tr(msg("For example, 31.03.2026 or 2026-03-31")))
    field.setMinimumWidth(field.fontMetrics().horizontalAdvance(field.placeholderText()) + _EDGES)
