"""Big sheets written by columns: the XML of all rows is put together by Arrow, without a loop over cells.

Every column also gives the canonical text of its cells, from which the manifest's checksums are made: `n` and a number,
`s` and a text, `f` and a formula, nothing for an empty cell.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from kpi_desktop.core.address import letters
from kpi_desktop.workbook.cells import clean
from kpi_desktop.workbook.layout import FIRST_ROW

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pyarrow as pa

#: Between the canonical texts of cells; cannot stand in a cell.
BETWEEN = "\x1f"

#: From one column to the next a slanting line goes down so many rows.
_SLANT = 17

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff]")
_LITERAL = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """Numbers as canonical decimal texts, null where the cell is empty."""

    texts: pa.Array


@dataclass(frozen=True, slots=True)
class TextColumn:
    """Texts as the user's file has them, null or empty where the cell is empty; `shown` says how each is written."""

    texts: pa.Array
    shown: Callable[[str], str] = str


@dataclass(frozen=True, slots=True)
class FormulaColumn:
    """A formula with places in braces: `{row}` and `{above}` are given, others come from `places`; with its values."""

    template: str
    places: Mapping[str, pa.Array]
    cached: pa.Array


Column = NumberColumn | TextColumn | FormulaColumn


@dataclass(frozen=True, slots=True)
class Checksums:
    """What tells a changed cell of a big sheet: a checksum per row, per column and per slanting line (CRC-32).

    The slanting lines tell two changed cells from the two others at the corners of their rectangle.
    """

    rows: list[int]
    columns: list[int]
    slants: list[int]


def plain_numbers(values: pa.Array) -> pa.Array:
    """Decimals as the shortest text of the double that a cell holds: 12.5000 is 12.5."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = values.cast(pa.string())
    if pa.types.is_decimal(values.type) and values.type.scale > 0:
        texts = pc.utf8_rtrim(pc.utf8_rtrim(texts, "0"), ".")
        texts = pc.if_else(pc.equal(texts, "-0"), "0", texts)
    longest = pc.max(pc.utf8_length(texts)).as_py() or 0
    if longest <= 15:
        return texts
    return pa.array([None if text is None else canonical_number(text) for text in texts.to_pylist()], pa.string())


def canonical_number(text: str) -> str:
    """A number of a cell in the one spelling that checksums compare, however a program wrote it."""
    if len(text) <= 15 and "E" not in text and "e" not in text and not (("." in text) and text.endswith("0")):
        return text
    try:
        number = repr(float(text))
    except ValueError:
        return text
    if "e" in number:
        from decimal import Decimal

        number = format(Decimal(number), "f")
    return number.removesuffix(".0")


def escaped_text(text: str) -> str:
    """A text as a sheet's XML holds it: control characters and what looks like their escapes are escaped."""
    text = _LITERAL.sub("_x005F_", clean(text))
    text = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return escape(text)


def checksums(columns: list[Column]) -> Checksums:
    """The checksums over the canonical texts of the cells."""
    canonical = [_canonical(column).fill_null("") for column in columns]
    return Checksums(
        _line_sums(canonical),
        [_checksum(text) for text in canonical],
        _line_sums([_rolled(text, index) for index, text in enumerate(canonical)]),
    )


def roll(index: int, count: int) -> int:
    """By how many rows a column is turned before its cells are read along the slanting lines."""
    return index * _SLANT % count if count else 0


def _rolled(texts: pa.Array, index: int) -> pa.Array:
    import pyarrow as pa

    kept = len(texts) - roll(index, len(texts))
    return pa.concat_arrays([texts.slice(kept), texts.slice(0, kept)])


