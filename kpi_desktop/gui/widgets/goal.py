"""The choice of what the report is for: a preset, an own set, or everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox

from kpi_desktop.catalogue.presets import ALL, DEFAULT
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kpi_desktop.catalogue.presets import Preset
    from kpi_desktop.i18n.message import Message


class Goal(QComboBox):
    """The report's goal; the owner's until another is chosen, and the choice stays while the window is open."""

    def __init__(self) -> None:
        """An empty list: `fill` names the goals."""
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(16)

    def fill(self, presets: Iterable[Preset], tr: Callable[[Message], str], lang: str) -> None:
        """Name the goals in the window's language; what was chosen stays chosen."""
        chosen = self.chosen()
        self.clear()
        for preset in presets:
            self.addItem(preset.name(lang), preset.id)
            self.setItemData(self.count() - 1, preset.about(lang), 3)
        self.addItem(tr(msg("All metrics")), ALL)
        self.setCurrentIndex(max(0, self.findData(chosen)))
        self.setAccessibleName(tr(msg("What the report is for")))
        self.setToolTip(tr(msg("What the report is for")))

    def chosen(self) -> str:
        """The id of the goal."""
        return str(self.currentData() or DEFAULT)
