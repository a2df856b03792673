"""Columns of a query as numpy arrays, taken from DuckDB's Arrow stream without a library of Arrow.

The Arrow C data interface is three small structures; a column of whole numbers, days or decimals is one buffer in them.
An amount comes as whole units of its last digit, exactly. Neither rows of Python objects nor casts are made on the way,
and nothing but numpy is imported.
"""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import duckdb
    from numpy.typing import NDArray

_CAPSULE = b"arrow_array_stream"

#: What the letters of the interface call whole numbers and days; a decimal begins with another letter.
_TYPES: dict[str, type[np.integer[Any]]] = {
    "c": np.int8,
    "s": np.int16,
    "i": np.int32,
    "l": np.int64,
    "C": np.uint8,
    "S": np.uint16,
    "I": np.uint32,
}
_DAY, _DECIMAL = "tdD", "d:"

#: How errors of the disk and of a damaged file begin: the stream tells them as texts only.
_BROKEN = ("IO Error", "FATAL Error", "INTERNAL Error", "Serialization Error")


class _Schema(ctypes.Structure):
    pass


class _Array(ctypes.Structure):
    pass


class _Stream(ctypes.Structure):
    pass


_Schema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_void_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", ctypes.POINTER(ctypes.POINTER(_Schema))),
    ("dictionary", ctypes.c_void_p),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(_Schema))),
    ("private_data", ctypes.c_void_p),
]
_Array._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(_Array))),
    ("dictionary", ctypes.c_void_p),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(_Array))),
    ("private_data", ctypes.c_void_p),
]
_Stream._fields_ = [
    ("get_schema", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Stream), ctypes.POINTER(_Schema))),
    ("get_next", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Stream), ctypes.POINTER(_Array))),
    ("get_last_error", ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.POINTER(_Stream))),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(_Stream))),
    ("private_data", ctypes.c_void_p),
]


def whole_columns(cursor: duckdb.DuckDBPyConnection, sql: str) -> Mapping[str, NDArray[Any]]:
    """Columns of whole numbers, of days, and of decimals as whole units of their last digit.

    ValueError where a row has nothing in a column, OverflowError where an amount is larger than a column of whole
    numbers can hold.
    """
    capsule = cursor.sql(sql).__arrow_c_stream__()
    stream = _Stream.from_address(_pointer()(capsule, _CAPSULE))
    formats = _formats(stream)
    parts: dict[str, list[NDArray[Any]]] = {name: [_empty(form)] for name, form in formats}
    for batch in _batches(stream):
        for place, (name, form) in enumerate(formats):
            column = batch.children[place].contents
            if column.null_count:
                raise ValueError(f"a column with gaps: {name} of {sql}")
            parts[name].append(_values(column, form))
    return {name: np.concatenate(found) for name, found in parts.items()}


def _pointer() -> Callable[[object, bytes], int]:
    """The call that gives the address inside a capsule; its signature is stated here alone."""
    found = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)
    return found(("PyCapsule_GetPointer", ctypes.pythonapi))


def _formats(stream: _Stream) -> list[tuple[str, str]]:
    schema = _Schema()
    _checked(stream, stream.get_schema(ctypes.byref(stream), ctypes.byref(schema)))
    try:
        columns = [schema.children[place].contents for place in range(schema.n_children)]
        return [(column.name.decode(), column.format.decode()) for column in columns]
    finally:
        schema.release(ctypes.byref(schema))


def _batches(stream: _Stream) -> Iterator[_Array]:
    """The batches of the stream; what was not copied of one is gone when the next is asked for."""
    while True:
        batch = _Array()
        _checked(stream, stream.get_next(ctypes.byref(stream), ctypes.byref(batch)))
        if not batch.release:
            return
        try:
            yield batch
        finally:
            batch.release(ctypes.byref(batch))


def _checked(stream: _Stream, code: int) -> None:
    """Raise the engine's own error where a call of the stream failed."""
    import duckdb

    if code:
        said = (stream.get_last_error(ctypes.byref(stream)) or b"").decode(errors="replace")
        kinds = (("Out of Memory", duckdb.OutOfMemoryException), *((sign, duckdb.IOException) for sign in _BROKEN))
        raise next((kind for sign, kind in kinds if sign in said), duckdb.Error)(said)


def _empty(form: str) -> NDArray[Any]:
    return _of_days(np.zeros(0, np.int32)) if form == _DAY else np.zeros(0, _TYPES.get(form, np.int64))


def _values(column: _Array, form: str) -> NDArray[Any]:
    """A copy of one column of a batch."""
    if form == _DAY:
        return _of_days(_buffer(column, np.int32, 1))
    if form.startswith(_DECIMAL):
        return _units(column, form)
    if form not in _TYPES:
        raise ValueError(f"no whole number and no day: {form}")
    return _buffer(column, _TYPES[form], 1).copy()


def _buffer(column: _Array, kind: type[np.integer[Any]], width: int) -> NDArray[Any]:
    """The values of a column where they lie, `width` numbers to a value; they are gone with the batch."""
    size = np.dtype(kind).itemsize * width
    if not column.length:
        return np.zeros(0, kind)
    held = (ctypes.c_char * (size * column.length)).from_address(column.buffers[1] + size * column.offset)
    return np.frombuffer(held, kind)


def _of_days(numbers: NDArray[np.int32]) -> NDArray[np.datetime64]:
    return numbers.astype(np.int64).view("datetime64[D]")


def _units(column: _Array, form: str) -> NDArray[np.int64]:
    """A decimal of 128 bits as its lower half, of which the upper half may only repeat the sign."""
    if form.count(",") > 1 and not form.endswith(",128"):
        raise ValueError(f"a decimal of another width: {form}")
    halves = _buffer(column, np.int64, 2).reshape(-1, 2)
    units = halves[:, 0].copy()
    if bool(np.any(halves[:, 1] != units >> 63)):
        raise OverflowError(f"an amount of more than 63 bits: {form}")
    return units
