"""The first page: make a book, open one, or look at the sample company."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

from kpi_desktop.gui.pages.page import Page
from kpi_desktop.gui.widgets.blocks import button, clear, column, label, row
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch


class StartPage(Page):
    """What a person sees first; three ways to a book, and the books opened lately."""

    def __init__(self, context: Context) -> None:
        """Build the page."""
        super().__init__(context)
        self._title, self._about = label("title"), label("muted", wrap=True)
        self._new = button(self.new_book, "big")
        self._open = button(self.choose_book, "big")
        self._sample = button(self.open_sample, "big")
        self._busy = label("muted")
        self._recent_title = label("heading")
        self._recent = column(spacing=2)
        inner = QWidget()
        inner.setMaximumWidth(560)
        inner.setLayout(
            column(
                None, self._title, self._about, self._new, self._open, self._sample, self._busy, self._recent_title,
                self._recent, None, None, spacing=12,
            )
        )  # fmt: skip
        outer = row(None, inner, None)
        outer.setStretch(1, 10)
        outer.setContentsMargins(24, 24, 24, 24)
        self.setLayout(outer)

    def open(self, what: object) -> None:
        """Show the books opened lately."""
        del what
        self._list_recent()

    def retranslate(self) -> None:
        """Set the texts."""
        tr = self.context.tr_
        self._title.setText(tr(msg("Whose figures shall we look at?")))
        self._about.setText(
            tr(msg("A book keeps one company's data in one file on your computer. Nothing leaves this computer."))
        )
        self._new.setText(tr(msg("New book — for your company")))
        self._open.setText(tr(msg("Open a book…")))
        self._sample.setText(tr(msg("Sample company — see what the program can do")))
        self._recent_title.setText(tr(msg("Opened lately")))
        self._list_recent()

    def _list_recent(self) -> None:
        clear(self._recent)
        books = self.context.recent()
        self._recent_title.setVisible(bool(books))
        for path in books:
            entry = button(partial(self.context.set_book, path), "link")
            entry.setText(path.stem)
            entry.setToolTip(str(path))
            self._recent.addWidget(entry)

    def new_book(self) -> None:
        """Ask the company's name, then where to keep the book."""
        tr = self.context.tr_
        name, said = QInputDialog.getText(self, tr(msg("New book")), tr(msg("What is the company called?")))
        if not said or not name.strip():
            return
        proposed = str(_documents() / f"{_file_name(name)}.kpi")
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr(msg("Where to keep the book")), proposed, "KPI Desktop (*.kpi)"
        )
        if chosen:
            self.make_book(Path(chosen).with_suffix(".kpi"), name.strip())

    def make_book(self, path: Path, company: str) -> None:
        """Make the book and open it."""
        lang = self.context.lang

        def make(_watch: Watch) -> Path:
            from kpi_desktop.app.books import new_book

            new_book(path, company, "", lang)
            return path

        self.work(make, self.context.set_book)

    def choose_book(self) -> None:
        """Ask which book to open."""
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.context.tr_(msg("Open a book")), str(_documents()), "KPI Desktop (*.kpi)"
        )
        if chosen:
            self.context.set_book(Path(chosen))

    def open_sample(self) -> None:
        """Make the sample company's book in the user's folder and open it."""
        folder = _documents() / "KPI Desktop"
        workspace, lang = self.context.workspace, self.context.lang
        self._sample.setEnabled(False)
        self._busy.setText(self.context.tr_(msg("Making the sample company…")))

        def make(watch: Watch) -> Path:
            from kpi_desktop.app.demo import sample_book

            return sample_book(workspace, folder, lang, watch.progress)[0]

        def show(book: Path) -> None:
            self._busy.setText("")
            self._sample.setEnabled(True)
            self.context.set_book(book)

        def ended(_error: object) -> None:
            self._busy.setText("")
            self._sample.setEnabled(True)

        self.work(make, show).failure(ended)


def _documents() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))


def _file_name(company: str) -> str:
    kept = "".join(sign if sign.isalnum() or sign in " -_" else " " for sign in company)
    return " ".join(kept.split()) or "KPI"
