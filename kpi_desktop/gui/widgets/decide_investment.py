"""An investment: its return by both definitions and when it is paid back, from typed gains or from a metric."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kpi_desktop.app.decision_texts import investment_readings, investment_usual
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.missing import Missing
from kpi_desktop.gui.models.table import Heading, TextCell, TextTable
from kpi_desktop.gui.widgets.blocks import button, column, label, panel
from kpi_desktop.gui.widgets.sheet import Fields, Sheet, choice, line_edit
from kpi_desktop.gui.widgets.table import table_view
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.prose import metric_name

if TYPE_CHECKING:
    from decimal import Decimal

    from kpi_desktop.app.experiments import Investment
    from kpi_desktop.core.errors import KpiDesktopError
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch

#: Metrics of money that an investment may have raised; '' stands for gains that are typed.
_METRICS = ("", "profit", "gross_profit", "revenue")

#: One amount: spaces stand only between thousands, so two amounts are never read as one.
_AMOUNT = re.compile(r"[+\-−]?(\d{1,3}(\s\d{3})+|\d+)([.,]\d+)?")


def amounts(text: str) -> list[Decimal]:
    """The gains of `40 000; 55 000`; UsageError where a part is no single amount."""
    from kpi_desktop.app.whatif import number_of

    parts = [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
    wrong = next((part for part in parts if not _AMOUNT.fullmatch(part)), None)
    if wrong is not None:
        raise UsageError(msg("“{text}” is not one amount: put ; between the months", text=wrong))
    return [number_of("gains", "".join(part.split())) for part in parts]


class InvestmentSheet(Sheet):
    """What was spent, what it gave month by month."""

    def __init__(self, context: Context) -> None:
        """Build the sheet."""
        super().__init__(context)
        self._found: Investment | None = None
        self.cost, self.what = line_edit("300 000"), choice()
        self.gains, self.since, self.months = line_edit("40 000; 55 000; 61 000"), line_edit("2026-05"), line_edit("12")
        self.compute = button(self.ask, "primary")
        self._fields = Fields(self.cost, self.what, (self.since, self.gains), self.months)
        self._fields.addWidget(self.compute, 3, 2)
        for metric_id in _METRICS:
            self.what.addItem(metric_id, metric_id)
        self._usual, self._model, self._never = label("muted", wrap=True), TextTable(), label("muted", wrap=True)
        self._table = table_view(self._model, whole=True)
        self._answer = panel(column(self._usual, self._table, self._never, spacing=8))
        self._answer.hide()
        self.build(self._fields, self._answer)
        self.what.activated.connect(lambda _index: self._by())
        for one in (self.cost, self.gains, self.since, self.months):
            one.returnPressed.connect(self.ask)
        self._by()

    def _by(self) -> None:
        from_book = bool(self.what.currentData())
        self._fields.show_field(self.since, shown=from_book)
        self._fields.show_field(self.gains, shown=not from_book)

    def start(self) -> None:
        """An answer of another month is taken away."""
        self._found = None
        self._answer.hide()

    def refuse(self, error: KpiDesktopError) -> None:
        """No answer of other fields stays beside what was refused."""
        self.start()
        super().refuse(error)

    def ask(self) -> None:
        """Compute the return."""
        book, workspace, month = self.book, self.context.workspace, self.month
        cost, gains, since = self.cost.text(), self.gains.text(), self.since.text().strip()
        metric, horizon = str(self.what.currentData() or ""), self.months.text().strip()
        if horizon and not horizon.isdecimal():
            self.refuse(UsageError(msg("“{text}” is no whole number of months", text=horizon)))
            return

        def compute(_watch: Watch) -> Investment:
            from kpi_desktop.app.experiments import investment_of, investment_typed

            spent, over = amounts(cost)[:1], int(horizon or 0)
            if not spent or (metric and not since):
                raise UsageError(msg("Name what it cost and what it gave, or since which month"))
            if metric and book is not None:
                return investment_of(workspace, book, spent[0], (metric, since, month), over)
            return investment_typed(spent[0], amounts(gains), over)

        self.run(compute, self._show)

    def _show(self, found: Investment) -> None:
        self._found = found
        self._answer.show()
        self._print()

    def retranslate(self) -> None:
        """Set every text."""
        tr, lang = self.context.tr_, self.context.lang
        self.about.setText(tr(msg("What was spent once and what it gave each month: by a metric of the book above its "
                                  "usual month, or typed")))  # fmt: skip
        captions = (msg("What it cost"), msg("What it gave"), msg("Since which month"), msg("Gains by months"),
                    msg("Over how many months in all"))  # fmt: skip
        self._fields.say(tr(text) for text in captions)
        self.compute.setText(tr(msg("Compute")))
        self._table.setAccessibleName(tr(msg("Return of an investment")))
        metrics = self.context.workspace.catalogue.metrics
        for place, metric_id in enumerate(_METRICS):
            name = metric_name(metrics[metric_id], lang) if metric_id else tr(msg("Gains are typed"))
            self.what.setItemText(place, name)
        self._print()

    def _print(self) -> None:
        found, tr, lang = self._found, self.context.tr_, self.context.lang
        if found is None:
            return
        result = found.result
        usual = investment_usual(found, lang)
        self._usual.setText(tr(usual) if usual is not None else "")
        self._usual.setVisible(usual is not None)
        sides = [(msg("Expected"), result.middle), (msg("At worst"), result.low), (msg("At best"), result.high)]
        shown = [(title, one) for title, one in sides if one is not None]
        rows = [
            [tr(name), *(value(one) for _, one in shown)] for name, value in investment_readings(result.months, lang)
        ]
        headings = [Heading(""), *(Heading(tr(title), figures=True) for title, _ in shown)]
        self._model.fill(headings, [[TextCell(text) for text in cells] for cells in rows])
        self._table.fit(0)
        payback = result.middle.payback
        self._never.setText(tr(payback.message) if isinstance(payback, Missing) else "")
        self._never.setVisible(isinstance(payback, Missing))
