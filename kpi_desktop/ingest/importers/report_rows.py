"""The leaves of a report of 1C as fact columns: what they are split by, and which period each belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.period import Grain, Period
from kpi_desktop.facts.schema import Kind
from kpi_desktop.i18n.message import nmsg
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.free_columns import slug
from kpi_desktop.ingest.headings import heading
from kpi_desktop.ingest.importers import tree as trees
from kpi_desktop.ingest.importers.periods import document_day, period_of
from kpi_desktop.ingest.importers.report_words import DIMENSIONS, DOCUMENTS, SALES_WORDS
from kpi_desktop.ingest.normalise import dictionary_array, identifiers, key, without_placeholders
from kpi_desktop.ingest.proposal import is_return

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.ingest.importers.tree import Block, Tree
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.source import SourceTable


def one_place(stated: tuple[date, date] | None) -> tuple[date, Grain]:
    """The one period of a report that has a single block of figures."""
    assert stated is not None
    return stated[0], _whole_grain(stated) or (Grain.MONTH if _within_month(stated) else Grain.SPAN)


def target_of(block: Block) -> str:
    """The fact column of a block; figures of other kinds are free columns of the owner."""
    return slug(block.caption.text) if block.target == "x_" else block.target


def block_part(
    table: SourceTable,
    tree: Tree,
    blocks: list[Block],
    day: date | NDArray[np.datetime64],
    dimensions: dict[str, tuple[NDArray[np.int32], list[str]]],
) -> dict[str, pa.Array] | None:
    """The facts of one month: leaves that have any figure in it."""
    import pyarrow as pa

    read = {target_of(block): trees.measure_values(table, tree, block, 4 if block.target in {"amount", "cost",
            "vat_amount"} else 6) for block in reversed(blocks)}  # fmt: skip
    some = np.zeros(len(tree.leaves), dtype=bool)
    for found in read.values():
        some |= found.valid & (found.scaled != 0)
    rows = np.flatnonzero(some & tree.leaves)
    if not len(rows):
        return None
    days = day[rows] if isinstance(day, np.ndarray) else np.full(len(rows), np.datetime64(day, "D"))
    part = {"day": pa.array(days.astype("datetime64[D]"))}
    for name, (codes, words) in dimensions.items():
        part[name] = dictionary_array(codes[rows], words)
    amount = read["amount"].scaled[rows] if "amount" in read else np.zeros(len(rows), dtype=np.int64)
    if "document" in dimensions:
        part["kind"] = _kinds(dimensions["document"], rows, amount)
    for name, found in read.items():
        valid = found.valid[rows]
        if name == "amount":
            valid = np.ones(len(rows), dtype=bool)
        if name == "cost":
            valid = valid & ~((found.scaled[rows] == 0) & (amount > 0))
        part[name] = numbers.decimal_array(found.scaled[rows], valid, found.places)
    part.setdefault("amount", numbers.decimal_array(amount, None, 4))
    part["src_sheet"] = pa.array(np.zeros(len(rows), dtype=np.int16))
    part["src_row"] = pa.array((rows + tree.first + table.first_row).astype(np.int32))
    return part


def _kinds(
    documents: tuple[NDArray[np.int32], list[str]], rows: NDArray[np.int64], amount: NDArray[np.int64]
) -> pa.Array:
    """Sale or return of each row, told by the document's name or by a sum below zero; the sums stay as they are."""
    codes, words = documents
    named = np.array([*(is_return(word) for word in words), False], dtype=bool)
    return dictionary_array((named[codes[rows]] | (amount < 0)).astype(np.int32), ["sale", "return"])


def dimensions_of(
    job: Job, table: SourceTable, tree: Tree, issues: list[Issue], rows_when: When | None
) -> tuple[dict[str, tuple[NDArray[np.int32], list[str]]], dict[str, str]]:
    """Groups as the leaf's ancestors, detail columns as they stand; the last group is the leaf itself."""
    found: dict[str, tuple[NDArray[np.int32], list[str]]] = {}
    free: dict[str, str] = {}
    documents = dict.fromkeys(DOCUMENTS, "document") if tree.words.main == SALES_WORDS.main else {}
    known = known_dimensions(job) | dict(tree.words.dimensions) | documents
    if "артикул" in {heading(text).key for _, text in (*tree.groups, *tree.details)}:
        # The article number is the one beside codes and barcodes.
        known = {word: target for word, target in known.items() if target != "sku" or word == "артикул"}
    products = {key(text) for _, text in (*tree.groups, *tree.details)} & {"номенклатура", "товар"}
    for depth, (column, text) in enumerate(tree.groups):
        if rows_when is not None and rows_when.only(column, depth):
            continue
        codes, words = identifiers(trees.label_cells(table, tree, column))
        last = depth == len(tree.groups) - 1
        _put(found, free, (known, text), (_at_level(tree, codes, depth, last=last), words), bool(products))
    for column, text in tree.details:
        if rows_when is not None and rows_when.only(column, -1):
            continue
        _put(found, free, (known, text), identifiers(trees.label_cells(table, tree, column)), bool(products))
    if "customer" in found:
        codes, count, names = without_placeholders(*found["customer"])
        found["customer"] = (codes, found["customer"][1])
        if count:
            about = nmsg("{n} row is a sale to nobody in particular ({names}): in revenue, not among buyers",
                        "{n} rows are sales to nobody in particular ({names}): in revenue, not among buyers",
                        n=count, names=", ".join(names[:5]))  # fmt: skip
            issues.append(job.info("placeholder_customer", about, sheet=table.sheet))
    return found, free


