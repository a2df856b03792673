"""Messages of 1C's universal exchange (EnterpriseData), by its documentation: sales, returns, orders and money."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.facts.batch import Documents, Returns, Vat
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest import refusal
from kpi_desktop.ingest.importers import enterprise_documents as documents
from kpi_desktop.ingest.importers.enterprise_documents import Entry
from kpi_desktop.ingest.importers.exchange import Told, facts_batch
from kpi_desktop.ingest.normalise import tidy
from kpi_desktop.ingest.outcome import FileReport, Outcome
from kpi_desktop.ingest.purpose_vat import vats_of
from kpi_desktop.ingest.readers.enterprise_xml import CATALOGUE, OTHERS_PARTS, read_enterprise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.facts.batch import FactBatch
    from kpi_desktop.ingest.importers.enterprise_documents import EntryLine, Movement
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.readers.enterprise_xml import EnterpriseDocument, EnterpriseFile

WORD = "enterprisedata"
_ZERO = Decimal(0)
_LISTED = 50
_TOLERANCE = Decimal("0.01")
_FREE = {
    "x_counterparty_inn": msg("Counterparty's INN"),
    "x_goods_id": msg("Product's id in 1C"),
    "x_document_kind": msg("Kind of bank document"),
}
_FIX = msg("Correct the document in 1C and export it again")


@dataclass(slots=True)
class _Found:
    """What the documents of a message have become."""

    sales: list[EntryLine] = field(default_factory=list)
    retail: list[EntryLine] = field(default_factory=list)
    orders: list[tuple[Entry, Decimal]] = field(default_factory=list)
    order_lines: list[EntryLine] = field(default_factory=list)
    money: list[Movement] = field(default_factory=list)
    lost: list[tuple[EnterpriseDocument, str]] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    customers: dict[str, str] = field(default_factory=dict)


def examine(job: Job) -> FileReport | None:
    """The facts of a message; None where the file is not one."""
    if job.source.details.get("recognised") != WORD:
        return None
    message = read_enterprise(job.path)
    if not message.documents:
        return _without_documents(job, message)
    reasons = [(one, documents.why_out(one)) for one in message.documents]
    kept = [one for one, reason in reasons if not reason]
    base = documents.base_currency(kept)
    found = _Found(customers=documents.customer_keys(kept))
    for one in kept:
        entry = documents.read_entry(one, base)
        if isinstance(entry, str):
            found.lost.append((one, entry))
        else:
            _sort(job, entry, message, found)
    issues = [*_left_out(job, message, reasons), *_lost(job, found.lost), *found.issues, *_converted(job, kept, base)]
    batches = _batches(job, found, base)
    if not batches:
        return _nothing(job, message, issues, lost=bool(found.lost))
    periods = [batch.period for batch in batches if batch.period]
    return FileReport(
        file=job.source.name,
        outcome=Outcome.PARTIAL if found.lost else Outcome.OK,
        recognised=WORD,
        rows=len(message.documents),
        issues=tuple(issues),
        period=(min(first for first, _ in periods), max(end for _, end in periods)),
        organisation=_organisation(kept),
        currency=base,
        details=_details(job, message),
        file_total=batches[0].file_total,
        imported_total=batches[0].imported_total,
        batches=tuple(batches),
    )


def _sort(job: Job, entry: Entry, message: EnterpriseFile, found: _Found) -> None:
    """Put a document where it belongs, with what does not add up in it."""
    if entry.meaning in {"in", "out", "own"}:
        movements = documents.movements_of(entry)
        if movements is None:
            found.lost.append((entry.source, "amount"))
        found.money += movements or []
        return
    lines = documents.lines_of(entry, message)
    if lines is None or (not lines and (entry.meaning != "order" or entry.total is None)):
        found.lost.append((entry.source, "lines"))
        return
    found.issues += _doubts(job, entry, lines)
    if entry.meaning == "order":
        found.orders.append((entry, documents.amount_of(entry, lines)))
        found.order_lines += lines
    else:
        target = found.retail if entry.source.kind == documents.RETAIL else found.sales
        target += lines


def _doubts(job: Job, entry: Entry, lines: Sequence[EntryLine]) -> list[Issue]:
    issues = []
    others = any(row.part in OTHERS_PARTS for row in entry.source.rows)
    stated, own = documents.stated_total(entry), sum((line.amount for line in lines), _ZERO)
    if lines and stated is not None and abs(own - stated) >= _TOLERANCE:
        text = msg("Document {number}: its sum is {own}, its rows with VAT give {rows}",
                   number=entry.number, own=f"{stated:.2f}", rows=f"{own:.2f}")  # fmt: skip
        issues.append(job.warning("total_differs", text, fix=msg("Check the document in 1C"), row=entry.source.line))
    if others:
        text = msg("Document {number}: goods and services of others (agency, commission, tare) are no sales of ours",
                   number=entry.number)  # fmt: skip
        issues.append(job.info("others_goods", text, row=entry.source.line))
    if documents.basis_unknown(entry):
        text = msg("Document {number} has sums without VAT and does not tell the VAT: they count as they are",
                   number=entry.number)  # fmt: skip
        issues.append(job.warning("vat_unknown", text, fix=_FIX, row=entry.source.line))
    return issues


def _batches(job: Job, found: _Found, base: str) -> list[FactBatch]:
    """Sales by documents, retail by shifts, orders with their lines, money: only what the message has."""
    batches: list[FactBatch] = []
    for lines, layout, numbered in (
        (found.sales, "sales", Documents.NUMBERED), (found.retail, "retail sales", Documents.SHIFT_REPORT),
    ):  # fmt: skip
        if lines:
            told = _told(base, lines, layout, numbered)
            rows = [one.row.line for one in lines]
            batches.append(facts_batch(job, (len(batches), "sale"), _sale_columns(found, lines), rows, told))
    if found.orders:
        rows = [entry.source.line for entry, _ in found.orders]
        total = sum((amount for _, amount in found.orders), _ZERO)
        told = Told(WORD, "orders", currency=base, documents=Documents.NUMBERED, file_total=total,
                    imported_total=total, free=_FREE)  # fmt: skip
        batches.append(facts_batch(job, (len(batches), "order"), _order_columns(found), rows, told))
    if found.order_lines:
        lines = found.order_lines
        told = replace(
            _told(base, lines, "order lines", Documents.NUMBERED), of=[entry.day for entry, _ in found.orders]
        )
        rows = [one.row.line for one in lines]
        batches.append(facts_batch(job, (len(batches), "order_line"), _line_columns(found, lines), rows, told))
    if found.money:
        total = sum((one.amount for one in found.money), _ZERO)
        told = Told(WORD, "payments", currency=base, documents=Documents.NUMBERED, file_total=total,
                    imported_total=total, free=_FREE)  # fmt: skip
        rows = [one.entry.source.line for one in found.money]
        batches.append(facts_batch(job, (len(batches), "payment"), _money_columns(job, found), rows, told))
    return batches


def _told(base: str, lines: Sequence[EntryLine], layout: str, numbered: Documents) -> Told:
    """Sums are with VAT where every document tells its basis: those without it had it added."""
    basis = all(one.entry.source.fields.get("СуммаВключаетНДС") for one in lines)
    unknown = any(documents.basis_unknown(one.entry) for one in lines)
    return Told(
        WORD, layout, currency=base, vat=Vat.WITH if basis and not unknown else Vat.UNKNOWN,
        returns=Returns.SEPARATE if "sales" in layout else Returns.UNKNOWN, documents=numbered,
        file_total=_file_total(lines), imported_total=sum((one.amount for one in lines), _ZERO), free=_FREE,
    )  # fmt: skip


def _file_total(lines: Sequence[EntryLine]) -> Decimal:
    """The sums of the documents' headings where they stand for their rows alone, else those of the rows."""
    own: dict[int, Decimal] = defaultdict(Decimal)
    entries = {id(one.entry): one.entry for one in lines}
    for one in lines:
        own[id(one.entry)] += one.amount
    total = _ZERO
    for key, entry in entries.items():
        stated = documents.stated_total(entry)
        total += own[key] if stated is None else stated
    return total


