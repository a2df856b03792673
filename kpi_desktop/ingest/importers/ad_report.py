"""What reports of advertising systems share: rows of totals, days and periods of rows, and their way to the book."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.period import Grain, Period
from kpi_desktop.i18n.message import msg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.dates import read_days
from kpi_desktop.ingest.headings import cell_text, heading
from kpi_desktop.ingest.importers.ad_period import (
    Problem,
    Spans,
    many_periods,
    span_of_name,
    stated_span,
    told_of_name,
    undated,
)
from kpi_desktop.ingest.importers.block import Block, blanked, filled_rows
from kpi_desktop.ingest.importers.delivery import deliver, empty, part_of, refuse, two_readings
from kpi_desktop.ingest.importers.one_figure import grain_of_whole, said_of
from kpi_desktop.ingest.mapping import Mapping
from kpi_desktop.ingest.mapping_text import read_mapping, write_mapping
from kpi_desktop.ingest.normalise import fold, key
from kpi_desktop.ingest.outcome import Outcome

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from kpi_desktop.ingest.importers.ad_period import Span
    from kpi_desktop.ingest.importers.delivery import Delivery, Draft
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.normalise import Cells
    from kpi_desktop.ingest.outcome import FileReport
    from kpi_desktop.ingest.source import SourceTable

#: Reports with more periods than these in their rows are asked for by days.
_MOST_PERIODS = 200
#: How far down headings are looked for, and how long one of them may be: captions are longer.
_TOP, _LONGEST = 30, 60
_NOTHING = ("--", "-", "—", "–")
_QUARTER = re.compile(
    r"(?:(?P<y1>\d{4})\W*)?(?:q|кв\.?|квартал|к)?\s*(?P<q>[1-4])(?:\s*(?:q|кв\.?|квартал))?(?:\W*(?P<y2>\d{4}))?",
    re.IGNORECASE,
)
#: A row of totals may go on after its word: «Всего с 01.07.2025 по 31.07.2025».
_GOES_ON = re.compile(r"\w+ (и средние|с \d|за |по )")
_SIGNS = {"US$": "USD", "$": "", "€": "EUR", "£": "GBP", "₽": "RUB", "₴": "UAH", "₸": "KZT", "zł": "PLN", "₹": "INR",
          "₺": "TRY", "₪": "ILS", "R$": "BRL", "CA$": "CAD", "A$": "AUD"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TimeColumns:
    """The headings under which a system's reports carry the day, or the week, month, quarter or year of a row."""

    day: tuple[str, ...] = ()
    week: tuple[str, ...] = ()
    month: tuple[str, ...] = ()
    quarter: tuple[str, ...] = ()
    year: tuple[str, ...] = ()

    @property
    def by_grain(self) -> tuple[tuple[tuple[str, ...], Grain], ...]:
        """The finest first."""
        return ((self.day, Grain.DAY), (self.week, Grain.WEEK), (self.month, Grain.MONTH),
                (self.quarter, Grain.QUARTER), (self.year, Grain.YEAR))  # fmt: skip


def plain(cells: Cells) -> Cells:
    """The cells without the marks for «none»."""
    return blanked(cells, _NOTHING)


def first_totals(block: Block, words: tuple[str, ...]) -> NDArray[np.bool_]:
    """Rows whose first filled cell is a word of totals, alone or before a colon: «Total: Account», «Итого»."""
    found = np.zeros(len(block.rows), dtype=bool)
    open_rows = np.ones(len(block.rows), dtype=bool)
    for index in range(len(block.names)):
        cells = plain(block.cells(index))
        flags = cells.by_word(_is_total(word, words) for word in cells.words)
        found |= flags & open_rows
        open_rows &= ~cells.filled
        if not open_rows.any():
            break
    return found


def _is_total(word: str, words: tuple[str, ...]) -> bool:
    folded = fold(word)
    if not folded.startswith(words):
        return False
    return ":" in word or len(folded.split()) < 2 or folded.rstrip(" :.") in words or bool(_GOES_ON.match(folded))


def find_by_starts(table: SourceTable, *groups: tuple[str, ...]) -> Block | None:
    """The table under the first row in which, for each group, some heading begins with one of its words."""
    wanted = [tuple(key(word) for word in group) for group in groups]
    for row in range(min(table.rows, _TOP)):
        names = tuple(cell_text(table, row, column) for column in range(len(table.columns)))
        keys = [key(name) for name in names if name and len(name) < _LONGEST]
        if all(any(name.startswith(starts) for name in keys) for starts in wanted):
            return Block(table, row, names, filled_rows(table, row + 1, table.rows))
    return None


