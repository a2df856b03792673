"""Draws a formula with real fractions, from the same HTML that the report sets."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree import ElementTree

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

_GAP = 4.0


@dataclass(slots=True)
class _Box:
    """A piece of the formula: a text, a fraction (two parts), or a row of pieces."""

    kind: str
    text: str = ""
    parts: list[_Box] = field(default_factory=list)
    width: float = 0.0
    above: float = 0.0
    below: float = 0.0


class FormulaView(QWidget):
    """A formula as people write it: fractions with a bar, names in words."""

    def __init__(self) -> None:
        """An empty formula."""
        super().__init__()
        self._box = _Box("row")
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def set_formula(self, html: str, words: str) -> None:
        """Show the formula; `words` is what a screen reader says."""
        self._box = _tree(html)
        _measure(self._box, QFontMetricsF(self.font()))
        self.setAccessibleName(words)
        self.setVisible(bool(html))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As large as the formula."""
        return QSize(int(self._box.width) + 8, int(self._box.above + self._box.below) + 10)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A long formula may be cut by a narrow window rather than widen it."""
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw texts and bars."""
        painter = QPainter(self)
        painter.setPen(QPen(self.palette().windowText().color(), 1.2))
        scale = min(1.0, (self.width() - 8) / self._box.width) if self._box.width else 1.0
        painter.scale(scale, scale)
        _draw(painter, self._box, QPointF(4, 5 + self._box.above))


def _tree(html: str) -> _Box:
    row = _Box("row")
    if html:
        _collect(ElementTree.fromstring(f"<row>{html}</row>"), row)
    return row


def _collect(element: ElementTree.Element, row: _Box) -> None:
    if element.text:
        row.parts.append(_Box("text", element.text))
    for child in element:
        classes = (child.get("class") or "").split()
        if "frac" in classes:
            parts = []
            for part in child:
                inner = _Box("row")
                _collect(part, inner)
                parts.append(inner)
            row.parts.append(_Box("fraction", parts=parts[:1] + parts[-1:]))
        else:
            _collect(child, row)
        if child.tail:
            row.parts.append(_Box("text", child.tail))


def _measure(box: _Box, metrics: QFontMetricsF) -> None:
    for part in box.parts:
        _measure(part, metrics)
    match box.kind:
        case "text":
            box.width, box.above, box.below = metrics.horizontalAdvance(box.text), metrics.ascent(), metrics.descent()
        case "fraction":
            top, bottom = box.parts
            middle = metrics.xHeight() / 2 + 1
            box.width = max(top.width, bottom.width) + 2 * _GAP
            box.above = middle + _GAP / 2 + top.above + top.below
            box.below = bottom.above + bottom.below + _GAP / 2 - middle
        case _:
            box.width = sum(part.width for part in box.parts)
            box.above = max((part.above for part in box.parts), default=0.0)
            box.below = max((part.below for part in box.parts), default=0.0)


def _draw(painter: QPainter, box: _Box, at: QPointF) -> None:
    match box.kind:
        case "text":
            painter.drawText(at, box.text)
        case "fraction":
            top, bottom = box.parts
            line = at.y() - QFontMetricsF(painter.font()).xHeight() / 2 - 1
            painter.drawLine(QPointF(at.x() + 1, line), QPointF(at.x() + box.width - 1, line))
            _draw(painter, top, QPointF(at.x() + (box.width - top.width) / 2, line - _GAP / 2 - top.below))
            _draw(painter, bottom, QPointF(at.x() + (box.width - bottom.width) / 2, line + _GAP / 2 + bottom.above))
        case _:
            x = at.x()
            for part in box.parts:
                _draw(painter, part, QPointF(x, at.y()))
                x += part.width
