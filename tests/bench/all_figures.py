"""Every figure of a book as text, one a line, to see that a change of the engine changed no figure.

    PYTHONPATH=BEFORE python tests/bench/all_figures.py BOOK [BOOK ...] [--months N] [--members N] > before
    PYTHONPATH=AFTER python tests/bench/all_figures.py BOOK [BOOK ...] [--months N] [--members N] > after
    cmp before after

All metrics in the first month and the last N ones, in the last quarter and the last year: the company's total with its
parts, then each dimension of at most so many members. A line is a JSON list: book, period, dimension, the figure with
inputs, flags, comparisons, intervals and reasons. The program is the one that Python finds first.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kpi_desktop.app.books import opened
from kpi_desktop.app.dimensions import split_dimensions
from kpi_desktop.app.workspace import Workspace, load_workspace
from kpi_desktop.core.period import Grain, Period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi_desktop.engine.engine import Engine

MONTHS, MEMBERS = 6, 500


def periods_of(engine: Engine, months: int) -> list[Period]:
    """The first month, the last ones, the quarter and the year that the last one lies in."""
    known = engine.months()
    coarse = [Period.of(known[-1].start, grain) for grain in (Grain.QUARTER, Grain.YEAR)] if known else []
    return list(dict.fromkeys([*known[:1], *known[-months:], *coarse]))


def lines_of(workspace: Workspace, path: Path, months: int, members: int) -> Iterator[str]:
    """Each figure of the book; every period is asked of a new engine, as a window or a report does."""
    with opened(workspace, path) as (book, engine):
        periods = periods_of(engine, months)
        splits = [found.id for found in split_dimensions(workspace, book) if len(book.members(found.id)) <= members]
    for period in periods:
        with opened(workspace, path) as (_, engine):
            for dimension in (None, *splits):
                for figure in engine.figures(list(engine.catalogue.metrics), [period], dimension):
                    yield json.dumps([path.stem, str(period), dimension, repr(figure)], ensure_ascii=False)


def main() -> None:
    """Print the lines of every book that is named."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("books", nargs="+")
    arguments.add_argument("--months", type=int, default=MONTHS)
    arguments.add_argument("--members", type=int, default=MEMBERS)
    asked = arguments.parse_args()
    workspace = load_workspace()
    for book in asked.books:
        for line in lines_of(workspace, Path(book), asked.months, asked.members):
            sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
