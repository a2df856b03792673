"""Reports of stock and turnover sheets of goods from 1C as facts: by warehouse, and never totalled in mixed units."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.period import Grain
from kpi_desktop.facts.batch import FactBatch, SourceKey
from kpi_desktop.i18n.message import Message, msg, nmsg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest import numbers, totals
from kpi_desktop.ingest.assemble import write_facts
from kpi_desktop.ingest.headings import currency_in, heading
from kpi_desktop.ingest.importers import tree as trees
from kpi_desktop.ingest.importers.report_checks import cell_value, differences, mismatched_parents, total_warnings
from kpi_desktop.ingest.importers.report_day import ask_day, day_of
from kpi_desktop.ingest.importers.report_refusal import WORD, refused
from kpi_desktop.ingest.importers.report_rows import dimensions_of, target_of
from kpi_desktop.ingest.importers.report_words import STOCK_WORDS
from kpi_desktop.ingest.normalise import dictionary_array, fold, identifiers, key
from kpi_desktop.ingest.outcome import ColumnReport, FileReport, Outcome

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.ingest.importers.tree import Block, Tree
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.source import SourceTable

    Coded = tuple[NDArray[np.int32], list[str]]

_EVERYWHERE = ("на всех", "на всіх", "по всем", "по всіх", "итого", "всего", "всього", "все склады", "разом")
_UNIT = re.compile(r"\(([а-яіїєa-z]{1,7})\.?\)\s*$", re.IGNORECASE)
_SKU = re.compile(r",? арт\.? ?(?P<sku>\S.*?)(?: \([^()]*\))?$", re.IGNORECASE)
_COUNTED = ("quantity", "counted", "available")
_TURNOVER = ("opening", "incoming", "outgoing")
_OF_SALES = ("выручк", "продано", "реализован", "заказано", "сумма продаж", "sold", "revenue")
_LISTED = 10
#: A thousandth of a unit, in millionths.
_NEARLY = 1_000


@dataclass(slots=True)
class Stock:
    """A report of stock on its way to the book."""

    job: Job
    table: SourceTable
    tree: Tree
    day: date
    grain: Grain
    period: tuple[date, date]
    issues: list[Issue] = field(default_factory=list)
    dimensions: dict[str, Coded] = field(default_factory=dict)
    free: dict[str, str] = field(default_factory=dict)
    unknown: int = 0
    counted: list[Block] = field(default_factory=list)


def import_stock(job: Job, table: SourceTable, given: tuple[date, date] | None = None) -> FileReport:
    """The facts of a report of stock, or why there are none."""
    tree = trees.read_tree(table, STOCK_WORDS)
    if tree is None or _of_sales(tree) or not any(block.target in _COUNTED for block in tree.blocks):
        return refused(job, table, msg("The report was recognised, but no column of stock was found in it"),
                       msg("Add the column of the stock to the report in 1C and save it again"))  # fmt: skip
    if len(tree.groups) > 1 and not tree.levels.any() and (tree.total_row is None or differences(table, tree)):
        return refused(
            job, table, msg("The report has several groups and neither levels of rows nor a total: groups and their "
                            "rows look alike"),
            msg("Save the report from 1C again, unchanged, with all its groups open"),
        )  # fmt: skip
    when = day_of(table, tree, given)
    if when is None:
        return _asked(job, table, tree)
    stock = Stock(job, table, tree, *when)
    batch = stock_batch(stock, 0)
    if batch is None:
        issue = job.error("empty", msg("The report has no figures under its headings"),
                          fix=msg("Export it again for a period that has data"), sheet=table.sheet)  # fmt: skip
        return FileReport(job.source.name, Outcome.EMPTY, recognised(tree), stock.tree.rows, (*stock.issues, issue))
    wrong = stock.unknown or any(issue.code == "total_differs" for issue in stock.issues)
    return FileReport(
        file=job.source.name, outcome=Outcome.PARTIAL if wrong else Outcome.OK, recognised=batch.recognised,
        rows=stock.tree.rows, issues=tuple(stock.issues), columns=_columns(stock), period=batch.period,
        currency=batch.currency, details=_details(stock), file_total=batch.file_total,
        imported_total=batch.imported_total, batches=(batch,),
    )  # fmt: skip


def _asked(job: Job, table: SourceTable, tree: Tree) -> FileReport:
    """The question for the day, and already now what cannot be read exactly."""
    trial = Stock(job, table, tree, date(2000, 1, 1), Grain.DAY, (date(2000, 1, 1), date(2000, 1, 2)))
    stock_batch(trial, 0)
    report = ask_day(job, table, trial.tree, "stock", recognised(tree))
    return replace(report, issues=(*report.issues, *trial.issues), columns=_columns(trial))


def is_stock_list(table: SourceTable) -> bool:
    """Whether a sheet without a title lists goods with what is in stock of them, and nothing of sales."""
    tree = trees.read_tree(table, STOCK_WORDS)
    if tree is None or not any(block.target in {"quantity", "available"} for block in tree.blocks):
        return False
    named = {tree.words.dimensions.get(heading(text).key, "") for _, text in (*tree.groups, *tree.details)}
    return bool({"product", "sku"} & named) and not _of_sales(tree)


def _of_sales(tree: Tree) -> bool:
    """Whether the report has columns of sales: then its quantities are not stock."""
    captions = [text for _, text in tree.details] + [block.caption.text for block in tree.blocks]
    return any(word in fold(text) for word in _OF_SALES for text in captions)


def recognised(tree: Tree) -> str:
    """The contract's word with the report's own title."""
    return f"{WORD}: {tree.title}" if tree.title else WORD


def stock_batch(stock: Stock, number: int) -> FactBatch | None:
    """The rows of stock as a batch; None where no row has any."""
    table, places = stock.table, _places(stock)
    stock.tree = _without_captions(stock)
    fill_dimensions(stock)
    parts = [part for place, blocks in places.items() if (part := _part(stock, place, blocks)) is not None]
    if not parts:
        return None
    stock.issues += total_warnings(stock.job, table, differences(table, stock.tree))
    stock.issues += mismatched_parents(stock.job, table, stock.tree)
    _check_everywhere(stock)
    if stock.unknown > _LISTED:
        more = nmsg("{n} more figure like these is not exact", "{n} more figures like these are not exact",
                    n=stock.unknown - _LISTED)  # fmt: skip
        stock.issues.append(stock.job.warning("cell_unreadable", more, sheet=table.sheet))
    target = stock.job.facts_file(number)
    rows = write_facts(parts, target)
    own, imported = _totals(stock, parts)
    present = tuple(dict.fromkeys(name for part in parts for name in part if not name.startswith("src_")))
    tree = stock.tree
    layout = "\n".join(key(text) for _, text in (*tree.groups, *tree.details))
    layout += "\n".join(sorted({block.caption.key for block in tree.blocks}))
    currencies = {currency_in(text) for text in (tree.title, *tree.captions)} - {""}
    return FactBatch(
        fact="stock", columns=target, rows=rows,
        source=SourceKey(WORD, hashlib.sha256(f"stock\n{layout}".encode()).hexdigest()[:12], "",
                         "; ".join(tree.filters), stock.job.options.source_name),
        file_name=stock.job.source.name, file_sha256=stock.job.sha256, importer=WORD, recognised=recognised(tree),
        mapping="", present=present, period=stock.period, period_stated=True, grain=stock.grain, sheets=(table.sheet,),
        currency=currencies.pop() if len(currencies) == 1 else "", filtered=bool(tree.filters), title=tree.title,
        file_total=own, imported_total=imported, free=stock.free,
    )  # fmt: skip


def _places(stock: Stock) -> dict[str, list[Block]]:
    """The columns of each warehouse; those of all warehouses together only check the others."""
    found: dict[str, list[Block]] = {}
    for block in stock.tree.blocks:
        if not _is_everywhere(block.place) and block.target != "x_":
            found.setdefault(block.place, []).append(block)
        elif block.target == "x_" and not block.place:
            found.setdefault("", []).append(block)
    named = {place for place, blocks in found.items() if any(block.target in _COUNTED for block in blocks)}
    left = sorted({block.caption.text for place, blocks in found.items() if place not in named for block in blocks})
    if left:
        text = msg("These columns were not imported: {columns}", columns=", ".join(f"«{name}»" for name in left))
        stock.issues.append(stock.job.info("columns_not_used", text, sheet=stock.table.sheet))
    return {place: blocks for place, blocks in found.items() if place in named}


def _is_everywhere(place: str) -> bool:
    return fold(place).startswith(_EVERYWHERE)


def _without_captions(stock: Stock) -> Tree:
    """Where no levels are stated, a row of a name alone is a caption of the rows below it: their group of goods."""
    table, tree = stock.table, stock.tree
    if tree.levels.any() or not tree.groups:
        return tree
    figures = np.zeros(len(tree.leaves), dtype=bool)
    for block in tree.blocks:
        read = trees.measure_values(table, tree, block, 6)
        figures |= read.valid | read.bad
    beside = np.zeros(len(tree.leaves), dtype=bool)
    for column, _ in tree.details:
        beside |= trees.label_cells(table, tree, column).filled
    captions = tree.leaves & ~figures & ~beside
    if not captions.any() or not captions[np.flatnonzero(tree.leaves)[0]]:
        return tree
    codes, words = identifiers(trees.label_cells(table, tree, tree.groups[0][0]))
    last = np.maximum.accumulate(np.where(captions, np.arange(len(codes)), -1))
    stock.dimensions["product_group"] = (np.where(last >= 0, codes[last], -1).astype(np.int32), words)
    return replace(tree, leaves=tree.leaves & ~captions)


def fill_dimensions(stock: Stock) -> None:
    """Groups and columns beside them, unit and article number out of the name where they have no columns."""
    tree = stock.tree
    known = tree.words.dimensions
    details = tuple(
        (column, text) for column, text in tree.details
        if key(text) in known or trees.label_cells(stock.table, tree, column).used_words()
    )  # fmt: skip
    found, free = dimensions_of(stock.job, stock.table, replace(tree, details=details), stock.issues, None)
    stock.dimensions |= found
    stock.free |= free
    if "product" not in stock.dimensions:
        return
    codes, words = stock.dimensions["product"]
    for name, pattern, group in (("unit", _UNIT, 1), ("sku", _SKU, "sku")):
        parts = [match[group] if (match := pattern.search(word)) else "" for word in words]
        if name not in stock.dimensions and any(parts):
            stock.dimensions[name] = _of_words(codes, parts)


def _of_words(codes: NDArray[np.int32], parts: list[str]) -> Coded:
    names = {part: place for place, part in enumerate(dict.fromkeys(part for part in parts if part))}
    table = np.array([*(names.get(part, -1) for part in parts), -1], dtype=np.int32)
    return table[codes], list(names)


def _part(stock: Stock, place: str, blocks: list[Block]) -> dict[str, pa.Array] | None:
    """The facts of one warehouse (or of a report without columns of warehouses)."""
    import pyarrow as pa

    table, tree = stock.table, stock.tree
    main = next(block for target in _COUNTED for block in blocks if block.target == target)
    read = {
        "quantity" if block is main else target_of(block): trees.measure_values(table, tree, block, _digits(block))
        for block in reversed(blocks)
    }
    quantity, valid = _stock_of(stock, read, main)
    for block in blocks:
        name = "quantity" if block is main else target_of(block)
        _list_inexact(stock, read[name], block, main=block is main)
    rows = np.flatnonzero(valid & tree.leaves)
    stock.counted.append(main)
    if not len(rows):
        return None
    if main.target == "available" and not any(issue.code == "free_stock" for issue in stock.issues):
        text = msg("“{column}” was taken for the stock: the report has no column of all that is in stock",
                   column=main.caption.text)  # fmt: skip
        stock.issues.append(stock.job.warning("free_stock", text, sheet=table.sheet))
    part = {"day": pa.array(np.full(len(rows), np.datetime64(stock.day, "D")))}
    for name, (codes, words) in stock.dimensions.items():
        part[name] = dictionary_array(codes[rows], words)
    if place:
        part["warehouse"] = dictionary_array(np.zeros(len(rows), dtype=np.int32), [place])
    part["quantity"] = numbers.decimal_array(quantity[rows], None, 6)
    for name, found in read.items():
        if name not in {"quantity", "counted", "available"} and found.valid[rows].any():
            part[name] = numbers.decimal_array(found.scaled[rows], found.valid[rows], found.places)
    stock.free |= {target_of(block): block.caption.text for block in blocks if block.target == "x_"}
    part["src_sheet"] = pa.array(np.zeros(len(rows), dtype=np.int16))
    part["src_row"] = pa.array((rows + tree.first + table.first_row).astype(np.int32))
    return part


def _digits(block: Block) -> int:
    return 4 if block.target in {"amount", "price"} else 6


def _stock_of(
    stock: Stock, read: dict[str, numbers.Numbers], main: Block
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The stock of every row and where it is known; an empty cell is zero only where the turnover proves it."""
    found, leaves = read["quantity"], stock.tree.leaves
    quantity, valid = found.scaled.copy(), found.valid.copy()
    if not all(name in read for name in ("incoming", "outgoing")):
        return quantity, valid
    moved = np.zeros(len(leaves), dtype=bool)
    result = np.zeros(len(leaves), dtype=np.int64)
    for name, sign in zip(_TURNOVER, (1, 1, -1), strict=True):
        if name in read:
            moved |= read[name].valid
            result += sign * np.where(read[name].valid, read[name].scaled, 0)
    valid |= leaves & moved & ~valid & ~found.bad & (result == 0)
    wrong = np.flatnonzero(leaves & moved & (np.abs(result - np.where(found.valid, found.scaled, 0)) > _NEARLY))
    for row in wrong[:_LISTED].tolist() if "opening" in read else []:
        text = msg("Opening stock and turnover give {got}, the closing stock is {closing}", got=_shown(result[row]),
                   closing=_shown(quantity[row]) if found.valid[row] else "—")  # fmt: skip
        stock.issues.append(_at(stock, "stock_differs", text, row, main))
    return quantity, valid


