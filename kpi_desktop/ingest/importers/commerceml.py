"""Exchange of 1C with a web shop (CommerceML): orders and sales with their lines, price lists, stocks, catalogues."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from kpi_desktop.facts.batch import Documents, Returns
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest import refusal
from kpi_desktop.ingest.importers import commerceml_lines as lines
from kpi_desktop.ingest.importers import commerceml_orders as orders
from kpi_desktop.ingest.importers.commerceml_based import Basis, counts
from kpi_desktop.ingest.importers.commerceml_checks import findings, left_out, unread
from kpi_desktop.ingest.importers.commerceml_goods import goods_batches, goods_report
from kpi_desktop.ingest.importers.commerceml_orders import Order
from kpi_desktop.ingest.importers.exchange import Told, facts_batch
from kpi_desktop.ingest.outcome import FileReport, Outcome
from kpi_desktop.ingest.readers.orders_xml import GOODS, GROUPS, OFFERS, read_orders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.facts.batch import FactBatch
    from kpi_desktop.ingest.importers.commerceml_lines import OrderLine
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.readers.goods_xml import GoodsFile
    from kpi_desktop.ingest.readers.orders_xml import OrderDocument, OrdersFile

WORD = "commerceml"
_ZERO = Decimal(0)
_KOPECK = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the documents of a file have become: orders, sales with returns, their lines."""

    orders: tuple[Order, ...]
    sales: tuple[Order, ...]
    order_lines: tuple[OrderLine, ...]
    sale_lines: tuple[OrderLine, ...]
    basis: Basis
    currency: str

    @property
    def all(self) -> tuple[Order, ...]:
        """Every document that counts."""
        return *self.orders, *self.sales


def examine(job: Job) -> FileReport | None:
    """The facts of an exchange file; None where the file is not one."""
    if job.source.details.get("recognised") != WORD:
        return None
    found = read_orders(job.path)
    if not found.documents:
        return _without_documents(job, found)
    documents, repeated = _latest(found.documents)
    reasons = _reasons(documents)
    kept = [one for one, reason in reasons if not reason]
    base = orders.base_currency(kept)
    read = [(one, orders.read_order(one, base, found.names)) for one in kept if orders.meaning_of(one) != "money"]
    facts = _facts(found, [one for _, one in read if isinstance(one, Order)], Basis(documents), base)
    lost = [(one, why) for one, why in read if isinstance(why, str)]
    with_lines = {id(line.order) for line in facts.sale_lines}
    lost += [(one.source, "lines") for one in facts.sales if id(one) not in with_lines]
    issues = [*left_out(job, reasons), *unread(job, lost), *findings(job, facts.all, base, facts.basis)]
    if repeated:
        issues.append(job.warning("repeated", nmsg(
            "{n} order stands in the file more than once: the last one counts",
            "{n} orders stand in the file more than once: the last ones count", n=repeated)))  # fmt: skip
    return _report(job, found, facts, (issues, bool(lost)))


def _reasons(documents: Sequence[OrderDocument]) -> list[tuple[OrderDocument, str]]:
    """Each document with why it is no fact; returns count only beside the sales that they lessen."""
    reasons = []
    sold = any(orders.meaning_of(one) == "sale" and not orders.why_out(one) and counts(one) for one in documents)
    for one in documents:
        reason, meaning = orders.why_out(one), orders.meaning_of(one)
        if not reason and meaning == "money":
            reason = "money"
        elif not reason and meaning in {"sale", "return"} and not counts(one):
            reason = "undone"
        elif not reason and meaning == "return" and not sold:
            reason = "return"
        reasons.append((one, reason))
    return reasons


def _facts(found: OrdersFile, read: Sequence[Order], basis: Basis, base: str) -> _Facts:
    ordered = tuple(one for one in read if orders.meaning_of(one.source) == "order")
    sold = tuple(one for one in read if orders.meaning_of(one.source) in {"sale", "return"})
    return _Facts(ordered, sold, tuple(lines.lines_of(ordered, found)), tuple(lines.lines_of(sold, found)), basis, base)


def _report(job: Job, found: OrdersFile, facts: _Facts, told: tuple[list[Issue], bool]) -> FileReport:
    issues, partial = told
    batches = _batches(job, facts)
    if batches and {*OFFERS} & {name for name in found.holds if found.holds[name]}:
        more, about = goods_batches(job, _goods(job), len(batches))
        batches, issues = [*batches, *more], [*issues, *about]
    if not batches:
        outcome = Outcome.DAMAGED if partial else Outcome.UNSUPPORTED
        return FileReport(job.source.name, outcome, WORD, len(found.documents), (*issues, *_no_orders(job)))
    periods = [batch.period for batch in batches if batch.period and batch.fact not in {"price", "stock"}]
    return FileReport(
        file=job.source.name,
        outcome=Outcome.PARTIAL if partial else Outcome.OK,
        recognised=WORD,
        rows=len(found.documents),
        issues=tuple(issues),
        period=(min(first for first, _ in periods), max(end for _, end in periods)),
        currency=facts.currency,
        details=_details(job, found, facts),
        file_total=batches[0].file_total,
        imported_total=batches[0].imported_total,
        batches=tuple(batches),
    )


def _latest(documents: Sequence[OrderDocument]) -> tuple[list[OrderDocument], int]:
    """Each order once: of several versions in one file the last; and how many were repeated."""
    last: dict[str, OrderDocument] = {}
    for place, one in enumerate(documents):
        name = one.fields.get("Ид", "")
        last[f"{one.text('ХозОперация')} {name}" if name else f"#{place}"] = one
    return list(last.values()), len(documents) - len(last)


