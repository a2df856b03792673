"""How far one may go this month: a response, open deals, break-even, a discount, and what the month will bring."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kpi_desktop.app.decision_texts import answer_text
from kpi_desktop.core.missing import Missing
from kpi_desktop.gui.widgets.blocks import clear, column, label, panel, row
from kpi_desktop.gui.widgets.sheet import Fields, Sheet, line_edit
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from kpi_desktop.app.answers import Answer, Answers
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch


class Line(QWidget):
    """One answer: its name and value, and what it stands on below."""

    def __init__(self, name: str, value: str, why: str, *, known: bool) -> None:
        """Print it; what is not known is quiet."""
        super().__init__()
        told, figure, about = (
            label(),
            label("heading" if known else "muted", selectable=True),
            label("muted", wrap=True),
        )
        for widget, text in ((told, name), (figure, value), (about, why)):
            widget.setText(text)
        self.setLayout(column(row(told, None, figure), about, spacing=2))


class LimitsSheet(Sheet):
    """Every answer with what it stands on; one without a value says why."""

    def __init__(self, context: Context) -> None:
        """Build the sheet."""
        super().__init__(context)
        self._found: Answers | None = None
        self.margin = line_edit("0 %")
        self._fields = Fields(self.margin)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(10)
        self._answers = panel(self._lines)
        self._answers.hide()
        self.build(self._fields, self._answers)
        self.margin.editingFinished.connect(self.start)

    def start(self) -> None:
        """Compute the month's answers."""
        book, workspace, month, text = self.book, self.context.workspace, self.month, self.margin.text().strip()
        if book is None:
            return

        def compute(_watch: Watch) -> Answers:
            from kpi_desktop.app.answers import answers_of
            from kpi_desktop.app.whatif import number_of

            return answers_of(workspace, book, month, number_of("margin", text) if text else Decimal(0))

        self.run(compute, self._show)

    def _show(self, found: Answers) -> None:
        self._found = found
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        tr = self.context.tr_
        self.about.setText(tr(msg("How far one may go in the month, and what it will bring")))
        self._fields.say([tr(msg("Margin that a discount must leave"))])
        clear(self._lines)
        self._answers.setVisible(self._found is not None)
        if self._found is not None:
            for answer in self._found.answers:
                self._lines.addWidget(self._line(answer, self._found.currency))

    def _line(self, answer: Answer, currency: str) -> Line:
        tr = self.context.tr_
        why = answer.value.message if isinstance(answer.value, Missing) else answer.how
        return Line(tr(answer.name), tr(answer_text(answer, currency, self.context.lang)), tr(why),
                    known=not isinstance(answer.value, Missing))  # fmt: skip
