"""Reports saved from 1C as a spreadsheet: only leaves are facts, and totals must agree to the last digit."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.period import Grain, Period
from kpi_desktop.facts.batch import Documents, FactBatch, Returns, SourceKey, Vat
from kpi_desktop.facts.schema import Kind
from kpi_desktop.i18n.message import Message, msg, nmsg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest import numbers, totals
from kpi_desktop.ingest.assemble import write_facts
from kpi_desktop.ingest.headings import currency_in, heading
from kpi_desktop.ingest.importers import tree as trees
from kpi_desktop.ingest.mapping import slug
from kpi_desktop.ingest.normalise import dictionary_array, fold, identifiers, key, without_placeholders
from kpi_desktop.ingest.outcome import ColumnReport, FileReport, Outcome

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.i18n.message import Message as Sentence
    from kpi_desktop.ingest.importers.tree import Block, Tree
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.source import SourceTable

WORD = "1c-report"
_SALES = ("валовая прибыль", "продаж", "реализац", "отгрузк", "отгрузок", "выручк")
_NOT_SALES = (
    ("остат", msg("a stock report")), ("залишк", msg("a stock report")), ("доступност", msg("a stock report")),
    ("оборотно-сальдовая", msg("an accounting register")), ("карточка счета", msg("an accounting register")),
    ("анализ счета", msg("an accounting register")), ("обороты счета", msg("an accounting register")),
    ("ведомость", msg("a turnover sheet")), ("закуп", msg("a report of purchases")),
    ("поступлен", msg("a report of purchases")), ("задолженност", msg("a report of debts")),
    ("прайс", msg("a price list")), ("заказ", msg("a report of orders")), ("план", msg("a report of plans")),
)  # fmt: skip
_REGISTERS = ("оборотно-сальдовая", "карточка счета", "анализ счета", "обороты счета")
_NETTED = ("валовая прибыль", "с возвратами", "за вычетом возвратов")
_ORGANISATION = re.compile(r"организаци[яи](?: равно|:)? ?[\"«]?(?P<name>[^\"»]+)", re.IGNORECASE)
_LISTED = 10
_PLACES = {"quantity": 6}


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


@dataclass(frozen=True, slots=True)
class _When:
    """The first day of the period of each row, where a group (`depth`) or a column beside the groups names it."""

    days: NDArray[np.datetime64]
    grain: Grain
    column: int
    depth: int

    def first(self) -> tuple[date, Grain]:
        """The earliest period."""
        return min(self.places())

    def places(self) -> list[tuple[date, Grain]]:
        """All periods."""
        found = np.unique(self.days[self.days > np.datetime64("1970-01-01")])
        return [(date.fromisoformat(str(one)), self.grain) for one in found]


def examine(job: Job) -> FileReport | None:
    """Read the first sheet that is a report of 1C; None where none is, or where the rows are a plain table."""
    if job.options.mapping is not None:
        return None
    for table in job.source.tables:
        if _is_report(table) and not _is_plain(job, table):
            return _with_other_sheets(job, table, _report(job, table, trees.title_of(table)))
    return None


def _is_report(table: SourceTable) -> bool:
    return table.rows > 2 and not table.hidden and (trees.is_report(table) or _known_title(trees.title_of(table)))


def _with_other_sheets(job: Job, table: SourceTable, report: FileReport) -> FileReport:
    """What is said where the file has more sheets than the one that was read."""
    others = [one for one in job.source.tables if one is not table and one.rows and not one.hidden]
    if not others or report.outcome is not Outcome.OK:
        return report
    names = ", ".join(f"«{one.sheet}»" for one in others[:_LISTED])
    text = msg("These sheets were not imported: {sheets}", sheets=names)
    if not any(_is_report(one) for one in others):
        return replace(report, issues=(*report.issues, job.info("sheets_not_used", text)))
    issue = job.warning(
        "sheets_not_used", text, fix=msg("Save each report of 1C as a file of its own and import them all")
    )
    return replace(report, outcome=Outcome.PARTIAL, issues=(*report.issues, issue))


def _known_title(title: str) -> bool:
    folded = fold(title)
    return bool(folded) and (
        folded.startswith(_SALES) or any(folded.startswith(word) for word, _ in _NOT_SALES if word not in {"план"})
    )


def _is_plain(job: Job, table: SourceTable) -> bool:
    """Whether the sheet is a list with a date in each row, whatever stands above it."""
    from kpi_desktop.ingest.headings import find_layout
    from kpi_desktop.ingest.mapping import choose_fact, known_headings, profiles

    if table.levels is not None and table.levels.max(initial=0) > 0:
        return False
    layout = find_layout(table, known_headings(job.facts))
    if layout is None or layout.first >= table.rows:
        return False
    proposal, _ = choose_fact(layout, profiles(layout), job.facts)
    return proposal is not None and "day" in proposal.found


def _report(job: Job, table: SourceTable, title: str) -> FileReport:
    folded = fold(title)
    if not any(word in folded for word in _SALES):
        return _not_sales(job, table, folded)
    tree = trees.read_tree(table)
    if tree is not None and any(
        word in fold(" ".join((title, *tree.captions))) for word in ("тыс. руб", "тыс руб", "млн")
    ):
        return _refused(
            job, table, msg("The report is in thousands or millions, so its kopecks are lost"),
            msg("Save it from 1C in roubles, without rounding"),
        )  # fmt: skip
    if tree is None or not any(block.target == "amount" for block in tree.blocks):
        return _refused(
            job, table, msg("The report was recognised, but no column of revenue was found in it"),
            msg("Add the column “Выручка” to the report in 1C and save it again"),
        )  # fmt: skip
    return _sales(job, table, tree)


def _not_sales(job: Job, table: SourceTable, title: str) -> FileReport:
    what = next((name for word, name in _NOT_SALES if word in title), msg("a report of another kind"))
    word = "1c-register" if any(register in title for register in _REGISTERS) else WORD
    return _refused(
        job, table, msg("This is {what} from 1C, not a report of sales; it is not imported", what=what),
        msg("For sales save “Валовая прибыль” or “Продажи” from 1C, by months"), word,
    )  # fmt: skip


def _refused(job: Job, table: SourceTable, message: Sentence, fix: Sentence, word: str = WORD) -> FileReport:
    tree = trees.read_tree(table)
    issue = job.error("unsupported", message, fix=fix, sheet=table.sheet)
    rows = tree.rows if tree else max(table.rows - 1, 0)
    return FileReport(job.source.name, Outcome.UNSUPPORTED, word, rows=rows, issues=(issue,))


def _sales(job: Job, table: SourceTable, tree: Tree) -> FileReport:
    stated = trees.stated_period((tree.title, *tree.captions))
    tree = _agreeing(table, tree)
    rows_when = None if any(block.period for block in tree.blocks) else _periods_of_rows(table, tree)
    if rows_when is None and not any(block.period for block in tree.blocks):
        problem = _period_problem(stated)
        if problem:
            return _refused(job, table, *problem)
    mismatch = _disagreement(table, tree)
    if mismatch:
        return _refused(job, table, *mismatch)
    facts = _facts(job, table, tree, (stated, rows_when))
    if facts is None:
        issue = job.error(
            "empty",
            msg("The report has no figures under its headings"),
            fix=msg("Export it again for a period that has data"),
            sheet=table.sheet,
        )
        return FileReport(job.source.name, Outcome.EMPTY, WORD, rows=tree.rows, issues=(issue,))
    target = job.facts_file(0)
    rows = write_facts([facts.arrays], target)
    batch = _batch(job, table, tree, facts)
    issues = (*facts.issues, *_notes(job, table, tree, batch))
    return FileReport(
        file=job.source.name, outcome=Outcome.OK if rows else Outcome.EMPTY,
        recognised=batch.recognised, rows=tree.rows,
        issues=issues, columns=_columns(job, table, tree, facts), mapping="", period=batch.period,
        organisation=batch.organisation, currency=batch.currency, details=_details(job, tree, batch),
        file_total=batch.file_total, imported_total=batch.imported_total, batches=(batch,) if rows else (),
    )  # fmt: skip


def _period_problem(stated: tuple[date, date] | None) -> tuple[Message, Message] | None:
    """Why a report with one block of figures cannot be placed in time; None where it can."""
    if stated is None:
        return (
            msg("The report does not say for which period it is"),
            msg("Save it from 1C with its captions, or build it by months"),
        )
    if _whole(stated) is None and not _within_month(stated):
        return (
            msg("The report is for {first} to {last} in one figure; it cannot be told how much belongs to which month",
                first=f"{stated[0]:%d.%m.%Y}", last=f"{stated[1]:%d.%m.%Y}"),
            msg("Build the report in 1C by months (“Периодичность: месяц”) and save it again"),
        )  # fmt: skip
    return None


def _whole(stated: tuple[date, date]) -> Grain | None:
    for grain in (Grain.DAY, Grain.MONTH, Grain.QUARTER, Grain.YEAR):
        whole = Period.of(stated[0], grain)
        if (whole.start, whole.last_day) == stated:
            return grain
    return None


def _within_month(stated: tuple[date, date]) -> bool:
    """Whether the report is for a part of one month, such as the current one: it is partly covered."""
    return (stated[0].year, stated[0].month) == (stated[1].year, stated[1].month)


def _periods_of_rows(table: SourceTable, tree: Tree) -> _When | None:
    """The months (or days) of the rows, where a group or a column of the report names them; None where none does."""
    candidates = [(column, depth, depth == len(tree.groups) - 1) for depth, (column, _) in enumerate(tree.groups)]
    for column, depth, last in [*candidates, *((column, -1, False) for column, _ in tree.details)]:
        codes, words = identifiers(trees.label_cells(table, tree, column))
        if depth >= 0:
            codes = _at_level(tree, codes, depth, last=last)
        codes = codes[tree.leaves]
        if not len(codes) or (codes < 0).any():
            continue
        found = {code: trees.period_of(words[code]) for code in np.unique(codes).tolist()}
        grains = {place[1] for place in found.values() if place}
        if all(found.values()) and len(grains) == 1:
            start = {code: place[0] for code, place in found.items() if place}
            days = np.zeros(len(tree.leaves), dtype="datetime64[D]")
            days[tree.leaves] = [start[code] for code in codes.tolist()]
            return _When(days, grains.pop(), column, depth)
    return None


def _agreeing(table: SourceTable, tree: Tree) -> Tree:
    """The tree whose leaves add up to the report's total: by levels, else the rows that fill the detail columns."""
    if tree.total_row is None or not _differences(table, tree) or not tree.details:
        return tree
    filled = np.zeros(len(tree.leaves), dtype=bool)
    for column, _ in tree.details:
        filled |= trees.label_cells(table, tree, column).filled
    other = replace(tree, leaves=filled, levels=np.where(filled, tree.levels.max() + 1, tree.levels))
    return tree if _differences(table, other) else other