def stated_totals(block: Block, rows: NDArray[np.bool_], cost: int, sign: str) -> list[tuple[str, Decimal]]:
    """What the rows of totals say: the text of their first cell and the cost."""
    found = numbers.read_numbers(plain(block.cells(cost)), 4, sign)
    first = block.cells(0)
    return [
        (first.shown(row), Decimal(int(found.scaled[row])).scaleb(-4))
        for row in np.flatnonzero(rows & found.valid).tolist()
    ]


def whole_numbers(draft: Draft, target: str, *headings: str) -> None:
    """Take a column of counts; fractions, such as shares of a conversion, are not rounded but said and left out."""
    index = draft.block.column(*headings)
    if index is None:
        return
    cells = plain(draft.block.cells(index))
    read = numbers.read_numbers(cells, 6, draft.sign)
    if (read.scaled[read.valid] % 10**6 != 0).any():
        text = msg("Conversions are given in fractions; they were not imported as responses, which are counted whole")
        draft.issues.append(draft.job.info("fractions", text, sheet=draft.block.table.sheet))
        return
    draft.fill(target, cells, index)


def currency_of(block: Block, cost: int, *headings: str) -> str:
    """The one currency of the report, "?" where there are several: its column, the heading or the signs of the cost."""
    index = block.column(*headings)
    if index is not None:
        codes = {word.strip().upper() for word in plain(block.cells(index)).used_words()}
        return codes.pop() if len(codes) == 1 else "?" if codes else ""
    found = re.search(r"\b([A-Z]{3})\b", block.names[cost])
    if found or heading(block.names[cost]).currency:
        return found[1] if found else heading(block.names[cost]).currency
    signs = {re.sub(r"[\d\s.,\u00a0\u202f-]", "", word) for word in plain(block.cells(cost)).used_words()}
    return _SIGNS.get(signs.pop(), "") if len(signs) == 1 else ""


def several_currencies() -> Problem:
    """Why costs in several currencies are not imported."""
    return (
        msg("The report has costs in several currencies"),
        msg("Export the campaigns of each currency by themselves"),
    )


def captions(table: SourceTable, head: int) -> list[str]:
    """The texts above the headings."""
    texts = [cell_text(table, row, column) for row in range(head) for column in range(len(table.columns))]
    return [text for text in texts if text]


def spans_of(draft: Draft, columns: TimeColumns, stated: Span | None) -> Spans | Problem | None:
    """The days of every row by the finest column of time, else the stated period; None where nothing tells."""
    for words, grain in columns.by_grain:
        index = draft.block.column(*words)
        if index is None:
            continue
        doubt = draft.doubtful_dates(*words)
        if doubt:
            return two_readings(doubt)
        found = _spans_of_cells(draft, index, grain)
        return undated(draft.block.names[index]) if found is None else found.within(stated)
    return None if stated is None else Spans.same(stated, len(draft.block.rows))


def _spans_of_cells(draft: Draft, index: int, grain: Grain) -> Spans | None:
    cells = draft.block.cells(index)
    draft.targets[index] = "day"
    found = read_days(cells, order=draft.order, date1904=draft.block.table.date1904)
    if found.valid.all() and not (grain is Grain.DAY and found.months):
        return Spans.of(found.days, grain)
    if found.valid.all():
        return Spans.of(found.days, Grain.MONTH)
    spans = [found_span(cells.shown(row)) for row in range(len(cells.kinds))]
    if any(span is None for span in spans):
        return None
    known = [span for span in spans if span is not None]
    parts = [Spans.same(span, 1) for span in known]
    return Spans(np.concatenate([part.firsts for part in parts]), np.concatenate([part.lasts for part in parts]))


def found_span(text: str) -> tuple[date, date] | None:
    """The period that one cell names: a range of days, a month, a quarter or a year."""
    span = stated_span(text)
    if span is not None:
        return span
    if re.fullmatch(r"20\d{2}(?: ?г\.?)?", text):
        year = Period.named(text[:4])
        return year.start, year.last_day
    match = _QUARTER.fullmatch(text.strip())
    year_text = (match["y1"] or match["y2"]) if match else None
    if match is None or year_text is None:
        return None
    quarter = Period.named(f"{year_text}-Q{match['q']}")
    return quarter.start, quarter.last_day


def told_period(job: Job, word: str) -> Span | None:
    """The period that the owner states, in a mapping file, for a report that says none."""
    if job.options.mapping is None:
        return None
    mapping = read_mapping(job.options.mapping, job.facts)
    if mapping.layout != word or mapping.period is None:
        return None
    return stated_span(" - ".join(mapping.period))