def _list_inexact(stock: Stock, found: numbers.Numbers, block: Block, *, main: bool) -> None:
    """Texts such as «> 5000» are listed and not guessed."""
    rows = np.flatnonzero(found.bad & stock.tree.leaves).tolist()
    fix = msg("Ask for exact figures and import the file again")
    for row in rows[: max(_LISTED - stock.unknown, 0)]:
        shown = found.cells.shown(row)[:40]
        if main:
            text = msg("“{text}” is not an exact figure: the stock in this row is unknown and was not imported",
                       text=shown)  # fmt: skip
        else:
            text = msg("“{text}” could not be read; the cell is empty in the book", text=shown)
        stock.issues.append(replace(_at(stock, "cell_unreadable", text, row, block), fix=fix))
    stock.unknown += len(rows)


def _check_everywhere(stock: Stock) -> None:
    """The column of all warehouses together must be the sum of the others, row by row."""
    whole = next((block for block in stock.tree.blocks if _is_everywhere(block.place)), None)
    others = [block for block in stock.counted if block.place]
    if whole is None or not others:
        return
    own = trees.measure_values(stock.table, stock.tree, whole, 6)
    total = np.zeros(len(stock.tree.leaves), dtype=np.int64)
    for block in others:
        read = trees.measure_values(stock.table, stock.tree, block, 6)
        total += np.where(read.valid, read.scaled, 0)
    wrong = np.flatnonzero(stock.tree.leaves & own.valid & (np.abs(own.scaled - total) > _NEARLY)).tolist()
    for row in wrong[:_LISTED]:
        text = msg("The warehouses give {got}, all of them together are {own}", got=_shown(total[row]),
                   own=_shown(own.scaled[row]))  # fmt: skip
        stock.issues.append(_at(stock, "total_differs", text, row, whole))


