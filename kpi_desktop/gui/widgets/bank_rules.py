"""What the rows of bank statements are: totals of the classes, and the book's own rules, added and taken away."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from kpi_desktop.gui.models.table import Heading, TextCell, TextTable
from kpi_desktop.gui.operation import Operation
from kpi_desktop.gui.widgets.blocks import button, column, label, while_there
from kpi_desktop.gui.widgets.flow import Flow
from kpi_desktop.gui.widgets.table import table_view
from kpi_desktop.i18n.formats import number_text
from kpi_desktop.i18n.message import msg, named

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch
    from kpi_desktop.store.bank import ClassTotal, OwnRule

_DIRECTIONS = {"in": msg("received"), "out": msg("paid out"), "": msg("direction unknown")}
_TESTS = {"purpose": msg("Purpose has"), "customer": msg("Counterparty has"), "article": msg("Article has")}
_WAYS = {"": msg("both ways"), "in": msg("received"), "out": msg("paid out")}

Found = tuple[list["ClassTotal"], list["OwnRule"]]


class BankRulesPane(QWidget):
    """The classes above, the book's own rules below with a line to add one."""

    def __init__(self, context: Context, tell: tuple[Callable[[object], None], Callable[[], None]]) -> None:
        """List classes and rules of the open book; `tell` are told of a failure, and that figures have changed."""
        super().__init__()
        self._context, (self._failed, self._changed) = context, tell
        tr = context.tr_
        about, mine = label("muted", wrap=True), label("heading")
        about.setText(
            tr(msg("Each payment gets its class from its purpose, counterparty and article. Your own rules are tried "
                   "first."))
        )  # fmt: skip
        mine.setText(tr(msg("Your own rules")))
        self.totals, self.rules = TextTable(), TextTable()
        self._upper, self.table = table_view(self.totals), table_view(self.rules)
        self._upper.setAccessibleName(tr(msg("Classes of payments")))
        self.table.setAccessibleName(mine.text())
        self._upper.say_empty(tr(msg("Payments stand here by class once a bank statement is imported")))
        self.table.say_empty(tr(msg("No own rules yet. Write below what a payment has in it and which class it is")))
        self.remove = button(self._remove)
        self.remove.setText(tr(msg("Forget")))
        self.remove.setEnabled(False)
        self._build_line()
        line = Flow(self.test, self.words, self.way, self.kind, self.add, self.remove, spacing=8)
        box = column(about, self._upper, mine, self.table, line, spacing=10)
        box.setStretch(1, 3)
        box.setStretch(3, 2)
        self.setLayout(box)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self._run(lambda: None, changed=False)

    def _build_line(self) -> None:
        from kpi_desktop.store.bank import bank_rules

        tr = self._context.tr_
        self.test, self.way, self.kind, self.words = QComboBox(), QComboBox(), QComboBox(), QLineEdit()
        for box, texts in ((self.test, _TESTS), (self.way, _WAYS)):
            for value, text in texts.items():
                box.addItem(tr(text), value)
        for name, (russian, english) in bank_rules().names.items():
            if name != "unclassified":
                self.kind.addItem(tr(named(english, russian)), name)
        for box in (self.test, self.way, self.kind):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.words.setPlaceholderText(tr(msg("words; parted; by semicolons")))
        self.words.setMinimumWidth(230)
        self.add = button(self._add, "primary")
        self.add.setText(tr(msg("Add")))
        for widget, text in ((self.test, msg("What is looked at")), (self.way, msg("Direction")),
                             (self.kind, msg("Class")), (self.words, msg("Words of the rule"))):  # fmt: skip
            widget.setAccessibleName(tr(text))

    def _enable(self) -> None:
        self.remove.setEnabled(bool(self.table.selectionModel().selectedRows()))

    def _add(self) -> None:
        book, words = self._context.book, self.words.text().strip()
        if book is None or not words:
            return
        tests = [f"{self.test.currentData()}={words}"]
        if self.way.currentData():
            tests.append(f"direction={self.way.currentData()}")
        kind = str(self.kind.currentData())

        def add() -> None:
            from kpi_desktop.app import bank

            bank.add(book, kind, tests)

        self._run(add)

    def _remove(self) -> None:
        chosen, book = self.table.selectionModel().selectedRows(), self._context.book
        if not chosen or book is None:
            return
        number = self.rules.key(chosen[0].row())

        def remove() -> None:
            from kpi_desktop.app import bank

            bank.remove(book, int(str(number)))

        self._run(remove)

    def _run(self, act: Callable[[], None], *, changed: bool = True) -> None:
        book = self._context.book
        if book is None:
            return

        def work(_watch: Watch) -> Found:
            from kpi_desktop.app import bank

            act()
            return bank.classes(book)

        def show(found: Found) -> None:
            self._show(*found)
            if changed:
                self.words.clear()
                self._changed()

        Operation(work).success(while_there(self, show)).failure(self._failed).start()

    def _show(self, totals: list[ClassTotal], rules: list[OwnRule]) -> None:
        tr, lang = self._context.tr_, self._context.lang
        heads = [Heading(tr(msg("Class"))), Heading(tr(msg("Direction"))),
                 Heading(tr(msg("Rows")), figures=True), Heading(tr(msg("Amount")), figures=True)]  # fmt: skip
        self.totals.fill(heads, [
            [TextCell(self._class(one.bank_class)), TextCell(tr(_DIRECTIONS[one.direction])),
             TextCell(number_text(Decimal(one.rows), 0, lang)), TextCell(number_text(one.amount, 2, lang))]
            for one in totals
        ])  # fmt: skip
        self._upper.fit()
        self.rules.fill([Heading(tr(msg("Rule"))), Heading(tr(msg("Direction"))), Heading(tr(msg("Class")))],
                        [self._rule(one) for one in rules], [one.number for one in rules])  # fmt: skip
        self.table.fit()
        self._enable()

    def _rule(self, one: OwnRule) -> list[TextCell]:
        rule, tr = one.rule, self._context.tr_
        given = (("purpose", rule.purpose), ("customer", rule.customer), ("article", rule.article))
        tests = [f"{tr(_TESTS[name])}: {', '.join(words)}" for name, words in given if words]
        return [TextCell("; ".join(tests)), TextCell(tr(_WAYS[rule.direction])), TextCell(self._class(rule.bank_class))]

    def _class(self, name: str) -> str:
        from kpi_desktop.app import bank

        russian, english = bank.class_name(name)
        return self._context.tr_(named(english, russian))
