"""Tabs that have no room are chosen from a list in their place: no arrows to scroll them by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QComboBox

from kpi_desktop.gui.widgets.quality import QuietList

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTabBar, QWidget


class TabList(QuietList):
    """The tabs of a bar as a drop-down list, shown instead of the bar where `keeper` is narrower than its tabs."""

    def __init__(self, bar: QTabBar, keeper: QWidget) -> None:
        """A list for this bar; the keeper's width tells which of the two is shown."""
        super().__init__()
        self._bar, self._keeper = bar, keeper
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.activated.connect(bar.setCurrentIndex)
        bar.currentChanged.connect(self.setCurrentIndex)
        keeper.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look again when the keeper's width changes."""
        if watched is self._keeper and event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._choose_form()
        return False

    def refresh(self) -> None:
        """Take the bar's names anew."""
        self.clear()
        self.addItems([self._bar.tabText(place) for place in range(self._bar.count())])
        self.setCurrentIndex(self._bar.currentIndex())
        self.setAccessibleName(self._bar.accessibleName())
        self._choose_form()

    def _choose_form(self) -> None:
        wanted, count = self._bar.sizeHint().width(), self._bar.count()
        narrow = wanted > self._keeper.contentsRect().width()
        self.setVisible(count > 1 and narrow)
        self._bar.setVisible(count > 1 and not narrow)
