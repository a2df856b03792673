"""Data of 1C by OData (JSON): documents become sales, orders, payments and receipts of goods; catalogues name them.

A live 1C comes the same way: the program keeps the service's answers as such files.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.period import Grain
from kpi_desktop.facts.batch import Documents, FactBatch, Returns, SourceKey, Vat
from kpi_desktop.facts.schema import Kind
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest.importers import odata_checks as checks
from kpi_desktop.ingest.importers import odata_facts as facts
from kpi_desktop.ingest.importers.exchange import write_columns
from kpi_desktop.ingest.importers.odata_documents import LARGEST, Document, base_currency, read_document, why_out
from kpi_desktop.ingest.importers.odata_kinds import KINDS, kind_of, plain_name
from kpi_desktop.ingest.importers.odata_names import objects_beside, read_names
from kpi_desktop.ingest.outcome import FileReport, Outcome
from kpi_desktop.ingest.readers.odata_json import Answer, Element, read_answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.facts.schema import FactTable
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.ingest.importers.odata_kinds import ObjectKind
    from kpi_desktop.ingest.importers.odata_names import Names
    from kpi_desktop.ingest.job import Job

WORD = "1c-odata"
_ZERO = Decimal(0)
_PLACES = {Kind.MONEY: Decimal("0.0001"), Kind.QUANTITY: Decimal("0.000001")}
_FREE = {
    "x_operation": msg("Operation of the document"),
    "x_bank_number": msg("Number given by the bank"),
    "x_organisation": msg("Organisation of the document"),
}
_TRANSFER = msg("Transfer between own accounts")


def examine(job: Job) -> FileReport | None:
    """The documents of an answer of the service; None where the file is not one."""
    if job.source.details.get("recognised") != WORD:
        return None
    answer = read_answer(job.path, job.source.name)
    kind = kind_of(answer.name)
    if answer.error:
        text = msg("The file holds an error of 1C and no data: {text}", text=answer.error)
        return _without_facts(job, answer, text, msg("Ask 1C for the data again"))
    if answer.name.startswith("Catalog_"):
        return _catalogue(job, answer)
    return _unknown(job, answer) if kind is None else _known(job, answer, kind)


def _known(job: Job, answer: Answer, kind: ObjectKind) -> FileReport:
    """An object that gives facts, unless it is empty or another file of the import holds the same."""
    beside = objects_beside(job.options.beside, job.path)
    covering = sorted(beside & {*kind.covered_by})
    if covering:
        text = msg("“{name}” repeats what “{other}” of the same import holds: it was not imported",
                   name=answer.name, other=covering[0])  # fmt: skip
        return _without_facts(job, answer, text, msg("Import it alone if you want it instead"))
    if not answer.elements and answer.period is None:
        return _nothing(job, answer)
    return _documents(job, answer, kind, beside)


def _documents(job: Job, answer: Answer, kind: ObjectKind, beside: frozenset[str]) -> FileReport:
    names = read_names(job.options.beside, job.path)
    elements = [one for found in answer.elements for one in _records(found)] if kind.register else answer.elements
    reasons = [(one, why_out(one, kind)) for one in elements]
    read = [(one, read_document(one, kind, names)) for one, reason in reasons if not reason]
    documents = [one for _, one in read if isinstance(one, Document)]
    lost = [(one, why) for one, why in read if isinstance(why, str)]
    base = base_currency(documents)
    own_column = any(column.id == "currency" for column in job.facts[kind.fact].columns)
    kept, others = checks.split_by_currency(documents, base, own_column=own_column)
    issues = [*checks.left_out(job, reasons), *checks.unread(job, lost), *checks.foreign(job, others, base)]
    batches = _batches(job, answer, kind, kept, names) if kept or answer.period else ()
    if not any(batch.rows for batch in batches) and answer.period is None:
        outcome = Outcome.DAMAGED if lost else Outcome.UNSUPPORTED
        text = msg("Not one document of “{name}” in the file counts", name=answer.name)
        fix = msg("Post the documents in 1C, or fetch a period that has posted ones")
        return FileReport(
            job.source.name, outcome, _recognised(answer), len(elements),
            (*issues, *checks.unreadable(job, answer), job.error("unsupported", text, fix=fix)),
        )  # fmt: skip
    issues += checks.findings(job, answer, kind, kept, names)
    issues += [*checks.unreadable(job, answer), *checks.returns_elsewhere(job, kind, beside)]
    partial = bool(lost or others or answer.faults or answer.cut or any(one.unread_lines for one in kept))
    outcome = Outcome.PARTIAL if partial else Outcome.OK
    return _report(job, answer, batches, len(elements), (tuple(issues), outcome))


def _records(one: Element) -> list[Element]:
    """The records of a register: flat, or inside the set of their document."""
    if not isinstance(one.values.get("RecordSet"), list):
        return [one]
    head = {name: value for name, value in one.values.items() if name != "RecordSet"}
    return [Element({**head, **line.values}, one.place, one.faults) for line in one.part("RecordSet")]


def _report(
    job: Job, answer: Answer, batches: Sequence[FactBatch], rows: int, told: tuple[tuple[Issue, ...], Outcome]
) -> FileReport:
    say = Translator(job.options.lang)
    main, (issues, outcome) = batches[0], told
    details = [(say(msg("Object of 1C")), answer.name), (say(msg("Documents")), str(rows))]
    details += [(say(msg("Facts")), _fact_name(job, batch.fact, say.lang)) for batch in batches[:1]]
    return FileReport(
        file=job.source.name, outcome=outcome, recognised=_recognised(answer), rows=rows, issues=issues,
        period=main.period, currency=main.currency, details=tuple(details), file_total=main.file_total,
        imported_total=main.imported_total, batches=tuple(batches),
    )  # fmt: skip


def _fact_name(job: Job, fact: str, lang: str) -> str:
    table = job.facts[fact]
    return table.name_ru if lang == "ru" else table.name_en


def _batches(
    job: Job, answer: Answer, kind: ObjectKind, kept: Sequence[Document], names: Names
) -> tuple[FactBatch, ...]:
    """The batch of the documents; beside orders that of their lines."""
    say = Translator(job.options.lang)
    match kind.fact:
        case "sale":
            found = [("sale", list(facts.sale_rows(kept, kind, names)))]
        case "order":
            lines = list(facts.order_line_rows(kept, names))
            found = [("order", list(facts.order_rows(kept, names)))]
            found += [("order_line", lines)] if lines or not kept else []
        case "payment":
            found = [("payment", list(facts.payment_rows(kept, kind, names, say(_TRANSFER))))]
        case "stock":
            found = [("stock", list(facts.stock_rows(kept, kind, names)))]
        case _:
            found = [("price", list(facts.price_rows(kept, names)))]
    return tuple(
        _batch(job, answer, kind, kept, (number, fact, rows))
        for number, (fact, rows) in enumerate(found) if rows or answer.period
    )  # fmt: skip


def _batch(
    job: Job, answer: Answer, kind: ObjectKind, kept: Sequence[Document], part: tuple[int, str, list[facts.Row]]
) -> FactBatch:
    number, fact, rows = part
    say = Translator(job.options.lang)
    target, table = job.facts_file(number), job.facts[fact]
    columns = facts.columns_of(rows) if rows else _nothing_of(table)
    for column in table.columns:
        if column.kind in _PLACES and column.id in columns:
            columns[column.id] = [_fitting(value, _PLACES[column.kind]) for value in columns[column.id]]
    present = write_columns(table, columns, [int(str(row["place"])) for row in rows], target)
    codes = {one.currency for one in kept if one.currency}
    imported = [value for value in columns.get(table.main, ()) if isinstance(value, Decimal)]
    has_total = bool(table.main) and fact != "stock"
    return FactBatch(
        fact=fact,
        columns=target,
        rows=len(rows),
        source=SourceKey(WORD, plain_name(answer.name), name=job.options.source_name),
        file_name=job.source.name,
        file_sha256=job.sha256,
        importer=WORD,
        recognised=_recognised(answer),
        mapping="",
        present=present,
        period=answer.period or _span(row["day"] for row in rows),
        period_stated=answer.period is not None,
        grain=Grain.DAY,
        sheets=("",),
        currency=next(iter(codes)) if len(codes) == 1 else "",
        vat=_vat(fact, kept),
        returns=Returns.NETTED if kind.register else Returns.SEPARATE if fact == "sale" else Returns.UNKNOWN,
        documents=_numbered(kind, present),
        title=plain_name(answer.name),
        file_total=_file_total(kind, fact, kept) if has_total else None,
        imported_total=sum(imported, _ZERO) if has_total else None,
        free={name: say(heading) for name, heading in _FREE.items() if name in present},
    )


def _nothing_of(table: FactTable) -> dict[str, list[object]]:
    """The columns of a batch without rows: it says that these days have nothing, and no more."""
    essential = {"document", table.main} - ({"quantity"} if table.id == "stock" else set())
    return {one.id: [] for one in table.columns if one.id in essential or one.id == "day" or one.kind is Kind.CHOICE}


def _numbered(kind: ObjectKind, present: Sequence[str]) -> Documents:
    if kind.summary:
        return Documents.SHIFT_REPORT
    return Documents.NUMBERED if "document" in present else Documents.ABSENT


def _vat(fact: str, kept: Sequence[Document]) -> Vat:
    """With VAT where every document tells how to get there; nothing is claimed of other facts."""
    told = fact in ("sale", "order", "order_line") and kept and all(one.with_vat is not None for one in kept)
    return Vat.WITH if told else Vat.UNKNOWN


def _file_total(kind: ObjectKind, fact: str, kept: Sequence[Document]) -> Decimal:
    """The documents' own totals (lines for those without, and for the batch of lines), added up apart from the rows."""
    total = _ZERO
    for one in kept:
        lines = sum((line.amount for line in one.lines), _ZERO)
        own = lines if fact == "order_line" or one.stated is None else one.stated
        total += -abs(own) if kind.back else abs(own) if fact == "payment" else own
    return total