def _line_sums(columns: list[pa.Array]) -> list[int]:
    """The checksum of each line of cells."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    lines = pc.binary_join_element_wise(*columns, pa.scalar(BETWEEN, pa.large_string()))
    if not len(lines):
        return []
    offsets, data = lines.buffers()[1:]
    places = np.frombuffer(offsets, dtype=np.int64)[lines.offset : lines.offset + len(lines) + 1].tolist()
    view, crc = memoryview(data), zlib.crc32
    return [crc(view[start:end]) for start, end in pairwise(places)]


def rows_xml(columns: list[Column], count: int, styles: list[str]) -> bytes:
    """The rows as they stand inside `sheetData`, from the sheet's first row of data on; a style for each column."""
    if not count:
        return b""
    row = _counted(FIRST_ROW + 1, count)
    pieces: list[pa.Array | str] = ['<row r="', row, '">']
    pieces.extend(
        _cells(column, letters(index), row, style)
        for index, (column, style) in enumerate(zip(columns, styles, strict=True))
    )
    pieces.append("</row>")
    return _bytes(_join(pieces))


def _counted(first: int, count: int) -> pa.Array:
    import pyarrow as pa

    return pa.array(range(first, first + count), pa.int32()).cast(pa.large_string())


def _cells(column: Column, name: str, row: pa.Array, style: str) -> pa.Array:
    """The XML of a column's cells, nothing where a cell is empty."""
    start, mark = f'<c r="{name}', f'" s="{style}"'
    match column:
        case NumberColumn():
            xml = _join([start, row, mark + "><v>", column.texts, "</v></c>"])
        case TextColumn():
            texts = _each_text(column.texts, lambda text: escaped_text(column.shown(text)))
            xml = _join([start, row, mark + ' t="inlineStr"><is><t xml:space="preserve">', texts, "</t></is></c>"])
        case FormulaColumn():
            xml = _join([start, row, mark + "><f>", _formulas(column, escape), "</f><v>", column.cached, "</v></c>"])
    return xml.fill_null("")


def _canonical(column: Column) -> pa.Array:
    match column:
        case NumberColumn():
            return _join(["n", column.texts])
        case TextColumn():
            return _join(["s", _each_text(column.texts, lambda text: clean(column.shown(text)))])
        case FormulaColumn():
            return _join(["f", _formulas(column, str)])


def _each_text(values: pa.Array, treat: Callable[[str], str]) -> pa.Array:
    """Texts treated, each distinct one once; an empty text is an empty cell."""
    import pyarrow as pa
    import pyarrow.compute as pc

    coded = values if pa.types.is_dictionary(values.type) else values.dictionary_encode()
    treated = [treat(text) if text else None for text in coded.dictionary.to_pylist()]
    return pc.take(pa.array(treated, pa.large_string()), coded.indices)


def _formulas(column: FormulaColumn, treat: Callable[[str], str]) -> pa.Array:
    given = {"row": _counted(FIRST_ROW + 1, len(column.cached)), "above": _counted(FIRST_ROW, len(column.cached))}
    places = {**given, **column.places}
    parts = re.split(r"\{(\w+)\}", column.template)
    return _join([places[part] if index % 2 else treat(part) for index, part in enumerate(parts) if part])


def _join(pieces: list[pa.Array | str]) -> pa.Array:
    """The pieces of every row side by side; null where any of them is."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.binary_join_element_wise(*_large(pieces), pa.scalar("", pa.large_string()))


def _large(pieces: list[pa.Array | str]) -> list[pa.Array | pa.Scalar]:
    import pyarrow as pa

    large = pa.large_string()
    return [pa.scalar(piece, large) if isinstance(piece, str) else piece.cast(large) for piece in pieces]


def _bytes(texts: pa.Array) -> bytes:
    """All texts of an array one after another."""
    offsets, data = texts.buffers()[1], texts.buffers()[2]
    import numpy as np

    places = np.frombuffer(offsets, dtype=np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return bytes(data.slice(int(places[0]), int(places[-1] - places[0])))


def _checksum(texts: pa.Array) -> int:
    """The checksum of a column: of its canonical texts, each followed by the separator."""
    return zlib.crc32(_bytes(_join([texts, BETWEEN])))
