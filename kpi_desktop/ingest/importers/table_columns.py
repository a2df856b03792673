"""What is told of the columns of a table: what each became and why, how many cells are good, which values it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.facts.schema import Kind
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest.importers.sheet import SheetFacts, kind_of
from kpi_desktop.ingest.normalise import read_cells
from kpi_desktop.ingest.outcome import ColumnReport
from kpi_desktop.ingest.spellings import MOST_VALUES, distinct

if TYPE_CHECKING:
    from kpi_desktop.ingest.importers.choice import Choice
    from kpi_desktop.ingest.job import Job


def column_reports(job: Job, choice: Choice, sheets: list[SheetFacts]) -> tuple[ColumnReport, ...]:
    """The columns of the table as the report of the import tells them."""
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
        reports.append(ColumnReport(head.text, target, why, valid, doubtful, empty, samples(look.cells), values))
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


def samples(cells: object) -> tuple[str, ...]:
    """The first three different values of a column."""
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