def _fitting(value: object, places: Decimal) -> object:
    if not isinstance(value, Decimal) or abs(value) >= (LARGEST if places == _PLACES[Kind.MONEY] else LARGEST / 100):
        return None
    return value.quantize(places, ROUND_HALF_UP)


def _span(days: Iterable[object]) -> tuple[date, date] | None:
    found = sorted(str(day) for day in days)
    if not found:
        return None
    from datetime import date

    return date.fromisoformat(found[0]), date.fromisoformat(found[-1]) + timedelta(days=1)


def _recognised(answer: Answer) -> str:
    return f"{WORD}: {answer.name}" if answer.name else WORD


def _catalogue(job: Job, answer: Answer) -> FileReport:
    """A catalogue holds names and no facts: beside documents it is used, alone there is nothing to do with it."""
    rows = len(answer.elements)
    if any(kind_of(name) for name in objects_beside(job.options.beside, job.path)):
        text = nmsg("{n} card of the catalogue “{name}” gives names to the documents of this import",
                    "{n} cards of the catalogue “{name}” give names to the documents of this import",
                    n=rows, name=answer.name)  # fmt: skip
        told = (job.info("names_used", text),)
        return FileReport(job.source.name, Outcome.OK, _recognised(answer), rows, told)
    text = msg("This is a catalogue of 1C (“{name}”): it holds names and no figures of any period", name=answer.name)
    fix = msg("Import it in one folder or archive with documents (Document_РеализацияТоваровУслуг…): it names their "
              "goods and buyers")  # fmt: skip
    return _without_facts(job, answer, text, fix)


