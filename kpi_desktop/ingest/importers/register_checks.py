"""What must agree in an accounting register: opening, turnover and closing; groups; totals; debit and credit."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.i18n.message import Message, msg, nmsg
from kpi_desktop.ingest.importers.register_head import Register, plain
from kpi_desktop.ingest.importers.register_kinds import analysis_blocks, balance_of, posting_sides
from kpi_desktop.ingest.importers.register_rows import MONEY, account_of
from kpi_desktop.ingest.importers.tree_levels import subtree_ends

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.ingest.importers.register_rows import Entry, Sheet
    from kpi_desktop.ingest.job import Job

_LISTED = 10
_TURNOVERS = frozenset({"оборот", "обороты", "итого оборот", "обороты за период"})
#: One kopeck, in ten-thousandths.
_KOPECK = 100


@dataclass(slots=True)
class Checked:
    """What the checks found: `own` are the register's own totals by role, `certain` says that levels are stated."""

    issues: list[Issue] = field(default_factory=list)
    own: dict[str, int] = field(default_factory=dict)
    unequal: list[Message] = field(default_factory=list)
    certain: bool = True


def shown(value: int) -> str:
    """A sum in ten-thousandths as a person reads it."""
    return f"{Decimal(value).scaleb(-4).quantize(Decimal('0.01')):f}"


def check(job: Job, sheet: Sheet, entries: list[Entry], account: str, *, whole: bool) -> Checked:
    """Everything that must agree; `whole` says that the register holds all accounts, so that debit equals credit."""
    found = Checked()
    found.own = own_totals(sheet)
    if sheet.head.kind is Register.BALANCE:
        found.certain = balance_of(sheet).stated
        found.issues += _groups(job, sheet)
    found.issues += _rows(job, sheet, entries)
    _totals(found, entries)
    parts = parts_check(sheet, account, entries) if sheet.head.kind is Register.ANALYSIS else None
    if parts is not None:
        found.unequal.append(parts)
        found.certain = False
    if not found.certain and not found.unequal:
        found.unequal += [issue.message for issue in found.issues if issue.code == "group_differs"][1:2]
    if whole:
        found.issues += _two_sides(job, sheet, entries)
    return found


def own_totals(sheet: Sheet) -> dict[str, int]:
    """The totals that the register itself states: of «Итого», of «Оборот», of «Обороты за период»."""
    if sheet.head.kind is Register.BALANCE:
        return _marked(sheet, sheet.label(sheet.head.columns.get("label", 0)), ("итого",))
    if sheet.head.kind is Register.ANALYSIS:
        return _turnovers_of_blocks(sheet)
    if sheet.head.kind is Register.CARD:
        sides = posting_sides(sheet)
        days = [plain(text) for text in sheet.label(sheet.head.columns["day"])]
        row = next((row for row, text in enumerate(days) if text.startswith("обороты за период")), None)
        if row is None:
            return {}
        read = {side: sides.of(side, row)[1] for side in ("debit", "credit")}
        return {side: value for side, value in read.items() if value is not None}
    return {}


def _marked(sheet: Sheet, labels: list[str], words: tuple[str, ...]) -> dict[str, int]:
    """The sums of the last row whose label is one of the words; with rows of «БУ» and «НУ», the first of its rows."""
    found: dict[str, int] = {}
    for row, label in enumerate(labels):
        if plain(label) in words and sheet.sums(row):
            found = sheet.sums(row)
    return found


def _turnovers_of_blocks(sheet: Sheet) -> dict[str, int]:
    """The turnovers that stand under the blocks of an analysis; none where a block has none."""
    total: dict[str, int] = {}
    corrs = [plain(text) for text in sheet.label(sheet.head.columns["corr"])]
    for block in analysis_blocks(sheet):
        after = next((row for row in range(block.rows[-1] + 1, sheet.rows) if corrs[row]), None)
        if after is None or corrs[after] not in _TURNOVERS:
            return {}
        for role, value in sheet.sums(after).items():
            total[role] = total.get(role, 0) + value
    return {role: value for role, value in total.items() if role in {"debit", "credit"}}


def parts_check(sheet: Sheet, account: str, entries: list[Entry]) -> Message | None:
    """The first block of an analysis is that of the whole account: what it says where the others do not give it."""
    corrs = [plain(text) for text in sheet.label(sheet.head.columns["corr"])]
    first = next((row for row, text in enumerate(corrs) if text in _TURNOVERS), None)
    several = sum(text in _TURNOVERS for text in corrs) > 1
    if first is None or not several:
        return None
    owners = sheet.label(sheet.head.columns.get("label", 0))
    if not account or account_of(next((text for text in owners if text), "")) != account:
        return None
    for role, value in sheet.sums(first).items():
        found = sum(entry.sums.get(role, 0) for entry in entries)
        if role in {"debit", "credit"} and abs(found - value) >= _KOPECK:
            return unequal_turnover(role, value, found)
    return None


def unequal_turnover(role: str, own: int, found: int) -> Message:
    """The sentence for a turnover that the register states and its rows do not give."""
    side = msg("debit turnover") if role == "debit" else msg("credit turnover")
    return msg("The register's own total of the {side} is {own}, its rows give {rows}", side=side, own=shown(own),
               rows=shown(found))  # fmt: skip


