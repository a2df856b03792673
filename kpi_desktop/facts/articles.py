"""The tree of expense articles, read from `formulas/articles.toml`: which articles are one, and of which class."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from kpi_desktop.facts.streams import plain


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
    """All articles in their order."""

    all: tuple[Article, ...]

    def of(self, text: str) -> Article | None:
        """The article that a text (of a table or of a payment's purpose) speaks of; None for none that is known."""
        words = f" {plain(text)}"
        return next((one for one in self.all if any(f" {word}" in words for word in one.words)), None)

    def named(self, article_id: str) -> Article:
        """The article of that id."""
        return next(one for one in self.all if one.id == article_id)


def load_articles(text: str) -> Articles:
    """Read `articles.toml`."""
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
            for entry in tomllib.loads(text)["article"]
        )
    )
