"""Pilots: agreed before they begin, judged by income per customer: keep it, drop it, or wait."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from kpi_desktop.app.decision_texts import keep_text, pilot_lines
from kpi_desktop.core.errors import UsageError
from kpi_desktop.gui.models.table import Heading, TextCell, TextTable
from kpi_desktop.gui.widgets.blocks import button, column, label, panel, row
from kpi_desktop.gui.widgets.sheet import (
    Fields,
    Sheet,
    choice,
    fill_dimensions,
    line_edit,
    members_of,
    offer_members,
    show_lines,
)
from kpi_desktop.gui.widgets.table import table_view
from kpi_desktop.i18n.formats import date_text
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from kpi_desktop.app.comparable import Comparable
    from kpi_desktop.app.experiments import Pilot, PilotResult
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch


class PilotSheet(Sheet):
    """What was agreed stands in the table; a click judges it."""

    def __init__(self, context: Context) -> None:
        """Build the sheet."""
        super().__init__(context)
        self._known: Comparable | None = None
        self._pilots: tuple[Pilot, ...] = ()
        self._found: PilotResult | None = None
        self.name, self.since, self.keep = line_edit(), line_edit("2026-09"), line_edit("10 %")
        self.by, self.member = choice(), choice(typed=True)
        self.agree = button(self._agree, "primary")
        self._fields = Fields(self.name, self.by, self.member, self.since, self.keep)
        self._fields.addWidget(self.agree, 3, 2)
        self._heading, self._model = label("heading"), TextTable()
        self.table = table_view(self._model, self.judge, whole=True)
        self._lines = QVBoxLayout()
        self.remove = button(self._remove)
        self._called = label("heading", wrap=True)
        self._answer = panel(column(self._called, self._lines, row(None, self.remove), spacing=8))
        self._answer.hide()
        self.build(self._fields, self._heading, self.table, self._answer)
        self.by.activated.connect(lambda _index: self._members())

    def offer(self, found: Comparable) -> None:
        """Take the dimensions of sale lines and their members."""
        self._known = found
        fill_dimensions(self.by, found.pilots, self.context.lang)
        self._members()

    def _members(self) -> None:
        offer_members(self.member, members_of(self.by, self._known.pilots) if self._known else ())

    def start(self) -> None:
        """Read what was agreed."""
        book = self.book
        self._found = None
        self._answer.hide()
        if book is None:
            return

        def read(_watch: Watch) -> tuple[Pilot, ...]:
            from kpi_desktop.app.experiments import pilots

            return pilots(book)

        self.run(read, self._list)

    def _list(self, found: tuple[Pilot, ...]) -> None:
        self._pilots = found
        self.retranslate()

    def _agree(self) -> None:
        book, workspace, name, keep = self.book, self.context.workspace, self.name.text().strip(), self.keep.text()
        by, member, since = str(self.by.currentData() or ""), self.member.currentText().strip(), self.since.text()
        if book is None:
            return
        if not (name and by and member and since.strip() and keep.strip()):
            self.refuse(UsageError(msg("Fill in every field: a pilot is judged by what was agreed")))
            return

        def keep_it(_watch: Watch) -> tuple[Pilot, ...]:
            from kpi_desktop.app.experiments import pilot_of, pilots, state_pilot

            state_pilot(workspace, book, pilot_of(name, (by, member, since.strip()), keep))
            return pilots(book)

        self.run(keep_it, self._agreed)

    def _agreed(self, found: tuple[Pilot, ...]) -> None:
        self.name.clear()
        self._list(found)

    def judge(self, name: object) -> None:
        """Judge the pilot of this name to the chosen month."""
        book, workspace, month = self.book, self.context.workspace, self.month
        pilot = next((one for one in self._pilots if one.name == name), None)
        if book is None or pilot is None:
            return
        self._found = None
        self._called.setText(pilot.name)
        self._lines_of(None)
        self._answer.show()

        def judged(_watch: Watch) -> PilotResult:
            from kpi_desktop.app.experiments import judge_pilot

            return judge_pilot(workspace, book, pilot, month)

        self.run(judged, self._lines_of)

    def _lines_of(self, found: PilotResult | None) -> None:
        self._found = found
        show_lines(self._lines, pilot_lines(found, self.context.lang) if found else (), self.context.tr_)

    def _remove(self) -> None:
        book, name = self.book, self._called.text()
        if book is None:
            return

        def take_out(_watch: Watch) -> None:
            from kpi_desktop.app.experiments import remove_pilot

            remove_pilot(book, name)

        self.run(take_out, lambda _done: self.start())

    def retranslate(self) -> None:
        """Set every text."""
        tr, lang = self.context.tr_, self.context.lang
        self.about.setText(tr(msg("Agree before the pilot begins what it must bring; then judge it by income per "
                                  "customer beside all others")))  # fmt: skip
        captions = (msg("Name of the pilot"), msg("Whose customers: by"), msg("Whose customers"),
                    msg("Since which month"), msg("Keep from: 10 % or an amount"))  # fmt: skip
        self._fields.say(tr(text) for text in captions)
        self.agree.setText(tr(msg("Agree on it")))
        self.remove.setText(tr(msg("Take the pilot out")))
        self._heading.setText(tr(msg("Agreed pilots; a click judges one") if self._pilots else
                                 msg("No pilot is agreed yet")))  # fmt: skip
        self.table.setAccessibleName(tr(msg("Agreed pilots")))
        self.table.setVisible(bool(self._pilots))
        if self._known is not None:
            fill_dimensions(self.by, self._known.pilots, lang)
        self._fill()
        self._lines_of(self._found)

    def _fill(self) -> None:
        tr, lang = self.context.tr_, self.context.lang
        titles = (msg("Pilot"), msg("Whose customers"), msg("Since"), msg("Keep from"), msg("Agreed on"))
        cells = [
            [one.name, one.member, one.since, keep_text(one, lang), _day(one.stated, lang)] for one in self._pilots
        ]
        self._model.fill([Heading(tr(title)) for title in titles], [[TextCell(t) for t in line] for line in cells],
                         [one.name for one in self._pilots])  # fmt: skip
        self.table.fit(0)


def _day(text: str, lang: str) -> str:
    return date_text(date.fromisoformat(text), lang) if text else "—"