def _at(stock: Stock, code: str, text: Message, row: int, block: Block) -> Issue:
    number = row + stock.tree.first + stock.table.first_row
    return stock.job.warning(code, text, sheet=stock.table.sheet, row=number, column=block.caption.text)


def _shown(value: int) -> str:
    return f"{Decimal(int(value)).scaleb(-6).normalize():f}"


def _totals(stock: Stock, parts: list[dict[str, pa.Array]]) -> tuple[Decimal | None, Decimal | None]:
    """The report's own total, else the sum of the raw cells; none where units are mixed or not known."""
    tree, table = stock.tree, stock.table
    own = [cell_value(table, tree.total_row, block.column) for block in stock.counted] if tree.total_row else []
    imported = sum((value for part in parts for value in part["quantity"].to_pylist()), Decimal(0))
    if any(value is not None for value in own):
        return sum((value for value in own if value is not None), Decimal(0)), imported
    units = stock.dimensions.get("unit")
    if tree.total_row is not None or units is None:
        return None, None
    used = np.unique(units[0][tree.leaves])
    if len(used) != 1 or used[0] < 0:
        return None, None
    signs = np.ones(len(tree.leaves), dtype=np.int8)
    cells = [trees.label_cells(table, tree, block.column) for block in stock.counted]
    return sum((totals.raw_sum(one, tree.leaves, signs, None) for one in cells), Decimal(0)), imported


def _columns(stock: Stock) -> tuple[ColumnReport, ...]:
    say, tree, reports = Translator(stock.job.options.lang), stock.tree, []
    for block in tree.blocks:
        read = trees.measure_values(stock.table, tree, block, 6)
        valid, bad = int((read.valid & tree.leaves).sum()), int((read.bad & tree.leaves).sum())
        name = f"{block.place}: {block.caption.text}" if block.place else block.caption.text
        target = "quantity" if block in stock.counted else "" if _is_everywhere(block.place) else target_of(block)
        why = say(nmsg("{n} column of sums", "{n} columns of sums", n=1))
        reports.append(ColumnReport(name, target, why, valid, bad, tree.rows - valid - bad))
    return tuple(reports)


def _details(stock: Stock) -> tuple[tuple[str, str], ...]:
    say, tree = Translator(stock.job.options.lang), stock.tree
    groups = ", ".join(text for _, text in (*tree.groups, *tree.details))
    return (
        (say(msg("Report")), tree.title),
        (say(msg("Groups")), groups),
        (say(msg("Settings of the report")), "; ".join(tree.captions[1:])),
    )
