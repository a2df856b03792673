"""The first page: drop an export, make a book, open one, or look at the sample company."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QFrame, QScrollArea, QWidget

from kpi_desktop.gui.pages.page import Page
from kpi_desktop.gui.widgets.blocks import button, clear, column, label, row
from kpi_desktop.gui.widgets.choice import Choice
from kpi_desktop.gui.widgets.question import ask_text
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch


class StartPage(Page):
    """What a person sees first; a place to drop an export, ways to a book, and the books opened lately."""

    def __init__(self, context: Context) -> None:
        """Build the page."""
        super().__init__(context)
        self._title, self._about = label("title"), label("muted", wrap=True)
        self._drop_text, self._drop_about = label("heading", wrap=True), label("muted", wrap=True)
        self._choose = button(self.choose_files, "primary")
        self._new = Choice(self.new_book)
        self._open = Choice(self.choose_book)
        self._sample = Choice(self.open_sample)
        self._busy = label("muted")
        self._recent_title = label("heading")
        self._recent = column(spacing=0)
        self._build()

    def _build(self) -> None:
        drop = QFrame()
        drop.setObjectName("drop")
        told = column(self._drop_text, self._drop_about, spacing=4)
        inside = row()
        inside.addLayout(told, 1)
        inside.addWidget(self._choose)
        inside.setContentsMargins(20, 20, 20, 20)
        drop.setLayout(inside)
        inner = QWidget()
        inner.setMaximumWidth(640)
        inner.setLayout(
            column(
                None, self._title, self._about, drop, self._new, self._open, self._sample, self._busy,
                self._recent_title, self._recent, None, None, spacing=12,
            )
        )  # fmt: skip
        outer = row(None, inner, None)
        outer.setStretch(1, 10)
        outer.setContentsMargins(24, 20, 24, 20)
        ground = QWidget()
        ground.setLayout(outer)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(ground)
        self.setLayout(column(area))

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
        self._drop_text.setText(tr(msg("Drop an export here")))
        self._drop_about.setText(tr(msg("Excel, CSV or a 1C report: the program makes a book for it")))
        self._choose.setText(tr(msg("Choose files…")))
        self._new.say(tr(msg("New book")), tr(msg("For your company: a name first, then its exports")))
        self._open.say(tr(msg("Open a book…")), tr(msg("A file with the ending .kpi, made earlier")))
        self._sample.say(
            tr(msg("Sample company")), tr(msg("Three years of a made-up shop: see what the program can do"))
        )
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

    def choose_files(self) -> None:
        """Ask for exports, then for the company that they belong to."""
        names, _ = QFileDialog.getOpenFileNames(self, self.context.tr_(msg("Which files?")))
        if names:
            self.book_for([Path(name) for name in names])

    def book_for(self, paths: list[Path]) -> None:
        """A new owner's fastest way: ask the company's name, make its book among the documents, look at the files."""
        texts = (msg("New book"), msg("What is the company called? A book is made for it, and the files go into it"))

        def make(company: str) -> None:
            self.make_book(free_place(company), company, paths)

        self.question = ask_text(self, self.context, texts, make)

    def new_book(self) -> None:
        """Ask the company's name, then where to keep the book."""
        tr = self.context.tr_

        def place(company: str) -> None:
            proposed = str(free_place(company))
            chosen, _ = QFileDialog.getSaveFileName(
                self, tr(msg("Where to keep the book")), proposed, "KPI Desktop (*.kpi)"
            )
            if chosen:
                self.make_book(Path(chosen).with_suffix(".kpi"), company)

        self.question = ask_text(self, self.context, (msg("New book"), msg("What is the company called?")), place)

    def make_book(self, path: Path, company: str, files: list[Path] | None = None) -> None:
        """Make the book and open it; then look at `files`, if any were dropped."""
        lang = self.context.lang

        def make(_watch: Watch) -> Path:
            from kpi_desktop.app.books import new_book

            path.parent.mkdir(parents=True, exist_ok=True)
            new_book(path, company, "", lang)
            return path

        def show(book: Path) -> None:
            self._wait("")
            self.context.set_book(book)
            if files:
                self.go.emit("import", files)

        self._wait(self.context.tr_(msg("Making the book…")))
        self.work(make, show).failure(lambda _error: self._wait(""))

    def _wait(self, told: str) -> None:
        self._busy.setText(told)
        for widget in (self._new, self._open, self._sample, self._choose):
            widget.setEnabled(not told)

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

        def make(watch: Watch) -> Path:
            from kpi_desktop.app.demo import sample_book

            return sample_book(workspace, folder, lang, watch.progress)[0]

        def show(book: Path) -> None:
            self._wait("")
            self.context.set_book(book)

        self._wait(self.context.tr_(msg("Making the sample company…")))
        operation = self.work(make, show).failure(lambda _error: self._wait(""))
        operation.progress(lambda _share, message: self._busy.setText(self.context.tr_(message)))


def _documents() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))


def free_place(company: str, folder: Path | None = None) -> Path:
    """Where a company's new book may stand: named after it, numbered where a file of that name is there already."""
    kept = "".join(sign if sign.isalnum() or sign in " -_" else " " for sign in company)
    name = " ".join(kept.split())[:80] or "KPI"
    place = folder or _documents()
    found, number = place / f"{name}.kpi", 2
    while found.exists():
        found, number = place / f"{name} {number}.kpi", number + 1
    return found