def _differences(table: SourceTable, tree: Tree) -> list[tuple[Block, Decimal, Decimal]]:
    """Blocks of money and quantity whose leaves do not add up to the report's own total."""
    if tree.total_row is None:
        return []
    found = []
    for block in tree.blocks:
        if block.target == "x_":
            continue
        read = trees.measure_values(table, tree, block, 6)
        leaves = Decimal(numbers.whole_sum(read.scaled[tree.leaves & read.valid])).scaleb(-6)
        own = _cell(table, tree.total_row, block.column)
        if own is not None and abs(own - leaves) >= Decimal("0.01"):
            found.append((block, own, leaves))
    return found


def _cell(table: SourceTable, row: int, column: int) -> Decimal | None:
    from kpi_desktop.ingest.normalise import read_cells

    read = numbers.read_numbers(read_cells(table.columns[column], row, row + 1), 6)
    return Decimal(int(read.scaled[0])).scaleb(-6) if read.valid[0] else None


def _disagreement(table: SourceTable, tree: Tree) -> tuple[Message, Message] | None:
    """A refusal where the money does not add up: a report read wrongly is worse than one not read."""
    if tree.total_row is None and len(tree.groups) > 1 and not tree.levels.any():
        return (
            msg("The report has several groups and neither levels of rows nor a total: groups and their rows "
                "look alike"),
            msg("Save the report from 1C again, unchanged, with all its groups open"),
        )  # fmt: skip
    money = [found for found in _differences(table, tree) if found[0].target == "amount"]
    if not money:
        return None
    block, own, leaves = money[0]
    return (
        msg("The rows of “{column}” give {rows}, the report's own total is {own}; nothing was imported",
            column=block.caption.text, rows=f"{leaves.normalize():f}", own=f"{own.normalize():f}"),
        msg("Save the report from 1C again, unchanged, with all its groups open"),
    )  # fmt: skip