def _line_columns(found: _Found, lines: Sequence[EntryLine]) -> dict[str, Sequence[object]]:
    return {
        "day": [one.entry.day for one in lines],
        "document": [one.entry.number for one in lines],
        "customer": [_customer(found, one.entry) for one in lines],
        "product": [tidy(one.row.product.name or (one.product.name if one.product else "")) for one in lines],
        "sku": [tidy(one.row.product.sku or (one.product.sku if one.product else "")) for one in lines],
        "product_group": [tidy(one.product.group) if one.product else "" for one in lines],
        "quantity": [one.quantity for one in lines],
        "unit": [tidy(one.row.unit or (one.product.unit if one.product else "")) for one in lines],
        "price": [one.price for one in lines],
        "amount": [one.amount for one in lines],
        "vat_amount": [one.vat for one in lines],
        "service": [one.row.part == "Услуги" or (one.product is not None and one.product.service) for one in lines],
        "x_goods_id": [one.row.product.key for one in lines],
    }


def _sale_columns(found: _Found, lines: Sequence[EntryLine]) -> dict[str, Sequence[object]]:
    sources = [one.entry.source for one in lines]
    return _line_columns(found, lines) | {
        "kind": ["return" if one.back else "sale" for one in lines],
        "manager": [tidy(one.manager) for one in sources],
        "warehouse": [tidy(one.warehouse) for one in sources],
        "department": [tidy(one.department) for one in sources],
        "organisation": [tidy(one.organisation.name) for one in sources],
        "x_counterparty_inn": [one.customer.inn for one in sources],
    }


