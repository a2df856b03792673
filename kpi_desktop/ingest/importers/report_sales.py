"""A report of sales from 1C as sale facts: only leaves are facts, and totals must agree to the last digit."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.period import Grain
from kpi_desktop.facts.batch import Documents, FactBatch, Returns, SourceKey, Vat
from kpi_desktop.i18n.message import Message, msg, nmsg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest.assemble import write_facts
from kpi_desktop.ingest.free_columns import slug
from kpi_desktop.ingest.headings import currency_in, heading
from kpi_desktop.ingest.importers import tree as trees
from kpi_desktop.ingest.importers.periods import period_of, stated_period
from kpi_desktop.ingest.importers.report_checks import (
    agreeing,
    control_totals,
    differences,
    disagreement,
    mismatched_parents,
    total_warnings,
)
from kpi_desktop.ingest.importers.report_refusal import SALES, WORD, refused
from kpi_desktop.ingest.importers.report_rows import (
    block_part,
    dimensions_of,
    known_dimensions,
    one_place,
    periods_of_rows,
    span_of,
    target_of,
)
from kpi_desktop.ingest.importers.weeks import grain_of_spans
from kpi_desktop.ingest.normalise import fold, key
from kpi_desktop.ingest.outcome import ColumnReport, FileReport, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pyarrow as pa

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.ingest.importers.report_rows import When
    from kpi_desktop.ingest.importers.tree import Block, Tree
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.source import SourceTable

_NETTED = ("валовая прибыль", "с возвратами", "за вычетом возвратов")
_ORGANISATION = re.compile(r"организаци[яи](?: равно|:)? ?[\"«]?(?P<name>[^\"»]+)", re.IGNORECASE)


@dataclass(slots=True)
class _Facts:
    """The leaves of a report as columns, with what was checked on the way."""

    arrays: dict[str, pa.Array]
    free: dict[str, str]
    grain: Grain
    period: tuple[date, date]
    imported: Decimal
    own: Decimal | None
    leaf_total: Decimal
    issues: list[Issue]


def import_sales(
    job: Job, table: SourceTable, tree: Tree, weeks: Sequence[tuple[date, date]] | None = None
) -> FileReport:
    """The facts of the report, or why there are none; `weeks` are those whose first days stand over its figures."""
    stated = stated_period((tree.title, *tree.captions))
    tree = agreeing(table, tree)
    rows_when = None if any(block.period for block in tree.blocks) else periods_of_rows(table, tree)
    if rows_when is None and not any(block.period for block in tree.blocks):
        problem = _period_problem(stated)
        if problem:
            return refused(job, table, *problem)
    unequal = differences(table, tree)
    mismatch = disagreement(tree, unequal)
    if mismatch:
        return refused(job, table, *mismatch)
    facts = _facts(job, table, tree, (stated, rows_when))
    if facts is None:
        issue = job.error(
            "empty",
            msg("The report has no figures under its headings"),
            fix=msg("Export it again for a period that has data"),
            sheet=table.sheet,
        )
        return FileReport(job.source.name, Outcome.EMPTY, WORD, rows=tree.rows, issues=(issue,))
    if weeks:
        _of_weeks(facts, weeks)
    facts.issues += total_warnings(job, table, unequal) + mismatched_parents(job, table, tree)
    target = job.facts_file(0)
    rows = write_facts([facts.arrays], target)
    batch = _batch(job, table, tree, facts)
    issues = (*facts.issues, *_notes(job, table, tree, batch))
    return FileReport(
        file=job.source.name, outcome=_outcome(rows, batch),
        recognised=batch.recognised, rows=tree.rows,
        issues=issues, columns=_columns(job, table, tree, facts), mapping="", period=batch.period,
        organisation=batch.organisation, currency=batch.currency, details=_details(job, tree, batch),
        file_total=batch.file_total, imported_total=batch.imported_total, batches=(batch,) if rows else (),
    )  # fmt: skip


def _of_weeks(facts: _Facts, weeks: Sequence[tuple[date, date]]) -> None:
    """Figures of weeks count as those of weeks, and as their month's where the weeks are cut at its ends."""
    import pyarrow as pa

    facts.grain = grain_of_spans(weeks)
    if facts.grain is Grain.MONTH:
        days = facts.arrays["day"].to_numpy(zero_copy_only=False).astype("datetime64[M]")
        facts.arrays["day"] = pa.array(days.astype("datetime64[D]"))
    facts.period = weeks[0][0], weeks[-1][1] + timedelta(days=1)


