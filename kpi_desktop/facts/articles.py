"""The tree of expense articles, read from `formulas/articles.toml`: which articles are one, and of which class."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.facts.streams import plain

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Article:
    """One article; `bank` is False where money that the bank paid for it is no operating expense."""

    id: str
    name_ru: str
    name_en: str
    expense_class: str
    bank: bool
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Articles:
    """All articles in their order, and the classes of expenses: id to its Russian and its English name."""

    all: tuple[Article, ...]
    classes: Mapping[str, tuple[str, str]]

    def of(self, text: str) -> Article | None:
        """The article that a text (of a table or of a payment's purpose) speaks of; None for none that is known.

        What is named first counts, of several words there the longest: 'rent of equipment' is rent, 'salary of the
        sales department' is the sales department.
        """
        words = f" {plain(text)}"
        found = [
            (place, -len(word), number)
            for number, one in enumerate(self.all)
            for word in one.words
            if (place := words.find(f" {word}")) >= 0
        ]
        return self.all[min(found)[-1]] if found else None

    def named(self, article_id: str) -> Article:
        """The article of that id."""
        return next(one for one in self.all if one.id == article_id)


def load_articles(text: str) -> Articles:
    """Read `articles.toml`."""
    tables = tomllib.loads(text)
    return Articles(
        tuple(
            Article(
                entry["id"],
                entry["ru"],
                entry["en"],
                entry["class"],
                bool(entry.get("bank", True)),
                tuple(plain(word) for word in entry["words"]),
            )
            for entry in tables["article"]
        ),
        {entry["id"]: (entry["ru"], entry["en"]) for entry in tables["class"]},
    )
