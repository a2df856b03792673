"""Customers that are nobody in particular or one under several names: shown, decided by the owner, taken back."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.gui.operation import Operation
from kpi_desktop.gui.widgets.blocks import button, while_there
from kpi_desktop.gui.widgets.question import ask_text
from kpi_desktop.gui.widgets.remembered import ListDialog
from kpi_desktop.i18n.formats import number_text
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch
    from kpi_desktop.store.customers import CustomerInfo

_WHY = {
    "name": msg("by the name"),
    "marketplace": msg("a marketplace"),
    "contact": msg("the same phone, e-mail or taxpayer number"),
    "owner": msg("you said so"),
    "share": msg("a large share of all sales"),
}


class CustomersDialog(ListDialog):
    """Who counts for nobody or for another customer; the owner's word goes first and can be taken back."""

    def __init__(
        self, parent: QWidget, context: Context, tell: tuple[Callable[[object], None], Callable[[], None]]
    ) -> None:
        """List the customers of the open book; `tell` are told of a failure, and that figures have changed."""
        about = msg(
            "“Retail buyer” is nobody in particular: no figure per customer counts it, its sales stay in revenue. One "
            "phone, e-mail or taxpayer number is one customer whatever it is called."
        )
        super().__init__(parent, context, (msg("Customers"), about))
        self._failed, self._changed = tell
        self.table.say_empty(context.tr_(msg("All customers are counted as they are named: nobody was merged or left "
                                             "out")))  # fmt: skip
        self.add_act(msg("Is nobody"), lambda name: self.decide([name], "nobody"))
        self.add_act(msg("Is somebody"), lambda name: self.decide([name], "person"))
        self.add_act(msg("As the program decides"), lambda name: self.decide([name], ""))
        other = button(self._ask)
        other.setText(context.tr_(msg("Name a nobody…")))
        self._foot.insert(len(self._acts), other)
        self.decide([], "")

    def _ask(self) -> None:
        texts = msg("Customers"), msg("The customer's name as the export has it")
        self.question = ask_text(self, self._context, texts, lambda name: self.decide([name], "nobody"))

    def decide(self, names: Sequence[str], word: str) -> None:
        """Keep the owner's word on customers (on none: only list them); figures are made anew."""
        book = self._context.book
        if book is None:
            return

        def work(_watch: Watch) -> list[CustomerInfo]:
            from kpi_desktop.app.customers import customer_lines, decide

            return decide(book, names, word) if names else customer_lines(book)

        def show(found: list[CustomerInfo]) -> None:
            self._show(found)
            if names:
                self._changed()

        Operation(work).success(while_there(self, show)).failure(self._failed).start()

    def _show(self, found: Sequence[CustomerInfo]) -> None:
        heads = (
            (msg("Customer"), False),
            (msg("Sales, number"), True),
            (msg("Counts for"), False),
            (msg("Why"), False),
        )
        self.fill(heads, [self._cells(one) for one in found], [one.name for one in found])

    def _cells(self, one: CustomerInfo) -> tuple[str, ...]:
        tr = self._context.tr_
        state = msg("nobody in particular")
        if one.counts_for:
            state = msg("“{name}”", name=one.counts_for)
        if one.proposed:
            state = msg("for itself; nobody in particular?")
        elif not one.nobody and not one.counts_for:
            state = msg("for itself")
        return one.name, number_text(Decimal(one.documents), 0, self._context.lang), tr(state), tr(_WHY[one.why])
