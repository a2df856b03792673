"""What the owner is told about documents of 1C: what was left out, what does not add up, what has no name."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.i18n.formats import amount_message
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.ingest.importers.odata_documents import TOTAL, Document, customer_of, in_currency
from kpi_desktop.ingest.importers.odata_kinds import RETURNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.ingest.importers.odata_kinds import ObjectKind
    from kpi_desktop.ingest.importers.odata_names import Names
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.readers.odata_json import Answer, Element

#: So many findings of one kind are listed one by one; the rest is counted.
_LISTED = 20
_KOPECK = Decimal("0.01")


def left_out(job: Job, reasons: Sequence[tuple[Element, str]]) -> list[Issue]:
    """Documents that are no facts by their own state, counted by reason with their sum."""
    issues = []
    for reason, count in sorted(Counter(reason for _, reason in reasons if reason).items()):
        sums = [one.number(*TOTAL) for one, why in reasons if why == reason]
        known = [value for value in sums if value is not None]
        amount = f" ({sum(known, Decimal(0)):.2f})" if known else ""
        issues.append(job.warning("left_out", _reason(reason, count, amount)))
    return issues


def _reason(reason: str, n: int, amount: str) -> Message:
    match reason:
        case "deleted":
            return nmsg(
                "{n} document{amount} is marked for deletion and was not imported",
                "{n} documents{amount} are marked for deletion and were not imported", n=n, amount=amount,
            )  # fmt: skip
        case "unposted":
            return nmsg(
                "{n} document{amount} is not posted in 1C and was not imported",
                "{n} documents{amount} are not posted in 1C and were not imported", n=n, amount=amount,
            )  # fmt: skip
        case "bank":
            return nmsg(
                "{n} payment{amount} was not carried out by the bank yet and was not imported",
                "{n} payments{amount} were not carried out by the bank yet and were not imported",
                n=n, amount=amount,
            )  # fmt: skip
        case _:
            return nmsg(
                "{n} document{amount} of the operation “{name}” does not count here and was not imported",
                "{n} documents{amount} of the operation “{name}” do not count here and were not imported",
                n=n, amount=amount, name=reason[:60] if reason != "operation" else "—",
            )  # fmt: skip


def unread(job: Job, lost: Sequence[tuple[Element, str]]) -> list[Issue]:
    """Documents that cannot be facts: no day, no number, no sum."""
    fix = msg("Correct the document in 1C and fetch or export it again")
    issues = []
    for one, why in lost[:_LISTED]:
        number = one.text("Number", "Ref_Key") or "—"
        texts = {
            "day": msg("Document {number} of 1C has no date; it was not imported", number=number),
            "number": msg("A document of 1C has no number; it was not imported"),
            "amount": msg("Document {number} of 1C has no sum that can be read; it was not imported", number=number),
            "lines": msg(
                "Document {number} of 1C has no line of goods or services; it was not imported", number=number
            ),
        }
        issues.append(job.warning(f"{why}_unreadable", texts[why], fix=fix, row=one.place))
    if len(lost) > _LISTED:
        more = nmsg("{n} more document of 1C like these was not imported",
                    "{n} more documents of 1C like these were not imported", n=len(lost) - _LISTED)  # fmt: skip
        issues.append(job.warning("amount_unreadable", more, fix=fix))
    return issues


def foreign(job: Job, others: Sequence[Document], base: str) -> list[Issue]:
    """Documents in another money than most: never added."""
    issues = []
    for code, count in sorted(Counter(one.currency or one.currency_key for one in others).items()):
        amount = sum((one.stated or one.total or Decimal(0) for one in others
                      if (one.currency or one.currency_key) == code), Decimal(0))  # fmt: skip
        text = nmsg(
            "{n} document ({amount}) is in {currency}, the others are in {base}: it was not imported",
            "{n} documents ({amount}) are in {currency}, the others are in {base}: they were not imported",
            n=count, amount=amount_message(amount), currency=code, base=base or "—",
        )  # fmt: skip
        fix = msg("Amounts in different currencies are never added; keep a book of their own for them")
        issues.append(job.warning("currency", text, fix=fix))
    return issues


def findings(job: Job, answer: Answer, kind: ObjectKind, kept: Sequence[Document], names: Names) -> list[Issue]:
    """What the owner should know of the documents that count."""
    return [
        *_how_told(job, answer, kind, kept),
        *_without_lines(job, kind, kept),
        *_lines_unread(job, kept),
        *_differing(job, kept),
        *_vat(job, kind, kept),
        *_nobody(job, kind, kept, names),
        *_unnamed(job, names),
    ]


def unreadable(job: Job, answer: Answer) -> list[Issue]:
    """Values that are no numbers where numbers stand."""
    fix = msg("Correct the document in 1C and fetch or export it again")
    issues = []
    distinct = list(dict.fromkeys(answer.faults))
    for fault in distinct[:_LISTED]:
        text = msg("“{text}” could not be read; the cell is empty in the book", text=fault.text)
        issues.append(job.warning("cell_unreadable", text, fix=fix, row=fault.place, column=fault.field))
    if len(distinct) > _LISTED:
        more = nmsg("{n} more value could not be read", "{n} more values could not be read",
                    n=len(distinct) - _LISTED)  # fmt: skip
        issues.append(job.warning("cell_unreadable", more, fix=fix))
    return issues


def _how_told(job: Job, answer: Answer, kind: ObjectKind, kept: Sequence[Document]) -> list[Issue]:
    """Marks that the answer lacks: whether documents are posted, whether there is more, in whose money."""
    issues = []
    if answer.cut:
        issues.append(job.warning("answer_cut", msg("1C says that it has more documents than this file holds"),
                                  fix=msg("Fetch the whole period, or import the other parts too")))  # fmt: skip
    if answer.repeated:
        issues.append(job.info("repeated", nmsg(
            "{n} document stands in the file more than once: its last state counts",
            "{n} documents stand in the file more than once: their last states count", n=answer.repeated)))  # fmt: skip
    untold = sum(1 for one in kept if not one.element.has("Posted"))
    if untold and not kind.register:
        text = nmsg(
            "{n} document does not say whether it is posted: it counts as if it were",
            "{n} documents do not say whether they are posted: they count as if they were", n=untold,
        )  # fmt: skip
        fix = msg("Ask 1C for the fields Posted and DeletionMark too")
        issues.append(job.warning("posted_untold", text, fix=fix))
    if kind.fact not in ("stock",) and any(not one.currency for one in kept):
        text = msg("The currency of the documents is not named: their sums count in the currency of the book")
        fix = msg("Import the catalogue of currencies (Catalog_Валюты) in one folder or archive with the documents")
        issues.append(job.warning("currency_untold", text, fix=fix))
    return issues


def _without_lines(job: Job, kind: ObjectKind, kept: Sequence[Document]) -> list[Issue]:
    """Documents whose tabular parts are not in the answer: their totals count, of their goods nothing is known."""
    bare = sum(1 for one in kept if not one.element.has(*kind.parts))
    if not bare or kind.register or kind.fact not in ("sale", "order"):
        return []
    text = nmsg("{n} document came without its lines: its total counts, its goods are not known",
                "{n} documents came without their lines: their totals count, their goods are not known",
                n=bare)  # fmt: skip
    fix = msg("Ask 1C for the tabular parts too (Товары, Услуги): without $select they come in the document")
    return [job.warning("no_lines", text, fix=fix)]


def _lines_unread(job: Job, kept: Sequence[Document]) -> list[Issue]:
    lost = [one for one in kept if one.unread_lines]
    fix = msg("Correct the document in 1C and fetch or export it again")
    return [
        job.warning("amount_unreadable", nmsg(
            "Document {number} of 1C: {n} line has no sum that can be read; it was not imported",
            "Document {number} of 1C: {n} lines have no sum that can be read; they were not imported",
            n=one.unread_lines, number=one.number), fix=fix, row=one.element.place)
        for one in lost[:_LISTED]
    ]  # fmt: skip


def _differing(job: Job, kept: Sequence[Document]) -> list[Issue]:
    """Documents whose own total is not what their lines come to."""
    wrong = [
        one for one in kept
        if one.stated is not None and one.total is not None and abs(one.stated - one.total) >= _KOPECK
    ]  # fmt: skip
    fix = msg("Look at the document in 1C: it may have other tabular parts (packaging, agent services)")
    issues = []
    for one in wrong[:_LISTED]:
        text = msg("Document {number} of 1C: its sum is {own}, its lines of goods and services give {rows}",
                   number=one.number, own=f"{one.stated:.2f}", rows=f"{one.total:.2f}")  # fmt: skip
        issues.append(job.warning("total_differs", text, fix=fix, row=one.element.place))
    if len(wrong) > _LISTED:
        more = nmsg("The sum of {n} more document of 1C differs from its lines",
                    "The sums of {n} more documents of 1C differ from their lines", n=len(wrong) - _LISTED)  # fmt: skip
        issues.append(job.warning("total_differs", more, fix=fix))
    return issues


def _vat(job: Job, kind: ObjectKind, kept: Sequence[Document]) -> list[Issue]:
    """Where VAT was put on top, and where nothing tells whether it is inside."""
    if kind.fact not in ("sale", "order"):
        return []
    issues = []
    on_top = sum(1 for one in kept if one.with_vat is False)
    if on_top:
        text = nmsg("{n} document has prices without VAT: the VAT of its lines was added to their sums",
                    "{n} documents have prices without VAT: the VAT of their lines was added to their sums",
                    n=on_top)  # fmt: skip
        issues.append(job.info("vat_added", text))
    unknown = sum(1 for one in kept if one.with_vat is None)
    if unknown:
        text = nmsg("{n} document does not tell whether VAT is in its sums: they were taken as written",
                    "{n} documents do not tell whether VAT is in their sums: they were taken as written",
                    n=unknown)  # fmt: skip
        fix = msg("Ask 1C for the fields СуммаВключаетНДС, СуммаНДС and СуммаДокумента too")
        issues.append(job.warning("vat_unknown", text, fix=fix))
    return issues


def _nobody(job: Job, kind: ObjectKind, kept: Sequence[Document], names: Names) -> list[Issue]:
    if kind.fact != "sale":
        return []
    found = Counter(nobody for one in kept if (nobody := customer_of(one.element, names)[1]))
    if not found:
        return []
    text = nmsg(
        "{n} document is a sale to nobody in particular ({names}): in revenue, not among buyers",
        "{n} documents are sales to nobody in particular ({names}): in revenue, not among buyers",
        n=sum(found.values()), names=", ".join(sorted(found)[:5]),
    )  # fmt: skip
    return [job.info("placeholder_customer", text)]


def _unnamed(job: Job, names: Names) -> list[Issue]:
    """Keys that no catalogue of this import names: the key stands for the name."""
    found = {about: len(keys - {""}) for about, keys in names.unnamed.items()}
    told = ", ".join(f"{about} — {count}" for about, count in sorted(found.items()) if count)
    if not told:
        return []
    text = msg("Only keys of 1C are known, no names: {what}. The keys stand for the names", what=told)
    fix = msg(
        "Put the catalogues (Catalog_Номенклатура, Catalog_Контрагенты…) into one folder or archive with the documents "
        "and import that; do so each time, or the same buyer counts as two"
    )
    return [job.warning("unnamed", text, fix=fix)]


def returns_elsewhere(job: Job, kind: ObjectKind, beside: frozenset[str]) -> list[Issue]:
    """Sales alone: goods that came back are other documents."""
    if kind.fact != "sale" or kind.back or kind.register or kind.summary or beside & {*RETURNS}:
        return []
    text = msg("Goods that came back are documents of their own in 1C: without them these are sales before returns")
    return [job.info("returns_elsewhere", text)]


def split_by_currency(
    documents: Sequence[Document], base: str, *, own_column: bool
) -> tuple[list[Document], list[Document]]:
    """Documents that are imported, and those of another money; where rows name their currency the book decides."""
    kept: list[Document] = []
    others: list[Document] = []
    for one in documents:
        named = own_column and bool(one.currency) and base.isupper()
        (kept if named or in_currency(one, base) else others).append(one)
    return kept, others