def _facts(
    job: Job, table: SourceTable, tree: Tree, times: tuple[tuple[date, date] | None, _When | None]
) -> _Facts | None:
    import pyarrow as pa

    stated, rows_when = times
    issues: list[Issue] = []
    dimensions, free = _dimensions(job, table, tree, issues, rows_when)
    places = [block.period or (rows_when.first() if rows_when else _one(stated)) for block in tree.blocks]
    parts: list[dict[str, pa.Array]] = []
    for when in dict.fromkeys(places):
        blocks = [block for block, place in zip(tree.blocks, places, strict=True) if place == when]
        part = _block_part(table, tree, blocks, rows_when.days if rows_when else when[0], dimensions)
        if part is not None:
            parts.append(part)
            free |= {_target(block): block.caption.text for block in blocks if block.target == "x_"}
    if not parts:
        return None
    names = list(dict.fromkeys(name for part in parts for name in part))
    whole = pa.concat_tables([pa.table(part) for part in parts], promote_options="default").unify_dictionaries()
    whole = whole.combine_chunks()
    arrays = {name: whole[name].combine_chunks() for name in names if name in whole.column_names}
    own, leaf_total = _totals(table, tree)
    imported = sum((value for value in arrays["amount"].to_pylist() if value is not None), Decimal(0))
    issues += _mismatched_parents(job, table, tree)
    return _Facts(
        arrays,
        free,
        places[0][1],
        _span(rows_when.places() if rows_when else places, stated),
        imported,
        own,
        leaf_total,
        issues,
    )


