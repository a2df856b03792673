"""The workbook for figures kept by hand: written with what the book has, read back by the importer of our own."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kpi_desktop.app.books import opened
from kpi_desktop.app.keeping import checked_measure
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.period import Grain, Period
from kpi_desktop.facts.typed import period_from
from kpi_desktop.i18n.message import msg, named
from kpi_desktop.i18n.translator import Translator

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.facts.kept import KeptFigure
    from kpi_desktop.present.entry import KeptGrid

#: What a new workbook asks for where the owner named no measures: what small shops count by hand.
USUAL = ("revenue_net", "orders", "visitors", "calls", "leads", "expenses_total")

#: Months of a new workbook where no period is named.
_MONTHS = 12

HINT = msg(
    "Fill in the cells. An empty cell changes nothing, a zero is a zero, a dash takes an earlier figure away. "
    "Rows may be added, columns moved. Then import this file."
)


def export_kept(
    workspace: Workspace, path: Path, out: Path, wanted: tuple[Sequence[str], str | None, str | None, str]
) -> int:
    """Write the workbook: the figures of the book and empty cells for the months wanted; how many figures are in it.

    `wanted`: measures, the first and the last month, the language.
    """
    from kpi_desktop.workbook.kept import write_kept

    names, since, until, lang = wanted
    measures = [checked_measure(workspace, name).id for name in names]
    with opened(workspace, path) as (book, engine):
        figures = tuple(book.kept())
        known = engine.months()
    months = _months(since, until, known)
    grids = grids_of(workspace, figures, (measures, months, since is not None or until is not None), lang)
    write_kept(out, grids)
    return sum(len(grid.figures) for grid in grids)


def grids_of(
    workspace: Workspace,
    figures: Sequence[KeptFigure],
    wanted: tuple[Sequence[str], Sequence[Period], bool],
    lang: str,
) -> list[KeptGrid]:
    """The sheets: totals by months first, then each split and each grain that has figures."""
    names, months, bounded = wanted
    groups: dict[tuple[str, bool], list[KeptFigure]] = {("", False): []}
    for one in figures:
        cell = one.cell
        by_day = (cell.end - cell.first).days == 1
        chosen = not names or cell.measure in names
        inside = not bounded or (months and months[0].start <= cell.first < months[-1].end)
        if chosen and inside:
            groups.setdefault((cell.dimension, by_day), []).append(one)
    return [
        grid_of(workspace, key, found, (names, months), lang)
        for key, found in sorted(groups.items())
        if found or key == ("", False)
    ]


def grid_of(
    workspace: Workspace,
    key: tuple[str, bool],
    found: Sequence[KeptFigure],
    wanted: tuple[Sequence[str], Sequence[Period]],
    lang: str,
) -> KeptGrid:
    """One sheet by its split and its grain, with the figures that were found; `wanted`: measures, months."""
    from kpi_desktop.present.entry import KeptGrid

    (dimension, by_day), (names, months), tr = key, wanted, Translator(lang)
    catalogue = workspace.catalogue
    entered = {one.cell.measure for one in found}
    asked = list(names) or ([*USUAL] if not entered and not dimension else [])
    shown = [name for name in catalogue.measures if name in entered or name in asked]
    lines = {(_period_text(one), one.cell.member) for one in found}
    if not dimension and not by_day:
        lines |= {(month.month_text, "") for month in months}
    kinds = catalogue.dimensions.get(dimension)
    what = tr(named(kinds.name_en, kinds.name_ru)) if kinds else ""
    grain = tr(msg("by days")) if by_day else tr(msg("by months"))
    heads = [tr(msg("Day") if by_day else msg("Month")), *([what] if dimension else [])]
    heads += [tr(named(catalogue.measures[name].name_en, catalogue.measures[name].name_ru)) for name in shown]
    return KeptGrid(
        title=f"{what or tr(msg('Company'))} {grain}"[:31],
        dimension=dimension,
        by_day=by_day,
        headings=tuple(heads),
        measures=tuple(shown),
        lines=tuple(sorted(lines)),
        figures={(_period_text(one), one.cell.member, one.cell.measure): one.cell.value for one in found
                 if one.cell.value is not None},
        hint=tr(HINT),
    )  # fmt: skip


def _period_text(one: KeptFigure) -> str:
    return f"{one.cell.first}" if (one.cell.end - one.cell.first).days == 1 else f"{one.cell.first:%Y-%m}"


def _months(since: str | None, until: str | None, known: Sequence[Period]) -> list[Period]:
    """The months of the sheet: those named, else those of the book, else the last twelve."""
    last = period_from(until) if until else (known[-1] if known else Period.of(date.today(), Grain.MONTH))  # noqa: DTZ011 - the company's own day
    first = period_from(since) if since else (known[0] if known else last.shifted(1 - _MONTHS))
    if first.start > last.start:
        raise UsageError(msg("The first month is after the last one"))
    return Period(Period.of(first.start, Grain.MONTH).start, Period.of(last.start, Grain.MONTH).end).months()
