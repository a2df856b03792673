"""The tables of a GA4 or Firebase export: remarks above, a head, rows, and what each column and row means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.period import Grain, add_months
from kpi_desktop.ingest import dates, totals
from kpi_desktop.ingest.dates import Order, order_of, read_days
from kpi_desktop.ingest.headings import cell_text
from kpi_desktop.ingest.importers.block import Block
from kpi_desktop.ingest.normalise import fold, key, read_cells
from kpi_desktop.ingest.source import Cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from kpi_desktop.ingest.source import SourceTable

#: Columns of counts in the languages of the interface; of several the first is taken.
COUNTS = {
    "visits": ("Sessions", "Сеансы", "Сеансов", "Sitzungen", "Sesiones", "Sessões", "Sessioni", "Сеанси", "Sesje",
               "Oturumlar", "Сессии"),
    "visitors": ("Total users", "Active users", "Users", "Всего пользователей", "Активные пользователи",
                 "Пользователи", "Gesamtzahl der Nutzer", "Nutzer insgesamt", "Aktive Nutzer", "Nutzer",
                 "Usuarios totales", "Total de usuarios", "Usuarios activos", "Usuarios", "Utilisateurs actifs",
                 "Nombre total d'utilisateurs", "Utilisateurs", "Усього користувачів", "Активні користувачі",
                 "Користувачі", "Total de usuários", "Usuários ativos", "Usuários", "1 day", "1 день"),
    "page_views": ("Views", "Просмотры", "Aufrufe", "Vistas", "Vues", "Visualizações", "Перегляди",
                   "Visualizzazioni"),
    "events": ("Event count", "Количество событий", "Число событий", "Ereignisanzahl", "Número de eventos",
               "Recuento de eventos", "Nombre d'événements", "Кількість подій", "Contagem de eventos"),
    "target_actions": ("Key events", "Ключевые события", "Conversions", "Конверсии", "Schlüsselereignisse",
                       "Eventos clave", "Événements clés", "Ключові події", "Eventos principais"),
}  # fmt: skip
#: Sessions that were engaged: a bounce is a session that was not.
ENGAGED = ("Engaged sessions", "Сеансы с взаимодействием", "Сеансы, в которых было взаимодействие",
           "Sitzungen mit Interaktionen", "Sesiones con interacciones", "Sessions avec engagement",
           "Сеанси із взаємодією")  # fmt: skip
EVENT = ("Event name", "Название события", "Ereignisname", "Nombre del evento", "Nom de l'événement", "Назва події")
#: Events that GA4 itself adds up as views of pages and screens.
VIEW_EVENTS = frozenset({"page_view", "screen_view"})
_COUNT_KEYS = frozenset(key(word) for words in (*COUNTS.values(), ENGAGED) for word in words)
_DAY = frozenset(map(key, ("Date", "Дата", "Day", "День", "Datum", "Tag", "Fecha", "Día", "Jour", "Data",
                           "Day Index", "Индекс дня")))  # fmt: skip
_NTH_DAY = frozenset(map(key, ("Nth day", "N-й день", "День N", "Nth Day")))
_MONTH = frozenset(map(key, ("Year month", "Год и месяц", "Год/месяц", "Месяц года", "Month of year", "Jahr und Monat",
                             "Año y mes", "Année et mois")))  # fmt: skip
_NTH_MONTH = frozenset(map(key, ("Nth month", "N-й месяц", "Месяц N")))
#: Dimensions of which a visit has one, so that visits add up over them.
_OF_VISIT = (
    "channel", "source", "medium", "campaign", "landing", "country", "city", "region", "device", "browser", "platform",
    "operating", "language", "stream", "канал", "источник", "кампани", "посадочн", "стран ", "страна", "город",
    "регион", "устройств", "браузер", "платформ", "операционн", "язык", "поток", "kanal", "quelle", "kampagne", "land",
    "stadt", "gerät", "canal", "fuente", "campaña", "país", "джерел", "кампані", "країн", "місто", "пристр",
    "week", "недел", "woche", "semana", "month", "месяц", "nth day", "n-й день", "день n",
)  # fmt: skip
_CHANNEL = ("channel", "канал", "kanal", "canal", "source", "источник", "quelle", "fuente", "джерел")
_PAGE = ("landing", "page", "посадочн", "страниц", "seite", "página", "screen", "экран", "сторінк")
_HOURS = frozenset({"hour", "час", "nthhour", "stunde", "hora", "heure", "годин", "minute", "минута"})
_START = re.compile(r"#?\s*(?:start date|дата начала|startdatum|fecha de inicio|date de début|дата початку):\s*(\d{8})",
                    re.IGNORECASE)  # fmt: skip
_END = re.compile(
    r"#?\s*(?:end date|дата окончания|дата завершения|enddatum|fecha de finalización|date de fin|дата закінчення):"
    r"\s*(\d{8})", re.IGNORECASE,
)  # fmt: skip
_BOTH = re.compile(r"#?\s*(\d{8})\s*[-–—]\s*(\d{8})")
_FRAME = re.compile(r"#[\s\-–—]*")
_NUMBER = re.compile(r"<?\s?-?[$€£₽¥]?\d+([.,]\d+)*(e-?\d+)?\s?%?|\d+:\d\d:\d\d")


@dataclass(frozen=True)
class Section:
    """One of the tables of the file: its caption, its rows, the days that it states, its row of totals if any."""

    caption: str
    block: Block
    span: tuple[date, date] | None
    total_row: int | None = None

    @cached_property
    def when(self) -> tuple[int, Grain] | None:
        """The column of days or months, if the table has one that can be told."""
        for index, name in enumerate(self.block.names):
            word = key(name)
            if word in _DAY or (self.span and (word in _NTH_DAY or (not index and self._counts_days(index)))):
                return index, Grain.DAY
            if word in _MONTH or (self.span and word in _NTH_MONTH):
                return index, Grain.MONTH
        return None

    def _counts_days(self, index: int) -> bool:
        """Whether a column in another language numbers all days of the span: 0000, 0001, ..."""
        words = [word for word in self.block.cells(index).used_words() if re.fullmatch(r"\d{4}", word)]
        assert self.span is not None
        days = (self.span[1] - self.span[0]).days + 1
        return days > 1 and len(words) == len(self.block.rows) == days and {int(word) for word in words} == set(
            range(days)
        )  # fmt: skip

    def _offsets(self, index: int) -> bool:
        """Whether a column of days holds their numbers from the first day of the span, as Firebase writes them."""
        words = self.block.cells(index).used_words()
        return self.span is not None and "0000" in words and all(re.fullmatch(r"0\d{3}", word) for word in words)

    @cached_property
    def dimensions(self) -> list[int]:
        """The further columns that the rows are split by."""
        when = -1 if self.when is None else self.when[0]
        return [
            index for index, name in enumerate(self.block.names) if name and index != when and self._splits(index, name)
        ]

    def _splits(self, index: int, name: str) -> bool:
        if key(name) in _COUNT_KEYS:
            return False
        if not index or key(name) in _HOURS:
            return True
        if self.total_row is not None:
            return not cell_text(self.block.table, self.total_row, index)
        cells = self.block.cells(index)
        numbers = cells.by_word(_NUMBER.fullmatch(word) is not None for word in cells.words)
        return bool(((cells.codes >= 0) & ~numbers).any())

    @property
    def title(self) -> str:
        """What the table is called: its caption where that is a question, else its first headings."""
        if self.caption.endswith("?"):
            return self.caption
        return ", ".join(name for name in self.block.names[:3] if name)

    @property
    def event(self) -> int | None:
        """The column of names of events."""
        return self.block.column(*EVENT)

    @property
    def channel(self) -> int | None:
        """The column by which visits are split into channels."""
        return self._named(_CHANNEL)

    @property
    def page(self) -> int | None:
        """The column of pages."""
        return self._named(_PAGE)

    def _named(self, words: tuple[str, ...]) -> int | None:
        names = {index: fold(self.block.names[index]) for index in self.dimensions}
        return next((index for index, name in names.items() if any(word in name for word in words)), None)

    @cached_property
    def counts(self) -> dict[str, int]:
        """Which columns of the table mean something at its split: target and column.

        Views and events add up over any split. Visits add up over what a visit has one of: one that looked at three
        pages is counted with each of them. Visitors belong to exactly the split that was exported (NUMBERS 18).
        """
        names = [fold(self.block.names[index]) for index in self.dimensions]
        of_visit = all(any(word in name for word in _OF_VISIT) for name in names)
        found = {}
        for target, headings in COUNTS.items():
            column = self.block.column(*headings)
            known = target in {"page_views", "events"} or (of_visit and (len(names) < 2 or target != "visitors"))
            if target == "visits" and column is not None and not known:
                known = self._adds_up(column)
            if column is not None and known and len(self.block.rows):
                found[target] = column
        return found

    @property
    def engaged(self) -> int | None:
        """The column of sessions with engagement, where sessions themselves are counted."""
        return self.block.column(*ENGAGED) if "visits" in self.counts else None

    def _adds_up(self, column: int) -> bool:
        """Whether the rows together are what the table's own total says."""
        own = self.total(column)
        shown = [self.block.cells(column).shown(row) for row in range(len(self.block.rows))]
        return own is not None and all(word.isdigit() for word in shown) and sum(map(int, shown)) == own

    def total(self, column: int) -> int | None:
        """The table's own total of a column of counts."""
        if self.total_row is None:
            return None
        text = cell_text(self.block.table, self.total_row, column)
        return int(text) if text.isdigit() else None

    def has_one_row_each(self) -> bool:
        """Whether every day (and member of the split) has one row: else the split is by something unknown here."""
        own = [] if self.when is None else [self.when[0]]
        cells = [self.block.cells(index) for index in (*own, *self.dimensions)]
        seen = {tuple(one.shown(row) for one in cells) for row in range(len(self.block.rows))}
        return len(seen) == len(self.block.rows)

    def doubtful(self) -> str:
        """A date of the table that reads both ways, where nothing decides; '' where all is clear."""
        if self.when is None or key(self.block.names[self.when[0]]) not in _DAY:
            return ""
        words = self.block.cells(self.when[0]).used_words()
        if not order_of(words)[1] or self._order() is not Order.UNKNOWN:
            return ""
        return next((word for word in words if order_of([word])[1]), "")

    def _order(self) -> Order:
        """What the stated days say of day and month where the dates themselves can be read both ways."""
        if self.when is None or self.span is None:
            return Order.UNKNOWN
        cells = self.block.cells(self.when[0])
        first, last = (np.datetime64(day, "D") for day in self.span)
        fitting = []
        for order in (Order.DMY, Order.MDY):
            read = read_days(cells, order=order)
            days = read.days[read.valid].astype("datetime64[D]")
            if len(days) and ((first <= days) & (days <= last)).all():
                fitting.append(order)
        return fitting[0] if len(fitting) == 1 else Order.UNKNOWN

    def days(self) -> NDArray[np.datetime64]:
        """The day (or first day of the month) of every row; NaT where a row has none."""
        assert self.when is not None
        index, grain = self.when
        cells, name = self.block.cells(index), key(self.block.names[index])
        if name in _DAY and not self._offsets(index):
            undecided = order_of(cells.used_words())[1]
            read = read_days(cells, order=self._order() if undecided else Order.UNKNOWN)
            return np.where(read.valid, read.days.astype("datetime64[D]"), np.datetime64("NaT"))
        shown = [cells.shown(row) for row in range(len(cells.kinds))]
        if name in _MONTH:
            found = [_month(word) for word in shown]
        else:
            assert self.span is not None
            first, last = self.span
            found = [_later(first, int(word), grain) if word.isdigit() else None for word in shown]
            found = [day if day and day <= last else None for day in found]
        return np.array(found, dtype="datetime64[D]")