def hand_over(draft: Draft, about: Delivery, times: TimeColumns) -> FileReport:
    """Place the rows by the report's own days, else by the period that the owner states, and hand the report over."""
    if not len(draft.block.rows):
        return empty(draft, about)
    if about.currency == "?":
        about.currency = ""
        return refuse(draft, about, several_currencies())
    told = told_period(draft.job, about.word)
    spans = spans_of(draft, times, about.period or told)
    if spans is None and _period_of_name(draft, about):
        spans = spans_of(draft, times, about.period)
    if spans is None:
        return ask_period(draft, about)
    if not isinstance(spans, Spans):
        return refuse(draft, about, spans)
    if told and not about.period:
        about.period, about.mapping = told, draft.job.options.mapping or ""
    return replace(send(draft, about, spans), mapping="")


def _period_of_name(draft: Draft, about: Delivery) -> bool:
    """Take the days of the figures from the name of the file, where the report itself does not say them."""
    about.period = span_of_name(draft.job.source.name)
    if about.period is None:
        return False
    draft.issues.append(draft.job.info("period_of_name", told_of_name(about.period), sheet=draft.block.table.sheet))
    return True


def ask_period(draft: Draft, about: Delivery) -> FileReport:
    """The question for which days the figures are, with a draft in which the owner states them."""
    problem = (
        msg("The report does not say for which days its figures are"),
        msg("State the first and the last day in the draft of the mapping file and import with it, or export a report "
            "that states its period or has a column of days"),
    )  # fmt: skip
    report = refuse(draft, about, problem, Outcome.NEEDS_MAPPING)
    say = Translator(draft.job.options.lang)
    targets = {name: draft.targets.get(index, "") for index, name in enumerate(draft.block.names) if name}
    text = write_mapping(Mapping(draft.fact.id, targets, about.word), draft.job.facts, draft.job.options.lang)
    note = say(msg("the first and the last day of the figures, as in 2026-01-31"))
    layout = f'layout = "{about.word}"\n'
    return replace(report, mapping=text.replace(layout, f'{layout}period = ["", ""]  # {note}\n', 1))


def send(draft: Draft, about: Delivery, spans: Spans) -> FileReport:
    """Put every row on its days and hand the report over: by days, by months, or as one figure for each period."""
    if not len(draft.block.rows):
        return deliver(draft, about)
    draft.put("day", spans.days(), *[index for index, target in draft.targets.items() if target == "day"])
    distinct, whole = spans.distinct, spans.whole
    assert whole is not None
    if all(first == last for first, last in distinct):
        about.grain = Grain.DAY
        return deliver(draft, about)
    about.period = about.period or whole
    if _is_by_months(distinct):
        about.grain = Grain.MONTH
        if grain_of_whole(distinct[-1]) is not Grain.MONTH:
            _say_of_period(draft, about, distinct[-1])
        return deliver(draft, about)
    if len(distinct) == 1:
        about.period, about.grain = distinct[0], grain_of_whole(distinct[0])
        if about.grain is Grain.SPAN:
            _say_of_period(draft, about, distinct[0])
        return deliver(draft, about)
    return _in_parts(draft, about, spans, distinct)


def _is_by_months(distinct: list[Span]) -> bool:
    """Whether every period is a whole month, save that the last may be a month to date."""
    *before, last = distinct
    return bool(before) and all(grain_of_whole(span) is Grain.MONTH for span in before) and (
        last[0].day == 1 and (last[0].year, last[0].month) == (last[1].year, last[1].month)
    )  # fmt: skip


def _say_of_period(draft: Draft, about: Delivery, span: Span) -> None:
    about.partial = True
    text, fix = said_of(span)
    draft.issues.append(draft.job.warning("whole_period", text, fix=fix, sheet=draft.block.table.sheet))


def _in_parts(draft: Draft, about: Delivery, spans: Spans, distinct: list[Span]) -> FileReport:
    """Weeks and other periods: each is one figure, so that a month has those that it holds wholly."""
    if len(distinct) > _MOST_PERIODS:
        return refuse(draft, about, many_periods(len(distinct)))
    crossing = [span for span in distinct if (span[0].year, span[0].month) != (span[1].year, span[1].month)]
    if crossing:
        _say_of_period(draft, about, crossing[0])
    about.grain = Grain.SPAN
    report = deliver(draft, about)
    parts = []
    for number, span in enumerate(distinct):
        title = f"{about.title or about.word} {span[0]:%d.%m.%Y}–{span[1]:%d.%m.%Y}"
        own = replace(about, title=title, period=span, grain=grain_of_whole(span), own_total=None)
        parts.append(part_of(draft, own, spans.rows(span), number))
    return replace(report, batches=tuple(parts))
