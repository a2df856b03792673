"""People and teams with their days: who came, who moved, who left; a table is pasted whole, a change is taken back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from kpi_desktop.gui.models.table import Heading, TextCell, TextTable
from kpi_desktop.gui.operation import Operation
from kpi_desktop.gui.widgets.blocks import button, column, label, row, while_there
from kpi_desktop.gui.widgets.day_field import FROM_DAY, TO_DAY, show_form
from kpi_desktop.gui.widgets.table import table_view
from kpi_desktop.i18n.formats import date_text
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_desktop.core.errors import KpiDesktopError
    from kpi_desktop.engine.staff import Spell, StaffVersion
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch

Found = tuple[tuple["StaffVersion", ...], tuple[tuple[str, ...], tuple[str, ...]]]


class StaffPane(QWidget):
    """The list as it stands, a line to add to it, and buttons for those who leave."""

    def __init__(self, context: Context, tell: tuple[Callable[[object], None], Callable[[], None]]) -> None:
        """Read the list of the open book; `tell` are told of a failure, and that figures have changed."""
        super().__init__()
        self._context, (self._failed, self._changed) = context, tell
        tr = context.tr_
        about = label("muted", wrap=True)
        about.setText(
            tr(msg("A split by team uses the team of that day. The mean of a team is of those who worked in the month. "
                   "Who left is not compared with the others. While the list is empty, teams are those of the files."))
        )  # fmt: skip
        self.lines, self.refused, self.history = TextTable(), label("bad", wrap=True), label("muted", wrap=True)
        self.refused.hide()
        self.table = table_view(self.lines)
        self.table.setAccessibleName(tr(msg("People and teams")))
        self.table.say_empty(tr(msg("Nobody is in the list yet. Write an employee below, or paste a whole list")))
        self.spells: tuple[Spell, ...] = ()
        self._build_line()
        given = row(self.person, self.team, self.since, self.until, self.add, spacing=8)
        given.setStretch(0, 2)
        given.setStretch(1, 1)
        acts = row(self.leave, self.remove, None, self.paste, self.undo, spacing=8)
        box = column(about, self.table, given, acts, self.refused, self.history, spacing=10)
        box.setStretch(1, 1)
        self.setLayout(box)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self._run(lambda: None, changed=False)

    def _build_line(self) -> None:
        tr = self._context.tr_
        self.person, self.team, self.since, self.until = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        for field, text in ((self.person, msg("Employee")), (self.team, msg("Team")), (self.since, msg("First day")),
                            (self.until, msg("Last day"))):  # fmt: skip
            field.setPlaceholderText(tr(text))
            field.setAccessibleName(tr(text))
            field.setMinimumWidth(110)
        show_form(self.since, FROM_DAY, tr)
        show_form(self.until, TO_DAY, tr)
        self.until.setToolTip(tr(msg("Last day, if there is one")))
        self.add, self.leave = button(self._add, "primary"), button(self._leave)
        self.remove, self.paste, self.undo = button(self._remove), button(self._paste), button(self._undo)
        for found, text in ((self.add, msg("Add")), (self.leave, msg("Leaves on the last day")),
                            (self.remove, msg("Take the line out")), (self.paste, msg("Paste a whole list")),
                            (self.undo, msg("Take back"))):  # fmt: skip
            found.setText(tr(text))
        self.leave.setToolTip(tr(msg("The chosen employee's last day is the one in the field “Last day”")))
        self.paste.setToolTip(tr(msg("Four columns copied from a spreadsheet: employee, team, first day, last day")))
        self._enable()

    def _enable(self) -> None:
        chosen = self._chosen() is not None
        self.leave.setEnabled(chosen)
        self.remove.setEnabled(chosen)

    def _chosen(self) -> Spell | None:
        rows = self.table.selectionModel().selectedRows() if self.table.selectionModel() else []
        return self.spells[int(str(self.lines.key(rows[0].row())))] if rows else None

    def _add(self) -> None:
        book = self._context.book
        given = self.person.text(), self.team.text(), self.since.text(), self.until.text()

        def add() -> None:
            from kpi_desktop.app import staff
            from kpi_desktop.engine.staff import Spell

            assert book is not None
            person, team, since, until = given
            last = staff.day_of(until) if until.strip() else None
            staff.came(book, Spell(person, team, staff.day_of(since), last))

        self._run(add)

    def _leave(self) -> None:
        book, chosen, until = self._context.book, self._chosen(), self.until.text()

        def leave() -> None:
            from kpi_desktop.app import staff

            assert book is not None
            day = staff.day_of(until) if until.strip() else datetime.now(UTC).date()
            if chosen is not None:
                staff.left(book, chosen.person, day)

        self._run(leave)

    def _remove(self) -> None:
        book, chosen = self._context.book, self._chosen()

        def remove() -> None:
            from kpi_desktop.app import staff

            if book is not None and chosen is not None:
                staff.forget(book, chosen)

        self._run(remove)

    def _paste(self) -> None:
        book, text = self._context.book, QGuiApplication.clipboard().text()

        def paste() -> None:
            from kpi_desktop.app import staff

            assert book is not None
            staff.whole_list(book, text)

        self._run(paste)

    def _undo(self) -> None:
        book = self._context.book

        def back() -> None:
            from kpi_desktop.app import staff

            assert book is not None
            staff.take_back(book)

        self._run(back)

    def _run(self, act: Callable[[], None], *, changed: bool = True) -> None:
        book = self._context.book
        if book is None:
            return

        def work(_watch: Watch) -> Found:
            from kpi_desktop.app import staff

            act()
            return staff.staff_versions(book), staff.known_names(book)

        def show(found: Found) -> None:
            self._show(*found)
            if changed:
                for field in (self.person, self.team, self.since, self.until):
                    field.clear()
                self._changed()

        Operation(work).success(while_there(self, show)).failure(while_there(self, self._refuse)).start()

    def _refuse(self, error: KpiDesktopError) -> None:
        """What was typed cannot be: told beside the fields, which stay as they are."""
        tr = self._context.tr_
        told = [tr(error.message), *([tr(error.fix)] if error.fix is not None else [])]
        self.refused.setText(". ".join(told))
        self.refused.show()

    def _show(self, versions: tuple[StaffVersion, ...], names: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
        tr, lang = self._context.tr_, self._context.lang
        self.refused.hide()
        self.spells = versions[-1].spells if versions else ()
        heads = [Heading(tr(text)) for text in (msg("Employee"), msg("Team"), msg("From"), msg("To"))]
        self.lines.fill(
            heads,
            [
                [TextCell(one.person), TextCell(one.team or "—"), TextCell(date_text(one.first, lang)),
                 TextCell(date_text(one.last, lang) if one.last else tr(msg("works now")))]
                for one in self.spells
            ],
            [str(place) for place in range(len(self.spells))],
        )  # fmt: skip
        for field, known in ((self.person, names[0]), (self.team, names[1])):
            completer = QCompleter(known, field)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            field.setCompleter(completer)
        self.undo.setEnabled(bool(versions))
        last = versions[-1] if versions else None
        self.history.setText(
            "" if last is None else tr(msg("Version {n}: {day}", n=last.number, day=date_text(
                datetime.fromisoformat(last.made_on).date(), lang))) + (f", {last.who}" if last.who else "")
        )  # fmt: skip
        self._enable()
