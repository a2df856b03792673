"""The columns of a file one below another: heading, samples, what it is and why, and how well it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from kpi_desktop.gui.widgets.blocks import button, clear, column, label, panel, row
from kpi_desktop.gui.widgets.mapping_texts import change_lines, quality_text, target_choices, target_name
from kpi_desktop.gui.widgets.quality import ElidedLabel, QualityBar, QuietList
from kpi_desktop.i18n.message import msg, nmsg

if TYPE_CHECKING:
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.models.mapping import MappingEdit
    from kpi_desktop.ingest.outcome import ColumnReport, FileReport


class ColumnRow(QFrame):
    """One column of the file; `chosen` tells what the owner says that it is, `looked` asks for its values."""

    chosen = Signal(str, str)
    looked = Signal(str)

    def __init__(self, context: Context, heading: str) -> None:
        """A row for the column of that heading."""
        super().__init__()
        self.setObjectName("panel")
        self.heading = heading
        self._context = context
        self._name, self._samples, self._share = ElidedLabel("heading"), ElidedLabel("muted"), label("muted")
        self._name.setText(heading)
        self._name.setToolTip(heading)
        self._bar = QualityBar(context)
        self.what, self._fixed = QuietList(), ElidedLabel()
        for field in (self.what, self._fixed):
            field.setFixedWidth(212)
        self._fixed.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.values = button(lambda: self.looked.emit(heading), "link")
        upper = row(self._name, self.what, self._fixed, spacing=12)
        upper.setStretch(0, 1)
        lower = row(self._samples, self.values, self._bar, self._share, spacing=10)
        lower.setStretch(0, 1)
        box = column(upper, lower, spacing=5)
        box.setContentsMargins(14, 9, 14, 9)
        self.setLayout(box)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.what.activated.connect(lambda _place: self.chosen.emit(heading, str(self.what.currentData())))

    def show_column(self, edit: MappingEdit | None, found: ColumnReport) -> None:
        """Show what was found out about the column; its list keeps the owner's choice."""
        tr = self._context.tr_
        editable = edit is not None and edit.is_table
        self.what.setVisible(editable)
        self._fixed.setVisible(not editable)
        if editable and edit is not None:
            self.what.clear()
            for value, text in target_choices(edit, self.heading, self._context):
                self.what.addItem(text, value)
            self.what.choose(edit.mapping.targets.get(self.heading, ""))
        self._fixed.setText(target_name(found.target, edit, self._context))
        self._fixed.setToolTip(self._fixed.text())
        told = " · ".join(text for text in ("; ".join(found.samples), found.why) if text)
        self._samples.setText(told)
        self._samples.setToolTip(told)
        self._bar.show_counts(found.valid, found.doubtful, found.empty)
        self._share.setText(quality_text(found, self._context, short=True))
        whole = quality_text(found, self._context)
        for part in (self._bar, self._share):
            part.setToolTip(whole)
            part.setVisible(bool(found.target))  # how well it reads says nothing where nobody reads it
        self._bar.setAccessibleName(whole)
        self.what.setAccessibleName(tr(msg("What column “{column}” is", column=self.heading)))
        self.what.setToolTip(found.why)
        count = len(found.values)
        self.values.setVisible(count > 0 and edit is not None)
        self.values.setText(tr(nmsg("{n} value…", "{n} values…", n=count)))
        self.values.setAccessibleName(tr(msg("Values of column “{column}”", column=self.heading)))


class MappingColumns(QScrollArea):
    """All columns; rows are kept while the owner works with them, so that nothing jumps."""

    chosen = Signal(str, str)
    looked = Signal(str)

    def __init__(self, context: Context) -> None:
        """An empty list."""
        super().__init__(widgetResizable=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._context = context
        self.rows: dict[str, ColumnRow] = {}
        #: All of them in their order: a report may have the same heading twice.
        self._shown: list[ColumnRow] = []
        self._changes = label(wrap=True, selectable=True)
        self._change_panel = panel(column(self._changes), "hint", 12)
        self._list = column(spacing=8)
        inner = QWidget()
        inner.setLayout(column(self._change_panel, self._list, None, margins=2, spacing=8))
        self.setWidget(inner)

    def show_report(self, edit: MappingEdit | None, report: FileReport | None) -> None:
        """Show the columns of a report; a report without columns leaves what was shown."""
        columns = report.columns if report is not None else ()
        if report is None or [shown.heading for shown in self._shown] != [one.heading for one in columns]:
            clear(self._list)
            self.rows, self._shown = {}, []
            for one in columns:
                found = ColumnRow(self._context, one.heading)
                found.chosen.connect(self.chosen)
                found.looked.connect(self.looked)
                self._shown.append(found)
                self.rows.setdefault(one.heading, found)
                self._list.addWidget(found)
        for shown, one in zip(self._shown, columns, strict=True):
            shown.show_column(edit, one)
        told = change_lines(report, edit, self._context) if report is not None else ""
        self._changes.setText(told)
        self._change_panel.setVisible(bool(told))

    def jump(self, heading: str) -> None:
        """Bring a column into view and its list under the keyboard."""
        found = self.rows.get(heading)
        if found is None:
            return

        def reveal() -> None:
            self.ensureWidgetVisible(found, 0, 40)
            found.what.setFocus()

        QTimer.singleShot(0, self, reveal)