def _unknown(job: Job, answer: Answer) -> FileReport:
    known = ", ".join(name for name in list(KINDS)[:4])
    fix = msg("Documents that are read: {names} and others; else save the report from 1C as Excel (.xlsx)", names=known)
    if not answer.name:
        text = msg("This is data of 1C by OData (JSON) that does not say of which object it is")
        fix = msg("Ask 1C without “odata=nometadata”, or name the file after the object: "
                  "Document_РеализацияТоваровУслуг.json")  # fmt: skip
    else:
        text = msg("This is data of 1C by OData (JSON), “{name}”; the program does not read it", name=answer.name)
        if any(answer.name.startswith(f"{name}_") for name in KINDS):
            fix = msg("Ask 1C for the documents themselves: their tabular parts come in them")
    return _without_facts(job, answer, text, fix)


def _nothing(job: Job, answer: Answer) -> FileReport:
    text = msg("1C answered with no document of “{name}”", name=answer.name)
    fix = msg("Fetch a period that has documents, or look at the rights of the user of 1C")
    return FileReport(job.source.name, Outcome.EMPTY, _recognised(answer), issues=(job.error("empty", text, fix=fix),))


def _without_facts(job: Job, answer: Answer, text: Message, fix: Message) -> FileReport:
    issue = job.error("unsupported", text, fix=fix)
    return FileReport(
        job.source.name, Outcome.UNSUPPORTED, _recognised(answer), len(answer.elements), issues=(issue,)
    )  # fmt: skip