def _month(word: str) -> date | None:
    packed = re.fullmatch(r"((?:19|20)\d{2})[-./]?(0[1-9]|1[0-2])", word)
    if packed:
        return date(int(packed[1]), int(packed[2]), 1)
    found = dates.parse(word)
    return found[0].date() if found and found[1] is Grain.MONTH else None


def _later(first: date, count: int, grain: Grain) -> date:
    if grain is Grain.DAY:
        return first + timedelta(days=min(count, 10**5))
    return add_months(first.replace(day=1), min(count, 2000))


def sections(table: SourceTable, told: tuple[date, date] | None = None) -> Iterator[Section]:
    """The tables one after another: remarks above, a head, rows down to a blank line or the next remark.

    `told` is the period that the owner states for tables without one.
    """
    first = read_cells(table.columns[0], 0, table.rows)
    filled = _filled(table)
    span: list[date | None] = [None, None]
    common: list[date | None] = list(told) if told else [None, None]
    caption, head = "", None
    for row in range(table.rows + 1):
        text = first.shown(row) if row < table.rows else ""
        ends = row == table.rows or text.startswith("#") or not filled[row]
        if ends and head is not None:
            yield _section(table, caption, (head, row), common if span == [None, None] else span)
            caption, head, span = "", None, [None, None]
        if text.startswith("#"):
            caption = _remark(text, caption, span, common)
        elif not ends and head is None:
            head = row


