"""The values of one column with their rows: which count, which are one, which mean a return or the end of a deal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QListWidget, QListWidgetItem, QWidget

from kpi_desktop.gui.widgets.blocks import button, column, label, row
from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.models.mapping import MappingEdit

_VALUE = Qt.ItemDataRole.UserRole


class ValuesDialog(QDialog):
    """Tick values, then say what is to become of them; `done` is called after each change of the mapping."""

    def __init__(self, parent: QWidget, context: Context, edit: MappingEdit, about: Values) -> None:
        """The values of one column, those of `ticked` ticked."""
        super().__init__(parent)
        self._context, self._edit, self._about = context, edit, about
        tr = context.tr_
        self.setWindowTitle(tr(msg("Values of column “{column}”", column=about.heading)))
        self.search, self.list, self.into = QLineEdit(), QListWidget(), QComboBox(editable=True)
        self.search.setPlaceholderText(tr(msg("Search")))
        self.search.setAccessibleName(tr(msg("Search")))
        self.list.setAccessibleName(self.windowTitle())
        self.into.setAccessibleName(tr(msg("as one value")))
        self._hint = label("muted", wrap=True)
        self._hint.setText(tr(msg("Tick values, then choose what they mean. Nothing is merged or left out by itself.")))
        self._buttons = [self._act(text, act) for text, act in self._acts()]
        self._merge = self._act(msg("Count as one value"), self._merged)
        close = button(self.reject)
        close.setText(tr(msg("Close")))
        merging = row(self._merge, self.into, spacing=8)
        merging.setStretch(1, 1)
        half = (len(self._buttons) + 1) // 2
        acts = [row(*self._buttons[:half], None, spacing=8), row(*self._buttons[half:], None, spacing=8)]
        box = column(self._hint, self.search, self.list, merging, *acts, row(None, close), spacing=10)
        box.setStretch(2, 1)
        box.setContentsMargins(18, 16, 18, 14)
        self.setLayout(box)
        self.resize(560, 480)
        self.search.textChanged.connect(self._filter)
        self.list.itemChanged.connect(lambda _item: self._ticked())
        self._fill()

    def _act(self, text: Message, act: Callable[[], object]) -> QWidget:
        found = button(act)
        found.setText(self._context.tr_(text))
        return found

    def _acts(self) -> list[tuple[Message, Callable[[], object]]]:
        edit, heading = self._edit, self._about.heading
        acts: list[tuple[Message, Callable[[], object]]] = [
            (msg("Leave these rows out"), lambda: self._apply(lambda w: edit.leave_out(heading, w, keep=False))),
            (msg("Take only these rows"), lambda: self._apply(lambda w: edit.leave_out(heading, w, keep=True))),
        ]
        if edit.fact.id == "sale" and edit.is_table:
            acts.append((msg("These are returns"), lambda: self._apply(lambda w: edit.set_returns(heading, w))))
        if edit.fact.id == "deal" and self._about.target == "stage":
            for text, status in (
                (msg("These are won"), "won"), (msg("These are lost"), "lost"), (msg("These are open"), "open"),
            ):  # fmt: skip
                acts.append((text, lambda s=status: self._apply(lambda w: edit.set_stages(w, s))))  # type: ignore[misc]
        return acts

    def _fill(self) -> None:
        self.list.blockSignals(True)
        for word, count in self._about.values:
            shown = word or self._context.tr_(msg("(empty)"))
            item = QListWidgetItem(f"{shown}   ·   {count:,}".replace(",", "\u202f"))
            item.setData(_VALUE, word)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if word in self._about.ticked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self._ticked()

    def chosen(self) -> list[str]:
        """The ticked values."""
        items = [self.list.item(place) for place in range(self.list.count())]
        return [str(item.data(_VALUE)) for item in items if item.checkState() is Qt.CheckState.Checked]

    def tick(self, words: Sequence[str]) -> None:
        """Tick these values and no others."""
        for place in range(self.list.count()):
            item = self.list.item(place)
            ticked = item.data(_VALUE) in words
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)

    def _ticked(self) -> None:
        words = self.chosen()
        typed = self.into.currentText()
        self.into.clear()
        self.into.addItems([word for word in words if word])
        if typed and typed not in words:
            self.into.setEditText(typed)
        for act in self._buttons:
            act.setEnabled(bool(words))
        self._merge.setEnabled(len(words) > 1 or (bool(words) and bool(typed)))

    def _filter(self, text: str) -> None:
        for place in range(self.list.count()):
            item = self.list.item(place)
            item.setHidden(text.lower() not in str(item.data(_VALUE)).lower())

    def _merged(self) -> None:
        into = self.into.currentText().strip()
        if into:
            self._apply(lambda words: self._edit.merge(self._about.heading, words, into))

    def _apply(self, change: Callable[[list[str]], object]) -> None:
        change(self.chosen())
        self.accept()


class Values:
    """What the dialog is about: a column, what it is, its values with counts, those ticked from the start."""

    def __init__(
        self, heading: str, target: str, values: Sequence[tuple[str, int]], ticked: Sequence[str] = ()
    ) -> None:
        """Keep them."""
        self.heading, self.target, self.values, self.ticked = heading, target, values, ticked
