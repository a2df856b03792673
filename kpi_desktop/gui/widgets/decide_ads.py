"""Two advertisements: which is really better, and how many cases are lacking to say it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.app.decision_texts import ads_difference, ads_needed, ads_verdict, group_share
from kpi_desktop.engine.experiment import Verdict
from kpi_desktop.gui.models.table import Heading, TextCell, TextTable
from kpi_desktop.gui.widgets.blocks import button, column, label, panel, set_tone
from kpi_desktop.gui.widgets.sheet import (
    Fields,
    Sheet,
    choice,
    fill_dimensions,
    line_edit,
    members_of,
    offer_members,
)
from kpi_desktop.gui.widgets.table import table_view
from kpi_desktop.i18n.formats import number_text
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.numbers import figure_text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QComboBox

    from kpi_desktop.app.comparable import Comparable
    from kpi_desktop.app.experiments import Advertisements
    from kpi_desktop.core.errors import KpiDesktopError
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch

_COUNTS = re.compile(r"[\d\s]+/[\d\s]+")


class AdsSheet(Sheet):
    """Members of the book, or counts such as 25/1000 typed in their place."""

    def __init__(self, context: Context) -> None:
        """Build the sheet."""
        super().__init__(context)
        self._known: Comparable | None = None
        self._found: Advertisements | None = None
        self.by, self.first, self.second = choice(), choice(typed=True), choice(typed=True)
        self.wanted, self.looks = line_edit("20 %"), choice()
        self.wanted.setText("20 %")
        self.looks.addItems([str(times) for times in range(1, 21)])
        self.compare = button(self.ask, "primary")
        self._fields = Fields(self.by, self.first, self.second, self.wanted, self.looks)
        self._fields.addWidget(self.compare, 3, 2)
        self._verdict, self._gap, self._needed, self._advice = (
            label("heading", wrap=True, selectable=True), label(wrap=True, selectable=True), label("muted", wrap=True),
            label("muted", wrap=True),
        )  # fmt: skip
        self._model = TextTable()
        self._table = table_view(self._model, whole=True)
        self._answer = panel(column(self._verdict, self._gap, self._needed, self._table, spacing=8))
        self._answer.hide()
        self.build(self._fields, self._answer, self._advice)
        self.by.activated.connect(lambda _index: self._members())
        for one in (self.first, self.second):
            edit = one.lineEdit()
            if edit is not None:
                edit.returnPressed.connect(self.ask)

    def offer(self, found: Comparable) -> None:
        """Take the book's dimensions and their members."""
        self._known = found
        self.retranslate()
        self._members()

    def _members(self) -> None:
        names = members_of(self.by, self._known.members) if self._known else ()
        offer_members(self.first, names, 0)
        offer_members(self.second, names, 1)

    def start(self) -> None:
        """An answer of another month is taken away."""
        self._found = None
        self._answer.hide()

    def ask(self) -> None:
        """Compare what was chosen or typed."""
        from kpi_desktop.app.experiments import compare_members, compare_typed, wanted_of

        workspace, book, looks = self.context.workspace, self.book, int(self.looks.currentText())
        names = self._name(self.first), self._name(self.second)
        where = self.month, str(self.by.currentData() or ""), ""
        text = self.wanted.text() or "20 %"
        typed = all(_COUNTS.fullmatch(name) for name in names)

        def compare(_watch: Watch) -> Advertisements:
            wanted = wanted_of(text)
            if typed or book is None or not where[1]:
                return compare_typed(names, wanted, looks)
            return compare_members(workspace, book, names, where, wanted, looks)

        self.run(compare, self._show)

    @staticmethod
    def _name(field: QComboBox) -> str:
        return field.currentText().strip()

    def refuse(self, error: KpiDesktopError) -> None:
        """No answer of other fields stays beside what was refused."""
        self.start()
        super().refuse(error)

    def _show(self, found: Advertisements) -> None:
        self._found = found
        self._answer.show()
        self._print()

    def retranslate(self) -> None:
        """Set every text."""
        tr = self.context.tr_
        none = self._known is not None and not self._known.members
        chosen = msg("Choose two from the book, or type how many of how many, such as 25/1000")
        typed = msg("The book has nothing to choose from in this month: type how many of how many, such as 25/1000 "
                    "and 50/700")  # fmt: skip
        self.about.setText(tr(typed if none else chosen))
        captions = (msg("Compared by"), msg("First"), msg("Second"), msg("Difference worth finding"),
                    msg("How many times looked"))  # fmt: skip
        self._fields.say(tr(text) for text in captions)
        self.compare.setText(tr(msg("Compare")))
        self._table.setAccessibleName(tr(msg("Comparison")))
        self._advice.setText(tr(msg("Decide how many cases you need before you begin, and look once: who looks often "
                                    "finds differences that are none")))  # fmt: skip
        if self._known is not None:
            fill_dimensions(self.by, self._known.members, self.context.lang)
        self._print()

    def _print(self) -> None:
        found, tr, lang = self._found, self.context.tr_, self.context.lang
        if found is None:
            return
        result, metrics = found.result, self.context.workspace.catalogue.metrics
        self._verdict.setText(tr(ads_verdict(found, lang)))
        set_tone(self._verdict, "good" if result.verdict in (Verdict.FIRST, Verdict.SECOND) else "warn")
        self._gap.setText(tr(ads_difference(found, lang)))
        self._needed.setText(tr(ads_needed(found, lang)))
        groups = (result.first, result.second)
        title = self._metric(found.metric) if found.metric else tr(msg("Conversion"))
        rows = [
            [title, *(group_share(group, lang) for group in groups)],
            [tr(msg("Cases")), *(number_text(Decimal(group.cases), 0, lang) for group in groups)],
            [tr(msg("Of them with the result")), *(number_text(Decimal(group.hits), 0, lang) for group in groups)],
        ]
        for metric_id, pair in (found.beside or {}).items():
            texts = [figure_text(one, metrics[metric_id], found.currency, lang) for one in pair]
            rows.append([self._metric(metric_id), *texts])
        headings = [Heading(""), *(Heading(name, figures=True) for name in found.names)]
        self._model.fill(headings, [[TextCell(text) for text in cells] for cells in rows])
        self._table.fit(0)

    def _metric(self, metric_id: str) -> str:
        metric = self.context.workspace.catalogue.metrics[metric_id]
        return metric.name_ru if self.context.lang == "ru" else metric.name_en
