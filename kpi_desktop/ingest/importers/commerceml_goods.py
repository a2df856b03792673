"""Goods of an exchange file as facts of its day: price lists, stocks by warehouse, and bare catalogues."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest.importers.commerceml_lines import FREE
from kpi_desktop.ingest.importers.commerceml_orders import currency_code, day_of
from kpi_desktop.ingest.importers.exchange import Told, facts_batch, money_of, quantity_of
from kpi_desktop.ingest.normalise import tidy
from kpi_desktop.ingest.outcome import FileReport, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.facts.batch import FactBatch
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.readers.goods_xml import Entry, GoodsFile, Price, Rest

WORD = "commerceml"
_LISTED = 20
#: 1C splits a large export: import0_1.xml, import0_2.xml and so on are one export together.
_PART = re.compile(r"(?:^|[/\\])[a-zа-я_]+\d+_(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Row:
    """A price or a rest together with the product that it belongs to; `price` and `rest` are read already."""

    entry: Entry
    price: Price | None = None
    amount: Decimal | None = None
    rest: Rest | None = None


def goods_report(job: Job, found: GoodsFile) -> FileReport:
    """The report of a file with goods or offers and no documents."""
    rows = len(found.entries)
    batches, issues = goods_batches(job, found, 0)
    if not batches:
        outcome = Outcome.UNSUPPORTED if rows else Outcome.EMPTY
        return FileReport(job.source.name, outcome, WORD, rows, issues=tuple(issues))
    stock = next((batch for batch in batches if batch.fact == "stock"), None)
    partial = any(issue.code in {"amount_unreadable", "quantity_unreadable"} for issue in issues)
    return FileReport(
        file=job.source.name,
        outcome=Outcome.PARTIAL if partial else Outcome.OK,
        recognised=WORD,
        rows=rows,
        issues=tuple(issues),
        period=batches[0].period,
        organisation=tidy(found.owner),
        currency=batches[0].currency,
        details=_details(job, found),
        file_total=stock.file_total if stock else None,
        imported_total=stock.imported_total if stock else None,
        batches=tuple(batches),
    )


def goods_batches(job: Job, found: GoodsFile, first: int) -> tuple[list[FactBatch], list[Issue]]:
    """Batches of prices and of stocks, numbered from `first`, and what the owner should know."""
    day = day_of(found.made)
    kept = [one for one in found.entries if not one.deleted and one.key]
    issues = _left_out(job, found)
    if day is None:
        fix = msg("Export the goods from 1C again: the export writes its own date (ДатаФормирования)")
        text = msg("The file does not say for which day its prices and stocks are; nothing was imported")
        return [], [*issues, job.error("unsupported", text, fix=fix)]
    prices, bad_prices = _priced(kept)
    rests, bad_rests = _rested(kept)
    issues += [*_unread(job, bad_prices, "amount_unreadable"), *_unread(job, bad_rests, "quantity_unreadable")]
    batches = []
    layout = _layout(job, found)
    if prices:
        batches.append(_price_batch(job, found, prices, (first, day, f"prices{layout}")))
    if rests:
        batches.append(_stock_batch(job, found, rests, (first + len(batches), day, f"stock{layout}")))
    if kept and not prices and not rests and not bad_prices and not bad_rests:
        names = [_Row(one) for one in kept]
        batches.append(_price_batch(job, found, names, (first, day, f"goods{layout}")))
        issues.append(_only_names(job, kept))
    return batches, issues


def _layout(job: Job, found: GoodsFile) -> str:
    """What tells apart exports of one day: parts of a large one, and changes from the whole."""
    part = _PART.search(job.source.name)
    number = f" {part[1]}" if part and int(part[1]) > 1 else ""
    return number + (" changes" if found.only_changes else "")


def _priced(entries: Sequence[Entry]) -> tuple[list[_Row], list[tuple[Entry, str]]]:
    rows, bad = [], []
    for entry in entries:
        for price in entry.prices:
            amount = money_of(price.amount)
            if amount is not None and amount >= 0:
                rows.append(_Row(entry, price, amount))
            elif price.amount:
                bad.append((entry, price.amount))
    return rows, bad


def _rested(entries: Sequence[Entry]) -> tuple[list[_Row], list[tuple[Entry, str]]]:
    rows, bad = [], []
    for entry in entries:
        for rest in entry.rests:
            quantity = quantity_of(rest.quantity)
            if quantity is not None:
                rows.append(_Row(entry, amount=quantity, rest=rest))
            else:
                bad.append((entry, rest.quantity))
    return rows, bad


def _unread(job: Job, bad: Sequence[tuple[Entry, str]], code: str) -> list[Issue]:
    fix = msg("Correct it where it was made and export it again")
    issues = []
    for entry, shown in bad[:_LISTED]:
        name = tidy(entry.name or entry.key)[:60]
        text = (
            msg("“{name}”: the price “{text}” could not be read; it was not imported", name=name, text=shown[:40])
            if code == "amount_unreadable"
            else msg("“{name}”: the stock “{text}” could not be read; it was not imported", name=name, text=shown[:40])
        )
        issues.append(job.warning(code, text, fix=fix, row=entry.line))
    if len(bad) > _LISTED:
        more = nmsg("{n} more value like these could not be read", "{n} more values like these could not be read",
                    n=len(bad) - _LISTED)  # fmt: skip
        issues.append(job.warning(code, more, fix=fix))
    return issues


def _only_names(job: Job, kept: Sequence[Entry]) -> Issue:
    if kept[0].offer:
        text = nmsg(
            "The file names {n} offer and gives neither prices nor stocks: names and articles were imported",
            "The file names {n} offers and gives neither prices nor stocks: names and articles were imported",
            n=len(kept),
        )  # fmt: skip
    else:
        text = nmsg(
            "This is a catalogue of {n} product without prices and stocks: names, articles and groups were imported",
            "This is a catalogue of {n} products without prices and stocks: names, articles and groups were imported",
            n=len(kept),
        )  # fmt: skip
    fix = msg("Prices and stocks are in the files offers.xml, prices.xml and rests.xml of the same export; "
              "orders are in the file of orders")  # fmt: skip
    return job.warning("names_only", text, fix=fix)


def _left_out(job: Job, found: GoodsFile) -> list[Issue]:
    issues = []
    gone = sum(1 for one in found.entries if one.deleted)
    if gone:
        text = nmsg("{n} product is marked as deleted and was not imported",
                    "{n} products are marked as deleted and were not imported", n=gone)  # fmt: skip
        issues.append(job.warning("left_out", text))
    nameless = sum(1 for one in found.entries if not one.deleted and not one.key)
    if nameless:
        text = nmsg("{n} product has no id and was not imported", "{n} products have no id and were not imported",
                    n=nameless)  # fmt: skip
        issues.append(job.warning("left_out", text))
    if found.only_changes and found.entries:
        text = msg("The export holds only what changed, not all goods of the shop")
        issues.append(job.info("only_changes", text))
    return issues


def _price_batch(job: Job, found: GoodsFile, rows: Sequence[_Row], place: tuple[int, date, str]) -> FactBatch:
    number, day, layout = place
    codes = [_currency(found, row.price) for row in rows]
    kinds = [found.price_kinds.get(row.price.kind, ("", ""))[0] or row.price.kind if row.price else "" for row in rows]
    values = _product_columns(found, rows, day) | {
        "price": [row.amount for row in rows],
        "price_kind": [tidy(kind) for kind in kinds],
        "unit": [_unit(found, row) for row in rows],
        "currency": codes,
    }
    named = Counter(code for code in codes if code)
    single = next(iter(named)) if len(named) == 1 else ""
    return facts_batch(job, (number, "price"), values, [row.entry.line for row in rows],
                       _told(found, (day, layout), currency=single))  # fmt: skip


def _stock_batch(job: Job, found: GoodsFile, rows: Sequence[_Row], place: tuple[int, date, str]) -> FactBatch:
    number, day, layout = place
    stores = [row.rest.warehouse if row.rest else "" for row in rows]
    values = _product_columns(found, rows, day) | {
        "warehouse": [tidy(found.warehouses.get(store, "") or store) for store in stores],
        "quantity": [row.amount for row in rows],
        "unit": [_unit(found, row) for row in rows],
    }
    raw = sum((Decimal("".join(row.rest.quantity.split()).replace(",", ".")) for row in rows if row.rest), Decimal(0))
    stored = sum((row.amount for row in rows if row.amount is not None), Decimal(0))
    return facts_batch(job, (number, "stock"), values, [row.entry.line for row in rows],
                       _told(found, (day, layout), totals=(raw, stored)))  # fmt: skip


def _told(
    found: GoodsFile, place: tuple[date, str], *, currency: str = "", totals: tuple[Decimal, Decimal] | None = None
) -> Told:
    day, layout = place
    return Told(
        WORD, layout, source_organisation=found.catalogue, organisation=tidy(found.owner),
        period=(day, day + timedelta(days=1)), currency=currency, free=FREE,
        file_total=totals[0] if totals else None, imported_total=totals[1] if totals else None,
    )  # fmt: skip


def _product_columns(found: GoodsFile, rows: Sequence[_Row], day: date) -> dict[str, Sequence[object]]:
    return {
        "day": [day] * len(rows),
        "product": [tidy(row.entry.name) for row in rows],
        "sku": [tidy(row.entry.sku) for row in rows],
        "product_group": [tidy(found.groups.get(row.entry.group, "")) for row in rows],
        "x_goods_id": [row.entry.key for row in rows],
    }


def _currency(found: GoodsFile, price: Price | None) -> str:
    if price is None:
        return ""
    return currency_code(price.currency or found.price_kinds.get(price.kind, ("", ""))[1])


def _unit(found: GoodsFile, row: _Row) -> str:
    unit = tidy((row.price.unit if row.price else "") or row.entry.unit)
    return found.units.get(unit, unit).rstrip(".")


def _details(job: Job, found: GoodsFile) -> tuple[tuple[str, str], ...]:
    say = Translator(job.options.lang)
    offers = sum(1 for one in found.entries if one.offer)
    told = (
        (msg("Products of the catalogue"), len(found.entries) - offers),
        (msg("Offers"), offers),
        (msg("Prices"), sum(len(one.prices) for one in found.entries)),
        (msg("Stocks"), sum(len(one.rests) for one in found.entries)),
    )
    return tuple((say(name), str(count)) for name, count in told if count)
