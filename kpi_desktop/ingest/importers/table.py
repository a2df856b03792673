"""Tables of rows with headings (xlsx, xls, ods, csv, text): lines of sale first, and any other fact of the schema."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.issue import Issue
from kpi_desktop.core.period import Grain, add_months
from kpi_desktop.facts.batch import Documents, FactBatch, Returns, SourceKey, Vat
from kpi_desktop.facts.schema import Kind
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest.assemble import write_facts
from kpi_desktop.ingest.headings import currency_in, heading
from kpi_desktop.ingest.importers.changed import another_thing, beside_issue, by_changed, change_issue
from kpi_desktop.ingest.importers.choice import Choice, by_itself, by_mapping, chosen, days_of
from kpi_desktop.ingest.importers.doubts import doubts
from kpi_desktop.ingest.importers.layouts import find_layouts, headings_only, other_blocks
from kpi_desktop.ingest.importers.oddities import off_the_price, pasted_twice, rows_as_text, told_twice
from kpi_desktop.ingest.importers.periods import stated_period
from kpi_desktop.ingest.importers.row_currency import main_currency
from kpi_desktop.ingest.importers.saved import known_mappings
from kpi_desktop.ingest.importers.sheet import SheetFacts, kind_of, read_sheet
from kpi_desktop.ingest.mapping import LINE_PROFIT, UNIT_COST, Mapping
from kpi_desktop.ingest.mapping_text import write_mapping
from kpi_desktop.ingest.normalise import read_cells
from kpi_desktop.ingest.outcome import ColumnReport, FileReport, Outcome
from kpi_desktop.ingest.profile import profiles
from kpi_desktop.ingest.spellings import MOST_VALUES, distinct
from kpi_desktop.ingest.tax import basis_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from kpi_desktop.ingest.headings import Layout
    from kpi_desktop.ingest.job import Job

WORD = "table"
_LISTED_SHEETS = 10
#: Headings of reports of shifts: one row is a whole day of a till.
_SHIFT_WORDS = ("номерсмены", "сменаномер", "открытиясмены", "закрытиясмены", "zотчет", "количествочеков", "числочеков",
                "shiftnumber", "zreport")  # fmt: skip


def examine(job: Job) -> FileReport | None:
    """Read the file as a table; None where it holds no table at all."""
    layouts = find_layouts(job)
    if not layouts:
        return _empty(job, []) if headings_only(job) else None
    known = job.known
    if known is not None and known.given:
        choice = by_mapping(job, known.mapping, layouts, exact=False)
        return _misfit(job, layouts) if choice is None else _imported_or_asked(job, [choice], [], layouts)
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


def needs_mapping(job: Job, choices: Sequence[Choice], layouts: list[Layout], word: str = WORD) -> FileReport:
    """The report of a table that is not surely understood, with a draft of the mapping to fill in."""
    if job.options.mapping is None and word == WORD and _only_goods(job, layouts):
        issue = job.error("goods_list",
            msg("This is a list of goods without dates, prices, quantities and sums: there is nothing to count in it"),
            fix=msg("For a price list export the prices too; for sales export the documents or a report of sales"),
        )  # fmt: skip
        return FileReport(job.source.name, Outcome.UNSUPPORTED, word, _data_rows(layouts), (issue,))
    issues = [
        job.error("needs_mapping", question, sheet=choice.layouts[0].table.sheet,
            fix=msg("Fill in the draft of the mapping file and import with it"),
        )
        for choice in choices
        for question in choice.questions
    ]  # fmt: skip
    if not choices:
        issues.append(
            job.error("needs_mapping",
                msg("The table was read, but its headings do not tell which column is the date and which the amount"),
                fix=msg("Say in the mapping file which column is what, or export another report"),
            )
        )  # fmt: skip
    rows = _data_rows(max((choice.layouts for choice in choices), key=_data_rows, default=layouts))
    choice = max(choices, key=lambda one: _data_rows(one.layouts), default=None) or _blank(job, layouts)
    return FileReport(
        file=job.source.name, outcome=Outcome.NEEDS_MAPPING, recognised=word, rows=rows, issues=tuple(issues),
        columns=_column_reports(job, choice, []), mapping=_draft(job, choice),
    )  # fmt: skip


def _blank(job: Job, layouts: list[Layout]) -> Choice:
    """The largest sheet with no column taken for anything: the owner says all."""
    layout = max(layouts, key=lambda one: one.table.rows)
    looks = profiles(layout)
    choice = chosen(job, [layout], (Mapping("sale", {}, layout.hash), {}, looks), replayed=False)
    choice.questions = [msg("Give at least the date (day) and the amount")]
    return choice


def _only_goods(job: Job, layouts: Sequence[Layout]) -> bool:
    from kpi_desktop.ingest.telling import names_goods_only

    return all(names_goods_only(layout, profiles(layout), job.facts) for layout in layouts)


def _data_rows(layouts: Sequence[Layout]) -> int:
    return sum(layout.table.rows - layout.first for layout in layouts)


def _draft(job: Job, choice: Choice) -> str:
    layout, mapping, looks, questions = choice.layouts[0], choice.mapping, choice.looks, choice.questions
    samples = {
        head.text: ", ".join(_samples(look.cells))
        for head, look in zip(layout.headings, looks, strict=True)
        if head.text
    }
    text = write_mapping(mapping, job.facts, job.options.lang, samples=samples)
    say = Translator(job.options.lang)
    undated = layout.asks is not None or "day" not in mapping.targets.values()
    if undated and mapping.period is None:
        about = say(msg("the first and the last day of these figures; one day, if they are of one day"))
        text = text.replace("\n[columns]\n", f'\nperiod = ["", ""]  # {about}\n[columns]\n', 1)
    first, _, rest = text.partition("\n")
    return "\n".join([first, *(f"# ? {say(question)}" for question in questions), rest])


def _samples(cells: object) -> tuple[str, ...]:
    from kpi_desktop.ingest.normalise import Cells

    if not isinstance(cells, Cells):
        return ()
    found: dict[str, None] = {}
    for row in range(min(len(cells.kinds), 200)):
        shown = cells.shown(row)
        if shown:
            found[shown[:40].replace("\n", " ")] = None
        if len(found) == 3:
            break
    return tuple(found)


def _misfit(job: Job, layouts: list[Layout]) -> FileReport:
    issue = job.error("mapping_misfit", msg("The mapping file names columns that this file does not have"),
        fix=msg("Compare the headings in the draft with those of the mapping file"),
    )  # fmt: skip
    report = needs_mapping(job, (), layouts)
    return FileReport(
        file=report.file, outcome=report.outcome, recognised=WORD, rows=report.rows, issues=(issue,),
        mapping=report.mapping,
    )  # fmt: skip


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
        columns += _column_reports(job, choice, sheets)
        if any(len(sheet.arrays["src_row"]) for sheet in sheets):
            batches.append(_batch(job, choice, sheets, number))
    if not batches:
        return _unread(job, choices, layouts, issues) if rows else _empty(job, issues)
    issues += _unused_parts(job, choices)
    main = batches[0]
    alike = [batch for batch in batches if batch.fact == main.fact]
    spans = [batch.period for batch in alike if batch.period is not None]
    unread = any(issue.code == "cell_unreadable" for issue in issues)
    return FileReport(
        file=job.source.name,
        outcome=Outcome.PARTIAL if dropped or unread else Outcome.OK,
        recognised=_recognised(job, choices),
        rows=rows,
        issues=tuple(issues),
        columns=columns,
        mapping=main.mapping,
        period=(min(first for first, _ in spans), max(end for _, end in spans)) if spans else None,
        organisation=main.organisation,
        currency=main.currency,
        details=_details(job, choices[0]),
        file_total=_sum([batch.file_total for batch in alike]),
        imported_total=_sum([batch.imported_total for batch in alike]),
        batches=tuple(batches),
    )


def _recognised(job: Job, choices: Sequence[Choice]) -> str:
    """The contract's word, and after it what the rows are in the reader's language."""
    facts = [job.facts[choice.mapping.fact] for choice in choices]
    names = [fact.name_ru if job.options.lang == "ru" else fact.name_en for fact in facts]
    return f"{WORD}: {', '.join(dict.fromkeys(names))}"


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
        found.append(job.info("block_not_used", text, sheet=sheet, row=row))
    return found + _unused_sheets(job, choices)


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
    left = [table.sheet for table in job.source.tables if table.sheet not in used and table.rows]
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


def _column_reports(job: Job, choice: Choice, sheets: list[SheetFacts]) -> tuple[ColumnReport, ...]:
    say = Translator(job.options.lang)
    reports = []
    for index, head in enumerate(choice.layouts[0].headings):
        look = choice.looks[index]
        if not head.text:
            continue
        target = choice.reading.targets.get(index, "")
        counted = [sheet.counts[index] for sheet in sheets if index in sheet.counts]
        if counted:
            valid, doubtful, empty = (sum(part) for part in zip(*counted, strict=True))
        else:
            valid, doubtful, empty = look.filled, 0, len(look.cells.kinds) - look.filled
        why = say(_reason(choice, index, target))
        values = _values(choice, index) if _has_values(choice, target) else ()
        reports.append(ColumnReport(head.text, target, why, valid, doubtful, empty, _samples(look.cells), values))
    return tuple(reports)


def _has_values(choice: Choice, target: str) -> bool:
    """Whether a column holds names, so that its distinct values are worth a look."""
    return not target or kind_of(choice.reading, target) in {Kind.DIMENSION, Kind.CHOICE, Kind.KEY, Kind.TEXT}


def _values(choice: Choice, index: int) -> tuple[tuple[str, int], ...]:
    """The distinct values of a column in all sheets of the layout."""
    counts: dict[str, int] = {}
    for layout in choice.layouts:
        for word, count in distinct(read_cells(layout.table.columns[index], layout.first, layout.table.rows)):
            counts[word] = counts.get(word, 0) + count
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))[:MOST_VALUES]


def _reason(choice: Choice, index: int, target: str) -> Message:
    if index in choice.why:
        return choice.why[index]
    if choice.replayed:
        return msg("by the mapping file")
    if target.startswith("x_"):
        return msg("a number of your own") if target in choice.reading.measures else msg("a column to split by")
    return msg("not used")


def _batch(job: Job, choice: Choice, sheets: list[SheetFacts], number: int) -> FactBatch:
    import pyarrow as pa

    kept = [(place, sheet) for place, sheet in enumerate(sheets) if len(sheet.arrays["src_row"])]
    parts: list[dict[str, pa.Array]] = []
    for place, sheet in kept:
        size = len(sheet.arrays["src_row"])
        order = [column.id for column in choice.reading.fact.columns if column.id in sheet.arrays]
        free = [name for name in sheet.arrays if name.startswith("x_")]
        part = {name: sheet.arrays[name] for name in (*order, *free)}
        part["src_sheet"] = pa.array([place], type=pa.int16()).take(pa.array([0] * size, type=pa.int8()))
        part["src_row"] = sheet.arrays["src_row"]
        parts.append(part)
    target = job.facts_file(number)
    rows = write_facts(parts, target)
    period, stated = _period(choice, [sheet for _, sheet in kept])
    present = tuple(name for name in parts[0] if not name.startswith("src_"))
    return FactBatch(
        fact=choice.mapping.fact,
        columns=target,
        rows=rows,
        source=SourceKey(WORD, choice.mapping.layout, choice.mapping.organisation, choice.mapping.filters,
                         job.options.source_name),
        file_name=job.source.name,
        file_sha256=job.sha256,
        importer=WORD,
        recognised=_recognised(job, [choice]),
        mapping=write_mapping(choice.mapping, job.facts, job.options.lang),
        present=present,
        period=period,
        period_stated=stated,
        grain=_grain(choice, [sheet for _, sheet in kept]),
        sheets=tuple(layout.table.sheet for layout in choice.layouts),
        currency=_currency(choice, parts),
        vat=_vat(choice),
        returns=_returns(choice, sheets, present),
        documents=_documents(choice, present),
        filtered=bool(choice.mapping.filters),
        organisation=choice.mapping.organisation,
        title=choice.layouts[0].captions[0] if choice.layouts[0].captions else "",
        file_total=_file_total(sheets),
        imported_total=_sum([sheet.imported_total for sheet in sheets]),
        free={target: choice.layouts[0].headings[index].text for index, target in choice.reading.targets.items()
              if target.startswith("x_")},
    )  # fmt: skip


def _documents(choice: Choice, present: tuple[str, ...]) -> Documents:
    """Whether rows are documents; reports of shifts and Z-reports have revenue, and no receipts to count."""
    if "document" in present:
        return Documents.NUMBERED
    keys = [head.key for head in choice.layouts[0].headings]
    shift = choice.mapping.fact == "sale" and any(word in name for name in keys for word in _SHIFT_WORDS)
    return Documents.SHIFT_REPORT if shift else Documents.ABSENT


def _sum(values: Sequence[Decimal | None]) -> Decimal | None:
    found = [value for value in values if value is not None]
    return sum(found, Decimal(0)) if found else None


def _file_total(sheets: list[SheetFacts]) -> Decimal | None:
    """The totals that the sheets state, where each of them states one; else the sum over the raw cells."""
    own = [sheet.own_total for sheet in sheets]
    if all(total is not None for total in own) and not any(sheet.returns_turned for sheet in sheets):
        return _sum(own)
    return _sum([sheet.raw_total for sheet in sheets])


def _period(choice: Choice, sheets: list[SheetFacts]) -> tuple[tuple[date, date] | None, bool]:
    """The period that the captions state if it holds all rows, else from the first row to the last.

    A title such as «Продажи за 2026 год» over months that are filled to June does not state zeros for December.
    """
    spans = [sheet.span for sheet in sheets if sheet.span]
    first = min((span[0] for span in spans), default=None)
    last = max((span[1] for span in spans), default=None)
    if first is None or last is None:
        return None, False
    after = _after(last, sheets)
    if choice.reading.days is not None:
        low, high = choice.reading.days
        return (low, high + timedelta(days=1)), True
    stated = _stated(choice)
    loose = not choice.mapping.period and (_by_months(sheets) or (stated is not None and _whole_year(*stated)))
    if stated and not loose and stated[0] <= first and last <= stated[1]:
        return (stated[0], stated[1] + timedelta(days=1)), True
    return (first, after), False


def _grain(choice: Choice, sheets: list[SheetFacts]) -> Grain:
    """What a row stands for: a day, a month, or all days that the owner stated for a table without dates."""
    if choice.reading.days is not None:
        first, last = choice.reading.days
        whole = (first.day, last + timedelta(days=1)) == (1, add_months(first, 1))
        return Grain.DAY if first == last else Grain.MONTH if whole else Grain.SPAN
    return Grain.MONTH if _by_months(sheets) else Grain.DAY


def _by_months(sheets: list[SheetFacts]) -> bool:
    return any(sheet.grain is Grain.MONTH for sheet in sheets)


def _whole_year(first: date, last: date) -> bool:
    return (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)


def _after(last: date, sheets: list[SheetFacts]) -> date:
    from kpi_desktop.core.period import Period

    return Period.of(last, Grain.MONTH).end if _by_months(sheets) else last + timedelta(days=1)


def _stated(choice: Choice) -> tuple[date, date] | None:
    """The period of the mapping file, else of the captions where there is one sheet."""
    if choice.mapping.period:
        return days_of(choice.mapping)
    return stated_period(choice.layouts[0].captions) if len(choice.layouts) == 1 else None


def _currency(choice: Choice, parts: Sequence[dict[str, pa.Array]]) -> str:
    """The mapping's currency, else the one column's single value, else what headings and captions name."""
    if choice.mapping.currency:
        return choice.mapping.currency
    if "currency" in parts[0]:
        words = {word for part in parts for word in part["currency"].unique().to_pylist() if word}
        return words.pop() if len(words) == 1 else ""
    if main := main_currency(choice.layouts[0]):
        return main
    heads = choice.layouts[0].headings
    named = {heads[index].currency for index, target in choice.reading.targets.items()
             if target in {"amount", "price", "cost", "total"}} - {""}  # fmt: skip
    captions = {currency_in(caption) for caption in choice.layouts[0].captions} - {""}
    found = named or captions
    return found.pop() if len(found) == 1 else ""


def _vat(choice: Choice) -> Vat:
    if choice.mapping.vat:
        return choice.mapping.vat
    heads = choice.layouts[0].headings
    main = choice.reading.fact.main
    for index, target in choice.reading.targets.items():
        if target in {"amount", "price", main} and heads[index].vat:
            return heads[index].vat or Vat.UNKNOWN
    stated = {heading(caption).vat for caption in choice.layouts[0].captions} - {None}
    if len(stated) == 1:
        return stated.pop() or Vat.UNKNOWN
    # A cost beside may be on another basis than the amount: nothing says so, and the profit would be wrong.
    targets = choice.reading.targets
    told = choice.mapping.fact == "sale" and not {"cost", UNIT_COST, LINE_PROFIT} & set(targets.values())
    return basis_of(choice.looks, targets) if told else Vat.UNKNOWN


def _returns(choice: Choice, sheets: list[SheetFacts], present: tuple[str, ...]) -> Returns:
    if choice.mapping.fact != "sale":
        return Returns.UNKNOWN
    seen = any(sheet.returns_seen for sheet in sheets)
    lines = "quantity" in present and "document" in present
    return Returns.SEPARATE if seen or lines or "kind" in choice.reading.targets.values() else Returns.UNKNOWN