def _order_columns(found: _Found) -> dict[str, Sequence[object]]:
    entries = [entry for entry, _ in found.orders]
    return {
        "day": [one.day for one in entries],
        "document": [one.number for one in entries],
        "customer": [_customer(found, one) for one in entries],
        "status": [tidy(one.source.fields.get("Статус", "")) for one in entries],
        "amount": [amount for _, amount in found.orders],
        "cancelled": [one.source.fields.get("Отменен", "").lower() == "true" for one in entries],
        "manager": [tidy(one.source.manager) for one in entries],
        "x_counterparty_inn": [one.source.customer.inn for one in entries],
    }


def _money_columns(job: Job, found: _Found) -> dict[str, Sequence[object]]:
    say = Translator(job.options.lang)
    entries = [one.entry for one in found.money]
    own = say(msg("Transfer between own accounts"))
    purposes = [tidy(one.source.fields.get("НазначениеПлатежа", "")) for one in entries]
    vat, rates = vats_of(purposes, [one.amount for one in found.money])
    return {
        "day": [one.day for one in entries],
        "document": [one.number for one in entries],
        "direction": ["" if one.meaning == "own" else one.meaning for one in entries],
        "amount": [one.amount for one in found.money],
        "vat_amount": vat,
        "vat_rate": rates,
        "customer": [_customer(found, one) for one in entries],
        "contract": [one.contract for one in found.money],
        "article": [one.article or (own if one.entry.meaning == "own" else "") for one in found.money],
        "purpose": purposes,
        "account": [tidy(one.source.account) for one in entries],
        "manager": [tidy(one.source.manager) for one in entries],
        "x_counterparty_inn": [one.source.customer.inn for one in entries],
        "x_document_kind": [one.source.kind for one in entries],
    }


def _customer(found: _Found, entry: Entry) -> str:
    customer = entry.source.customer
    return found.customers.get(customer.key or customer.inn or customer.name, "") if customer else ""


def _organisation(kept: Sequence[EnterpriseDocument]) -> str:
    names = Counter(tidy(one.organisation.name) for one in kept if one.organisation.name)
    return names.most_common(1)[0][0] if names else ""


def _left_out(job: Job, message: EnterpriseFile, reasons: Sequence[tuple[EnterpriseDocument, str]]) -> list[Issue]:
    issues = []
    counted = Counter(reason for _, reason in reasons if reason)
    for reason, n in sorted(counted.items()):
        if reason == "other":
            kinds = Counter(one.kind for one, why in reasons if why == reason)
            names = ", ".join(f"{kind} ({count})" for kind, count in sorted(kinds.items()))
            text = nmsg("{n} document is neither a sale nor an order nor money and was not imported: {names}",
                        "{n} documents are neither sales nor orders nor money and were not imported: {names}",
                        n=n, names=names[:300])  # fmt: skip
        elif reason == "deleted":
            text = nmsg("{n} document is marked for deletion and was not imported",
                        "{n} documents are marked for deletion and were not imported", n=n)  # fmt: skip
        else:
            text = nmsg("{n} document is not posted in 1C and was not imported",
                        "{n} documents are not posted in 1C and were not imported", n=n)  # fmt: skip
        issues.append(job.warning("left_out", text))
    deletions = message.holds["УдалениеОбъекта"]
    if deletions:
        text = nmsg(
            "The message also deletes {n} object: what it deletes stays in the book as it was",
            "The message also deletes {n} objects: what it deletes stays in the book as it was",
            n=deletions,
        )
        issues.append(job.warning("deletions", text, fix=msg("Import a full export of the period instead")))
    return issues