def _outcome(rows: int, batch: FactBatch) -> Outcome:
    if not rows:
        return Outcome.EMPTY
    return Outcome.PARTIAL if batch.grain is Grain.SPAN else Outcome.OK


def _period_problem(stated: tuple[date, date] | None) -> tuple[Message, Message] | None:
    """Why a report with one block of figures cannot be placed in time; None where it can."""
    if stated is None:
        return (
            msg("The report does not say for which period it is"),
            msg("Save it from 1C with its captions, or build it by months"),
        )
    return None


def _facts(
    job: Job, table: SourceTable, tree: Tree, times: tuple[tuple[date, date] | None, When | None]
) -> _Facts | None:
    import pyarrow as pa
    import pyarrow.compute as pc

    stated, rows_when = times
    issues: list[Issue] = []
    dimensions, free = dimensions_of(job, table, tree, issues, rows_when)
    places = [block.period or (rows_when.first() if rows_when else one_place(stated)) for block in tree.blocks]
    parts: list[dict[str, pa.Array]] = []
    for when in dict.fromkeys(places):
        blocks = [block for block, place in zip(tree.blocks, places, strict=True) if place == when]
        part = block_part(table, tree, blocks, rows_when.days if rows_when else when[0], dimensions)
        if part is not None:
            parts.append(part)
            free |= {target_of(block): block.caption.text for block in blocks if block.target == "x_"}
    if not parts:
        return None
    names = list(dict.fromkeys(name for part in parts for name in part))
    whole = pa.concat_tables([pa.table(part) for part in parts], promote_options="default").unify_dictionaries()
    whole = whole.combine_chunks()
    arrays = {name: whole[name].combine_chunks() for name in names if name in whole.column_names}
    own, leaf_total = control_totals(table, tree)
    imported = pc.sum(arrays["amount"]).as_py() or Decimal(0)
    return _Facts(
        arrays,
        free,
        places[0][1],
        span_of(rows_when.places() if rows_when else places, stated),
        imported,
        own,
        leaf_total,
        issues,
    )


def _batch(job: Job, table: SourceTable, tree: Tree, facts: _Facts) -> FactBatch:
    captions = (tree.title, *tree.captions)
    grouping = "\n".join(key(text) for _, text in (*tree.groups, *tree.details))
    measures = "\n".join(sorted({block.caption.key for block in tree.blocks}))
    layout = hashlib.sha256(f"{_kind(tree.title)}\n{grouping}\n{measures}".encode()).hexdigest()[:12]
    organisation = next((found["name"].strip() for text in captions if (found := _ORGANISATION.search(text))), "")
    filters = "; ".join(tree.filters)
    return FactBatch(
        fact="sale", columns=job.facts_file(0), rows=len(facts.arrays["day"]),
        source=SourceKey(WORD, layout, organisation, filters, job.options.source_name),
        file_name=job.source.name, file_sha256=job.sha256, importer=WORD,
        recognised=f"{WORD}: {tree.title}" if tree.title else WORD,
        mapping="", present=tuple(name for name in facts.arrays if not name.startswith("src_")),
        period=facts.period, period_stated=True, grain=facts.grain, sheets=(table.sheet,),
        currency=_currency(tree), vat=_vat(tree),
        returns=_returns(facts, captions),
        documents=Documents.NUMBERED if "document" in facts.arrays else Documents.ABSENT,
        filtered=bool(filters), organisation=organisation, title=tree.title,
        file_total=facts.own if facts.own is not None else facts.leaf_total, imported_total=facts.imported,
        free=facts.free,
    )  # fmt: skip


def _returns(facts: _Facts, captions: tuple[str, ...]) -> Returns:
    if "document" in facts.arrays:
        return Returns.SEPARATE
    return Returns.NETTED if any(word in fold(" ".join(captions)) for word in _NETTED) else Returns.UNKNOWN


def _kind(title: str) -> str:
    return next((word for word in SALES if word in fold(title)), "")


