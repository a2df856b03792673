"""Words about the classes of expense articles: who gave them, and what has none."""

from __future__ import annotations

from kpi_desktop.i18n.message import msg

#: Who gave an article its class, by the word of the book.
CLASS_BY = {"file": msg("by the file"), "owner": msg("by you"), "tree": msg("by the article's name")}

NO_CLASS = msg("no class")
NO_ARTICLE = msg("no article")