def _converted(job: Job, kept: Sequence[EnterpriseDocument], base: str) -> list[Issue]:
    codes = [documents.code_of(one.currency) for one in kept if isinstance(documents.read_entry(one, base), Entry)]
    foreign = Counter(code for code in codes if code and code != base)
    return [
        job.warning("converted", nmsg(
            "{n} document in {currency} was converted to {base} at its own rate",
            "{n} documents in {currency} were converted to {base} at their own rates",
            n=count, currency=code, base=base or "—"), fix=msg("Check the rates in the documents"))
        for code, count in sorted(foreign.items())
    ]  # fmt: skip


def _lost(job: Job, lost: Sequence[tuple[EnterpriseDocument, str]]) -> list[Issue]:
    issues = []
    for one, why in lost[:_LISTED]:
        number = one.fields.get("Номер", "—")
        texts = {
            "day": msg("Document {number} has no date; it was not imported", number=number),
            "number": msg("A document “{kind}” has no number; it was not imported", kind=one.kind),
            "amount": msg("Document {number} has no sum; it was not imported", number=number),
            "lines": msg("Document {number} has no rows that can be read; it was not imported", number=number),
            "currency": msg("Document {number} is in {currency} without a rate; it was not imported",
                            number=number, currency=documents.code_of(one.currency) or "—"),
        }  # fmt: skip
        issues.append(job.warning(f"{why}_unreadable", texts[why], fix=_FIX, row=one.line))
    if len(lost) > _LISTED:
        more = nmsg("{n} more document like these was not imported", "{n} more documents like these were not imported",
                    n=len(lost) - _LISTED)  # fmt: skip
        issues.append(job.warning("amount_unreadable", more, fix=_FIX))
    return issues


def _details(job: Job, message: EnterpriseFile) -> tuple[tuple[str, str], ...]:
    say = Translator(job.options.lang)
    kinds = Counter(one.kind for one in message.documents)
    return (
        (say(msg("Version of the format")), message.version),
        (say(msg("Documents")), ", ".join(f"{kind} ({count})" for kind, count in sorted(kinds.items()))[:300]),
    )


def _nothing(job: Job, message: EnterpriseFile, issues: list[Issue], *, lost: bool) -> FileReport:
    text = msg("Not one document of the message is a sale, an order or money that counts")
    issue = job.error("unsupported", text, fix=_EXPORT)
    outcome = Outcome.DAMAGED if lost else Outcome.UNSUPPORTED
    return FileReport(job.source.name, outcome, WORD, len(message.documents), (*issues, issue))


def _without_documents(job: Job, message: EnterpriseFile) -> FileReport:
    """A list of what can be exchanged, catalogues alone, or an empty message."""
    entries = sum(count for name, count in message.holds.items() if name.startswith(CATALOGUE))
    if message.supported or message.holds["IBParameters"]:
        what = msg("the settings of an exchange of 1C (EnterpriseData): a list of {n} kinds of objects that the "
                   "infobase can exchange, without data", n=len(message.supported))  # fmt: skip
    elif entries:
        what = nmsg(
            "a message of 1C (EnterpriseData) with {n} entry of catalogues and no documents",
            "a message of 1C (EnterpriseData) with {n} entries of catalogues and no documents",
            n=entries,
        )
    else:
        text = msg("The message of 1C (EnterpriseData) holds no data")
        return FileReport(job.source.name, Outcome.EMPTY, WORD, issues=(job.error("empty", text, fix=_EXPORT),))
    return refusal.unsupported(what, _EXPORT, recognised=WORD).report(job.source.name)


_EXPORT = msg("In 1C choose Administration → Data synchronisation → Export to a file (EnterpriseData), mark sales, "
              "orders and payments, and import that file")  # fmt: skip
