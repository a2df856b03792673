"""A book as it stands at one moment: what several parts of one answer ask it is read once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import duckdb


class Asked:
    """Answers to questions without values by their text; it lives as long as one reading, during which nothing changes.

    The coverage of twenty facts is told by the same five small tables: without this they were read for each of them.
    """

    def __init__(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Nothing is read before it is asked for."""
        self._conn = conn
        self._known: dict[str, list[tuple[Any, ...]]] = {}

    @classmethod
    def of(cls, source: duckdb.DuckDBPyConnection | Self) -> Self:
        """The same where it is one already."""
        return source if isinstance(source, cls) else cls(source)  # type: ignore[arg-type]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of the answer."""
        if sql not in self._known:
            self._known[sql] = self._conn.execute(sql).fetchall()
        return self._known[sql]
