"""How telephone systems name the columns of a call log and write directions, states and durations."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.normalise import fold
from kpi_desktop.ingest.source import Cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kpi_desktop.ingest.normalise import Cells

MOMENT = (
    "Дата и время начала", "Дата и время звонка", "Дата и время вызова", "Дата и время", "Дата/время", "Дата, время",
    "Дата время", "Дата звонка", "Дата вызова", "Начало звонка", "Начало разговора", "Время начала", "Начало", "Дата",
    "callstart", "call start", "start time", "start date", "startDate", "start", "call date", "datetime", "date time",
    "date", "calldate", "create", "Время звонка", "Время вызова", "Время",
)  # fmt: skip
CLOCK = ("Время звонка", "Время вызова", "Время начала", "Время", "time", "call time")
DIRECTION = ("Направление звонка", "Направление вызова", "Направление", "Тип звонка", "Тип вызова", "direction",
             "call direction", "call type", "callType", "Вид звонка", "Вид вызова", "Тип обращения", "Тип", "type",
             "Вид обращения")  # fmt: skip
FROM = ("Кто звонил", "Откуда", "Номер А", "Номер A", "Вызывающий", "Вызывающий номер", "Вызывающий абонент",
        "Звонивший", "Номер звонившего", "caller", "caller id", "src", "clid", "from", "from number", "source number",
        "от кого")  # fmt: skip
TO = ("С кем говорил", "Кому звонили", "Куда звонили", "Куда", "Номер Б", "Номер B", "Вызываемый", "Вызываемый номер",
      "Вызываемый абонент", "Набранный номер", "Кому", "callee", "destination", "to", "to number", "dst")  # fmt: skip
CLIENT = ("Номер клиента", "Номер абонента", "Телефон клиента", "Клиент", "Абонент", "client", "phone", "phone number",
          "Номер телефона клиента",
          "Номер телефона", "Телефон", "contact phone number", "Контакт", "caller number")  # fmt: skip
EMPLOYEE = ("Сотрудник", "Кто ответил", "Ответивший сотрудник", "Ответил", "Оператор", "Менеджер", "Ответственный",
            "employee", "agent", "operator", "account", "user", "Пользователь", "Абонент ВАТС")  # fmt: skip
TALK = ("Длительность разговора", "Время разговора", "Длительность чистого разговора", "Чистое время разговора",
        "Продолжительность разговора", "Разговор", "talk duration", "talk time", "billsec", "billseconds",
        "Длительность разговора, сек", "Длительность разговора, с", "Длительность разговора (сек)")  # fmt: skip
WHOLE = ("Длительность звонка", "Длительность вызова", "Общая длительность", "Длительность", "Продолжительность",
         "Продолжительность звонка", "Продолжительность вызова", "duration", "call duration", "total duration",
         "Длительность, сек", "Длительность, мин", "Длительность (сек)", "Длительность сек", "duration seconds",
         "Длительность звонка, сек", "Длительность вызова, сек", "duration, sec", "seconds", "Секунд",
         "Длительность, с")  # fmt: skip
WAIT = ("Ожидание", "Время ожидания", "Длительность ожидания", "Ожидание ответа", "wait", "wait time", "hold duration")
STATE = ("Статус звонка", "Статус вызова", "Результат звонка", "Результат вызова", "Статус", "Результат", "Состояние",
         "disposition", "call status", "status", "result", "Отвечен", "Принят", "answered", "Успешность")  # fmt: skip
#: The first that there is: an id that the legs of one call share goes before one that each leg has.
IDENTITY = ("pbx_call_id", "entry_id", "ID сессии звонка", "ID сессии", "Идентификатор звонка", "ID звонка",
            "ID вызова", "call session id", "call id", "callid", "call_id", "uid")  # fmt: skip
#: Columns of call tracking: it follows calls that come to the numbers shown in advertising.
TRACKED = ("Номер Calltouch", "Виртуальный номер", "Подменный номер", "Номер подмены", "Динамический номер",
           "Уникальный", "Уникальность", "Целевой", "Уникально-целевой", "Уникально целевой", "Целевой звонок",
           "Класс обращения",
           "Уникальный звонок", "tracking number", "tracking phone number")  # fmt: skip
#: Beside these the word «channel» is the line of an exchange, not where the client came from.
LINES = ("dstchannel", "dcontext", "lastapp")
CHANNEL = ("Источник", "Рекламная кампания", "Канал", "Рекламный канал", "source", "channel", "Сайт")

IN, OUT, INSIDE, UNKNOWN = 0, 1, 2, -1
_INSIDE = ("внутр", "internal", "local", "внутри")
_IN = ("вх", "inc", "inb", "пропущ", "missed", "принят", "received", "recieved")
_OUT = ("исх", "outg", "outb", "placed")
_NO = (
    "пропущ", "не отв", "неотв", "не прин", "неприн", "missed", "no answer", "noanswer", "unanswered", "not answered",
    "busy", "занят", "cancel", "fail", "не дозв", "недозв", "сброш", "отмен", "отбой", "потер", "lost", "неуспеш",
    "не успеш", "voicemail", "автоотв", "rejected", "отклон", "недоступ", "не состо", "несосто", "нет отв", "без отв",
    "abandoned", "declined", "congestion", "chanunavail", "нет", "no", "false", "не обсл",
)  # fmt: skip
_YES = (
    "отвеч", "прин", "успеш", "состоя", "answer", "complete", "success", "разгов", "обслуж", "placed", "received",
    "recieved", "да", "yes", "true", "ok", "дозвон", "обработан", "соедин", "connected",
)  # fmt: skip
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:[.,]\d+)?")
_WORDED = re.compile(
    r"(?:(\d+)\s*(?:ч|час\w*|h)\.?)?\s*(?:(\d+)\s*(?:м|мин\w*|min|m)\.?)?\s*(?:(\d+)\s*(?:с|сек\w*|sec|s)\.?)?"
)
_DAY_ZERO = np.datetime64("1899-12-30T00:00:00", "s")


def direction_of(word: str) -> int:
    """In, out, between employees, or not told."""
    folded = fold(word)
    if folded.startswith(_INSIDE):
        return INSIDE
    for direction, starts in ((IN, _IN), (OUT, _OUT)):
        if folded.startswith(starts) or any(f" {start}" in folded for start in starts):
            return direction
    return {"in": IN, "out": OUT}.get(folded, UNKNOWN)


def answered_of(word: str) -> bool | None:
    """Whether the state says that the call was answered; None where it does not say."""
    folded = fold(word)
    if folded in {"0", "-"} or any(folded.startswith(start) or f" {start}" in folded for start in _NO):
        return False
    if folded in {"1", "+"} or any(folded.startswith(start) or f" {start}" in folded for start in _YES):
        return True
    return None


def is_outside(number: str) -> bool:
    """Whether it is a number of the public network, not an extension or a name."""
    return len(re.sub(r"\D", "", number)) >= 10


def own_numbers(pairs: Sequence[tuple[str, str]]) -> frozenset[str]:
    """The firm's own numbers of the public network: those that speak with several others where both are public."""
    others: dict[str, set[str]] = {}
    for one, two in pairs:
        if is_outside(one) and is_outside(two):
            others.setdefault(one, set()).add(two)
            others.setdefault(two, set()).add(one)
    several = {number for number, met in others.items() if len(met) > 1}
    # a client who called two lines of the firm met numbers that meet others themselves
    return frozenset(number for number in several if len(others[number]) > len(others[number] & several) * 2)


