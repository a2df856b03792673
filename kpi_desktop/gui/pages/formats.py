"""Formats: what the program reads, how to get each export out of its program, and which metrics it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidgetItem, QScrollArea, QSplitter, QWidget

from kpi_desktop.app.formats import KnownFormat, known_formats, matches
from kpi_desktop.gui.pages.format_texts import given_text, metric_names, reads_text, state_text, steps_text
from kpi_desktop.gui.pages.page import Page
from kpi_desktop.gui.widgets.blocks import button, clear, column, label, panel, row, set_tone
from kpi_desktop.gui.widgets.wrapped_list import WrappedList
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from PySide6.QtWidgets import QBoxLayout

    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.gui.context import Context


class FormatsPage(Page):
    """A list to look an export up by its program, its name or the metric that is wanted."""

    def __init__(self, context: Context) -> None:
        """Build the page."""
        super().__init__(context)
        self._known: tuple[KnownFormat, ...] = ()
        self._of: Catalogue | None = None
        self._opened = False
        self._wanted = ""
        self._title, self._about = label("title"), label("muted", wrap=True)
        self._search, self._list = QLineEdit(), WrappedList()
        self._search.setClearButtonEnabled(True)
        self._search.setAcceptDrops(False)
        self._search.textChanged.connect(lambda _text: self._fill())
        self._list.currentItemChanged.connect(lambda *_: self._print())
        self._import = button(self.choose_files, "primary")
        self._name, self._state, self._none = label("title", wrap=True), label("muted", wrap=True), label("muted")
        self._signs = label(wrap=True, selectable=True)
        self._read_title, self._read = label("heading"), label(wrap=True, selectable=True)
        self._how_title, self._ways = label("heading"), column(spacing=10)
        self._gives_title, self._gives = label("heading"), label("muted", wrap=True)
        self._alone, self._together = label(wrap=True, selectable=True), label("muted", wrap=True, selectable=True)
        self._build()

    def _build(self) -> None:
        about = panel(column(self._name, self._state, self._signs, spacing=8))
        read = panel(column(self._read_title, self._read, spacing=8))
        how = panel(column(self._how_title, self._ways, spacing=8))
        gives = panel(column(self._gives_title, self._gives, self._alone, self._together, spacing=8))
        self._shown = QWidget()
        self._shown.setLayout(column(about, how, read, gives, None, spacing=12, margins=2))
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._shown)
        left = QWidget()
        left.setLayout(column(self._search, self._none, self._list, spacing=8))
        split = QSplitter()
        split.addWidget(left)
        split.addWidget(area)
        split.setStretchFactor(1, 1)
        split.setSizes([260, 670])
        split.setHandleWidth(10)
        split.setChildrenCollapsible(False)
        box = column(row(self._title, None, self._import), self._about, split, spacing=10)
        box.setStretch(2, 1)
        box.setContentsMargins(22, 16, 18, 12)
        self.setLayout(box)

    def open(self, what: object) -> None:
        """Show the list; `what` is the id of a format to show first."""
        self._wanted = what if isinstance(what, str) else ""
        self._opened = True
        self._fill()

    def retranslate(self) -> None:
        """Set every text."""
        tr = self.context.tr_
        self._title.setText(tr(msg("Formats")))
        self._about.setText(tr(msg("What can be imported and how to get it. Any other table is read by its headings.")))
        self._import.setText(tr(msg("Import…")))
        self._import.setToolTip("Ctrl+I")
        self._search.setPlaceholderText(tr(msg("Program, export or metric")))
        self._search.setAccessibleName(tr(msg("Search the formats")))
        self._list.setAccessibleName(tr(msg("Formats")))
        self._none.setText(tr(msg("Nothing was found")))
        self._read_title.setText(tr(msg("What is read")))
        self._how_title.setText(tr(msg("How to get it")))
        self._gives_title.setText(tr(msg("Which metrics it gives")))
        self._fill()

    def _fill(self) -> None:
        """The formats that hold the words searched for, the chosen one kept where it is among them."""
        catalogue = self.context.workspace.catalogue
        if self._opened and self._of is not catalogue:  # another book has other metrics of its own
            self._known, self._of = known_formats(self.context.workspace), catalogue
        chosen = self._wanted or self._chosen_id()
        self._wanted = ""
        shown = [known for known in self._known if matches(known, self._search.text(), self.context.workspace)]
        self._list.blockSignals(True)
        self._list.clear()
        for known in shown:
            item = QListWidgetItem(known.format.name(self.context.lang))
            item.setData(Qt.ItemDataRole.UserRole, known.format.id)
            item.setToolTip(state_text(known.format, self.context))
            self._list.addItem(item)
        places = [place for place, known in enumerate(shown) if known.format.id == chosen]
        self._list.fit()
        self._list.setCurrentRow(places[0] if places else 0)
        self._list.blockSignals(False)
        self._none.setVisible(bool(self._known) and not shown)
        self._print()

    def _chosen_id(self) -> str:
        item = self._list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def _print(self) -> None:
        chosen = self._chosen_id()
        known = next((one for one in self._known if one.format.id == chosen), None)
        self._shown.setVisible(known is not None)
        if known is None:
            return
        context, one = self.context, known.format
        self._name.setText(one.name(context.lang))
        self._state.setText(state_text(one, context))
        set_tone(self._state, "" if one.read and one.evidence == "files" else "warn")
        self._signs.setText(one.signs(context.lang))
        self._read.setText(reads_text(one, context))
        self._print_ways(known)
        self._gives.setText(given_text(known, context))
        self._alone.setText(metric_names(known.alone, context))
        self._alone.setVisible(bool(known.alone))
        more = metric_names(known.together, context)
        self._together.setText(context.tr_(msg("With other data: {names}", names=more)))
        self._together.setVisible(bool(known.together))

    def _print_ways(self, known: KnownFormat) -> None:
        _clear_deep(self._ways)
        for way in known.format.how:
            program, steps = label(wrap=True), label("muted", wrap=True, selectable=True)
            program.setText(way.program(self.context.lang))
            steps.setText(steps_text(way, self.context.lang))
            self._ways.addLayout(column(program, steps, spacing=3))


def _clear_deep(layout: QBoxLayout) -> None:
    """Take every widget out of the layouts in a layout."""
    while layout.count():
        item = layout.takeAt(0)
        inner = item.layout() if item else None
        if inner is not None:
            clear(inner)
            inner.deleteLater()
