"""Tables of rows with headings (xlsx, xls, ods, csv, text): lines of sale first, and any other fact of the schema."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.i18n.message import msg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest.headings import heading
from kpi_desktop.ingest.importers.changed import another_thing, beside_issue, by_changed, change_issue
from kpi_desktop.ingest.importers.choice import Choice, by_itself, by_mapping
from kpi_desktop.ingest.importers.doubts import doubts
from kpi_desktop.ingest.importers.layouts import find_layouts, headings_only, other_blocks
from kpi_desktop.ingest.importers.oddities import off_the_price, pasted_twice, rows_as_text, told_twice
from kpi_desktop.ingest.importers.saved import known_mappings
from kpi_desktop.ingest.importers.sheet import SheetFacts, read_sheet
from kpi_desktop.ingest.importers.table_asking import misfit, needs_mapping
from kpi_desktop.ingest.importers.table_batch import WORD, batch_of, recognised, sum_of
from kpi_desktop.ingest.importers.table_columns import column_reports
from kpi_desktop.ingest.mapping import LIST_PRICE
from kpi_desktop.ingest.outcome import ColumnReport, FileReport, Outcome
from kpi_desktop.ingest.proposal import discount_columns

if TYPE_CHECKING:
    from kpi_desktop.ingest.headings import Layout
    from kpi_desktop.ingest.job import Job

_LISTED_SHEETS = 10
#: How headings of what was reached begin in a table of plans.
_REACHED = ("факт", "actual", "выручка", "продажи", "суммапродаж", "оборот", "revenue", "sales")
#: How headings of days begin.
_DAYS = ("дата", "день", "число", "месяц", "date", "day", "month")


def examine(job: Job) -> FileReport | None:
    """Read the file as a table; None where it holds no table at all."""
    layouts = find_layouts(job)
    if not layouts:
        return _empty(job, []) if headings_only(job) else None
    known = job.known
    if known is not None and known.given:
        choice = by_mapping(job, known.mapping, layouts, exact=False)
        return misfit(job, layouts) if choice is None else _imported_or_asked(job, [choice], [], layouts)
    replayed, others = _replayed(job, layouts)
    if replayed:
        return _imported_or_asked(job, replayed + others, [], layouts)
    if known is not None and known.changed:
        choice, changes = by_changed(job, known.mapping, layouts)
        sure, unsure = by_itself(job, layouts)
        if another_thing(known.mapping, sure):
            report = _imported_or_asked(job, sure, unsure, layouts)
            return replace(report, issues=(*report.issues, beside_issue(job, sure[0], changes)))
        report = _imported_or_asked(job, [choice], [], layouts)
        told = change_issue(job, choice, changes)
        return replace(report, changes=changes, issues=(told, *report.issues))
    return _imported_or_asked(job, *by_itself(job, layouts), layouts)


def _replayed(job: Job, layouts: list[Layout]) -> tuple[list[Choice], list[Choice]]:
    """Sheets of layouts that are known from before, and sheets of other facts that tell by themselves what they are."""
    found: list[Choice] = []
    left = list(layouts)
    for saved in known_mappings(job):
        choice = by_mapping(job, saved, left, exact=True)
        if choice is not None and not choice.questions:
            found.append(choice)
            read = {layout.table.sheet for layout in choice.layouts}
            left = [layout for layout in left if layout.table.sheet not in read]
    if not found or not left:
        return found, []
    facts = {choice.mapping.fact for choice in found}
    return found, [choice for choice in by_itself(job, left)[0] if choice.mapping.fact not in facts]


def _imported_or_asked(job: Job, sure: list[Choice], unsure: list[Choice], layouts: list[Layout]) -> FileReport:
    asked = [choice for choice in sure if choice.questions]
    if asked or not sure:
        return needs_mapping(job, asked or unsure, layouts)
    sure.sort(key=lambda choice: choice.mapping.fact != "sale")
    return _imported(job, sure, layouts)


def _imported(job: Job, choices: list[Choice], layouts: list[Layout]) -> FileReport:
    batches, issues, rows, dropped = [], list[Issue](), 0, 0
    columns: tuple[ColumnReport, ...] = ()
    for number, choice in enumerate(choices):
        sheets = [read_sheet(job, layout, choice.reading) for layout in choice.layouts]
        choice.questions += doubts(choice, sheets)
        if choice.questions:
            return needs_mapping(job, [choice], layouts)
        issues += [issue for sheet in sheets for issue in sheet.issues] + _odd(job, choice, sheets)
        rows += sum(sheet.rows for sheet in sheets)
        dropped += sum(sheet.dropped for sheet in sheets)
        columns += column_reports(job, choice, sheets)
        if any(len(sheet.arrays["src_row"]) for sheet in sheets):
            batches.append(batch_of(job, choice, sheets, number))
    if not batches:
        return _unread(job, choices, layouts, issues) if rows else _empty(job, issues)
    issues += _unused_parts(job, choices)
    main = batches[0]
    alike = [batch for batch in batches if batch.fact == main.fact]
    spans = [batch.period for batch in alike if batch.period is not None]
    unread = any(issue.code == "cell_unreadable" for issue in issues)
    return FileReport(
        file=job.source.name,
        outcome=Outcome.PARTIAL if dropped or unread or _left_facts(issues) else Outcome.OK,
        recognised=recognised(job, choices),
        rows=rows,
        issues=tuple(issues),
        columns=columns,
        mapping=main.mapping,
        period=(min(first for first, _ in spans), max(end for _, end in spans)) if spans else None,
        organisation=main.organisation,
        currency=main.currency,
        details=_details(job, choices[0]),
        file_total=sum_of([batch.file_total for batch in alike]),
        imported_total=sum_of([batch.imported_total for batch in alike]),
        batches=tuple(batches),
    )


def _unread(job: Job, choices: list[Choice], layouts: list[Layout], issues: list[Issue]) -> FileReport:
    """Not one row could be read: the columns were taken for something that they are not."""
    choices[0].questions.append(msg("Not one row could be read this way: check which column is what"))
    report = needs_mapping(job, choices, layouts)
    return replace(report, issues=(*report.issues, *issues))


def _empty(job: Job, issues: list[Issue]) -> FileReport:
    issue = job.error("empty", msg("The file has headings but not one row under them"),
        fix=msg("Export it again for a period that has data"),
    )  # fmt: skip
    return FileReport(job.source.name, Outcome.EMPTY, WORD, issues=(*issues, issue))


def _unused_parts(job: Job, choices: list[Choice]) -> list[Issue]:
    """Sheets, tables beside the main one and columns that were not imported: they are told."""
    parts = [layout for choice in choices for layout in choice.layouts]
    found = [job.info("not_used", note, sheet=layout.table.sheet) for layout in parts for note in layout.notes]
    for row, sheet, heads in other_blocks(job, [layout.table for layout in parts]):
        text = msg("The table with the headings {headings} was not imported", headings=", ".join(heads[:5]))
        fix = msg("If it is needed, move it to a sheet or a file of its own and import it")
        told = job.warning("block_not_used", text, fix=fix, sheet=sheet, row=row)
        found.append(told if _dated(heads) else job.info("block_not_used", text, sheet=sheet, row=row))
    found += [issue for choice in choices if choice.mapping.fact == "sale" for issue in _discount_unread(job, choice)]
    found += [issue for choice in choices if choice.mapping.fact == "target" for issue in _facts_beside(job, choice)]
    return found + _unused_sheets(job, choices)


def _discount_unread(job: Job, choice: Choice) -> list[Issue]:
    """A discount that is a share of the price is no money: no figure is counted of it, and the owner hears so."""
    if {"discount", LIST_PRICE} & set(choice.reading.targets.values()):
        return []
    layout = choice.layouts[0]
    found = []
    for index in discount_columns(layout):
        name = layout.headings[index].text
        text = msg("“{column}” is not read as the sum of discounts in money: no figures of discounts are counted from "
                   "it. A column of that sum, or of the price before the discount, would give them",
                   column=name)  # fmt: skip
        found.append(job.info("discount_not_read", text, sheet=layout.table.sheet, column=name))
    return found


def _facts_beside(job: Job, choice: Choice) -> list[Issue]:
    """What was reached stands beside the plan: it is not taken for sales, and the owner hears of it."""
    layout = choice.layouts[0]
    names = [
        head.text
        for index, head in enumerate(layout.headings)
        if choice.reading.targets.get(index) != "amount" and (head.alias or head.key).startswith(_REACHED)
    ]
    if not names:
        return []
    text = msg("What was reached stands beside the plan ({columns}) and was not imported as sales", columns=names[0])
    fix = msg("Import the list or the report of sales too: the program compares them with the plan itself")
    return [job.warning("actual_not_used", text, fix=fix, sheet=layout.table.sheet, column=names[0])]


def _left_facts(issues: list[Issue]) -> bool:
    """Whether a table of facts beside the main one was not imported."""
    return any(issue.code == "block_not_used" and issue.level is Level.WARNING for issue in issues)


def _dated(heads: list[str]) -> bool:
    """Whether a table has a column of days among others: it holds facts, not a summary of them."""
    return len(heads) > 2 and any(heading(text).key.startswith(_DAYS) for text in heads)


def _odd(job: Job, choice: Choice, sheets: list[SheetFacts]) -> list[Issue]:
    """Single sale lines that break a rule of all others, and a known list that holds every line twice."""
    if choice.mapping.fact != "sale":
        return []
    twice = [
        told_twice(job, layout.table.sheet)
        for layout, sheet in zip(choice.layouts, sheets, strict=True)
        if choice.replayed and pasted_twice(rows_as_text(sheet.arrays))
    ]
    column = next((index for index, target in choice.reading.targets.items() if target == "amount"), None)
    if column is None:
        return twice
    heads = [layout.headings[column].text for layout in choice.layouts]
    return twice + [
        issue
        for layout, head, sheet in zip(choice.layouts, heads, sheets, strict=True)
        for issue in off_the_price(job, layout.table.sheet, head, sheet.arrays)
    ]


def _unused_sheets(job: Job, choices: list[Choice]) -> list[Issue]:
    used = {layout.table.sheet for choice in choices for layout in choice.layouts}
    left = [table.sheet for table in job.source.tables if table.sheet not in used and table.rows and not table.hidden]
    if not left:
        return []
    names = ", ".join(f"«{name}»" for name in left[:_LISTED_SHEETS])
    return [job.info("sheets_not_used", msg("These sheets were not imported: {sheets}", sheets=names))]


def _details(job: Job, choice: Choice) -> tuple[tuple[str, str], ...]:
    say = Translator(job.options.lang)
    fact = job.facts[choice.mapping.fact]
    found = [(say(msg("Facts")), fact.name_ru if say.lang == "ru" else fact.name_en)]
    sheets = ", ".join(layout.table.sheet for layout in choice.layouts)
    found += [(say(msg("Sheets")), sheets), (say(msg("Row of headings")), str(choice.layouts[0].head + _first(choice)))]
    if choice.mapping.date_order:
        found.append((say(msg("Order in dates")), choice.mapping.date_order.value))
    if choice.mapping.decimal_sign:
        found.append((say(msg("Decimal mark")), choice.mapping.decimal_sign))
    if choice.replayed:
        found.append((say(msg("Mapping")), say(msg("as before"))))
    return tuple(found)


def _first(choice: Choice) -> int:
    return choice.layouts[0].table.first_row