def _currency(tree: Tree) -> str:
    found = {currency_in(text) for text in (tree.title, *tree.captions)} | {
        block.caption.currency for block in tree.blocks
    }
    found -= {""}
    return found.pop() if len(found) == 1 else ""


def _vat(tree: Tree) -> Vat:
    found = {block.caption.vat for block in tree.blocks if block.target == "amount"} - {None}
    found = found or {heading(text).vat for text in (tree.title, *tree.captions)} - {None}
    return (found.pop() or Vat.UNKNOWN) if len(found) == 1 else Vat.UNKNOWN


def _notes(job: Job, table: SourceTable, tree: Tree, batch: FactBatch) -> list[Issue]:
    notes = []
    if batch.filtered:
        text = msg("The report has a filter and is not the whole company: {filters}", filters=batch.source.filters)
        notes.append(job.warning("filtered", text, sheet=table.sheet))
    if batch.grain is Grain.SPAN and batch.period is not None:
        text = msg("The report is for {first} to {last} in one figure: it counts in windows that hold all these days, "
                   "and gives no months", first=f"{batch.period[0]:%d.%m.%Y}",
                   last=f"{batch.period[1] - timedelta(days=1):%d.%m.%Y}")  # fmt: skip
        fix = msg("Build the report in 1C by months (“Периодичность: месяц”) and save it again")
        notes.append(job.warning("grain", text, fix=fix, sheet=table.sheet))
    if batch.grain in {Grain.QUARTER, Grain.YEAR}:
        text = msg("The report is for a whole quarter or year: it gives no months")
        fix = msg("Build the report in 1C by months (“Периодичность: месяц”) and save it again")
        notes.append(job.warning("grain", text, fix=fix, sheet=table.sheet))
    if tree.total_row is None:
        text = msg("The report has no total of its own to compare with")
        notes.append(job.info("no_total", text, sheet=table.sheet))
    return notes


def _details(job: Job, tree: Tree, batch: FactBatch) -> tuple[tuple[str, str], ...]:
    say = Translator(job.options.lang)
    basis = {Vat.WITH: msg("with VAT"), Vat.WITHOUT: msg("without VAT"), Vat.UNKNOWN: msg("not stated")}[batch.vat]
    found = [(say(msg("Report")), tree.title), (say(msg("VAT")), say(basis))]
    if batch.filtered:
        found.append((say(msg("Filter")), batch.source.filters))
    groups = ", ".join(text for _, text in (*tree.groups, *tree.details))
    return (*found, (say(msg("Groups")), groups), (say(msg("Settings of the report")), "; ".join(tree.captions[1:])))


def _columns(job: Job, table: SourceTable, tree: Tree, facts: _Facts) -> tuple[ColumnReport, ...]:
    say = Translator(job.options.lang)
    reports = []
    leaves = tree.leaves
    for column, text in (*tree.groups, *tree.details):
        cells = trees.label_cells(table, tree, column).take(leaves)
        target = known_dimensions(job).get(heading(text).key, slug(text))
        target = target if target in facts.arrays else "product" if target == "sku" else target
        if target not in facts.arrays and any(period_of(word) for word in cells.used_words()[:3]):
            target = "day"
        members = facts.arrays[target].drop_null() if target in facts.arrays else None
        filled = int(cells.filled.sum()) if members is None else len(members)
        size = len(cells.kinds) if members is None else len(facts.arrays[target])
        samples = () if members is None else tuple(str(word) for word in members.unique()[:3].to_pylist())
        why = say(msg("a group of the report"))
        reports.append(ColumnReport(text, target, why, filled, 0, size - filled, samples))
    by_caption: dict[str, list[Block]] = {}
    for block in tree.blocks:
        by_caption.setdefault(block.caption.text, []).append(block)
    for text, blocks in by_caption.items():
        read = [trees.measure_values(table, tree, block, 6) for block in blocks]
        valid = sum(int((one.valid & leaves).sum()) for one in read)
        bad = sum(int((one.bad & leaves).sum()) for one in read)
        why = say(nmsg("{n} column of sums", "{n} columns of sums", n=len(blocks)))
        empty = len(blocks) * tree.rows - valid - bad
        reports.append(ColumnReport(text, target_of(blocks[0]), why, valid, bad, empty))
    return tuple(reports)
