"""Small companies for tests of figures: rows written by hand, put into a real book."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from kpi_desktop.catalogue.load import load_catalogue
from kpi_desktop.core.period import Grain
from kpi_desktop.engine.engine import Engine
from kpi_desktop.facts.batch import Documents, FactBatch, Returns, SourceKey, Vat
from kpi_desktop.facts.schema import Kind, load_facts
from kpi_desktop.resources import folder
from kpi_desktop.store.book import Book

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from kpi_desktop.store.records import Added, Decision

FACTS = load_facts((folder("formulas") / "facts.toml").read_text("utf-8"))
CATALOGUE = load_catalogue(folder("formulas"))

_ARROW = {
    Kind.DATE: pa.date32(),
    Kind.TIME: pa.timestamp("s"),
    Kind.MONEY: pa.decimal128(18, 4),
    Kind.QUANTITY: pa.decimal128(18, 6),
    Kind.COUNT: pa.int64(),
    Kind.FLAG: pa.bool_(),
}

Cell = str | int | bool | date | Decimal | None


@dataclass(frozen=True)
class Export:
    """One export: a table as text (first line headings, cells parted by spaces, `-` for nothing) and what it states."""

    text: str
    fact: str = "sale"
    source: str = "1C"
    first: str = ""
    last: str = ""
    grain: Grain = Grain.DAY
    returns: Returns = Returns.SEPARATE
    documents: Documents | None = None
    vat: Vat = Vat.WITHOUT
    cost_vat: Vat | None = None
    filtered: bool = False
    free: Mapping[str, str] = field(default_factory=dict)

    def batch(self, where: Path) -> FactBatch:
        """The export as an importer would hand it over."""
        lines = [line.split() for line in self.text.strip().splitlines()]
        names, rows = lines[0], lines[1:]
        columns = {name: [_cell(self.fact, name, row[i]) for row in rows] for i, name in enumerate(names)}
        if "kind" not in columns and self.fact == "sale":
            columns["kind"] = ["return" if _negative(a) else "sale" for a in columns["amount"]]
        return self.packed(columns, where)

    def packed(self, columns: Mapping[str, Sequence[Cell]], where: Path) -> FactBatch:
        """The batch of given columns."""
        table = _table(self.fact, columns)
        digest = hashlib.sha256(repr((self, sorted(columns))).encode()).hexdigest()
        path = where / f"{digest[:16]}.arrow"
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
        days = [day for day in columns["day"] if isinstance(day, date)]
        stated = bool(self.first)
        start = date.fromisoformat(self.first) if stated else min(days)
        end = (date.fromisoformat(self.last) if self.last else max(days)) + timedelta(days=1)
        main = FACTS[self.fact].main
        total = sum((Decimal(v) for v in columns[main] if isinstance(v, Decimal | int)), Decimal(0)) if main else None
        documents = self.documents or (Documents.NUMBERED if "document" in columns else Documents.ABSENT)
        present = tuple(columns)
        return FactBatch(
            fact=self.fact,
            columns=path,
            rows=table.num_rows,
            source=SourceKey("table", ",".join(present), name=self.source),
            file_name=f"{self.source}-{digest[:6]}.xlsx",
            file_sha256=digest,
            importer="table",
            recognised="table",
            mapping="",
            present=present,
            period=(start, end),
            period_stated=stated,
            grain=self.grain,
            sheets=("Лист1",),
            currency="RUB",
            vat=self.vat,
            cost_vat=self.cost_vat,
            returns=self.returns,
            documents=documents,
            filtered=self.filtered,
            file_total=total,
            imported_total=total,
            free=dict(self.free),
        )


class Company:
    """A book that exports are added to."""

    def __init__(self, where: Path) -> None:
        self.where = where
        self.path = where / "company.kpi"
        Book.create(self.path, "ООО «Проба»", "RUB")
        self.book = Book.open(self.path)

    def add(self, export: Export, decision: Decision | None = None) -> Added:
        """Import one export; a question of the store fails the test."""
        batch = export.batch(self.where)
        added = self.book.add(batch, FACTS, decision) if decision else self.book.add(batch, FACTS)
        assert added.question is None, str(added.question)
        assert added.batch_id is not None
        return added

    def add_table(self, fact: str, table: pa.Table, first: str, last: str) -> None:
        """Import a table as it is: for columns with moments, which an export's text cannot hold."""
        path = self.where / f"{fact}-table.arrow"
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
        plain = Export(f"day {fact}\n{first} 1\n", fact, "CRM", first, last).batch(self.where)
        present = tuple(name for name in table.column_names if not name.startswith("src_"))
        batch = replace(plain, columns=path, rows=table.num_rows, present=present, file_sha256=f"{fact}-table")
        assert self.book.add(batch, FACTS).question is None

    @property
    def engine(self) -> Engine:
        """A fresh engine over the book as it is now."""
        return Engine(self.book, CATALOGUE)


def _table(fact: str, columns: Mapping[str, Sequence[Cell]]) -> pa.Table:
    arrays: dict[str, Any] = {}
    for name, values in columns.items():
        kind = None if name.startswith("x_") else FACTS[fact].column(name).kind
        if kind in _ARROW:
            arrays[name] = pa.array(values, _ARROW[kind])
        else:
            arrays[name] = pa.array(values, pa.string()).dictionary_encode()
    count = len(columns["day"])
    arrays["src_sheet"] = pa.array([0] * count, pa.int16())
    arrays["src_row"] = pa.array(range(2, count + 2), pa.int32())
    return pa.table(arrays)


def _cell(fact: str, name: str, text: str) -> Cell:
    if text == "-":
        return None
    match FACTS[fact].column(name).kind:
        case Kind.DATE:
            return date.fromisoformat(text)
        case Kind.MONEY | Kind.QUANTITY:
            return Decimal(text)
        case Kind.COUNT:
            return int(text)
        case Kind.FLAG:
            return text == "yes"
        case _:
            return text


def _negative(value: Cell) -> bool:
    return isinstance(value, Decimal) and value < 0
