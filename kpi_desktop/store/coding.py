"""Texts become integer codes when they enter the book: by dictionary, never row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

#: Index of a row without a value, before and after coding.
NOTHING = -1


@dataclass(frozen=True, slots=True)
class Words:
    """A text column as its distinct non-empty texts and, for each row, the index of its text or NOTHING."""

    values: pa.Array
    rows: NDArray[np.int32]

    def coded(self, codes: NDArray[np.int64], absent: int) -> NDArray[np.int64]:
        """The code of each row, given the code of each distinct text."""
        import numpy as np

        table = np.append(codes, absent)
        return table[self.rows]  # NOTHING is the last entry


@dataclass(frozen=True, slots=True)
class CodeTable:
    """Where the codes of one kind of text live: a table, its columns and the condition that picks the kind."""

    table: str
    text: str
    kind_column: str = ""
    kind: str = ""


def member_table(dimension: str) -> CodeTable:
    """The members of a dimension; they are shared by all facts that have it."""
    return CodeTable("member", "value", "dimension", dimension)


def key_table(column: str) -> CodeTable:
    """The keys of a column; customers have a table of their own."""
    if column == "customer":
        return CodeTable("customer_key", "key")
    return CodeTable("key_value", "value", "kind", column)


def words(column: Any) -> Words:  # noqa: ANN401 - pyarrow has no types
    """Read a text column in whatever form Arrow holds it; null and '' are both nothing."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_dictionary(column.type):
        column = pc.dictionary_encode(column.cast(pa.string()))
    column = column.unify_dictionaries()
    chunks = column.chunks
    texts = chunks[0].dictionary.cast(pa.string()) if chunks else pa.array([], pa.string())
    parts = [chunk.indices.cast(pa.int32()).fill_null(NOTHING).to_numpy(zero_copy_only=False) for chunk in chunks]
    rows = np.concatenate(parts) if parts else np.empty(0, np.int32)

    used = np.zeros(len(texts) + 1, np.bool_)
    used[rows] = True  # NOTHING marks the last, spare entry
    used[-1] = False
    empty = pc.fill_null(pc.equal(texts, ""), True).to_numpy(zero_copy_only=False)
    used[:-1] &= ~empty
    distinct = texts.filter(pa.array(used[:-1])).dictionary_encode()
    place = np.full(len(texts) + 1, NOTHING, np.int32)
    place[:-1][used[:-1]] = distinct.indices.to_numpy(zero_copy_only=False)
    return Words(distinct.dictionary, place[rows])


def codes_of(conn: duckdb.DuckDBPyConnection, where: CodeTable, values: pa.Array) -> NDArray[np.int64]:
    """The code of each distinct text, new ones entered in the order in which the file has them; codes start at 1."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    condition = f"WHERE {where.kind_column} = ?" if where.kind_column else ""
    known = conn.sql(
        f"SELECT {where.text} AS text, CAST(code AS BIGINT) AS code FROM {where.table} {condition}",
        params=[where.kind] if where.kind_column else [],
    ).to_arrow_table()
    places = pc.index_in(values, value_set=known["text"]).fill_null(NOTHING).to_numpy(zero_copy_only=False)
    known_codes = known["code"].to_numpy()
    first_new = int(known_codes.max(initial=0)) + 1
    fresh = places == NOTHING
    codes = np.empty(len(values), np.int64)
    codes[~fresh] = known_codes[places[~fresh]]
    codes[fresh] = np.arange(first_new, first_new + int(fresh.sum()))
    if fresh.any():
        texts = values.filter(pa.array(fresh))
        _enter(conn, where, pa.table({"code": codes[fresh], "text": texts}))
    return codes


def _enter(conn: duckdb.DuckDBPyConnection, where: CodeTable, entries: pa.Table) -> None:
    conn.register("incoming_codes", entries)
    try:
        if where.kind_column:
            conn.execute(
                f"INSERT INTO {where.table} ({where.kind_column}, code, {where.text}) "
                "SELECT ?, code, text FROM incoming_codes",
                [where.kind],
            )
        else:
            conn.execute(f"INSERT INTO {where.table} (code, {where.text}) SELECT code, text FROM incoming_codes")
    finally:
        conn.unregister("incoming_codes")


def document_codes(
    conn: duckdb.DuckDBPyConnection,
    source_id: int,
    numbers: Words,
    years: NDArray[np.int64],
    organisations: NDArray[np.int64],
) -> NDArray[np.int64]:
    """The code of each row's document or NOTHING; a number counts within its source, year and organisation."""
    import numpy as np
    import pyarrow as pa

    has = numbers.rows != NOTHING
    codes = np.full(len(numbers.rows), NOTHING, np.int64)
    if not has.any():
        return codes
    first_year = int(years.min())
    span, groups = int(years.max()) - first_year + 1, int(organisations.max()) + 1
    combined = (numbers.rows[has].astype(np.int64) * span + (years[has] - first_year)) * groups + organisations[has]
    unique, inverse = np.unique(combined, return_inverse=True)
    rest, organisation = np.divmod(unique, groups)
    number, year = np.divmod(rest, span)
    asked = pa.table(
        {
            "place": np.arange(len(unique)),
            "year": year + first_year,
            "organisation": organisation,
            "number": numbers.values.take(pa.array(number)),
        }
    )
    codes[has] = _documents(conn, source_id, asked)[inverse]
    return codes


def _documents(conn: duckdb.DuckDBPyConnection, source_id: int, asked: pa.Table) -> NDArray[np.int64]:
    """Codes of distinct documents in the order asked, new ones entered."""
    conn.register("incoming_documents", asked)
    try:
        conn.execute(
            "INSERT INTO document (code, source_id, year, organisation, number) "
            "SELECT (SELECT COALESCE(MAX(code), 0) FROM document) + ROW_NUMBER() OVER (ORDER BY i.place), "
            "?, i.year, i.organisation, i.number FROM incoming_documents i "
            "WHERE NOT EXISTS (SELECT 1 FROM document d WHERE d.source_id = ? AND d.number = i.number "
            "AND d.year = i.year AND d.organisation = i.organisation)",
            [source_id, source_id],
        )
        found = conn.sql(
            "SELECT d.code FROM incoming_documents i JOIN document d ON d.source_id = ? AND d.number = i.number "
            "AND d.year = i.year AND d.organisation = i.organisation ORDER BY i.place",
            params=[source_id],
        ).to_arrow_table()
    finally:
        conn.unregister("incoming_documents")
    codes: NDArray[np.int64] = found["code"].to_numpy()
    return codes
