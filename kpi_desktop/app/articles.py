"""The articles of the book's expenses: of which class each is, who gave it, and the owner's word on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.app.books import opened_book
from kpi_desktop.app.naming import Name, listed, meant
from kpi_desktop.core.errors import UsageError
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from kpi_desktop.store.expense_classes import ArticleTotal


def articles(path: Path) -> list[ArticleTotal]:
    """Articles without a class first, then by money."""
    with opened_book(path) as book:
        return book.expense_articles()


def class_names() -> Mapping[str, tuple[str, str]]:
    """The classes of expenses with their Russian and English names."""
    from kpi_desktop.store.bank_as_expenses import article_tree

    return article_tree().classes


def choose(path: Path, article: str, expense_class: str) -> None:
    """Keep the owner's class of one article; '' gives it back to the program."""
    with opened_book(path, read_only=False) as book:
        book.choose_expense_class(article, expense_class)


def choose_all(path: Path, words: Sequence[str]) -> None:
    """Keep classes given as `ARTICLE=CLASS`, all of them or none; an empty class gives the article back."""
    with opened_book(path, read_only=False) as book, book.together():
        for word in words:
            article, sign, name = word.rpartition("=")
            if not sign or not article.strip():
                raise UsageError(
                    msg("“{text}” names no article and class", text=word),
                    fix=msg('For example: `kpi-desktop articles --set "Rent=fixed"`'),
                )
            book.choose_expense_class(article.strip(), _meant_class(name.strip()))


def _meant_class(name: str) -> str:
    """The class that is meant, by its id or its name in either language; '' stays ''."""
    known = [Name(one, *names) for one, names in class_names().items()]
    if not name or any(one.id == name for one in known):
        return name
    unknown = msg("There is no class of expenses “{name}”", name=name)
    return meant(name, known, unknown, msg("Choose one of: {names}", names=listed(known))).id
