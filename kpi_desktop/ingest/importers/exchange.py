"""What the importers of exchange files share: documents as columns of facts, written for the book."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from kpi_desktop.facts.schema import Kind
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.assemble import write_facts
from kpi_desktop.ingest.normalise import tidy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

    from kpi_desktop.facts.schema import FactTable

#: Exchange files write decimals with a point, some with a comma; a comma before three digits may be either mark.
_PLAIN = re.compile(r"-?\d+(\.\d+|,\d{1,2})?")
#: Money of facts keeps four decimals in eighteen digits.
_MONEY = Decimal("0.0001")
_LARGEST = Decimal(10) ** 14


def money_of(text: str) -> Decimal | None:
    """The amount that a text holds, None where it holds none, a doubtful one, or one too large for the book."""
    bare = tidy(text).replace(" ", "")
    if _PLAIN.fullmatch(bare):
        value = Decimal(bare.replace(",", "."))
    elif "," in bare and "." in bare:
        parsed = numbers.parse(bare, ".")
        if parsed is None:
            return None
        value = parsed
    else:
        return None
    return None if abs(value) >= _LARGEST else value.quantize(_MONEY, ROUND_HALF_UP)


def write_columns(
    fact: FactTable, values: Mapping[str, Sequence[object]], lines: Sequence[int], target: Path
) -> tuple[str, ...]:
    """Write the facts of one batch; returns the columns that hold anything. `lines` are the places in the file."""
    import pyarrow as pa

    kept = (column for column in fact.columns if column.id in values)
    names = [column.id for column in kept if column.kind is Kind.CHOICE or _filled(values[column.id])]
    names += [name for name in values if name.startswith("x_") and _filled(values[name])]
    part = {name: _array(_kind(fact, name), values[name]) for name in names}
    part["src_sheet"] = pa.array([0] * len(lines), type=pa.int16())
    part["src_row"] = pa.array(lines, type=pa.int32())
    write_facts([part], target)
    return tuple(names)


def _filled(values: Sequence[object]) -> bool:
    return any(value is not None and value != "" for value in values)


def _kind(fact: FactTable, name: str) -> Kind:
    return Kind.DIMENSION if name.startswith("x_") else fact.column(name).kind


def _array(kind: Kind, values: Sequence[object]) -> pa.Array:
    import pyarrow as pa

    match kind:
        case Kind.DATE:
            return pa.array(values, type=pa.date32())
        case Kind.MONEY:
            return pa.array(values, type=pa.decimal128(18, 4))
        case Kind.QUANTITY:
            return pa.array(values, type=pa.decimal128(18, 6))
        case Kind.FLAG:
            return pa.array(values, type=pa.bool_())
        case _:
            texts = [str(value) if value is not None and value != "" else None for value in values]
            return pa.array(texts, type=pa.string()).dictionary_encode()
