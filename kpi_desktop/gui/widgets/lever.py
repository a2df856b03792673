"""One lever of «what if»: its name, a slider from half down to half up, the figure before and after."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSlider, QWidget

from kpi_desktop.core.amount import EXACT
from kpi_desktop.gui.widgets.blocks import column, label, row

if TYPE_CHECKING:
    from kpi_desktop.i18n.message import Message

#: How far a slider goes either way, in per cent of the figure now.
REACH = 50

_STEP, _LEAP = 1, 5
_HUNDRED = Decimal(100)


class LeverRow(QWidget):
    """A slider over one driver; `moved` whenever it stands elsewhere."""

    moved = Signal()

    def __init__(self, driver: str, now: Decimal, most: Decimal | None = None) -> None:
        """A lever at its figure `now`; it never goes above `most`, as a share never above one."""
        super().__init__()
        self.driver, self.now = driver, now
        self.how: Message | None = None
        self._exact: Decimal | None = None
        self._name, self._said = label(), label("muted")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        top = REACH
        if most is not None and now > 0:
            top = min(REACH, int((most / now - 1) * _HUNDRED))
        self.slider.setRange(-REACH, max(top, 0))
        self.slider.setSingleStep(_STEP)
        self.slider.setPageStep(_LEAP)
        self.slider.valueChanged.connect(lambda _place: self._by_hand())
        self.setLayout(column(row(self._name, None, self._said), self.slider, spacing=4))

    def put(self, value: Decimal, how: Message | None) -> None:
        """Stand at this very figure, though the slider knows whole per cents only; `how` says where it comes from."""
        percent = EXACT.multiply(EXACT.divide(value, self.now) - 1, _HUNDRED) if self.now else Decimal(0)
        self.slider.blockSignals(True)
        self.slider.setValue(int(percent.to_integral_value()))
        self.slider.blockSignals(False)
        self._exact, self.how = value, how
        self.moved.emit()

    def _by_hand(self) -> None:
        self._exact, self.how = None, None
        self.moved.emit()

    @property
    def is_moved(self) -> bool:
        """Whether it stands elsewhere than the figure now."""
        return self.after != self.now

    @property
    def percent(self) -> int:
        """How far it stands from the figure now."""
        return self.slider.value()

    @property
    def after(self) -> Decimal:
        """The figure where it stands."""
        if self._exact is not None:
            return self._exact
        return EXACT.multiply(self.now, EXACT.divide(_HUNDRED + self.percent, _HUNDRED))

    def say(self, name: str, said: str) -> None:
        """Show what it is called and what it does."""
        self._name.setText(name)
        self._said.setText(said)
        self.slider.setAccessibleName(name)
        self.slider.setAccessibleDescription(said)
