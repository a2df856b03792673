"""The way of every enquiry of the sample company: to a meeting, to a contract, or nowhere; one client all the way.

Planted: in October 2026 enquiries of «Сайт» come to a meeting about a quarter as often as before, in every person's
hands alike: whoever asks on the site is not called back. Enquiries that are rejected never come to a meeting.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from kpi_desktop.core.period import add_months
from kpi_desktop.sample.dice import FIRST_MONTH, MONTHS, Dice
from kpi_desktop.sample.marketing import REPS, leads

SEED = 71
LEAVE = (date(2026, 7, 1), "Исаков Тимур")
#: How often an enquiry that is not rejected comes to a meeting, and a meeting to a contract.
MET = {"Сайт": 0.46, "Контекстная реклама": 0.40, "Социальные сети": 0.30, "Партнёры": 0.44}
SIGNED = {"Рощина Алла": 0.08}
SIGNED_BY_OTHERS = 0.17
#: The fault: channel, first day of its month, what is left of the meetings.
FAULT = ("Сайт", date(2026, 10, 1), 0.25)


@dataclass(frozen=True, slots=True)
class Case:
    """A meeting with a client who enquired; `signed` is the day of the contract, None where none was signed."""

    client: str
    channel: str
    met: date
    person: str
    signed: date | None = None
    signed_by: str = ""


def working(day: date, rep: str) -> bool:
    """Whether the person works on the day."""
    return day.weekday() < 5 and not (rep == LEAVE[1] and day.year == 2026 and day.month == LEAVE[0].month)


@cache
def cases() -> tuple[Case, ...]:
    """Every enquiry that came to a meeting within the history, by the day of the meeting."""
    dice = Dice(SEED)
    table = leads()
    columns = (table.column(name) for name in ("Дата обращения", "Клиент", "Статус лида", "Ответственный",
                                               "Источник лида"))  # fmt: skip
    found = []
    for day, client, status, rep, channel in zip(*columns, strict=True):
        assert isinstance(day, date)
        case = _case(dice, day, (str(client), str(channel), str(rep)))
        if case is not None and status != "отклонён":
            found.append(case)
    return tuple(sorted(found, key=lambda case: (case.met, case.client)))


def _case(dice: Dice, day: date, about: tuple[str, str, str]) -> Case | None:
    """All draws are made for every enquiry, so that the way of one does not change those of the others."""
    client, channel, rep = about
    waits, decides = dice.between(1, 9), dice.between(2, 20)
    meets, signs = dice.share(), dice.share()
    left = FAULT[2] if channel == FAULT[0] and day >= FAULT[1] else 1.0
    met = _working_day(day + timedelta(days=waits))
    if meets >= MET[channel] * left or met >= _end():
        return None
    person = _present(rep, met)
    signed = _working_day(met + timedelta(days=decides))
    if signs >= SIGNED.get(person, SIGNED_BY_OTHERS) or signed >= _end():
        return Case(client, channel, met, person)
    return Case(client, channel, met, person, signed, _present(person, signed))


def _end() -> date:
    return add_months(FIRST_MONTH, MONTHS)


def _working_day(day: date) -> date:
    return day + timedelta(days=max(7 - day.weekday(), 0)) if day.weekday() > 4 else day


def _present(rep: str, day: date) -> str:
    """Who takes the client over while somebody is on leave."""
    return rep if working(day, rep) else REPS[(REPS.index(rep) + 1) % len(REPS)]
