"""The rules of a mapping in words, each with a button that takes it away, and spellings that may be one value."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from kpi_desktop.gui.widgets.blocks import button, clear, column, label, panel, row
from kpi_desktop.gui.widgets.mapping_texts import dropped_text, rule_text
from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.models.mapping import MappingEdit
    from kpi_desktop.ingest.outcome import FileReport


class MappingRules(QScrollArea):
    """What is left out, what is merged, what looks alike; `changed` after a rule was taken away or confirmed."""

    changed = Signal()
    compared = Signal(str, object)

    def __init__(self, context: Context) -> None:
        """An empty list."""
        super().__init__(widgetResizable=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._context = context
        self._list = column(spacing=12)
        inner = QWidget()
        inner.setLayout(column(self._list, None, margins=2))
        self.setWidget(inner)

    def show_report(self, edit: MappingEdit | None, report: FileReport | None) -> None:
        """Show the rules that hold and what is proposed."""
        clear(self._list)
        if edit is None or report is None:
            return
        tr, rules = self._context.tr_, edit.rules
        rows: list[tuple[str, Callable[[], object]]] = [
            (rule_text(rule, self._context), partial(edit.take_again, place)) for place, rule in enumerate(rules.rows)
        ]
        empty = msg("All rows count. To leave some out, press “values…” beside a column and tick them.")
        self._section(msg("Rows"), rows, empty, dropped_text(report, self._context))
        merged: list[tuple[str, Callable[[], object]]] = [
            (
                tr(msg("«{column}»: {words} → «{into}»", column=heading, into=into,
                       words=", ".join(f"«{word}»" for word, value in spellings.items() if value == into))),
                partial(edit.part, heading, into),
            )
            for heading, spellings in rules.values.items()
            for into in dict.fromkeys(spellings.values())
        ]  # fmt: skip
        self._section(msg("Spellings counted as one value"), merged, msg("None: every spelling is a value of its own."))
        self._stages(edit)
        self._alike(report)

    def _stages(self, edit: MappingEdit) -> None:
        named = (
            (msg("deals won"), edit.rules.won), (msg("deals lost"), edit.rules.lost),
            (msg("deals still open"), edit.rules.still_open),
        )  # fmt: skip
        told = "; ".join(f"{self._context.tr_(text)}: {', '.join(stages)}" for text, stages in named if stages)
        if told:
            self._section(msg("What the stages of deals mean"), [(told, edit.forget_stages)], msg("by their names"))

    def _alike(self, report: FileReport) -> None:
        if not report.alike:
            return
        lines: list[QWidget] = []
        for heading, spellings in report.alike:
            words = ", ".join(f"«{word}»" for word in spellings)
            text = msg("«{column}»: {words}", column=heading, words=words)

            def compare(heading: str = heading, spellings: tuple[str, ...] = spellings) -> None:
                self.compared.emit(heading, spellings)

            lines.append(self._line(self._context.tr_(text), msg("Compare…"), compare))
        about = self._context.tr_(msg("They are counted apart until you say that they are one value."))
        self._list.addWidget(self._panel(msg("Spellings that look alike"), lines, about))

    def _section(
        self, title: Message, lines: list[tuple[str, Callable[[], object]]], empty: Message, about: str = ""
    ) -> None:
        def undo(act: Callable[[], object]) -> Callable[[], None]:
            def press() -> None:
                act()
                self.changed.emit()

            return press

        shown = [self._line(text, msg("Remove"), undo(act)) for text, act in lines]
        self._list.addWidget(self._panel(title, shown, about if lines else self._context.tr_(empty)))

    def _panel(self, title: Message, lines: list[QWidget], about: str) -> QFrame:
        head, note = label("heading"), label("muted", wrap=True)
        head.setText(self._context.tr_(title))
        note.setText(about)
        note.setVisible(bool(about))
        return panel(column(head, *lines, note, spacing=8))

    def _line(self, text: str, verb: Message, act: Callable[[], object]) -> QWidget:
        told, press = label(wrap=True), button(act, "link")
        told.setText(text)
        press.setText(self._context.tr_(verb))
        press.setAccessibleName(f"{self._context.tr_(verb)}: {text}")
        found = QWidget()
        line = row(told, press, spacing=12)
        line.setStretch(0, 1)
        found.setLayout(line)
        return found
