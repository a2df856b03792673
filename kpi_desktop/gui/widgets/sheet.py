"""One sheet of decisions: fields to fill, a button, and what is answered below; what is refused is said beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLineEdit, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from kpi_desktop.core.errors import Cancelled, UsageError
from kpi_desktop.gui.operation import Operation
from kpi_desktop.gui.widgets.blocks import column, label, panel, set_tone, while_there

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from PySide6.QtWidgets import QLabel

    from kpi_desktop.app.comparable import Comparable
    from kpi_desktop.catalogue.model import Dimension
    from kpi_desktop.core.errors import KpiDesktopError
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch
    from kpi_desktop.i18n.message import Message

Result = TypeVar("Result")


class Sheet(QScrollArea):
    """`told` says what was refused; other errors go to the window by `failed`."""

    failed = Signal(object)

    def __init__(self, context: Context) -> None:
        """An empty sheet."""
        super().__init__()
        self.context = context
        self.about, self.told = label("muted", wrap=True), label(wrap=True)
        set_tone(self.told, "bad")
        self.told.hide()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._operation: Operation[object] | None = None

    def build(self, fields: Fields, *below: QWidget) -> None:
        """Put the fields into a panel, and what is answered below it."""
        inside = QWidget()
        inside.setObjectName("ground")
        box = column(self.about, panel(fields), self.told, *below, None, spacing=12)
        box.setContentsMargins(0, 12, 10, 6)
        inside.setLayout(box)
        self.setWidget(inside)

    @property
    def book(self) -> Path | None:
        """The open book."""
        return self.context.book

    @property
    def month(self) -> str | None:
        """The chosen month; None the last fully covered one."""
        return self.context.month.month_text if self.context.month else None

    def offer(self, found: Comparable) -> None:
        """Take what the book has to choose from."""

    def start(self) -> None:
        """Called when the sheet is shown, and when the month or the data change."""

    def retranslate(self) -> None:
        """Set every text."""

    def run(self, use_case: Callable[[Watch], Result], show: Callable[[Result], None]) -> None:
        """Run a use case; a later one takes its place."""
        if self._operation is not None:
            self._operation.watch.cancel()
        self.told.hide()
        operation = Operation(use_case)

        def unless_late(result: Result) -> None:
            if not operation.watch.cancelled():
                show(result)

        self._operation = operation  # type: ignore[assignment]
        operation.success(while_there(self, unless_late)).failure(while_there(self, self.refuse)).start()

    def refuse(self, error: KpiDesktopError) -> None:
        """Say what is wrong with the fields; advice that names options of the shell is left out."""
        if isinstance(error, Cancelled):
            return
        if not isinstance(error, UsageError):
            self.failed.emit(error)
            return
        tr = self.context.tr_
        fix = tr(error.fix) if error.fix is not None else ""
        self.told.setText(tr(error.message) + (f". {fix}" if fix and "--" not in fix else ""))
        self.told.show()


class Fields(QGridLayout):
    """Captions over fields, so many in a row."""

    def __init__(self, *fields: QWidget | tuple[QWidget, ...], per_row: int = 3) -> None:
        """A grid of these fields; a caption is told by `say`. Of several fields in one place one is shown."""
        super().__init__()
        self._captions: list[tuple[QLabel, QWidget]] = []
        self.setHorizontalSpacing(14)
        self.setVerticalSpacing(4)
        placed = [(place, cell if isinstance(cell, tuple) else (cell,)) for place, cell in enumerate(fields)]
        for place, field in ((place, field) for place, cell in placed for field in cell):
            line, across = divmod(place, per_row)
            caption = label("muted")
            caption.setBuddy(field)
            field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.addWidget(caption, 2 * line, across)
            self.addWidget(field, 2 * line + 1, across)
            self._captions.append((caption, field))
        for across in range(per_row):
            self.setColumnStretch(across, 1)

    def say(self, texts: Iterable[str]) -> None:
        """Name the fields in their order."""
        for (caption, field), text in zip(self._captions, texts, strict=True):
            caption.setText(text)
            field.setAccessibleName(text)

    def show_field(self, field: QWidget, *, shown: bool) -> None:
        """Show or hide a field with its caption."""
        for caption, known in self._captions:
            if known is field:
                caption.setVisible(shown)
                field.setVisible(shown)


def choice(*, typed: bool = False) -> QComboBox:
    """A list that does not grow with its longest name; `typed` lets one write what it does not hold."""
    found = QComboBox()
    found.setEditable(typed)
    found.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    found.setMinimumContentsLength(10)
    return found


def fill_dimensions(target: QComboBox, known: Mapping[Dimension, tuple[str, ...]], lang: str) -> None:
    """Name the dimensions in the window's language; what was chosen stays chosen."""
    chosen = target.currentData()
    target.clear()
    for one in known:
        target.addItem(one.name_ru if lang == "ru" else one.name_en, one.id)
    target.setCurrentIndex(max(0, target.findData(chosen)) if target.count() else -1)


def members_of(target: QComboBox, known: Mapping[Dimension, tuple[str, ...]]) -> tuple[str, ...]:
    """The members of the chosen dimension."""
    return next((names for one, names in known.items() if one.id == target.currentData()), ())


def offer_members(target: QComboBox, names: tuple[str, ...], place: int = 0) -> None:
    """Other members to choose from; the one at `place` stands there first, what was typed stays."""
    written = target.currentText().strip()
    known = {target.itemText(index) for index in range(target.count())}
    target.clear()
    target.addItems(names)
    if written and (written in names or written not in known):
        target.setCurrentText(written)
    else:
        target.setCurrentIndex(place if place < len(names) else -1)
        if not names:
            target.setEditText("")
    field = target.lineEdit()
    if field is not None:  # a name longer than its field is seen from its beginning
        field.setCursorPosition(0)
        target.setToolTip(target.currentText())


def show_lines(box: QVBoxLayout, lines: Iterable[Message], tr: Callable[[Message], str]) -> None:
    """Show sentences one below another instead of those before."""
    from kpi_desktop.gui.widgets.blocks import clear

    clear(box)
    for line in lines:
        told = label(wrap=True, selectable=True)
        told.setText(tr(line))
        box.addWidget(told)


def line_edit(hint: str = "") -> QLineEdit:
    """A field with an example in it."""
    found = QLineEdit()
    found.setPlaceholderText(hint)
    return found
