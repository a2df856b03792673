"""An importer's columns made ready for the book: texts coded, first lines of documents found, foreign money refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kpi_desktop.facts.schema import Column, FactTable, Kind
from kpi_desktop.store.coding import NOTHING, codes_of, document_codes, key_table, member_table, words
from kpi_desktop.store.layout import FREE_MEASURE, add_column, column_names, has_documents, tables_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import duckdb
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from kpi_desktop.facts.batch import FactBatch

_PLACE = ("src_sheet", "src_row")
_SALE = ("sale",)


@dataclass(frozen=True, slots=True)
class Incoming:
    """Rows ready to be inserted: Arrow columns named as in the fact's table, and what was found out about them."""

    table: pa.Table
    line_level: tuple[str, ...]


def read_columns(path: Path) -> pa.Table:
    """The importer's Arrow file, mapped into memory rather than read."""
    import pyarrow as pa

    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).read_all()


def prepare(
    conn: duckdb.DuckDBPyConnection, fact: FactTable, batch: FactBatch, table: pa.Table, source_id: int
) -> Incoming:
    """Code every text of the file against the book's dictionaries (new texts are entered)."""
    import pyarrow as pa

    coder = _Coder(conn, table, {})
    ready = (
        {name: table[name] for name in _PLACE} | _known_columns(coder, fact, batch) | _free_columns(coder, fact, batch)
    )
    strangers = set(table.column_names) - {column.id for column in fact.columns} - {*_PLACE}
    if any(not name.startswith("x_") for name in strangers):
        raise ValueError(f"{fact.id} has no columns {sorted(strangers)}")
    line_level: tuple[str, ...] = ()
    if has_documents(fact):
        ready["document"], ready["first_of_document"], line_level = _documents(coder, fact, source_id)
    return Incoming(pa.table(ready), line_level)


def _known_columns(coder: _Coder, fact: FactTable, batch: FactBatch) -> dict[str, Any]:
    """The fact's own columns that the file has; an organisation named once for the file stands in each row."""
    ready: dict[str, Any] = {}
    for column in fact.columns:
        if column.id in coder.table.column_names and column.id != "document":
            ready[column.id] = coder.column(column)
        elif column.id == "organisation" and batch.organisation:
            ready[column.id] = coder.constant(column, batch.organisation)
        elif column.choices[:1] == _SALE:
            ready[column.id] = coder.sales(column)
    return ready


def _free_columns(coder: _Coder, fact: FactTable, batch: FactBatch) -> dict[str, Any]:
    names = [name for name in coder.table.column_names if name.startswith("x_")]
    return dict(coder.free(fact, name, batch.free.get(name, name)) for name in names)


