"""Exports for the tests of the book: a table in text becomes the batch that an importer would hand over."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from kpi_desktop.core.period import Grain
from kpi_desktop.facts.batch import Documents, FactBatch, Returns, SourceKey
from kpi_desktop.facts.schema import Kind, load_facts
from kpi_desktop.resources import folder

if TYPE_CHECKING:
    from pathlib import Path

FACTS = load_facts((folder("formulas") / "facts.toml").read_text("utf-8"))
SOURCE = SourceKey("table", "day,document,amount")

_PLACES = {Kind.MONEY: pa.decimal128(18, 4), Kind.QUANTITY: pa.decimal128(18, 6)}


def export(
    place: Path,
    table: str,
    fact: str = "sale",
    file: str = "sales.xlsx",
    source: SourceKey = SOURCE,
    period: tuple[date, date] | None = None,
    currency: str = "",
    grain: Grain = Grain.DAY,
    organisation: str = "",
    imported_total: Decimal | None = None,
    mapping: str = "",
) -> FactBatch:
    """One file: the first line names the columns, `-` is an empty cell; rows stand from row 2 of the sheet on."""
    lines = [line.split() for line in table.strip().splitlines()]
    heads, rows = lines[0], lines[1:]
    cells: dict[str, list[str | None]] = {
        head: [None if row[place_] == "-" else row[place_] for row in rows] for place_, head in enumerate(heads)
    }
    arrays: dict[str, Any] = {head: _column(fact, head, values) for head, values in cells.items()}
    arrays["src_sheet"] = pa.array([0] * len(rows), pa.int16())
    arrays["src_row"] = pa.array(range(2, len(rows) + 2), pa.int32())
    written = pa.table(arrays)
    sha = hashlib.sha256(f"{file}{table}".encode()).hexdigest()
    path = place / f"{sha[:16]}-{fact}.arrow"
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, written.schema) as writer:
        writer.write_table(written)
    main = FACTS[fact].main
    total = sum((Decimal(cell or 0) for cell in cells.get(main, [])), Decimal(0))
    return FactBatch(
        fact=fact,
        columns=path,
        rows=len(rows),
        source=source,
        file_name=file,
        file_sha256=sha,
        importer=source.importer,
        recognised="table",
        mapping=mapping,
        present=tuple(head for head in heads if any(cells[head])),
        period=period,
        period_stated=period is not None,
        grain=grain,
        sheets=("Лист1",),
        currency=currency,
        returns=Returns.SEPARATE,
        documents=Documents.NUMBERED if "document" in heads else Documents.ABSENT,
        organisation=organisation,
        file_total=total,
        imported_total=total if imported_total is None else imported_total,
        free={head: head.removeprefix("x_") for head in heads if head.startswith("x_")},
    )


def _column(fact: str, head: str, values: list[str | None]) -> Any:  # noqa: ANN401
    kind = Kind.DIMENSION if head.startswith("x_") else FACTS[fact].column(head).kind
    if head.startswith("x_") and all(value is None or value.replace(".", "").isdigit() for value in values):
        kind = Kind.MONEY
    match kind:
        case Kind.DATE:
            return pa.array([date.fromisoformat(value) if value else None for value in values], pa.date32())
        case Kind.MONEY | Kind.QUANTITY:
            return pa.array([Decimal(value) if value else None for value in values], _PLACES[kind])
        case Kind.COUNT:
            return pa.array([int(value) if value else None for value in values], pa.int64())
        case Kind.FLAG:
            return pa.array([value == "yes" if value else None for value in values], pa.bool_())
        case _:
            return pa.array([value.replace("_", " ") if value else None for value in values]).dictionary_encode()
