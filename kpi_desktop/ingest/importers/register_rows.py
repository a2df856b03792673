"""The rows of an accounting register of 1C as turnovers: services rows, totals and groups are told apart from facts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.importers.periods import period_of
from kpi_desktop.ingest.importers.register_head import plain
from kpi_desktop.ingest.normalise import number_text, read_cells, tidy
from kpi_desktop.ingest.source import Cell
from kpi_desktop.ingest.totals import is_grand_total

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from kpi_desktop.core.period import Grain
    from kpi_desktop.ingest.importers.register_head import Head
    from kpi_desktop.ingest.source import SourceTable

#: An account: 51, 60.01, 90.01.1, 001, МЦ.04, 76.АВ, УСН.01.
_ACCOUNT = re.compile(r"(\d{1,3}|[А-ЯA-Z]{1,3})(\.[\dА-ЯA-Z]{1,4}){0,4}")
_LETTERS_ONLY = re.compile(r"[А-ЯA-Z]+")
#: What 1C names the accounts that consist of letters by.
_LETTERED = frozenset({"УСН", "ГТД", "МЦ", "КВ", "НЕ", "ОТ", "РВ", "УСР", "РЦ", "ВР", "ПР"})
MONEY = ("opening_debit", "opening_credit", "debit", "credit", "closing_debit", "closing_credit")


@dataclass(slots=True)
class Entry:
    """One turnover on its way to the book; sums are whole ten-thousandths, None where the cell is empty."""

    row: int
    account: str
    corr: str = ""
    subconto: tuple[str, ...] = ()
    counterparty: str = ""
    document: str = ""
    content: str = ""
    day: date | None = None
    grain: Grain | None = None
    sums: dict[str, int] = field(default_factory=dict)


class Sheet:
    """The sheet under a register's head: texts as written, line by line, and sums column by column."""

    def __init__(self, table: SourceTable, head: Head) -> None:
        """Look at the rows under the head."""
        self.table, self.head, self.rows = table, head, table.rows - head.first
        self._texts: dict[int, list[str]] = {}
        self._money: dict[int, numbers.Numbers] = {}

    def texts(self, column: int | None) -> list[str]:
        """The column as texts; a number as it is shown, a moment as a date."""
        if column is None:
            return [""] * self.rows
        if column not in self._texts:
            raw, first = self.table.columns[column], self.head.first
            found = [text or "" for text in raw.texts.slice(first, self.rows).to_pylist()]
            for row in np.flatnonzero((raw.kinds[first:] == Cell.NUMBER) | (raw.kinds[first:] == Cell.MOMENT)).tolist():
                if raw.kinds[first + row] == Cell.MOMENT and raw.moments is not None:
                    found[row] = f"{raw.moments[first + row].astype('datetime64[D]')}"
                elif raw.numbers is not None:
                    found[row] = number_text(float(raw.numbers[first + row]))
            self._texts[column] = found
        return self._texts[column]

    def label(self, column: int | None) -> list[str]:
        """The column as tidy texts in one line."""
        return [tidy(text) for text in self.texts(column)]

    def money(self, column: int) -> numbers.Numbers:
        """The column as sums."""
        if column not in self._money:
            cells = read_cells(self.table.columns[column], self.head.first, self.table.rows)
            self._money[column] = numbers.read_numbers(cells, 4)
        return self._money[column]

    def sums(self, row: int) -> dict[str, int]:
        """The sums of one row by role."""
        found = {}
        for role in MONEY:
            if role in self.head.columns:
                read = self.money(self.head.columns[role])
                if read.valid[row]:
                    found[role] = int(read.scaled[row])
        return found

    def number(self, row: int) -> int:
        """The row's number in the spreadsheet."""
        return row + self.head.first + self.table.first_row


def account_of(text: str) -> str:
    """The account that a label names, with the leading zero that spreadsheets lose; '' where it names none."""
    code = text.strip().split(",")[0].strip()
    if not _ACCOUNT.fullmatch(code):
        return ""
    head, dot, rest = code.partition(".")
    if _LETTERS_ONLY.fullmatch(head) and head not in _LETTERED:
        return ""
    return f"{head.zfill(2)}{dot}{rest}" if head.isdigit() else code


_SERVICE = re.compile(
    r"(начальное сальдо|нач сальдо|сальдо на|конечное сальдо|кон сальдо|итого|всего|в валюте|обороты? за|"
    r"обороты и сальдо).*|обороты?|кол во|количество|валюта|сальдо"
)


def is_service(text: str) -> bool:
    """Whether a label is of 1C's own: openings, turnovers, closings, totals, quantities, currencies."""
    return bool(_SERVICE.fullmatch(plain(text))) or is_grand_total(text)


def lines(text: str) -> tuple[str, ...]:
    """The values of a cell of several lines."""
    return tuple(line for part in text.splitlines() if (line := tidy(part)))


def period_node(text: str) -> tuple[date, Grain] | None:
    """The month, quarter or day that a label names; an account such as 60.01 is none."""
    return None if account_of(text) or text.isdecimal() else period_of(text)


def levels_of_accounts(labels: list[str]) -> NDArray[np.int64]:
    """Levels where the sheet has none: an account under the one whose code begins it, analytics under the account."""
    levels, stack = np.zeros(len(labels), dtype=np.int64), list[str]()
    for row, label in enumerate(labels):
        account = account_of(label)
        if not account:
            levels[row] = len(stack)
            continue
        while stack and not account.startswith(stack[-1] + "."):
            stack.pop()
        levels[row] = len(stack)
        stack.append(account)
    return levels
