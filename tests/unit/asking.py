"""What is asked of books during a test: the statements in their order, however they are put."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kpi_desktop.store.book import Book

if TYPE_CHECKING:
    import pytest


def noted_queries(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queries for figures of all books from now on."""
    found: list[str] = []

    def noting(name: str) -> None:
        ask = getattr(Book, name)

        def noted(self: Book, sql: str, **how: bool) -> Any:  # noqa: ANN401 - rows or columns
            found.append(sql)
            return ask(self, sql, **how)

        monkeypatch.setattr(Book, name, noted)

    noting("run")
    noting("columns")
    return found


class Noting:
    """A connection that notes each statement."""

    def __init__(self, conn: Any, found: list[str]) -> None:  # noqa: ANN401 - a connection of DuckDB
        self._conn, self._found = conn, found

    def execute(self, sql: str, *values: object) -> Any:  # noqa: ANN401 - what DuckDB gives
        self._found.append(sql)
        return self._conn.execute(sql, *values)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - all else is the connection's own
        return getattr(self._conn, name)


def noted_statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All reading statements of all books from now on, also those about imports, settings and names."""
    found: list[str] = []
    cursor = Book._reading
    monkeypatch.setattr(Book, "_reading", lambda self: Noting(cursor(self), found))
    return found
