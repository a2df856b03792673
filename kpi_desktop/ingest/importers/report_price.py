"""A price list as facts: every product with each of its prices on the day that the file states."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.period import Grain
from kpi_desktop.facts.batch import FactBatch, SourceKey
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.assemble import write_facts
from kpi_desktop.ingest.headings import cell_text, heading
from kpi_desktop.ingest.importers import tree as trees
from kpi_desktop.ingest.importers.report_day import ask_day, day_of
from kpi_desktop.ingest.importers.report_stock import Stock, fill_dimensions, stock_batch
from kpi_desktop.ingest.importers.report_words import STOCK_WORDS
from kpi_desktop.ingest.normalise import dictionary_array, fold, key
from kpi_desktop.ingest.outcome import ColumnReport, FileReport, Outcome

if TYPE_CHECKING:
    from datetime import date

    import pyarrow as pa

    from kpi_desktop.ingest.importers.report_words import Words
    from kpi_desktop.ingest.importers.tree import Block, Tree
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.source import SourceTable

_TOP = 40
_COSTS = ("закуп", "себестоим", "входящ", "поставщик")
_NOT_PRICES = ("групп", "вид цен", "категор", "дата", "сегмент", "тип цен", "изменен")
_LONGEST = 60


def price_words(table: SourceTable) -> Words:
    """The captions of this sheet that name prices: every price list has its own."""
    found = {}
    for row in range(min(table.rows, _TOP)):
        for column in range(len(table.columns)):
            text = cell_text(table, row, column)
            words = fold(text)
            if not text or len(text) > _LONGEST or any(word in words for word in _NOT_PRICES):
                continue
            if "цен" in words.replace("оцен", "") or words.startswith("price"):
                found[heading(text).key] = "cost" if any(word in words for word in _COSTS) else "price"
    return replace(STOCK_WORDS, measures=dict(STOCK_WORDS.measures) | found, main="")


def price_tree(table: SourceTable) -> Tree | None:
    """The price list's tree; None where no column of prices stands beside names of goods."""
    tree = trees.read_tree(table, price_words(table))
    if tree is None or not any(block.target == "price" or _is_price(block) for block in tree.blocks):
        return None
    named = {tree.words.dimensions.get(heading(text).key, "") for _, text in (*tree.groups, *tree.details)}
    return tree if {"product", "sku"} & named else None


def _is_price(block: Block) -> bool:
    return block.target == "x_" and "цен" in fold(block.caption.text)


def import_prices(job: Job, table: SourceTable, word: str, given: tuple[date, date] | None = None) -> FileReport | None:
    """The prices, and the stock where the list says that too; None where the sheet has no prices."""
    tree = price_tree(table)
    if tree is None:
        return None
    say = Translator(job.options.lang)
    recognised = f"{word}: {tree.title or say(msg('Price list'))}"
    when = day_of(table, tree, given)
    if when is None:
        return ask_day(job, table, tree, "price", recognised)
    day = when[2][1] if when[1] is not Grain.DAY else when[0]
    held = Stock(job, table, tree, when[0], when[1], when[2])
    fill_dimensions(held)
    prices = [block for block in tree.blocks if block.target in {"price", "cost"} or _is_price(block)]
    parts = [part for block in prices if (part := _part(held, block, day, many=len(prices) > 1)) is not None]
    if not parts:
        issue = job.error("empty", msg("The report has no figures under its headings"),
                          fix=msg("Export it again for a period that has data"), sheet=table.sheet)  # fmt: skip
        return FileReport(job.source.name, Outcome.EMPTY, recognised, tree.rows, issues=(issue,))
    batch = _batch(held, parts, recognised, day)
    stock = _stock(held, recognised)
    batches = (batch,) if stock is None else (batch, stock)
    return FileReport(
        file=job.source.name, outcome=Outcome.PARTIAL if held.unknown else Outcome.OK, recognised=recognised,
        rows=tree.rows, issues=tuple(held.issues), columns=_columns(job, table, tree, prices), period=batch.period,
        currency=batch.currency, batches=batches,
    )  # fmt: skip


def _stock(held: Stock, recognised: str) -> FactBatch | None:
    """The column of the stock beside the prices, as facts of its own."""
    blocks = tuple(block for block in held.tree.blocks if block.target in {"quantity", "counted", "available"})
    if not blocks:
        return None
    held.tree = replace(held.tree, blocks=blocks)
    batch = stock_batch(held, 1)
    return None if batch is None else replace(batch, recognised=recognised)


def _part(held: Stock, block: Block, day: date, *, many: bool) -> dict[str, pa.Array] | None:
    """One column of prices: the rows that have one; several kinds of prices are several rows of a product."""
    import pyarrow as pa

    table, tree = held.table, held.tree
    read = trees.measure_values(table, tree, block, 4)
    rows = np.flatnonzero(read.valid & tree.leaves & (read.scaled != 0))
    if not len(rows):
        return None
    part = {"day": pa.array(np.full(len(rows), np.datetime64(day, "D")))}
    for name, (codes, words) in held.dimensions.items():
        if name in {"product", "sku", "product_group", "unit", "currency"} or name.startswith("x_"):
            part[name] = dictionary_array(codes[rows], words)
    if block.target == "cost" and many:
        part["cost"] = numbers.decimal_array(read.scaled[rows], None, 4)
    else:
        part["price"] = numbers.decimal_array(read.scaled[rows], None, 4)
    kind = block.place or block.caption.text
    part["price_kind"] = dictionary_array(np.zeros(len(rows), dtype=np.int32), [kind])
    part["src_sheet"] = pa.array(np.zeros(len(rows), dtype=np.int16))
    part["src_row"] = pa.array((rows + tree.first + table.first_row).astype(np.int32))
    return part


def _batch(held: Stock, parts: list[dict[str, pa.Array]], recognised: str, day: date) -> FactBatch:
    from datetime import timedelta

    job, tree = held.job, held.tree
    target = job.facts_file(0)
    rows = write_facts(parts, target)
    currencies = {block.caption.currency for block in tree.blocks} - {""}
    kinds = "\n".join(sorted(key(block.caption.text) for block in tree.blocks))
    return FactBatch(
        fact="price", columns=target, rows=rows,
        source=SourceKey("1c-report", hashlib.sha256(f"price\n{kinds}".encode()).hexdigest()[:12], "",
                         "; ".join(tree.filters), job.options.source_name),
        file_name=job.source.name, file_sha256=job.sha256, importer="1c-report", recognised=recognised, mapping="",
        present=tuple(dict.fromkeys(name for part in parts for name in part if not name.startswith("src_"))),
        period=(day, day + timedelta(days=1)), period_stated=True, grain=Grain.DAY, sheets=(held.table.sheet,),
        currency=currencies.pop() if len(currencies) == 1 else "", filtered=bool(tree.filters), title=tree.title,
        free={name: text for name, text in held.free.items() if any(name in part for part in parts)},
    )  # fmt: skip


def _columns(job: Job, table: SourceTable, tree: Tree, prices: list[Block]) -> tuple[ColumnReport, ...]:
    say, reports = Translator(job.options.lang), []
    for block in prices:
        read = trees.measure_values(table, tree, block, 4)
        valid, bad = int((read.valid & tree.leaves).sum()), int((read.bad & tree.leaves).sum())
        why = say(nmsg("{n} column of sums", "{n} columns of sums", n=1))
        reports.append(ColumnReport(block.place or block.caption.text, "price", why, valid, bad,
                                    tree.rows - valid - bad))  # fmt: skip
    return tuple(reports)