def known_dimensions(job: Job) -> dict[str, str]:
    """Captions of groups by what they are: 1C's own words first, then the headings of sale lines."""
    columns = [
        column for column in job.facts["sale"].columns if column.kind is Kind.DIMENSION or column.id == "customer"
    ]
    return {key(word): column.id for column in columns for word in column.headings} | DIMENSIONS


def _put(
    found: dict[str, tuple[NDArray[np.int32], list[str]]],
    free: dict[str, str],
    caption: tuple[dict[str, str], str],
    column: tuple[NDArray[np.int32], list[str]],
    products: bool,
) -> None:
    known, text = caption
    target = known.get(heading(text).key, "")
    if target == "sku" and not products:
        target = "product"
    if not target:
        target = slug(text)
        free.setdefault(target, text)
    if target not in found and (column[0] >= 0).any():
        found[target] = column


def _at_level(tree: Tree, codes: NDArray[np.int32], depth: int, *, last: bool) -> NDArray[np.int32]:
    """For every row, the label of its ancestor at that depth; the last group also takes whatever is deeper."""
    own = tree.levels >= depth if last else tree.levels == depth
    places = np.maximum.accumulate(np.where(own, np.arange(len(codes)), -1))
    result = np.where(places >= 0, codes[places], -1)
    return np.where(tree.levels >= depth, result, -1).astype(np.int32)


def periods_of_rows(table: SourceTable, tree: Tree) -> When | None:
    """The months (or days) of the rows, where a group or a column of the report names them; None where none does."""
    candidates = [(column, depth, depth == len(tree.groups) - 1) for depth, (column, _) in enumerate(tree.groups)]
    for column, depth, last in [*candidates, *((column, -1, False) for column, _ in tree.details)]:
        codes, words = identifiers(trees.label_cells(table, tree, column))
        if depth >= 0:
            codes = _at_level(tree, codes, depth, last=last)
        codes = codes[tree.leaves]
        if not len(codes) or (codes < 0).any():
            continue
        used = np.unique(codes).tolist()
        found = {code: period_of(words[code]) for code in used}
        documents = not any(found.values())
        if documents:
            days_of = {code: document_day(words[code]) for code in used}
            found = {code: (day, Grain.DAY) if day else None for code, day in days_of.items()}
        grains = {place[1] for place in found.values() if place}
        if all(found.values()) and len(grains) == 1:
            start = {code: place[0] for code, place in found.items() if place}
            days = np.zeros(len(tree.leaves), dtype="datetime64[D]")
            days[tree.leaves] = [start[code] for code in codes.tolist()]
            return When(days, grains.pop(), column, depth, documents)
    return None


@dataclass(frozen=True, slots=True)
class When:
    """The first day of the period of each row, where a group (`depth`) or a column beside the groups names it.

    `documents` says that the days stand in the names of documents.
    """

    days: NDArray[np.datetime64]
    grain: Grain
    column: int
    depth: int
    documents: bool = False

    def only(self, column: int, depth: int) -> bool:
        """Whether this group or column is nothing but the period; a document is of use by itself."""
        return self.depth == depth and (depth >= 0 or self.column == column) and not self.documents

    def first(self) -> tuple[date, Grain]:
        """The earliest period."""
        return min(self.places())

    def places(self) -> list[tuple[date, Grain]]:
        """All periods."""
        found = np.unique(self.days[self.days > np.datetime64("1970-01-01")])
        return [(date.fromisoformat(str(one)), self.grain) for one in found]


def _whole_grain(stated: tuple[date, date]) -> Grain | None:
    """The grain of which the period is exactly one; None where it is none."""
    for grain in (Grain.DAY, Grain.MONTH, Grain.QUARTER, Grain.YEAR):
        whole = Period.of(stated[0], grain)
        if (whole.start, whole.last_day) == stated:
            return grain
    return None


def _within_month(stated: tuple[date, date]) -> bool:
    """Whether the report is for a part of one month, such as the current one: it is partly covered."""
    return (stated[0].year, stated[0].month) == (stated[1].year, stated[1].month)


def span_of(places: list[tuple[date, Grain]], stated: tuple[date, date] | None) -> tuple[date, date]:
    """The first day of the report, and the day after its last."""
    if stated:
        return stated[0], stated[1] + timedelta(days=1)
    first, last = min(places), max(places)
    return first[0], Period.of(last[0], last[1]).end
