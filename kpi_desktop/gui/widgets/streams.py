"""Which source gives the sales, changed by the owner, and the reconciliation of the others with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.gui.operation import Operation
from kpi_desktop.gui.widgets.blocks import button, while_there
from kpi_desktop.gui.widgets.remembered import ListDialog
from kpi_desktop.i18n.formats import date_text, number_text
from kpi_desktop.i18n.message import msg, named
from kpi_desktop.present.control import STATES, pair_title

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.matching import Entry
    from kpi_desktop.engine.reconciliation import Reconciled
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch
    from kpi_desktop.store.stream_list import StreamInfo

#: So many documents of a reconciliation are listed; the workbook and the shell have more.
MOST = 500


class StreamsDialog(ListDialog):
    """The sources of sales, the most trusted first; the chosen one can be believed first, added always, or left."""

    def __init__(
        self, parent: QWidget, context: Context, tell: tuple[Callable[[object], None], Callable[[], None]]
    ) -> None:
        """List the sources of the open book; `tell` are told of a failure, and that figures have changed."""
        about = msg(
            "One sale is counted once: where several sources give the same sales, the first in this list counts, the "
            "others are only reconciled with it."
        )
        super().__init__(parent, context, (msg("Sources of sales"), about))
        self._failed, self._changed = tell
        self.table.say_empty(context.tr_(msg("Sources of sales stand here once their files are imported")))
        self._book: Path | None = context.book
        self.list_dialog: ListDialog | None = None
        self.add_act(msg("Believe it first"), lambda source: self.change("believe", source))
        self.add_act(msg("These are other sales"), lambda source: self.change("set_beside", source))
        self.add_act(msg("As the program decides"), lambda source: self.change("reset", source))
        control = button(self.reconcile)
        control.setText(context.tr_(msg("Reconciliation…")))
        self._foot.insert(len(self._acts), control)
        self.resize(980, 460)
        self._run("")

    def change(self, act: str, source: str) -> None:
        """Keep the owner's word on a source; totals are made anew."""
        self._run(act, source)

    def _run(self, act: str, source: str = "") -> None:
        book = self._book
        if book is None:
            return

        def work(_watch: Watch) -> list[StreamInfo]:
            from kpi_desktop.app import streams

            match act:
                case "believe":
                    return streams.believe(book, [source])
                case "set_beside":
                    return streams.set_beside(book, [source])
                case "reset":
                    return streams.reset(book, [source])
                case _:
                    return streams.stream_lines(book)

        def show(lines: list[StreamInfo]) -> None:
            self._show(lines)
            if act:
                self._changed()

        Operation(work).success(while_there(self, show)).failure(self._failed).start()

    def _show(self, lines: Sequence[StreamInfo]) -> None:
        heads = (
            (msg("Source"), False), (msg("Kind"), False), (msg("Days"), False), (msg("In totals"), True),
            (msg("Only reconciled"), True), (msg("Given by"), False),
        )  # fmt: skip
        self.fill(heads, [self._cells(line) for line in lines], [line.source_id for line in lines])

    def _cells(self, line: StreamInfo) -> tuple[str, ...]:
        lang = self._context.lang
        kind = self._context.tr_(named(line.rank_en, line.rank_ru))
        if line.choice.beside:
            kind = self._context.tr_(msg("{kind}, always added", kind=kind))
        days = f"{date_text(line.first, lang)} – {date_text(line.last, lang)}" if line.first and line.last else "—"
        aside = number_text(line.aside_amount, 2, lang) if line.aside_rows else "—"
        return line.name, kind, days, number_text(line.amount, 2, lang), aside, ", ".join(line.authorities) or "—"

    def reconcile(self) -> None:
        """Show the shown month's documents that the sources do not have alike."""
        workspace, book, month = self._context.workspace, self._book, self._context.month
        if book is None:
            return

        def work(_watch: Watch) -> tuple[Period, tuple[Reconciled, ...]]:
            from kpi_desktop.app.reconciling import reconcile

            return reconcile(workspace, book, month.name if month else None)

        def show(found: tuple[Period, tuple[Reconciled, ...]]) -> None:
            self.list_dialog = control_dialog(self, self._context, found[1])
            self.list_dialog.finished.connect(self.list_dialog.deleteLater)
            self.list_dialog.open()

        Operation(work).success(while_there(self, show)).failure(self._failed).start()


def control_dialog(parent: QWidget, context: Context, pairs: Sequence[Reconciled]) -> ListDialog:
    """For each pair of sources how many documents agree, then the documents that do not."""
    about = msg("Documents of the sources that do not count beside those of the source that does.")
    if not pairs:
        about = msg("Nothing to reconcile: no two sources give the sales of these days")
    dialog = ListDialog(parent, context, (msg("Reconciliation"), about))
    tr, lang = context.tr_, context.lang
    rows: list[tuple[str, ...]] = []
    for pair in pairs:
        rows.append((tr(pair_title(pair)), "", "", number_text(pair.here_total, 2, lang),
                     number_text(pair.there_total, 2, lang), number_text(pair.difference, 2, lang), ""))  # fmt: skip
        for state, text in STATES.items():
            amount = number_text(pair.amount(state), 2, lang)
            rows.append((f"  {tr(text)}: {pair.count(state)}", "", "", amount, "", "", ""))
        apart = [match for match in pair.matches if match.state.value != "matched"]
        for match in apart[:MOST]:
            shown = match.shown
            sides = [side for side in (match.here, match.there) if side is not None]
            rows.append((
                f"    {shown.number} {shown.customer}".rstrip(), tr(STATES[match.state]), date_text(shown.day, lang),
                _amount(match.here, lang), _amount(match.there, lang), "",
                "; ".join(_place(context, side) for side in sides),
            ))  # fmt: skip
    heads = (
        (msg("Document"), False), (msg("State"), False), (msg("Date"), False), (msg("Here"), True),
        (msg("There"), True), (msg("Difference"), True), (msg("File, sheet, row"), False),
    )  # fmt: skip
    dialog.fill(heads, rows, list(range(len(rows))))
    dialog.resize(1080, 560)
    return dialog


def _amount(entry: Entry | None, lang: str) -> str:
    return "—" if entry is None else number_text(entry.amount, 2, lang)


def _place(context: Context, entry: Entry) -> str:
    at = entry.source
    return ", ".join(part for part in (at.file, at.sheet, context.tr_(msg("row {row}", row=at.row))) if part)