def _totals(found: Checked, entries: list[Entry]) -> None:
    """The register's own turnovers against its rows; accounts off the balance sheet may be outside of the total."""
    for role in ("debit", "credit"):
        if role not in found.own:
            continue
        every = sum(entry.sums.get(role, 0) for entry in entries)
        balance = sum(entry.sums.get(role, 0) for entry in entries if not off_balance(entry.account))
        if min(abs(every - found.own[role]), abs(balance - found.own[role])) >= _KOPECK:
            found.unequal.append(unequal_turnover(role, found.own[role], every))


def off_balance(account: str) -> bool:
    """Accounts outside of double entry: 001-012 and those that begin with letters."""
    head = account.split(".", maxsplit=1)[0]
    return not head.isdigit() or len(head) == 3


def _rows(job: Job, sheet: Sheet, entries: list[Entry]) -> list[Issue]:
    """Opening balance and turnover must give the closing balance in every row."""
    columns = sheet.head.columns
    if not {"closing_debit", "closing_credit"} & columns.keys() or not {
        "opening_debit", "opening_credit"} & columns.keys():  # fmt: skip
        return []
    wrong = []
    for entry in entries:
        got = _net(entry.sums, "opening") + entry.sums.get("debit", 0) - entry.sums.get("credit", 0)
        if abs(got - _net(entry.sums, "closing")) >= _KOPECK:
            text = msg("“{name}”: opening balance and turnover give {got}, the closing balance is {closing}",
                       name=" / ".join((entry.account, *entry.subconto)), got=shown(got),
                       closing=shown(_net(entry.sums, "closing")))  # fmt: skip
            wrong.append((entry.row, text))
    many = nmsg("In {n} row opening balance and turnover do not give the closing balance",
                "In {n} rows opening balance and turnover do not give the closing balance", n=len(wrong))  # fmt: skip
    return _listed(job, sheet, "balance_differs", many, wrong)


def _net(sums: Mapping[str, int], which: str) -> int:
    return sums.get(f"{which}_debit", 0) - sums.get(f"{which}_credit", 0)


def _groups(job: Job, sheet: Sheet) -> list[Issue]:
    """Turnovers of accounts and analytics that have rows of their own under them must be the sums of these."""
    balance = balance_of(sheet)
    ends, wrong = subtree_ends(balance.levels), []
    for role in ("debit", "credit"):
        values = np.array([sheet.sums(row).get(role, 0) for row in balance.rows], dtype=np.int64)
        running = np.concatenate([[0], np.cumsum(np.where(balance.leaves, values, 0))])
        for place in np.flatnonzero(~balance.leaves).tolist():
            under = int(running[ends[place]] - running[place + 1])
            if abs(under - int(values[place])) >= _KOPECK:
                row = balance.rows[place]
                text = msg("“{name}”: the turnover is {own}, the rows under it give {rows}", name=balance.labels[row],
                           own=shown(int(values[place])), rows=shown(under))  # fmt: skip
                wrong.append((sheet.number(row), text))
    many = nmsg("{n} group total differs from the sum of its rows",
                "{n} group totals differ from the sums of their rows", n=len(wrong))  # fmt: skip
    return _listed(job, sheet, "group_differs", many, wrong)


def _two_sides(job: Job, sheet: Sheet, entries: list[Entry]) -> list[Issue]:
    """In a whole trial balance debit equals credit: at the beginning, in turnovers, at the end."""
    names = {"opening": msg("opening balances"), "turnover": msg("turnovers"), "closing": msg("closing balances")}
    inside = [entry for entry in entries if not off_balance(entry.account)]
    total = {role: sum(entry.sums.get(role, 0) for entry in inside) for role in MONEY}
    pairs = {"opening": ("opening_debit", "opening_credit"), "turnover": ("debit", "credit"),
             "closing": ("closing_debit", "closing_credit")}  # fmt: skip
    found = []
    for which, (debit, credit) in pairs.items():
        if (
            debit in sheet.head.columns
            and credit in sheet.head.columns
            and abs(total[debit] - total[credit]) >= _KOPECK
        ):
            text = msg("Debit and credit of the {what} differ: {debit} and {credit}", what=names[which],
                       debit=shown(total[debit]), credit=shown(total[credit]))  # fmt: skip
            fix = msg("Check whether the register was saved without filters and not edited by hand")
            found.append(job.warning("sides_differ", text, fix=fix, sheet=sheet.table.sheet))
    return found


def _listed(job: Job, sheet: Sheet, code: str, many: Message, wrong: Iterable[tuple[int, Message]]) -> list[Issue]:
    wrong = sorted(wrong, key=lambda one: one[0])
    if not wrong:
        return []
    fix = msg("Check whether the report was edited by hand; the rows were imported, not the totals")
    rest = [job.warning(code, text, sheet=sheet.table.sheet, row=row) for row, text in wrong[:_LISTED]]
    return [job.warning(code, many, fix=fix, sheet=sheet.table.sheet), *rest]
