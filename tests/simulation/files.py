"""A made-up company as the files that a business would export: leads, meetings, contracts."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING

from tests.simulation.funnel_company import CHANNELS, NEVER, PEOPLE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.simulation.funnel_company import Made

_Row = tuple[str, ...]

_LEADS = ("Дата обращения", "Номер лида", "Клиент", "Канал", "Менеджер")
_VISITS = ("Дата встречи", "Клиент", "Количество встреч", "Магазин", "Сотрудник")
_CONTRACTS = ("Дата договора", "Номер договора", "Клиент", "Сумма договора", "Дата оплаты", "Менеджер")


def cut_to_the_day_of_reading(made: Made) -> None:
    """Forget what happens later than the last day that the files will hold, and say how old the last month then is."""
    last = made.edges[-1] + made.age - 1
    days = (made.lead, made.visit, made.contract, made.payment)
    for day in days:
        day[day > last] = NEVER
    known = max(int(day[day < NEVER].max()) for day in days)
    made.age = known - (made.edges[-1] - 1)


def write(made: Made, folder: Path) -> list[Path]:
    """Three files; contracts carry the day of their payment and the amount."""
    leads: list[_Row] = []
    visits: list[_Row] = []
    contracts: list[_Row] = []
    for row in range(made.lead.size):
        who, channel, person = f"Клиент {row}", CHANNELS[made.channel[row]], PEOPLE[made.person[row]]
        leads.append((_day(made.lead[row]), f"L-{row}", who, channel, person))
        if made.visit[row] < NEVER:
            visits.append((_day(made.visit[row]), who, "1", channel, person))
        if made.contract[row] < NEVER:
            paid = _day(made.payment[row]) if made.payment[row] < NEVER else ""
            amount = f"{made.amount[row]:.2f}".replace(".", ",")
            contracts.append((_day(made.contract[row]), f"К-{row}", who, amount, paid, person))
    return [
        _file(folder / "Лиды.csv", _LEADS, leads),
        _file(folder / "Встречи.csv", _VISITS, visits),
        _file(folder / "Договоры.csv", _CONTRACTS, contracts),
    ]


def _by_day(row: _Row) -> str:
    return row[0][6:] + row[0][3:5] + row[0][:2]


def _day(ordinal: int) -> str:
    return date.fromordinal(int(ordinal)).strftime("%d.%m.%Y")


def _file(path: Path, heads: tuple[str, ...], rows: list[_Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(heads)
        rows.sort(key=_by_day)
        writer.writerows(rows)
    return path
