"""What an eye would find wrong on a page: texts cut, things over each other, scroll bars, words of another language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QScrollArea,
    QSplitterHandle,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QTableView,
    QWidget,
)

from kpi_desktop.gui.widgets.quality import ElidedLabel
from kpi_desktop.gui.widgets.table import FittedTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QFontMetrics

#: Pixels by which Qt's own sums of text and room may differ.
_SLACK = 2
#: The margins of an item of a list, both sides together.
_ITEM_EDGES, _ITEM_ENDS = 22, 16


def cut_texts(page: QWidget) -> Iterator[str]:
    """Texts that have less room than they need; what is shortened with its whole text on the pointer is none."""
    for found in shown(page, QLabel):
        if not isinstance(found, ElidedLabel) and found.text() and _label_is_cut(found):
            yield f"label «{found.text()}»: {found.width()}×{found.height()}"
    for found in shown(page, QAbstractButton):
        if found.text() and found.width() + _SLACK < found.sizeHint().width():
            yield f"button «{found.text()}»: {found.width()} of {found.sizeHint().width()}"
    yield from _cut_choices(page)
    yield from _cut_items(page)
    for view in shown(page, QTableView):
        yield from _cut_cells(view)


def _cut_choices(page: QWidget) -> Iterator[str]:
    """Lists, fields and tabs that show less than their words."""
    for found in shown(page, QComboBox):
        if _wide(found.fontMetrics(), found.currentText()) > _room(found) + _SLACK and not found.toolTip():
            yield f"list «{found.currentText()}»: {_room(found)}"
    for found in shown(page, QLineEdit):
        room = found.width() - 22
        if not found.text() and _wide(found.fontMetrics(), found.placeholderText()) > room:
            yield f"field «{found.placeholderText()}»: {room}"
    for found in shown(page, QTabBar):
        seen = [place for place in range(found.count()) if found.isTabVisible(place)]
        if seen and not found.rect().contains(found.tabRect(seen[-1]).adjusted(4, 4, -4, -4)):
            yield f"tabs «{found.tabText(seen[0])} … {found.tabText(seen[-1])}»: {found.width()}"


def _cut_items(page: QWidget) -> Iterator[str]:
    """Lines of lists that have less room than their words; the first line of a file's name is told by its tooltip."""
    for found in shown(page, QListWidget):
        for item in (found.item(place) for place in range(found.count())):
            lines = item.text().split("\n")[1 if item.toolTip() else 0 :]
            parts = [word for line in lines for word in line.split()] if found.wordWrap() else lines
            room = found.visualItemRect(item).width() - _ITEM_EDGES
            longest = max((_wide(found.fontMetrics(), part) for part in parts), default=0)
            if longest > room + _SLACK:
                yield f"item «{item.text()}»: {room} of {longest}"
            box = found.fontMetrics().boundingRect(QRect(0, 0, room, 10_000), Qt.TextFlag.TextWordWrap, item.text())
            high = found.visualItemRect(item).height() - _ITEM_ENDS
            if found.wordWrap() and box.height() > high + _SLACK:
                yield f"item «{item.text()}»: {high} of {box.height()} high"


def _label_is_cut(found: QLabel) -> bool:
    room = found.contentsRect()
    if found.wordWrap():
        longest = max(_wide(found.fontMetrics(), word) for word in [*found.text().split(), ""])
        needed = found.heightForWidth(found.width())
        return needed > found.height() + _SLACK or longest > room.width() + _SLACK
    lines = found.text().split("\n")
    margin = 2 * found.margin()
    wide = max(_wide(found.fontMetrics(), line) for line in lines)
    high = found.fontMetrics().height() * len(lines)
    return wide + margin > room.width() + _SLACK or high > room.height() + _SLACK + 2


def _wide(metrics: QFontMetrics, text: str) -> int:
    return metrics.horizontalAdvance(text)


def _room(found: QComboBox) -> int:
    option = QStyleOptionComboBox()
    found.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    return found.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, found).width()


def _cut_cells(view: QTableView) -> Iterator[str]:
    """Headings and figures that are cut, names of which less than half is left."""
    model, header = view.model(), view.horizontalHeader()
    for column in range(model.columnCount() if model is not None else 0):
        if view.isColumnHidden(column):
            continue
        text = str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        wide = header.sectionSizeFromContents(column).width()
        if text and header.isVisible() and header.sectionSize(column) + _SLACK < wide:
            yield f"heading «{text}»: {header.sectionSize(column)} of {wide}"
        uncut = isinstance(view, FittedTable) and view.model().is_uncut(column)  # type: ignore[attr-defined]
        needed = view.sizeHintForColumn(column)
        if uncut and view.columnWidth(column) + _SLACK < needed:
            yield f"figures under «{text}»: {view.columnWidth(column)} of {needed}"
        elif view.columnWidth(column) * 2 < needed:
            yield f"names under «{text}»: {view.columnWidth(column)} of {needed}"


