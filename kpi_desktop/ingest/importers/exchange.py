"""What the importers of exchange files share: documents as columns of facts, written for the book."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.period import Grain
from kpi_desktop.facts.batch import Documents, FactBatch, Returns, SourceKey, Vat
from kpi_desktop.facts.schema import Kind
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.assemble import write_facts
from kpi_desktop.ingest.normalise import tidy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

    from kpi_desktop.facts.schema import Column, FactTable
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.ingest.job import Job

#: Exchange files write decimals with a point, some with a comma; a comma before three digits may be either mark.
_PLAIN = re.compile(r"-?\d+(\.\d+|,\d{1,2})?")
_NUMBER = re.compile(r"-?\d{1,18}(\.\d{1,18})?")
#: Money of facts keeps four decimals in eighteen digits.
_MONEY = Decimal("0.0001")
_LARGEST = Decimal(10) ** 14
#: Quantities keep six decimals in eighteen digits.
_PARTS = Decimal("0.000001")
_MOST = Decimal(10) ** 12


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


def quantity_of(text: str) -> Decimal | None:
    """The quantity that a text holds, None where it holds none, a doubtful one, or one too large for the book."""
    bare = "".join(text.split()).replace(",", ".")
    if not _NUMBER.fullmatch(bare):
        return None
    value = Decimal(bare)
    return None if abs(value) >= _MOST else value.quantize(_PARTS, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a batch beside its columns; `free` are headings of columns that the schema does not know.

    `period` is given where the file states it, as [first day, day after the last); `of` are the days that the facts
    answer for where they are not from their first to their last: lines of orders stand for all days of the orders.
    """

    word: str
    layout: str
    source_organisation: str = ""
    organisation: str = ""
    title: str = ""
    period: tuple[date, date] | None = None
    of: Sequence[date] = ()
    currency: str = ""
    vat: Vat = Vat.UNKNOWN
    returns: Returns = Returns.UNKNOWN
    documents: Documents = Documents.ABSENT
    file_total: Decimal | None = None
    imported_total: Decimal | None = None
    free: Mapping[str, Message] = field(default_factory=dict)


def facts_batch(
    job: Job, place: tuple[int, str], values: Mapping[str, Sequence[object]], lines: Sequence[int], told: Told
) -> FactBatch:
    """Write the facts and describe them; `place` is the number of the batch in the file and its kind of fact."""
    from kpi_desktop.i18n.translator import Translator

    say = Translator(job.options.lang)
    number, fact = place
    target = job.facts_file(number)
    present = write_columns(job.facts[fact], values, lines, target)
    days = [day for day in (*values["day"], *told.of) if isinstance(day, date)]
    return FactBatch(
        fact=fact,
        columns=target,
        rows=len(lines),
        source=SourceKey(told.word, told.layout, organisation=told.source_organisation, name=job.options.source_name),
        file_name=job.source.name,
        file_sha256=job.sha256,
        importer=told.word,
        recognised=told.word,
        mapping="",
        present=present,
        period=told.period or (min(days), max(days) + timedelta(days=1)),
        period_stated=told.period is not None,
        grain=Grain.DAY,
        sheets=("",),
        currency=told.currency,
        vat=told.vat,
        returns=told.returns,
        documents=told.documents,
        organisation=told.organisation,
        title=told.title,
        file_total=told.file_total,
        imported_total=told.imported_total,
        free={name: say(heading) for name, heading in told.free.items() if name in present},
    )


def write_columns(
    fact: FactTable, values: Mapping[str, Sequence[object]], lines: Sequence[int], target: Path
) -> tuple[str, ...]:
    """Write the facts of one batch; returns the columns that hold anything. `lines` are the places in the file."""
    import pyarrow as pa

    kept = (column for column in fact.columns if column.id in values)
    names = [column.id for column in kept if not lines or _stays(column) or _filled(values[column.id])]
    names += [name for name in values if name.startswith("x_") and _filled(values[name])]
    part = {name: _array(_kind(fact, name), values[name]) for name in names}
    part["src_sheet"] = pa.array([0] * len(lines), type=pa.int16())
    part["src_row"] = pa.array(lines, type=pa.int32())
    write_facts([part], target)
    return tuple(names)


def _stays(column: Column) -> bool:
    """Whether the column is there even where it holds nothing: choices, and the day, which every batch has."""
    return column.kind is Kind.CHOICE or (column.required and column.kind is Kind.DATE)


def _filled(values: Sequence[object]) -> bool:
    return any(value is not None and value != "" for value in values)


def _kind(fact: FactTable, name: str) -> Kind:
    return Kind.DIMENSION if name.startswith("x_") else fact.column(name).kind


def _array(kind: Kind, values: Sequence[object]) -> pa.Array:
    import pyarrow as pa

    match kind:
        case Kind.DATE:
            return pa.array(values, type=pa.date32())
        case Kind.TIME:
            return pa.array(values, type=pa.timestamp("s"))
        case Kind.MONEY:
            return pa.array(values, type=pa.decimal128(18, 4))
        case Kind.QUANTITY:
            return pa.array(values, type=pa.decimal128(18, 6))
        case Kind.FLAG:
            return pa.array(values, type=pa.bool_())
        case _:
            texts = [str(value) if value is not None and value != "" else None for value in values]
            return pa.array(texts, type=pa.string()).dictionary_encode()
