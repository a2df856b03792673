"""What pages share: the catalogue, the language, the theme and the open book, with signals when one of them changes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal

from kpi_desktop.i18n.formats import date_text
from kpi_desktop.i18n.message import Message
from kpi_desktop.i18n.translator import LANGUAGES, Translator

if TYPE_CHECKING:
    from kpi_desktop.app.books import BookSummary
    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.core.period import Period
    from kpi_desktop.gui.theme import Colours

MOST_RECENT = 6
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Context(QObject):
    """The state of the window outside its pages."""

    language_changed = Signal()
    theme_changed = Signal()
    book_changed = Signal()
    data_changed = Signal()
    summary_changed = Signal()
    month_changed = Signal()

    def __init__(self, workspace: Workspace, settings: QSettings) -> None:
        """Take the catalogue and the user's settings file."""
        super().__init__()
        self.workspace = workspace
        self.settings = settings
        self.lang = str(settings.value("language", LANGUAGES[0]))
        self.dark = str(settings.value("theme", "light")) == "dark"
        self.translate = Translator(self.lang)
        self.colours: Colours
        self.book: Path | None = None
        self.month: Period | None = None
        self.summary: BookSummary | None = None

    def tr_(self, message: Message) -> str:
        """A message in the window's language, its days written as people write them."""
        return self.translate(self._dated(message))

    def _dated(self, message: Message) -> Message:
        return replace(message, args=tuple((name, self._shown(value)) for name, value in message.args))

    def _shown(self, value: str | int | Message) -> str | int | Message:
        if isinstance(value, Message):
            return self._dated(value)
        if isinstance(value, str) and _ISO_DAY.fullmatch(value):
            return date_text(date.fromisoformat(value), self.lang)
        return value

    def set_language(self, lang: str) -> None:
        """Speak another language from now on."""
        self.lang = lang
        self.translate = Translator(lang)
        self.settings.setValue("language", lang)
        self.language_changed.emit()

    def set_dark(self, dark: bool) -> None:
        """Switch between light and dark."""
        self.dark = dark
        self.settings.setValue("theme", "dark" if dark else "light")
        self.theme_changed.emit()

    def set_book(self, path: Path | None) -> None:
        """Open another book in every page (None closes it)."""
        self.book, self.month, self.summary = path, None, None
        self.workspace = self.workspace.of({})
        if path is not None:
            recent = [str(path), *(name for name in self._recent_names() if name != str(path))]
            self.settings.setValue("recent", recent[:MOST_RECENT])
        self.book_changed.emit()

    def set_data_changed(self) -> None:
        """The open book holds other rows than before: show its latest month."""
        self.month = None
        self.data_changed.emit()

    def set_summary(self, summary: BookSummary) -> None:
        """Company and months of the open book are known now."""
        self.summary = summary
        self.workspace = summary.definitions or self.workspace
        self.summary_changed.emit()

    def set_month(self, month: Period) -> None:
        """Show another month in every page."""
        if month != self.month:
            self.month = month
            self.month_changed.emit()

    def recent(self) -> list[Path]:
        """Books opened lately that are still there, the latest first."""
        return [Path(name) for name in self._recent_names() if Path(name).exists()]

    def _recent_names(self) -> list[str]:
        value = self.settings.value("recent", [])
        if isinstance(value, str):
            return [value]
        return [str(name) for name in value] if isinstance(value, list) else []
