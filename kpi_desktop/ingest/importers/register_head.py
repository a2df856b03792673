"""The head of an accounting register of 1C: which register it is and what each of its columns holds.

By documentation: «1С:Бухгалтерия», «1С:ERP», «1С:УПП»; the headings decide, not the title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.headings import cell_text
from kpi_desktop.ingest.normalise import fold
from kpi_desktop.ingest.source import Cell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.ingest.source import SourceTable

_TOP = 30
_DEEPEST = 6
_MARKS = re.compile(r"[\W_]+")


class Register(StrEnum):
    """The registers that are read."""

    BALANCE = "balance"  # оборотно-сальдовая ведомость, обороты счёта: opening, turnover, closing
    ANALYSIS = "analysis"  # анализ счёта: turnovers with each corresponding account
    CARD = "card"  # карточка счёта: postings of one account with a running balance
    POSTINGS = "postings"  # отчёт по проводкам


@dataclass(frozen=True, slots=True)
class Head:
    """A register's head: `columns` gives each role its column, `first` is the first row under the head.

    `captions` are what stands in the head of the column of labels: the account and then the kinds of analytics.
    `debit` and `credit` are spans of columns where a posting's account and amount stand side by side.
    """

    kind: Register
    columns: Mapping[str, int]
    first: int
    captions: tuple[str, ...] = ()
    debit: tuple[int, int] = (0, 0)
    credit: tuple[int, int] = (0, 0)
    top: int = 0


def plain(text: str) -> str:
    """The text in small letters without marks: «Кор.счет» is `кор счет`."""
    return _MARKS.sub(" ", fold(text)).strip()


_DEBIT = r"(дебет|деб|дт)\b"
_CREDIT = r"(кредит|кред|кт)\b"
_OPENING = r"(сальдо на начало|начальное сальдо|нач сальдо)"
_CLOSING = r"(сальдо на конец|конечное сальдо|кон сальдо)"
#: What the words above a column make of it; the first that fits wins.
_ROLES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (role, re.compile(pattern))
    for role, pattern in (
        ("opening_debit", rf"{_OPENING}.*{_DEBIT}"), ("opening_credit", rf"{_OPENING}.*{_CREDIT}"),
        ("closing_debit", rf"{_CLOSING}.*{_DEBIT}"), ("closing_credit", rf"{_CLOSING}.*{_CREDIT}"),
        ("debit", rf"оборот.*{_DEBIT}|{_DEBIT}.*оборот|^с кред(ита)? счетов"),
        ("credit", rf"оборот.*{_CREDIT}|{_CREDIT}.*оборот|^в дебет счетов"),
        ("running", r"^текущее сальдо"), ("corr", r"^кор(респондирующий)? ?счет"),
        ("name", r"^наименование( счета)?$"), ("indicator", r"^показател[ьи]"),
        ("own_debit", r"^аналитика (дт|дебет)"), ("own_credit", r"^аналитика (кт|кредит)"),
        ("day", r"^(период|дата)$"), ("document", r"^документ$"), ("content", r"^(операция|содержание)$"),
        ("side_debit", rf"^{_DEBIT}"), ("side_credit", rf"^{_CREDIT}"), ("sum", r"^сумма$"),
        ("label", r"^(счет|субконто)\b"),
    )
)  # fmt: skip
#: The lower rows of a head hold nothing but these, besides the kinds of analytics under «Счет».
_LOWER = frozenset(
    {"дебет", "кредит", "счет", "дт", "кт", "сумма", "деб", "кред", "субконто", "кор счет", "количество"}
)
_ANALYTICS = re.compile(
    r"^(контрагент|договор|номенклатур|стать[яи]|склад|банковск|подразделени|работник|сотрудник|документ|основн|"
    r"субконто|вид|партии|номенклатурн|материал|нематериальн|касс|валют|организаци|период)"
)


def find_head(table: SourceTable) -> Head | None:
    """The head of a register; None where the sheet's headings are not those of one."""
    for row in range(min(table.rows, _TOP)):
        texts = [plain(cell_text(table, row, column)) for column in range(len(table.columns))]
        if sum(bool(text) and _role_of(text) != "" for text in texts) < 2:
            continue
        bottom = _bottom(table, row)
        paths = _paths(table, row, bottom)
        head = _head(table, row, bottom, paths)
        if head is not None:
            return head
    return None


