"""One open book file: made, opened, read with SQL and changed in transactions that are all or nothing."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from kpi_desktop.core.errors import BookError, UsageError
from kpi_desktop.core.writing import written_beside
from kpi_desktop.facts.schema import FactTable, load_facts
from kpi_desktop.i18n.message import msg
from kpi_desktop.resources import folder
from kpi_desktop.store.connection import MEMORY_LIMIT, connect, damaged, readable_errors
from kpi_desktop.store.keeping import write_ahead_log
from kpi_desktop.store.layout import SCHEMA_VERSION, create_tables, put, quoted, signature
from kpi_desktop.store.upgrading import made_as, upgrade

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import TracebackType

    import duckdb
    import pyarrow as pa

    from kpi_desktop.store.records import SplitColumn


class BookFile:
    """The file of a book with its one connection; what the book holds and how it changes is the matter of `Book`."""

    def __init__(self, path: Path, conn: duckdb.DuckDBPyConnection, *, read_only: bool, memory_limit: str) -> None:
        """Take over an open connection; use `open`."""
        self.path = path
        self.read_only = read_only
        self._facts: Mapping[str, FactTable] = {}
        self._together = False
        self._memory_limit = memory_limit
        self._conn = conn
        self._shown_as: Mapping[str, str] = {}
        self._valued: dict[str, tuple[tuple[SplitColumn, ...], tuple[str, ...]]] = {}

    @classmethod
    def create(
        cls,
        path: Path,
        company: str,
        currency: str = "",
        language: str = "ru",
    ) -> Self:
        """Make an empty book and open it; a file that exists is never overwritten."""
        path = Path(path)
        if path.exists():
            raise UsageError(
                msg("The file “{file}” already exists", file=str(path)),
                fix=msg("Choose another name for the new book"),
            )
        with written_beside(path) as beside:
            beside.unlink()
            conn = connect(beside)
            try:
                facts = _own_facts().values()
                conn.execute("BEGIN TRANSACTION")
                create_tables(conn, facts)
                conn.executemany(
                    "INSERT INTO meta VALUES (?, ?)",
                    [
                        ["schema_version", str(SCHEMA_VERSION)],
                        ["company", company],
                        ["currency", currency],
                        ["language", language],
                        ["created_by", "KPI Desktop"],
                        ["facts", signature(facts)],
                    ],
                )
                conn.execute("COMMIT")
            finally:
                conn.close()
        return cls.open(path)

    @classmethod
    def open(cls, path: Path, read_only: bool = False, memory_limit: str = MEMORY_LIMIT) -> Self:
        """Open a book; one of an earlier version is brought up to this one, with a copy kept beside it."""
        path = Path(path)
        if not path.exists():
            raise UsageError(
                msg("There is no book “{book}”", book=str(path)), fix=msg("The command “new” makes a book")
            )
        if path.is_file() and not path.stat().st_size:
            raise damaged(path)
        facts = _own_facts()
        conn = connect(path, read_only=read_only, memory_limit=memory_limit)
        try:
            version, tables = made_as(path, conn)
        except BaseException:
            conn.close()
            raise
        if version < SCHEMA_VERSION or tables != signature(facts.values()):
            conn.close()
            upgrade(path, version, facts)
            conn = connect(path, read_only=read_only, memory_limit=memory_limit)
        return cls(path, conn, read_only=read_only, memory_limit=memory_limit)

    def close(self) -> None:
        """Write everything into the one file and let go of it."""
        import duckdb

        with readable_errors(self.path):
            if not self.read_only and write_ahead_log(self.path).exists():
                # What a killed writer left beside the file belongs into it or is nothing: the owner copies one file.
                with suppress(duckdb.Error):
                    self._conn.execute("CHECKPOINT")
            self._conn.close()

    @contextmanager
    def _let_go(self) -> Iterator[None]:
        """The whole book in its one file, which nobody holds open, so that it can be copied; then it is open again."""
        self.close()
        try:
            yield
        finally:
            self._conn = connect(self.path, read_only=self.read_only, memory_limit=self._memory_limit)

    def __enter__(self) -> Self:
        """Use the book in a `with` block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the book at the end of the block."""
        self.close()

    @property
    def facts(self) -> Mapping[str, FactTable]:
        """The schema of facts that the program comes with."""
        if not self._facts:
            self._facts = _own_facts()
        return self._facts

    def show_as(self, queries: Mapping[str, str]) -> None:
        """Let `run`, `columns` and `arrow` read these queries under the names of facts: amounts on one VAT basis.

        A query reads the fact itself as `stored`. What the book keeps, checks and adds up is never touched by it.
        """
        catalog = quoted(str(self._read("SELECT current_database()", [])[0][0])) if queries else ""
        self._shown_as = {
            fact: f"CREATE TEMP VIEW {quoted(fact)} AS WITH stored AS (FROM {catalog}.main.{quoted(fact)}) {query}"
            for fact, query in queries.items()
        }

    def run(self, sql: str, *, as_stated: bool = False) -> list[tuple[Any, ...]]:
        """Read rows with SQL: integers, text, dates and exact decimals; may be called from any thread.

        With `as_stated` the amounts are those of the files, whatever `show_as` makes of them.
        """
        with readable_errors(self.path):
            return (self._reading() if as_stated else self._figures()).execute(sql).fetchall()

    def columns(self, sql: str) -> Mapping[str, Any]:
        """Read whole numbers, days and amounts (in units of their last digit) without gaps as columns.

        OverflowError where an amount is too large for a whole number of 64 bits.
        """
        from kpi_desktop.store.columns import whole_columns

        with readable_errors(self.path):
            return whole_columns(self._figures(), sql)

    def arrow(self, sql: str) -> pa.RecordBatchReader:
        """Read a large result batch by batch as Arrow columns."""
        with readable_errors(self.path):
            return self._figures().sql(sql).to_arrow_reader()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Several changes as one: all of them or, where anything is raised inside, none."""
        with self._transaction():
            self._together = True
            try:
                yield
            finally:
                self._together = False

    def _read(self, sql: str, values: list[object]) -> list[tuple[Any, ...]]:
        with readable_errors(self.path):
            return self._reading().execute(sql, values).fetchall()

    def _meta(self, key: str) -> str:
        found = self._read("SELECT value FROM meta WHERE key = ?", [key])
        return str(found[0][0]) if found else ""

    def _set_meta(self, key: str, value: str) -> None:
        with self._transaction() as conn:
            put(conn, "meta", key, value)

    def _reading(self) -> duckdb.DuckDBPyConnection:
        """Where to read: inside several changes that are one, what they have changed so far is seen."""
        return self._conn if self._together else self._conn.cursor()

    def _figures(self) -> duckdb.DuckDBPyConnection:
        """Where figures are read: with the amounts as they are shown."""
        if not self._shown_as or self._together:
            return self._reading()
        own = self._conn.cursor()
        for view in self._shown_as.values():
            own.execute(view)
        return own

    @contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """All or nothing: what goes wrong inside leaves the book as it was; inside `together` a part of the whole."""
        import duckdb

        if self._together:
            yield self._conn
            return
        if self.read_only:
            raise BookError(msg("The book “{book}” is open for reading only", book=self.path.name))
        with readable_errors(self.path):
            self._conn.execute("BEGIN TRANSACTION")
            try:
                yield self._conn
                self._conn.execute("COMMIT")
            except BaseException:
                with suppress(duckdb.Error):
                    self._conn.execute("ROLLBACK")
                raise


def _own_facts() -> Mapping[str, FactTable]:
    return load_facts((folder("formulas") / "facts.toml").read_text("utf-8"))