@dataclass(frozen=True, slots=True)
class _Coder:
    """Codes the columns of one file; `codes` keeps what was coded, for the look at documents."""

    conn: duckdb.DuckDBPyConnection
    table: pa.Table
    codes: dict[str, NDArray[np.int64]]

    def column(self, column: Column) -> Any:  # noqa: ANN401 - an Arrow array
        """One column of the fact in the form in which its table keeps it."""
        match column.kind:
            case Kind.DIMENSION:
                return self.dimension(column.id, column.id)
            case Kind.KEY:
                return self.key(column.id)
            case Kind.CHOICE:
                return self.choice(column)
            case Kind.TEXT:
                import pyarrow as pa

                return self.table[column.id].cast(pa.string())
            case _:
                return self.table[column.id]

    def dimension(self, name: str, stored: str) -> Any:  # noqa: ANN401
        """Integer codes of a dimension, 0 where the file says nothing."""
        import numpy as np

        found = words(self.table[name])
        coded = found.coded(codes_of(self.conn, member_table(stored), found.values), 0)
        self.codes[stored] = coded
        return coded.astype(np.int32)

    def constant(self, column: Column, value: str) -> Any:  # noqa: ANN401
        """A dimension that is the same for the whole file."""
        import numpy as np
        import pyarrow as pa

        code = codes_of(self.conn, member_table(column.id), pa.array([value], pa.string()))[0]
        self.codes[column.id] = np.full(self.table.num_rows, code, np.int64)
        return self.codes[column.id].astype(np.int32)

    def sales(self, column: Column) -> Any:  # noqa: ANN401
        """The kind of lines of a file that does not tell kinds: all are sales."""
        import numpy as np

        self.codes[column.id] = np.zeros(self.table.num_rows, np.int64)
        return np.zeros(self.table.num_rows, np.int8)

    def key(self, name: str) -> Any:  # noqa: ANN401
        """Integer codes of a key, null where the row has none."""
        import numpy as np

        found = words(self.table[name])
        coded = found.coded(codes_of(self.conn, key_table(name), found.values), NOTHING)
        self.codes[name] = coded
        return _nullable(coded.astype(np.int32))

    def choice(self, column: Column) -> Any:  # noqa: ANN401
        """The index of each row's word; a sale line without a kind is a sale."""
        import numpy as np

        found = words(self.table[column.id])
        index = [column.choices.index(str(word)) for word in found.values.to_pylist()]
        absent = 0 if column.choices[:1] == _SALE else NOTHING
        coded = found.coded(np.array(index, np.int64), absent)
        self.codes[column.id] = coded
        return _nullable(coded.astype(np.int8))

    def free(self, fact: FactTable, name: str, heading: str) -> tuple[str, Any]:
        """A column that the schema does not know: a dimension if it holds text, else a measure."""
        import pyarrow as pa

        values = self.table[name]
        textual = pa.types.is_dictionary(values.type) or pa.types.is_string(values.type)
        stored = _free_column(self.conn, fact, name, heading, "dimension" if textual else "measure")
        return stored, self.dimension(name, stored) if textual else values


def _free_column(conn: duckdb.DuckDBPyConnection, fact: FactTable, name: str, heading: str, kind: str) -> str:
    """The stored name of a free column, made where it is new; `x_size` and `x_size_2` if once text, once number."""
    known: Mapping[str, str] = dict(
        conn.execute('SELECT "column", kind FROM free_column WHERE fact = ?', [fact.id]).fetchall()
    )
    stored, count = name, 1
    while known.get(stored, kind) != kind:
        count += 1
        stored = f"{name}_{count}"
    if stored not in known:
        conn.execute("INSERT INTO free_column VALUES (?, ?, ?, ?)", [fact.id, stored, heading, kind])
        sql_type = "INTEGER NOT NULL DEFAULT 0" if kind == "dimension" else FREE_MEASURE
        for table in tables_of(fact.id):
            if stored not in column_names(conn, table):
                add_column(conn, table, stored, sql_type)
    return stored


def _documents(coder: _Coder, fact: FactTable, source_id: int) -> tuple[Any, Any, tuple[str, ...]]:
    """Document codes, the flag of each document's first countable line, and what varies inside documents."""
    import numpy as np

    table, size = coder.table, coder.table.num_rows
    if "document" not in table.column_names:
        return _nullable(np.full(size, NOTHING, np.int64)), np.zeros(size, np.bool_), ()
    days = table["day"].to_numpy().astype("datetime64[D]")
    years = days.astype("datetime64[Y]").astype(np.int64) + 1970
    organisations = coder.codes.get("organisation", np.zeros(size, np.int64))
    codes = document_codes(coder.conn, source_id, words(table["document"]), years, organisations)
    counted = codes != NOTHING
    if "kind" in coder.codes and fact.column("kind").choices[:1] == _SALE:
        counted &= coder.codes["kind"] == 0
    places = np.flatnonzero(counted)
    places = places[np.lexsort((table["src_row"].to_numpy()[places], table["src_sheet"].to_numpy()[places]))]
    _, first_places, inverse = np.unique(codes[places], return_index=True, return_inverse=True)
    first = np.zeros(size, np.bool_)
    first[places[first_places]] = True
    varied = []
    for name, values in (*coder.codes.items(), ("day", days.astype(np.int64))):
        inside = values[places]
        if name != "kind" and (inside != inside[first_places][inverse]).any():
            varied.append(name)
    return _nullable(codes), first, tuple(sorted(varied))


def _nullable(codes: NDArray[Any]) -> Any:  # noqa: ANN401
    import pyarrow as pa

    return pa.array(codes, mask=codes == NOTHING)