def durations(cells: Cells, heading: str) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Seconds of every row, where there are any, and what could not be read."""
    size = len(cells.kinds)
    unit = _unit(heading)
    found = [_seconds(word, unit) for word in cells.words]
    table = np.array([*(-1 if one is None else one for one in found), -1], dtype=np.int64)
    seconds = table[cells.codes]
    if cells.numbers is not None:
        rows = (cells.kinds == Cell.NUMBER) & np.isfinite(cells.numbers) & (cells.numbers >= 0)
        values = np.where(rows, cells.numbers, 0.0)
        part_of_day = bool((values[rows] < 1).all() and (values[rows] != np.floor(values[rows])).any())
        seconds[rows] = np.rint(values[rows] * (86400 if part_of_day else float(unit))).astype(np.int64)
    if cells.moments is not None:
        rows = cells.kinds == Cell.MOMENT
        seconds[rows] = (cells.moments[rows].astype("datetime64[s]") - _DAY_ZERO).astype(np.int64)
    valid = (seconds >= 0) & (seconds < 10**7)
    return np.where(valid, seconds, 0), valid & np.ones(size, dtype=bool), cells.filled & ~valid


def _unit(heading: str) -> Decimal:
    folded = f" {fold(heading)} ".replace(",", " ").replace("(", " ").replace(")", " ").replace(".", " ")
    if " мин " in folded or " min " in folded or " минут " in folded:
        return Decimal(60)
    return Decimal("0.001") if " мс " in folded or " ms " in folded else Decimal(1)


def _seconds(word: str, unit: Decimal) -> int | None:
    """A duration as written: 0:01:23, 01:23, 83, 1 мин 23 сек, a dash for none."""
    text = word.strip()
    clock = _CLOCK.fullmatch(text)
    if clock:
        return int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + int(clock[3])
    if text in {"-", "—", "–"}:
        return 0
    worded = _WORDED.fullmatch(text.lower())
    if worded and any(worded.groups()):
        hours, minutes, rest = (int(part or 0) for part in worded.groups())
        return hours * 3600 + minutes * 60 + rest
    value = numbers.parse(text)
    return None if value is None or value < 0 else int((value * unit).to_integral_value())
