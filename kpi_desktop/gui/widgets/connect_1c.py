"""The dialog “Connect 1C”: address, user, password; a try of the connection, then fetching with progress and cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QDialog, QFormLayout, QLineEdit, QProgressBar, QWidget

from kpi_desktop.core.errors import Cancelled, KpiDesktopError
from kpi_desktop.gui.operation import Operation, Watch
from kpi_desktop.gui.pages.import_texts import result_line
from kpi_desktop.gui.widgets.blocks import button, column, label, row, set_tone
from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent

    from kpi_desktop.app.connections import Connected, Connection
    from kpi_desktop.app.importing import Imported
    from kpi_desktop.gui.context import Context

Result = TypeVar("Result")
_REMARKS = 12


class ConnectDialog(QDialog):
    """One connection of the open book. `fetched` is called when the book holds other rows than before."""

    def __init__(self, parent: QWidget, context: Context, book: Path, fetched: Callable[[], object]) -> None:
        """Build the dialog and look what the book knows."""
        super().__init__(parent)
        self._context, self._book, self._fetched = context, book, fetched
        self._operation: Operation[object] | None = None
        self._changed = False
        self.url, self.user, self.password = QLineEdit(), QLineEdit(), QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.state = label("muted", wrap=True, selectable=True)
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.hide()
        self.try_button, self.fetch_button = button(self.connect_base), button(self.fetch, "primary")
        self.stop_button = button(self.stop)
        self._build()
        self._known()

    def _build(self) -> None:
        tr = self._context.tr_
        self.setWindowTitle(tr(msg("Connect 1C")))
        self.setMinimumWidth(560)
        about = label("muted", wrap=True)
        about.setText(
            tr(msg("The program reads sales, returns, orders and payments from 1C over its standard OData interface. "
                   "It changes nothing in 1C. The password is kept in the keyring of this computer, or nowhere."))
        )  # fmt: skip
        form = QFormLayout()
        for field, message, shown in (
            (self.url, msg("Address of the base"), "https://server/base"),
            (self.user, msg("User of 1C"), ""),
            (self.password, msg("Password"), ""),
        ):
            field.setPlaceholderText(shown)
            field.setAccessibleName(tr(message))
            form.addRow(tr(message), field)
        self._bar.setAccessibleName(tr(msg("Progress")))
        self.try_button.setText(tr(msg("Check the connection")))
        self.fetch_button.setText(tr(msg("Fetch")))
        self.stop_button.setText(tr(msg("Close")))
        buttons = row(self.try_button, None, self.stop_button, self.fetch_button)
        self.setLayout(column(about, form, self._bar, self.state, buttons, spacing=14, margins=20))

    def _known(self) -> None:
        """Fill in the connection that the book has, and whether its password is kept."""
        book = self._book

        def ask(_watch: Watch) -> tuple[Connection | None, bool]:
            from kpi_desktop.app.connections import connections
            from kpi_desktop.live import keeping

            found = connections(book)
            kept = bool(found) and keeping.kept(found[-1].address, found[-1].user) is not None
            return (found[-1] if found else None), kept

        def show(answer: tuple[Connection | None, bool]) -> None:
            connection, kept = answer
            if connection is not None and not self.url.text():
                self.url.setText(connection.url)
                self.user.setText(connection.user)
            if kept:
                self.password.setPlaceholderText(self._context.tr_(msg("kept in the keyring")))

        self._work(ask, show, busy=False)

    def connect_base(self) -> None:
        """Try the connection and keep it in the book."""
        self._after_connecting(self._say_connected)

    def fetch(self) -> None:
        """Connect where that is new, then fetch what the base has since the last time."""
        self._after_connecting(lambda _made: self._fetch())

    def _after_connecting(self, then: Callable[[Connected], None]) -> None:
        book, url, user, typed = self._book, self.url.text().strip(), self.user.text().strip(), self.password.text()

        def work(watch: Watch) -> Connected:
            from kpi_desktop.app.connections import connect

            password = typed or _kept(url, user)
            return connect(book, (url, user, password), watch.progress, watch.cancelled)

        self._work(work, then)

    def _say_connected(self, made: Connected) -> None:
        tr = self._context.tr_
        names = ", ".join(wish.name.partition("_")[2] for wish in made.wishes.documents)
        lines = [tr(msg("✓ 1C answers. It gives: {names}", names=names)), *(tr(remark) for remark in made.remarks)]
        self._say("\n".join(lines), "good")

    def _fetch(self) -> None:
        book, url, user, typed = self._book, self.url.text().strip(), self.user.text().strip(), self.password.text()
        workspace = self._context.workspace

        def work(watch: Watch) -> list[Imported]:
            from kpi_desktop.app.fetching import FetchWish, fetch
            from kpi_desktop.live.address import service_address

            wish = FetchWish(typed or _kept(url, user), url=service_address(url).text)
            return fetch(workspace, book, wish, watch.progress, watch.cancelled)

        self._work(work, self._say_fetched)

    def _say_fetched(self, found: list[Imported]) -> None:
        lines = []
        for item in found:
            lines.append(result_line(item, self._context).replace("\n", " — "))
            issues = [issue for issue in item.report.issues if issue.code != "overlap"]
            lines += [f"    {self._context.tr_(issue.message)}" for issue in issues[:_REMARKS]]
            if len(issues) > _REMARKS:
                lines.append("    …")
            if item.question is not None:
                lines.append("    " + self._context.tr_(item.question))
        good = all(item.question is None for item in found)
        self._say("\n".join(lines), "good" if good else "warn")
        self._changed = self._changed or any(item.batches for item in found)

    def stop(self) -> None:
        """Cancel what is under way; else close."""
        if self._operation is not None:
            self._operation.watch.cancel()
        else:
            self.close()

    def _work(self, use_case: Callable[[Watch], Result], show: Callable[[Result], None], *, busy: bool = True) -> None:
        """Run in the background; the buttons wait, the progress shows, errors stand in the dialog."""

        def ended(result: Result) -> None:
            if busy:
                self._set_busy(False)
            show(result)

        operation = Operation(use_case).success(ended)
        if busy:
            operation.failure(self._failed)
            self._operation = operation  # type: ignore[assignment]
            self._set_busy(True)
            operation.progress(self._progress)
        operation.start()

    def _progress(self, share: float, message: Message) -> None:
        if self._operation is not None:
            self._bar.setValue(round(share * 1000))
            self._say(self._context.tr_(message), "")

    def _failed(self, error: KpiDesktopError) -> None:
        self._set_busy(False)
        fix = "" if error.fix is None else "\n" + self._context.tr_(error.fix)
        self._say(self._context.tr_(error.message) + fix, "" if isinstance(error, Cancelled) else "bad")

    def _set_busy(self, busy: bool) -> None:
        if not busy:
            self._operation = None
        self._bar.setVisible(busy)
        self._bar.setValue(0)
        for widget in (self.url, self.user, self.password, self.try_button, self.fetch_button):
            widget.setEnabled(not busy)
        self.stop_button.setText(self._context.tr_(msg("Cancel") if busy else msg("Close")))

    def _say(self, text: str, tone: str) -> None:
        self.state.setText(text)
        set_tone(self.state, tone)
        self.adjustSize()

    def busy(self) -> bool:
        """Whether something is under way."""
        return self._operation is not None

    def reject(self) -> None:
        """Esc cancels first."""
        if self.busy():
            self.stop()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Stop what is under way; pages look again when rows came."""
        if self._operation is not None:
            self._operation.watch.cancel()
        super().closeEvent(event)

    def done(self, code: int) -> None:
        """Closed: the pages show what came."""
        super().done(code)
        if self._changed:
            self._fetched()


def _kept(url: str, user: str) -> str:
    """The password out of the keyring; '' where it has none."""
    from kpi_desktop.live import keeping
    from kpi_desktop.live.address import service_address

    return keeping.kept(service_address(url), user) or ""