def _remark(text: str, caption: str, span: list[date | None], common: list[date | None]) -> str:
    """Take the days that a remark states; returns the caption of the table to come."""
    both = _BOTH.fullmatch(text)
    if both:
        common[:] = [_packed(both[1]), _packed(both[2])]
        return caption
    for place, pattern in enumerate((_START, _END)):
        if found := pattern.match(text):
            span[place] = _packed(found[1])
            return caption
    return caption if _FRAME.fullmatch(text) or ":" in text else text.lstrip("# ").strip()


def _packed(text: str) -> date | None:
    moment = dates.parse(text)
    return moment[0].date() if moment else None


def _filled(table: SourceTable) -> NDArray[np.bool_]:
    filled = np.zeros(table.rows, dtype=bool)
    for column in table.columns:
        filled |= column.kinds != Cell.EMPTY
    return filled


def _section(table: SourceTable, caption: str, place: tuple[int, int], span: list[date | None]) -> Section:
    head, stop = place
    names = tuple(cell_text(table, head, column) for column in range(len(table.columns)))
    rows = np.arange(head + 1, stop)
    out = np.array([_is_total(table, names, row) for row in rows.tolist()], dtype=bool)
    first, end = span
    stated = (first, end) if first is not None and end is not None and first <= end else None
    total = int(rows[out][0]) if out.any() else None
    return Section(caption, Block(table, head, names, rows[~out] if len(rows) else rows), stated, total)


def _is_total(table: SourceTable, names: tuple[str, ...], row: int) -> bool:
    """Whether a row sums up the others: a word in a column beyond the head, or figures without anything they are of."""
    texts = [cell_text(table, row, column) for column in range(len(names))]
    beyond = any(text and not name and not _NUMBER.fullmatch(text) for text, name in zip(texts, names, strict=True))
    unnamed = bool(names[0]) and not texts[0]
    return (unnamed and any(texts)) or (not texts[0] and beyond) or (bool(texts[0]) and totals.is_grand_total(texts[0]))


def property_name(table: SourceTable) -> str:
    """The name of the site's property, if the head of the file gives it: an exploration has it on its first line."""
    remarks = [text for row in range(min(table.rows, 10)) if (text := cell_text(table, row, 0)).startswith("#")]
    for text in remarks:
        if text.lower().startswith(("# property:", "# ресурс:", "# property", "# propiedad:", "# propriété:")):
            return text.partition(":")[2].strip()
    told = [text for text in remarks if not _FRAME.fullmatch(text) and "dashboard report" not in text.lower()]
    if len(told) > 1 and any(_BOTH.fullmatch(text) for text in told) and not _BOTH.fullmatch(told[0]):
        return told[0].lstrip("# ").strip()
    return ""
