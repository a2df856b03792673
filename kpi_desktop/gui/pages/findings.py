"""What the month's figures say together: every finding with its sum, numbers and condition, and where to look."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from kpi_desktop.gui.pages.page import Page
from kpi_desktop.gui.widgets.blocks import button, clear, column, label, panel, row, set_tone
from kpi_desktop.i18n.message import Message, msg, nmsg
from kpi_desktop.present.periods import period_text
from kpi_desktop.present.prose import metric_name

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLayout

    from kpi_desktop.app.findings import MonthFindings
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch
    from kpi_desktop.present.findings import FindingsText, Told

#: Metrics of one finding that its line leads to: more would be a list.
_MOST_LINKS = 4


class FindingsPage(Page):
    """The largest sum first; a finding leads to its member, its list and its metrics."""

    def __init__(self, context: Context) -> None:
        """Build the page."""
        super().__init__(context)
        self._found: MonthFindings | None = None
        self._stale = True
        self._title, self._about = label("title"), label("muted", wrap=True)
        self._lines = column(spacing=12)
        inner = QWidget()
        inner.setLayout(column(self._lines, None, spacing=12, margins=2))
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inner)
        box = column(self._title, self._about, area, spacing=10)
        box.setStretch(2, 1)
        box.setContentsMargins(22, 16, 18, 12)
        self.setLayout(box)
        for changed in (context.month_changed, context.data_changed):
            changed.connect(self._again)

    def open(self, what: object) -> None:
        """Evaluate the rules of the chosen month, once for what the book holds."""
        del what
        if self._stale:
            self._read()

    def nothing(self) -> None:
        """Another book, or one that has no month yet."""
        self._found, self._stale = None, True
        self.retranslate()

    def _again(self) -> None:
        self._stale = True
        if self.isVisible():
            self._read()

    def _read(self) -> None:
        book, workspace, month = self.context.book, self.context.workspace, self.context.month
        if book is None:
            return
        self._about.setText(self.context.tr_(msg("Computing…")))

        def read(_watch: Watch) -> MonthFindings:
            from kpi_desktop.app.findings import month_findings

            return month_findings(workspace, book, month.name if month else None)

        self.ask(read, self._show).failure(lambda _error: self._about.setText(""))

    def _show(self, found: MonthFindings) -> None:
        self._found, self._stale = found, False
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        tr, found = self.context.tr_, self._found
        clear(self._lines)
        self._about.setText("")
        if found is None:
            self._title.setText(tr(msg("What to check")))
            return
        from kpi_desktop.present.findings import findings_text

        month = period_text(found.month, self.context.lang)
        self._title.setText(f"{tr(msg('What to check'))} · {month}")
        said = findings_text(found.findings, found.sight, found.currency, self.context.lang, found.supplies)
        self._about.setText(tr(_summary(said)))
        for told in said.told:
            self._lines.addWidget(self._finding(told))
        for name in found.refused:
            _tell(self._lines, tr(msg("The own rule “{id}” cannot be used any more", id=name)))
        self._unheard(said)

    def _finding(self, told: Told) -> QFrame:
        """One finding: what, how much, the numbers, what to check and do, the condition, and the ways on."""
        from kpi_desktop.catalogue.judgements import Severity
        from kpi_desktop.present.findings import severity_text

        tag, title, money = label(), label("heading", wrap=True, selectable=True), label("", wrap=True, selectable=True)
        tag.setText(severity_text(told.severity, self.context.lang))
        set_tone(tag, "bad" if told.severity is Severity.PROBLEM else "warn")
        title.setText(told.title)
        head = row(tag, title)
        head.setStretch(1, 1)
        lines = column(head, spacing=4)
        money.setText(told.money_text)
        if told.money_text:
            lines.addWidget(money)
        for text, role in (
            (told.evidence, ""), (told.check, ""), (told.action, ""),
            (self.context.tr_(msg("Condition: {text}", text=told.condition)), "muted"),
        ):  # fmt: skip
            _tell(lines, text, role)
        lines.addLayout(self._links(told))
        return panel(lines)

    def _links(self, told: Told) -> QLayout:
        """The member, then the list with the rows, then the metrics that the evidence stands on."""
        from kpi_desktop.present.lists import NAMES

        tr, ways = self.context.tr_, list[tuple[str, str, object]]()
        if told.member and told.dimension:
            ways.append((told.member, "overview", (told.dimension, told.member, told.metrics)))
        if told.list:
            ways.append((tr(NAMES[told.list][0]), "lists", told.list))
        for metric in told.metrics[:_MOST_LINKS]:
            ways.append((metric_name(self.context.workspace.metric(metric), self.context.lang), "metric", metric))
        lines = column(spacing=2)
        for text, page, what in ways:
            way = button(partial(self.go.emit, page, what), "link")
            way.setText(f"{text} →")
            lines.addLayout(row(way, None))
        return lines

    def _unheard(self, said: FindingsText) -> None:
        """What could not be looked at, by the exports that are needed, and the way to each of them."""
        from kpi_desktop.present.unheard import waiting_rules, ways_of

        if not said.unheard:
            return
        tr, lines = self.context.tr_, column(spacing=6)
        _tell(lines, tr(msg("Could not be looked at:")), "heading")
        for one in waiting_rules(said.unheard, self.context.lang):
            _tell(lines, one.why)
            _tell(lines, "; ".join(one.titles), "muted")
        ways = ways_of(said.unheard)
        if ways:
            _tell(lines, tr(msg("Where to get it:")), "heading")
        for name, way in ways:
            _tell(lines, f"{name}: {way}", "muted")
        self._lines.addWidget(panel(lines, "hint"))


def _tell(lines: QLayout, text: str, role: str = "") -> None:
    line = label(role, wrap=True, selectable=True)
    line.setText(text)
    lines.addWidget(line)


def _summary(said: FindingsText) -> Message:
    """How many findings there are, and that their sums are not one sum."""
    if not said.told:
        return msg("The rules that could be looked at find nothing to check.")
    if sum(told.money is not None for told in said.told) > 1:
        return nmsg("{n} finding, the largest sum first. The sums overlap: do not add them up.",
                    "{n} findings, the largest sum first. The sums overlap: do not add them up.",
                    n=len(said.told))  # fmt: skip
    return nmsg("{n} finding.", "{n} findings.", n=len(said.told))