def _one(stated: tuple[date, date] | None) -> tuple[date, Grain]:
    assert stated is not None
    return stated[0], _whole(stated) or Grain.MONTH


def _span(places: list[tuple[date, Grain]], stated: tuple[date, date] | None) -> tuple[date, date]:
    if stated:
        return stated[0], stated[1] + timedelta(days=1)
    first, last = min(places), max(places)
    return first[0], Period.of(last[0], last[1]).end


def _target(block: Block) -> str:
    return slug(block.caption.text) if block.target == "x_" else block.target


def _block_part(
    table: SourceTable,
    tree: Tree,
    blocks: list[Block],
    day: date | NDArray[np.datetime64],
    dimensions: dict[str, tuple[NDArray[np.int32], list[str]]],
) -> dict[str, pa.Array] | None:
    """The facts of one month: leaves that have any figure in it."""
    import pyarrow as pa

    read = {_target(block): trees.measure_values(table, tree, block, 4 if block.target in {"amount", "cost",
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
    for name, found in read.items():
        valid = found.valid[rows]
        if name == "amount":
            valid = np.ones(len(rows), dtype=bool)
        if name == "cost":
            valid = valid & ~((found.scaled[rows] == 0) & (amount > 0))
        part[name] = numbers.decimal_array(found.scaled[rows], valid, found.places)
    if "amount" not in part:
        part["amount"] = numbers.decimal_array(amount, None, 4)
    part["src_sheet"] = pa.array(np.zeros(len(rows), dtype=np.int16))
    part["src_row"] = pa.array((rows + tree.first + table.first_row).astype(np.int32))
    return part


def _dimensions(
    job: Job, table: SourceTable, tree: Tree, issues: list[Issue], rows_when: _When | None
) -> tuple[dict[str, tuple[NDArray[np.int32], list[str]]], dict[str, str]]:
    """Groups as the leaf's ancestors, detail columns as they stand; the last group is the leaf itself."""
    found: dict[str, tuple[NDArray[np.int32], list[str]]] = {}
    free: dict[str, str] = {}
    known = _known_dimensions(job)
    products = {key(text) for _, text in (*tree.groups, *tree.details)} & {"номенклатура", "товар"}
    for depth, (column, text) in enumerate(tree.groups):
        if rows_when is not None and rows_when.depth == depth:
            continue
        codes, words = identifiers(trees.label_cells(table, tree, column))
        last = depth == len(tree.groups) - 1
        _put(found, free, (known, text), (_at_level(tree, codes, depth, last=last), words), bool(products))
    for column, text in tree.details:
        if rows_when is not None and rows_when.depth < 0 and rows_when.column == column:
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


def _known_dimensions(job: Job) -> dict[str, str]:
    """Captions of groups by what they are: 1C's own words first, then the headings of sale lines."""
    columns = [
        column for column in job.facts["sale"].columns if column.kind is Kind.DIMENSION or column.id == "customer"
    ]
    return {key(word): column.id for column in columns for word in column.headings} | trees.DIMENSIONS


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


def _totals(table: SourceTable, tree: Tree) -> tuple[Decimal | None, Decimal]:
    """The report's own total of revenue over all its months, and the exact sum of its leaves."""
    own: Decimal | None = None
    leaves = Decimal(0)
    signs = np.ones(len(tree.leaves), dtype=np.int8)
    for block in tree.blocks:
        if block.target != "amount":
            continue
        leaves += totals.raw_sum(trees.label_cells(table, tree, block.column), tree.leaves, signs, None)
        cell = _cell(table, tree.total_row, block.column) if tree.total_row is not None else None
        if cell is not None:
            own = (own or Decimal(0)) + cell
    return own, leaves


def _mismatched_parents(job: Job, table: SourceTable, tree: Tree) -> list[Issue]:
    """Groups whose own figure is not the sum of their leaves: the report was edited by hand."""
    count = 0
    for block in tree.blocks:
        if block.target not in {"amount", "quantity", "cost"}:
            continue
        read = trees.measure_values(table, tree, block, 6)
        running = np.concatenate([[0], np.cumsum(np.where(tree.leaves & read.valid, read.scaled, 0))])
        for row in np.flatnonzero(~tree.leaves & read.valid).tolist():
            later = np.flatnonzero(tree.levels[row + 1 :] <= tree.levels[row])
            stop = row + 1 + int(later[0]) if len(later) else len(tree.levels)
            count += abs(int(running[stop] - running[row + 1]) - int(read.scaled[row])) > 10_000
    if not count:
        return []
    text = nmsg(
        "{n} group total differs from the sum of its rows",
        "{n} group totals differ from the sums of their rows",
        n=count,
    )
    fix = msg("Check whether the report was edited by hand; the rows were imported, not the totals")
    return [job.warning("group_differs", text, fix=fix, sheet=table.sheet)]


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
        returns=Returns.NETTED if any(word in fold(" ".join(captions)) for word in _NETTED) else Returns.UNKNOWN,
        documents=Documents.ABSENT, filtered=bool(filters), organisation=organisation, title=tree.title,
        file_total=facts.own if facts.own is not None else facts.leaf_total, imported_total=facts.imported,
        free=facts.free,
    )  # fmt: skip


def _kind(title: str) -> str:
    return next((word for word in _SALES if word in fold(title)), "")


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
        target = _known_dimensions(job).get(heading(text).key, slug(text))
        target = target if target in facts.arrays else "product" if target == "sku" else target
        if target not in facts.arrays and any(trees.period_of(word) for word in cells.used_words()[:3]):
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
        reports.append(ColumnReport(text, _target(blocks[0]), why, valid, bad, empty))
    return tuple(reports)
