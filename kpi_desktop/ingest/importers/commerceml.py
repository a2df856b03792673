"""Orders exchanged between 1C and a web shop (CommerceML): every document of an order is one fact."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.period import Grain
from kpi_desktop.facts.batch import Documents, FactBatch, SourceKey
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest import refusal
from kpi_desktop.ingest.importers import commerceml_orders as orders
from kpi_desktop.ingest.importers.commerceml_checks import findings, left_out, unread
from kpi_desktop.ingest.importers.commerceml_orders import Order
from kpi_desktop.ingest.importers.exchange import write_columns
from kpi_desktop.ingest.outcome import FileReport, Outcome
from kpi_desktop.ingest.readers.orders_xml import GOODS, GROUPS, OFFERS, read_orders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.readers.orders_xml import OrderDocument, OrdersFile

WORD = "commerceml"
_ZERO = Decimal(0)
_KOPECK = Decimal("0.01")
_FREE = {"x_customer_name": msg("Customer's name"), "x_currency": msg("Currency of the order")}


def examine(job: Job) -> FileReport | None:
    """The orders of an exchange file; None where the file is not one."""
    if job.source.details.get("recognised") != WORD:
        return None
    found = read_orders(job.path)
    if not found.documents:
        return _without_orders(job, found)
    documents, repeated = _latest(found.documents)
    reasons = [(one, orders.why_out(one)) for one in documents]
    kept = [one for one, reason in reasons if not reason]
    base = orders.base_currency(kept)
    read = [(one, orders.read_order(one, base, found.names)) for one in kept]
    facts = [one for _, one in read if isinstance(one, Order)]
    lost = [(one, why) for one, why in read if isinstance(why, str)]
    issues = [*left_out(job, reasons), *unread(job, lost), *findings(job, facts, base)]
    if repeated:
        issues.append(job.warning("repeated", nmsg(
            "{n} order stands in the file more than once: the last one counts",
            "{n} orders stand in the file more than once: the last ones count", n=repeated)))  # fmt: skip
    if not facts:
        outcome = Outcome.DAMAGED if lost else Outcome.UNSUPPORTED
        return FileReport(job.source.name, outcome, WORD, len(found.documents), (*issues, *_no_orders(job)))
    return _report(job, found, facts, base, (issues, bool(lost)))


def _report(
    job: Job, found: OrdersFile, facts: Sequence[Order], base: str, told: tuple[list[Issue], bool]
) -> FileReport:
    batch = _batch(job, facts, base)
    issues, partial = told
    say = Translator(job.options.lang)
    details = (
        (say(msg("Version of the format")), found.version or "1.x"),
        (say(msg("Orders")), str(len(facts))),
        (say(msg("Lines of goods")), str(sum(len(one.source.lines) for one in facts))),
    )
    return FileReport(
        file=job.source.name,
        outcome=Outcome.PARTIAL if partial else Outcome.OK,
        recognised=WORD,
        rows=len(found.documents),
        issues=tuple(issues),
        period=batch.period,
        currency=base,
        details=details,
        file_total=batch.file_total,
        imported_total=batch.imported_total,
        batches=(batch,),
    )


def _latest(documents: Sequence[OrderDocument]) -> tuple[list[OrderDocument], int]:
    """Each order once: of several versions in one file the last; and how many were repeated."""
    last: dict[str, OrderDocument] = {}
    for place, one in enumerate(documents):
        name = one.fields.get("Ид", "")
        last[f"{one.text('ХозОперация')} {name}" if name else f"#{place}"] = one
    return list(last.values()), len(documents) - len(last)


def _batch(job: Job, facts: Sequence[Order], base: str) -> FactBatch:
    say = Translator(job.options.lang)
    target = job.facts_file(0)
    present = write_columns(job.facts["order"], _columns(facts), [one.source.line for one in facts], target)
    first, last = min(one.day for one in facts), max(one.day for one in facts)
    return FactBatch(
        fact="order",
        columns=target,
        rows=len(facts),
        source=SourceKey(WORD, "orders", name=job.options.source_name),
        file_name=job.source.name,
        file_sha256=job.sha256,
        importer=WORD,
        recognised=WORD,
        mapping="",
        present=present,
        period=(first, last + timedelta(days=1)),
        period_stated=False,
        grain=Grain.DAY,
        sheets=("",),
        currency=base,
        documents=Documents.NUMBERED,
        file_total=_file_total(facts),
        imported_total=sum((one.amount for one in facts), _ZERO),
        free={name: say(heading) for name, heading in _FREE.items() if name in present},
    )


def _columns(facts: Sequence[Order]) -> dict[str, Sequence[object]]:
    several = len({one.currency for one in facts}) > 1
    return {
        "day": [one.day for one in facts],
        "document": [one.number for one in facts],
        "customer": [one.customer for one in facts],
        "status": [orders.status_of(one.source) for one in facts],
        "amount": [one.amount for one in facts],
        "paid_day": [orders.paid_day(one.source) for one in facts],
        "shipped_day": [orders.shipped_day(one.source) for one in facts],
        "cancelled": [orders.cancelled(one.source) for one in facts],
        "manager": [one.source.text("Менеджер", "Ответственный") for one in facts],
        "channel": [one.source.text("Сайт") for one in facts],
        "region": [one.source.region for one in facts],
        "x_customer_name": [one.customer_name if one.customer_name != one.customer else "" for one in facts],
        "x_currency": [one.currency if several else "" for one in facts],
    }


def _file_total(facts: Sequence[Order]) -> Decimal:
    """The sums of the headings as they stand in the file, at their rates, added up apart from what was imported."""
    total = _ZERO
    for one in facts:
        text = one.source.fields.get("Сумма", "").replace(",", ".")
        value = Decimal(text) if one.stated is not None and text.replace(".", "", 1).isdigit() else one.raw
        total += value if one.rate == 1 else (value * one.rate).quantize(_KOPECK, ROUND_HALF_UP)
    return total


def _without_orders(job: Job, found: OrdersFile) -> FileReport:
    """A file of goods, offers or partners, which hold no facts; or one with nothing in it."""
    fix = msg("Export the orders of the shop (the file of orders or documents of the exchange) and import that")
    goods, offers, partners = found.holds["Товар"], found.holds["Предложение"], found.holds["Контрагент"]
    kinds = {name for name in found.holds if found.holds[name]}
    if kinds & {*OFFERS}:
        what = nmsg("{n} offer (prices and stocks of goods)", "{n} offers (prices and stocks of goods)", n=offers)
    elif goods:
        what = nmsg("a catalogue of {n} product", "a catalogue of {n} products", n=goods)
    elif kinds & {GOODS, GROUPS}:
        what = msg("groups and properties of goods")
    elif partners:
        what = nmsg("a list of {n} counterparty", "a list of {n} counterparties", n=partners)
    else:
        text = msg("The exchange file with a web shop (CommerceML) holds not one order")
        return FileReport(job.source.name, Outcome.EMPTY, WORD, issues=(job.error("empty", text, fix=fix),))
    refused = refusal.unsupported(
        msg("an exchange file of 1C with a web shop (CommerceML): {what}, no orders", what=what), fix, recognised=WORD
    )
    return refused.report(job.source.name)


def _no_orders(job: Job) -> tuple[Issue, ...]:
    text = msg("Not one document of the file is an order that counts")
    fix = msg("Export the orders of the shop (the file of orders or documents of the exchange) and import that")
    return (job.error("unsupported", text, fix=fix),)
