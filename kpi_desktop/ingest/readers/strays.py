"""Lines of a text table that another sign parts than all the rest: pasted rows, which must not vanish unseen."""

from __future__ import annotations

import csv
from itertools import chain, islice
from typing import TYPE_CHECKING

from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.ingest import dates

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGNS = ";,\t|"
_PEEK, _LEAST = 200, 3


class Strays:
    """The records with such lines cut as the others are; what became of them is told afterwards."""

    def __init__(self, separator: str) -> None:
        """`separator` is the sign that parts the table."""
        self._others = [sign for sign in _SIGNS if sign != separator] if separator.strip() or separator == "\t" else []
        self._cut: list[int] = []
        self._left: list[int] = []

    def mended(self, records: Iterator[list[str]]) -> Iterator[list[str]]:
        """Every record in order; a line that another sign cuts into as many cells is cut by it."""
        first = list(islice(records, _PEEK))
        widths = [len(record) for record in first if len(record) > 1]
        width = max(set(widths), key=widths.count, default=0)
        for row, record in enumerate(chain(first, records), 1):
            yield self._read(record[0], width, row) if len(record) == 1 and width >= _LEAST and record[0] else record

    def _read(self, line: str, width: int, row: int) -> list[str]:
        for sign in self._others:
            cells = next(csv.reader([line], delimiter=sign), [line]) if sign in line else [line]
            if len(cells) < width or not any(cell and dates.parse(cell.strip()) for cell in cells):
                continue
            if len(cells) == width:
                self._cut.append(row)
                return cells
            self._left.append(row)
            break
        return [line]

    def issues(self) -> list[Issue]:
        """What the owner must hear of such lines."""
        fix = msg("Save the table again with one sign between the cells, and import it")
        found = []
        if self._cut:
            text = nmsg("{n} line is parted by another sign than the rest and was read all the same",
                        "{n} lines are parted by another sign than the rest and were read all the same",
                        n=len(self._cut))  # fmt: skip
            found.append(Issue("other_separator", Level.WARNING, text, fix, row=self._cut[0]))
        if self._left:
            text = nmsg("{n} line is parted by another sign than the rest and was not read",
                        "{n} lines are parted by another sign than the rest and were not read",
                        n=len(self._left))  # fmt: skip
            found.append(Issue("other_separator", Level.WARNING, text, fix, row=self._left[0]))
        return found
