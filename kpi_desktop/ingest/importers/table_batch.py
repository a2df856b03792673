"""The facts of sheets of one layout as a batch of the book: its period, grain, currency, VAT, returns, totals."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.period import Grain, add_months
from kpi_desktop.facts.batch import Documents, FactBatch, Returns, SourceKey, Vat
from kpi_desktop.ingest.assemble import write_facts
from kpi_desktop.ingest.headings import currency_in, heading
from kpi_desktop.ingest.importers.choice import Choice, days_of
from kpi_desktop.ingest.importers.periods import stated_period
from kpi_desktop.ingest.importers.row_currency import main_currency
from kpi_desktop.ingest.mapping import AMOUNT_BARE, COST_BARE, LINE_PROFIT, UNIT_COST
from kpi_desktop.ingest.mapping_text import write_mapping
from kpi_desktop.ingest.tax import basis_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from kpi_desktop.ingest.importers.sheet import SheetFacts
    from kpi_desktop.ingest.job import Job

WORD = "table"
#: The fact whose lists are kept by months, and how few days of a month such a list writes them under.
_BY_SERVICE_MONTH, _FEW_DAYS, _MONTHS = "expense", 4, 2

#: Headings of reports of shifts: one row is a whole day of a till.
_SHIFT_WORDS = ("номерсмены", "сменаномер", "открытиясмены", "закрытиясмены", "zотчет", "количествочеков", "числочеков",
                "shiftnumber", "zreport")  # fmt: skip


def batch_of(job: Job, choice: Choice, sheets: list[SheetFacts], number: int) -> FactBatch:
    """The facts of all sheets of one choice, written to a file, with all that the book must know of them."""
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
    vat = _vat(choice)
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
        recognised=recognised(job, [choice]),
        mapping=write_mapping(choice.mapping, job.facts, job.options.lang),
        present=present,
        period=period,
        period_stated=stated,
        grain=_grain(choice, [sheet for _, sheet in kept]),
        sheets=tuple(layout.table.sheet for layout in choice.layouts),
        currency=_currency(choice, parts),
        vat=vat,
        cost_vat=_cost_vat(choice, vat),
        returns=_returns(choice, sheets, present),
        documents=_documents(choice, present),
        filtered=bool(choice.mapping.filters),
        organisation=choice.mapping.organisation,
        title=choice.layouts[0].captions[0] if choice.layouts[0].captions else "",
        file_total=_file_total(sheets),
        imported_total=sum_of([sheet.imported_total for sheet in sheets]),
        free={target: choice.layouts[0].headings[index].text for index, target in choice.reading.targets.items()
              if target.startswith("x_")},
        foreign=tuple(day for sheet in sheets for day in sheet.foreign),
    )  # fmt: skip


def recognised(job: Job, choices: Sequence[Choice]) -> str:
    """The contract's word, and after it what the rows are in the reader's language."""
    facts = [job.facts[choice.mapping.fact] for choice in choices]
    names = [fact.name_ru if job.options.lang == "ru" else fact.name_en for fact in facts]
    return f"{WORD}: {', '.join(dict.fromkeys(names))}"


def _documents(choice: Choice, present: tuple[str, ...]) -> Documents:
    """Whether rows are documents; reports of shifts and Z-reports have revenue, and no receipts to count."""
    if "document" in present:
        return Documents.NUMBERED
    keys = [head.key for head in choice.layouts[0].headings]
    shift = choice.mapping.fact == "sale" and any(word in name for name in keys for word in _SHIFT_WORDS)
    return Documents.SHIFT_REPORT if shift else Documents.ABSENT


def sum_of(values: Sequence[Decimal | None]) -> Decimal | None:
    """The sum of what is known of these totals; None where none is."""
    found = [value for value in values if value is not None]
    return sum(found, Decimal(0)) if found else None


def _file_total(sheets: list[SheetFacts]) -> Decimal | None:
    """The totals that the sheets state, where each of them states one; else the sum over the raw cells."""
    own = [sheet.own_total for sheet in sheets]
    if all(total is not None for total in own) and not any(sheet.returns_turned for sheet in sheets):
        return sum_of(own)
    return sum_of([sheet.raw_total for sheet in sheets])


def _period(choice: Choice, sheets: list[SheetFacts]) -> tuple[tuple[date, date] | None, bool]:
    """The period that the captions state if it holds all rows, else from the first row to the last.

    A title such as «Продажи за 2026 год» over months that are filled to June does not state zeros for December.
    """
    spans = [sheet.span for sheet in sheets if sheet.span]
    spans += [layout.told for layout in choice.layouts if layout.told and spans]
    first = min((span[0] for span in spans), default=None)
    last = max((span[1] for span in spans), default=None)
    if first is None or last is None:
        return None, False
    if any(sheet.weekly for sheet in sheets):
        return (first, last + timedelta(days=1)), True
    after = _after(last, sheets)
    if choice.reading.days is not None:
        low, high = choice.reading.days
        return (low, high + timedelta(days=1)), True
    stated = _stated(choice)
    loose = not choice.mapping.period and (_by_months(sheets) or (stated is not None and _whole_year(*stated)))
    if stated and not loose and stated[0] <= first and last <= stated[1]:
        return (stated[0], stated[1] + timedelta(days=1)), True
    if choice.mapping.fact == _BY_SERVICE_MONTH and _once_a_month(sheets):
        return (first.replace(day=1), add_months(last.replace(day=1), 1)), False
    return (first, after), False


def _once_a_month(sheets: list[SheetFacts]) -> bool:
    """Whether a list of several months writes each of them under the same few days (or always its last one).

    Rent under the 5th and salaries under the 20th of each month are that month's expenses, not those of two days.
    """
    days = {day for sheet in sheets for day in sheet.arrays["day"].unique().to_pylist() if day is not None}
    months: dict[date, set[int]] = {}
    for day in days:
        months.setdefault(day.replace(day=1), set()).add(day.day)
    if len(months) < _MONTHS:
        return False
    last = len(days) == len(months) and all((day + timedelta(days=1)).day == 1 for day in days)
    alike = {frozenset(found) for found in months.values()}
    return last or (len(alike) == 1 and len(next(iter(alike))) <= _FEW_DAYS)


def _grain(choice: Choice, sheets: list[SheetFacts]) -> Grain:
    """What a row stands for: a day, a month, or all days that the owner stated for a table without dates."""
    if choice.reading.days is not None:
        first, last = choice.reading.days
        whole = (first.day, last + timedelta(days=1)) == (1, add_months(first, 1))
        return Grain.DAY if first == last else Grain.MONTH if whole else Grain.SPAN
    if any(sheet.grain is Grain.WEEK for sheet in sheets):
        return Grain.WEEK
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
    targets = choice.reading.targets
    if AMOUNT_BARE in targets.values():
        return Vat.WITH
    return basis_of(choice.looks, targets) if choice.mapping.fact in {"sale", "expense"} else Vat.UNKNOWN


def _cost_vat(choice: Choice, vat: Vat) -> Vat | None:
    """The basis of the cost where its heading states another than the amounts have; None where it is theirs.

    Where only the figures tell the basis of the amounts, nothing says that the cost has the same.
    """
    heads, targets = choice.layouts[0].headings, choice.reading.targets
    if choice.mapping.fact != "sale":
        return None
    for index, target in targets.items():
        if target in {"cost", UNIT_COST} and heads[index].vat:
            return None if heads[index].vat is vat else heads[index].vat
    if {"cost_vat", COST_BARE} & set(targets.values()):
        return Vat.WITH
    stated = choice.mapping.vat or any(heading(caption).vat for caption in choice.layouts[0].captions)
    stated = stated or any(heads[index].vat for index, target in targets.items() if target in {"amount", "price"})
    costs = {"cost", UNIT_COST, LINE_PROFIT} & set(targets.values())
    return Vat.UNKNOWN if costs and vat is not Vat.UNKNOWN and not stated else None


def _returns(choice: Choice, sheets: list[SheetFacts], present: tuple[str, ...]) -> Returns:
    if choice.mapping.fact != "sale":
        return Returns.UNKNOWN
    seen = any(sheet.returns_seen for sheet in sheets)
    lines = "quantity" in present and "document" in present
    return Returns.SEPARATE if seen or lines or "kind" in choice.reading.targets.values() else Returns.UNKNOWN