def shown(page: QWidget, kind: type) -> list:  # type: ignore[type-arg]
    """What of a kind is really to be seen on the page."""
    return [found for found in (page, *page.findChildren(kind)) if isinstance(found, kind) and found.isVisible()]


def misplaced(page: QWidget) -> Iterator[str]:
    """Widgets that stick out of their parent or lie over a sister; scroll bars across."""
    for found in shown(page, QWidget):
        parent = found.parentWidget()
        if found.isWindow() or parent is None or parent is page.parentWidget() or _is_moved(found, parent):
            continue
        if not parent.rect().adjusted(-1, -1, 1, 1).contains(found.geometry()):
            yield f"{named(found)} {_box(found.geometry())} outside {named(parent)} {_box(parent.rect())}"
        for other in parent.children():
            if isinstance(other, QWidget) and other is not found and _overlap(found, other):
                yield f"{named(found)} {_box(found.geometry())} over {named(other)} {_box(other.geometry())}"
    for area in shown(page, QAbstractScrollArea):
        bar = area.horizontalScrollBar()
        if bar.maximum() > 0:
            yield f"{named(area)}: {bar.maximum()} pixels to be scrolled across"


def _is_moved(found: QWidget, parent: QWidget) -> bool:
    """Contents of scroll areas lie where they were scrolled to; Qt's own parts of its widgets are its own care."""
    area = parent.parentWidget()
    inside = isinstance(area, QAbstractScrollArea) and area.viewport() is parent
    own = isinstance(parent, QAbstractScrollArea | QComboBox | QTabBar | QLineEdit) or isinstance(
        found, QSplitterHandle
    )
    return inside or (own and not isinstance(parent, QScrollArea))


def _overlap(found: QWidget, other: QWidget) -> bool:
    if not other.isVisible() or other.isWindow() or isinstance(other, QSplitterHandle) or id(found) > id(other):
        return False
    if isinstance(found.parentWidget(), QAbstractScrollArea):
        return False
    common = found.geometry().intersected(other.geometry())
    return common.width() > 1 and common.height() > 1


def named(found: QWidget) -> str:
    """A widget in a few words."""
    told = getattr(found, "text", None)
    words = str(told())[:40] if callable(told) else found.accessibleName()[:40]
    return f"{type(found).__name__}«{words}»" if words else f"{type(found).__name__}#{found.objectName()}"


def _box(found: QRect) -> str:
    return f"{found.x()},{found.y()} {found.width()}×{found.height()}"


def words_of(page: QWidget) -> Iterator[str]:
    """Everything that the program says on the page, tooltips and names for screen readers included."""
    for found in shown(page, QWidget):
        yield from (found.toolTip(), found.accessibleName(), found.accessibleDescription())
    for found in (*shown(page, QLabel), *shown(page, QAbstractButton)):
        yield found.text()
    for found in shown(page, QLineEdit):
        yield found.placeholderText()
    for found in shown(page, QComboBox):
        yield from (found.itemText(place) for place in range(found.count()))
    yield from _words_of_lists(page)


def _words_of_lists(page: QWidget) -> Iterator[str]:
    for found in shown(page, QTabBar):
        yield from (found.tabText(place) for place in range(found.count()) if found.isTabVisible(place))
    for found in shown(page, QListWidget):
        yield from (found.item(place).text() for place in range(found.count()))
    for found in shown(page, QTableView):
        model = found.model()
        yield from (str(model.headerData(c, Qt.Orientation.Horizontal) or "") for c in range(model.columnCount()))
        places = [(place, column) for place in range(model.rowCount()) for column in range(model.columnCount())]
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            yield from (str(model.index(*place).data(role) or "") for place in places)


_CYRILLIC, _LATIN = re.compile(r"[А-Яа-яЁё]{2,}"), re.compile(r"[A-Za-z]{2,}")


def foreign(page: QWidget, lang: str, known: frozenset[str]) -> Iterator[str]:
    """Texts with words of the other language that are not `known` as names or data."""
    words = _LATIN if lang == "ru" else _CYRILLIC
    for text in dict.fromkeys(words_of(page)):
        strange = [word for word in words.findall(text) if word.casefold() not in known]
        if strange:
            yield f"{' '.join(strange)[:60]}: «{text[:120]}»"


def seen_at(page: QWidget, found: QWidget) -> QPoint:
    """Where a widget stands on the page."""
    return found.mapTo(page, QPoint(0, 0))