def _role_of(text: str) -> str:
    if re.match(rf"({_OPENING}|{_CLOSING}|обороты? )", text + " "):
        return "balance"
    return next((role for role, pattern in _ROLES if pattern.search(text)), "")


def _bottom(table: SourceTable, top: int) -> int:
    """The last row of the head: rows of «Дебет», «Кредит», «Счет» and of kinds of analytics, without a number."""
    bottom = top
    for row in range(top + 1, min(table.rows, top + _DEEPEST)):
        texts = [cell_text(table, row, column) for column in range(len(table.columns))]
        named = [plain(text) for text in texts if text]
        if any(column.kinds[row] == Cell.NUMBER for column in table.columns):
            break
        if any(numbers.parse(text) is not None for text in texts if text):
            break
        merged = any(up <= top and row <= down for up, _, down, _ in table.merges)
        if (named and all(text in _LOWER or _ANALYTICS.match(text) for text in named)) or (not named and merged):
            bottom = row
        else:
            break
    return bottom


def _paths(table: SourceTable, top: int, bottom: int) -> list[str]:
    """All words of the head above each column; a caption over «Дебет» and «Кредит» reaches to the next caption."""
    width = len(table.columns)
    rows = [[plain(cell_text(table, row, column)) for column in range(width)] for row in range(top, bottom + 1)]
    for place, row in enumerate(rows[:-1]):
        last = ""
        for column in range(width):
            last = row[column] or last
            below = rows[place + 1][column]
            if not row[column] and below in _LOWER and _wide(last):
                row[column] = last
    return [" ".join(dict.fromkeys(row[column] for row in rows if row[column])) for column in range(width)]


def _wide(text: str) -> bool:
    return bool(re.match(rf"({_OPENING}|{_CLOSING}|обороты?\b)", text))


def _head(table: SourceTable, top: int, bottom: int, paths: list[str]) -> Head | None:
    found: dict[str, int] = {}
    for column, path in enumerate(paths):
        role = next((role for role, pattern in _ROLES if pattern.search(path)), "") if path else ""
        # «Сумма» under «Дебет» is that side's own; over no other caption it is the posting's.
        if role and (role != "sum" or plain(cell_text(table, top, column)) == "сумма"):
            found.setdefault(role, column)
    kind = _kind(found)
    if kind is None:
        return None
    if kind in {Register.BALANCE, Register.ANALYSIS} and "debit" not in found:
        found |= {"debit": found["side_debit"], "credit": found["side_credit"]}
    label = found.get("label", 0)
    captions = tuple(
        text for row in range(top, bottom + 1) if (text := cell_text(table, row, label)) and plain(text) != "субконто"
    )
    ends = [column for column, path in enumerate(paths) if path] + [len(paths)]
    debit = _side(found, "side_debit", ends, found.get("side_credit"))
    credit = _side(found, "side_credit", ends, found.get("running"))
    return Head(kind, found, bottom + 1, captions, debit, credit, top)


def _side(found: Mapping[str, int], role: str, ends: list[int], stop: int | None) -> tuple[int, int]:
    """The columns from «Дебет» to the next caption: the account and, under no name of its own, the amount."""
    if role not in found:
        return (0, 0)
    start = found[role]
    return start, stop if stop is not None and stop > start else ends[-1]


def _kind(found: Mapping[str, int]) -> Register | None:
    """Which register the columns make; the more particular first."""
    has = found.keys()
    sides = {"side_debit", "side_credit"} <= has
    if "day" in has and "document" in has and sides:
        if "running" in has:
            return Register.CARD
        if "sum" in has or "own_debit" in has:
            return Register.POSTINGS
    if "corr" in has and (sides or {"debit", "credit"} <= has):
        return Register.ANALYSIS
    pairs = sum(name in has for name in ("opening_debit", "opening_credit", "closing_debit", "closing_credit"))
    if pairs >= 2 and "label" in has and {"debit", "credit"} & has:
        return Register.BALANCE
    return None
