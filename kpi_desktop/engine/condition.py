"""A measure's filter as SQL: which rows of its fact it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.facts.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.facts.schema import Column, FactTable

#: Words of a filter that ask only whether the column holds anything.
KNOWN, UNKNOWN = "known", "unknown"

Where = tuple[tuple[str, tuple[str, ...]], ...]


def frozen(where: Mapping[str, tuple[str, ...]]) -> Where:
    """The filter in one order, so that equal filters are read once."""
    return tuple(sorted((column, tuple(words)) for column, words in where.items()))


def condition(fact: FactTable, where: Where, row: str = "f") -> str:
    """The rows that pass every test of the filter; an empty filter passes all."""
    tests = [_test(fact.column(column), words, row) for column, words in where]
    return " AND ".join(tests) if tests else "1 = 1"


def has_key(fact: FactTable, key: str, row: str = "f") -> str:
    """The rows whose key is known; a dimension counts as a key too (distinct products), its code 0 is 'unknown'."""
    return _presence(fact.column(key), row, known=True)


def literal(text: str) -> str:
    """A text literal of standard SQL."""
    return "'" + text.replace("'", "''") + "'"


def _test(column: Column, words: tuple[str, ...], row: str) -> str:
    if words in ((KNOWN,), (UNKNOWN,)):
        return _presence(column, row, known=words == (KNOWN,))
    place = f'{row}."{column.id}"'
    if column.kind is Kind.CHOICE:
        codes = sorted(column.choices.index(word) for word in words)
        return f"{place} IN ({', '.join(map(str, codes))})"
    if column.kind is Kind.FLAG:
        return place if words == ("yes",) else f"({place} IS NULL OR NOT {place})"
    if column.kind is Kind.DIMENSION:
        values = ", ".join(literal(word) for word in words)
        return (
            f"{place} IN (SELECT m.code FROM member m WHERE m.dimension = {literal(column.id)} "
            f"AND m.value IN ({values}))"
        )
    raise ValueError(f"{column.id}: a filter by {column.kind} is not possible")


def _presence(column: Column, row: str, *, known: bool) -> str:
    place = f'{row}."{column.id}"'
    if column.kind is Kind.DIMENSION:
        return f"{place} {'<>' if known else '='} 0"
    return f"{place} IS {'NOT ' if known else ''}NULL"
