"""The articles of the expenses with their classes: what is fixed, variable, advertising, and what is no expense."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QWidget

from kpi_desktop.gui.models.table import Heading, TextCell, TextTable
from kpi_desktop.gui.operation import Operation
from kpi_desktop.gui.widgets.blocks import button, column, label, row, while_there
from kpi_desktop.gui.widgets.table import table_view
from kpi_desktop.i18n.formats import number_text
from kpi_desktop.i18n.message import msg, named
from kpi_desktop.present.articles import CLASS_BY, NO_ARTICLE, NO_CLASS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch
    from kpi_desktop.store.expense_classes import ArticleTotal

Found = tuple[list["ArticleTotal"], "Mapping[str, tuple[str, str]]"]


class ArticlesPane(QWidget):
    """All articles by money, those without a class first; below them a class is given to the chosen one."""

    def __init__(self, context: Context, tell: tuple[Callable[[object], None], Callable[[], None]]) -> None:
        """List the articles of the open book; `tell` are told of a failure, and that figures have changed."""
        super().__init__()
        self._context, (self._failed, self._changed) = context, tell
        tr = context.tr_
        about = label("muted", wrap=True)
        about.setText(
            tr(msg("Break-even, profit and the cost of selling depend on the class of an expense. What the file says "
                   "stays; where it says nothing, the class comes from the article, and your choice comes first."))
        )  # fmt: skip
        self.lines, self.kind = TextTable(), QComboBox()
        self.table = table_view(self.lines)
        self.table.setAccessibleName(tr(msg("Articles of expenses")))
        self.table.say_empty(tr(msg("Articles stand here once a table of expenses or a bank statement is imported")))
        self.kind.setAccessibleName(tr(msg("Class of the chosen article")))
        self.kind.setMinimumContentsLength(28)
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.keep = button(self._keep, "primary")
        self.keep.setText(tr(msg("Give the class")))
        self._articles: list[ArticleTotal] = []
        box = column(about, self.table, row(self.kind, self.keep, None, spacing=8), spacing=10)
        box.setStretch(1, 1)
        self.setLayout(box)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self._run(lambda: None, changed=False)

    def _chosen(self) -> ArticleTotal | None:
        rows = self.table.selectionModel().selectedRows()
        return self._articles[rows[0].row()] if rows else None

    def _enable(self) -> None:
        """A class can be given to what has an article and none by its file."""
        chosen = self._chosen()
        may = chosen is not None and bool(chosen.article) and chosen.by != "file"
        self.kind.setEnabled(may)
        self.keep.setEnabled(may)
        if chosen is not None and may:
            shown = chosen.expense_class if chosen.by == "owner" else ""
            self.kind.setCurrentIndex(max(self.kind.findData(shown), 0))

    def _keep(self) -> None:
        chosen, book, kind = self._chosen(), self._context.book, str(self.kind.currentData() or "")
        if chosen is None or book is None:
            return

        def keep() -> None:
            from kpi_desktop.app import articles

            articles.choose(book, chosen.article, kind)

        self._run(keep)

    def _run(self, act: Callable[[], None], *, changed: bool = True) -> None:
        book = self._context.book
        if book is None:
            return

        def work(_watch: Watch) -> Found:
            from kpi_desktop.app import articles

            act()
            return articles.articles(book), articles.class_names()

        def show(found: Found) -> None:
            self._show(*found)
            if changed:
                self._changed()

        Operation(work).success(while_there(self, show)).failure(self._failed).start()

    def _show(self, found: list[ArticleTotal], names: Mapping[str, tuple[str, str]]) -> None:
        tr, lang = self._context.tr_, self._context.lang
        self._articles = found
        if not self.kind.count():
            self.kind.addItem(tr(msg("as the program says")), "")
            for name, (russian, english) in names.items():
                self.kind.addItem(tr(named(english, russian)), name)
        heads = [Heading(tr(msg("Article"))), Heading(tr(msg("Class"))), Heading(tr(msg("Who says so")), spare=True),
                 Heading(tr(msg("Rows")), figures=True), Heading(tr(msg("Amount")), figures=True)]  # fmt: skip
        self.lines.fill(heads, [
            [TextCell(one.article or tr(NO_ARTICLE)),
             TextCell(tr(named(*reversed(names[one.expense_class])) if one.expense_class else NO_CLASS)),
             TextCell(tr(CLASS_BY[one.by]) if one.by else ""),
             TextCell(number_text(Decimal(one.rows), 0, lang)), TextCell(number_text(one.amount, 2, lang))]
            for one in found
        ])  # fmt: skip
        self.table.fit()
        self._enable()