def _batches(job: Job, facts: _Facts) -> list[FactBatch]:
    """Orders and their lines, then sales: only what the file has."""
    batches: list[FactBatch] = []
    if facts.orders:
        rows = [one.source.line for one in facts.orders]
        told = _told(facts, facts.orders, "orders", sum((one.amount for one in facts.orders), _ZERO))
        batches.append(facts_batch(job, (0, "order"), _order_columns(facts), rows, told))
    for fact, layout, documents, own in (
        ("order_line", "order lines", facts.orders, facts.order_lines),
        ("sale", "sales", facts.sales, facts.sale_lines),
    ):
        if own:
            values = lines.sale_columns(own) if fact == "sale" else lines.order_line_columns(own)
            amounts = [amount for amount in values["amount"] if isinstance(amount, Decimal)]
            told = _told(facts, documents, layout, sum(amounts, _ZERO))
            batches.append(facts_batch(job, (len(batches), fact), values, [one.line.line for one in own], told))
    return batches


def _told(facts: _Facts, documents: Sequence[Order], layout: str, total: Decimal) -> Told:
    return Told(
        WORD,
        layout,
        of=[one.day for one in documents],
        currency=facts.currency,
        vat=lines.vat_of(documents),
        returns=Returns.SEPARATE if layout == "sales" else Returns.UNKNOWN,
        documents=Documents.NUMBERED,
        file_total=_file_total(documents),
        imported_total=total,
        free=lines.FREE,
    )


def _order_columns(facts: _Facts) -> dict[str, Sequence[object]]:
    own = facts.orders
    several = len({one.currency for one in own}) > 1
    return {
        "day": [one.day for one in own],
        "document": [one.number for one in own],
        "customer": [one.customer for one in own],
        "status": [orders.status_of(one.source) for one in own],
        "amount": [one.amount for one in own],
        "paid_day": [facts.basis.paid_day(one) for one in own],
        "shipped_day": [facts.basis.shipped_day(one) for one in own],
        "cancelled": [orders.cancelled(one.source) for one in own],
        "manager": [one.source.text("Менеджер", "Ответственный") for one in own],
        "channel": [one.source.text("Сайт") for one in own],
        "region": [one.source.region for one in own],
        "x_customer_name": [one.customer_name if one.customer_name != one.customer else "" for one in own],
        "x_currency": [one.currency if several else "" for one in own],
    }


def _file_total(facts: Sequence[Order]) -> Decimal:
    """The sums of the headings as they stand in the file, at their rates, added up apart from what was imported."""
    total = _ZERO
    for one in facts:
        text = one.source.fields.get("Сумма", "").replace(",", ".")
        value = Decimal(text) if one.stated is not None and text.replace(".", "", 1).isdigit() else one.raw
        value = value if one.rate == 1 else (value * one.rate).quantize(_KOPECK, ROUND_HALF_UP)
        total += -abs(value) if orders.meaning_of(one.source) == "return" else value
    return total


def _details(job: Job, found: OrdersFile, facts: _Facts) -> tuple[tuple[str, str], ...]:
    say = Translator(job.options.lang)
    told = [(msg("Version of the format"), found.version or "1.x")]
    if facts.orders:
        told += [(msg("Orders"), str(len(facts.orders))), (msg("Lines of goods"), str(len(facts.order_lines)))]
    if facts.sales:
        told += [(msg("Sales and returns"), str(len(facts.sales))), (msg("Lines of sales"), str(len(facts.sale_lines)))]
    return tuple((say(name), value) for name, value in told)


def _goods(job: Job) -> GoodsFile:
    from kpi_desktop.ingest.importers.commerceml_names import named_beside
    from kpi_desktop.ingest.readers.goods_xml import read_goods

    return named_beside(job, read_goods(job.path))


def _without_documents(job: Job, found: OrdersFile) -> FileReport:
    """Goods and offers are facts of their day; groups or partners alone are none; or there is nothing in it."""
    goods, offers, partners = found.holds["Товар"], found.holds["Предложение"], found.holds["Контрагент"]
    if goods or offers:
        return goods_report(job, _goods(job))
    kinds = {name for name in found.holds if found.holds[name]}
    if kinds & {GOODS, GROUPS, *OFFERS}:
        what = msg("groups and properties of goods, without goods themselves")
        fix = msg("Prices and stocks are in the files offers.xml, prices.xml and rests.xml of the same export; "
                  "orders are in the file of orders")  # fmt: skip
    elif partners:
        what = nmsg("a list of {n} counterparty", "a list of {n} counterparties", n=partners)
        fix = msg("Export the orders of the shop (the file of orders or documents of the exchange) and import that")
    else:
        text = msg("The exchange file with a web shop (CommerceML) holds not one order")
        fix = msg("Export the orders of the shop (the file of orders or documents of the exchange) and import that")
        return FileReport(job.source.name, Outcome.EMPTY, WORD, issues=(job.error("empty", text, fix=fix),))
    refused = refusal.unsupported(
        msg("an exchange file of 1C with a web shop (CommerceML): {what}, no orders", what=what), fix, recognised=WORD
    )
    return refused.report(job.source.name)


def _no_orders(job: Job) -> tuple[Issue, ...]:
    text = msg("Not one document of the file is an order or a sale that counts")
    fix = msg("Export the orders of the shop (the file of orders or documents of the exchange) and import that")
    return (job.error("unsupported", text, fix=fix),)
