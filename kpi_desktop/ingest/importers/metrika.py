"""Reports of Yandex.Metrika (CSV and xlsx of the interface, CSV of the API): the site's traffic, by documentation."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.period import Grain, Period
from kpi_desktop.i18n.formats import day_message
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.ingest import dates, numbers
from kpi_desktop.ingest.dates import read_days
from kpi_desktop.ingest.devices import DEVICE, is_device
from kpi_desktop.ingest.free_columns import slug
from kpi_desktop.ingest.headings import cell_text
from kpi_desktop.ingest.importers import metrika_uploads
from kpi_desktop.ingest.importers.ad_period import same_day, span_inside
from kpi_desktop.ingest.importers.ad_report import ask_period, told_period
from kpi_desktop.ingest.importers.block import Block, filled_rows
from kpi_desktop.ingest.importers.delivery import Delivery, Draft, deliver, empty, refuse, two_readings
from kpi_desktop.ingest.importers.metrika_bounces import put_bounces
from kpi_desktop.ingest.importers.one_figure import grain_of_whole, inside, months_cut, said_of
from kpi_desktop.ingest.normalise import fold, key

if TYPE_CHECKING:
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.normalise import Cells
    from kpi_desktop.ingest.outcome import FileReport
    from kpi_desktop.ingest.source import SourceTable

WORD = "metrika"

_COUNTS = {
    "visits": ("Визиты", "ym:s:visits", "Visits", "Sessions", "Количество визитов"),
    "visitors": ("Посетители", "ym:s:users", "ym:pv:users", "Users", "Visitors", "Уникальные посетители"),
    "page_views": ("Просмотры", "ym:s:pageviews", "ym:pv:pageviews", "Pageviews", "Page views", "Просмотры страниц"),
}  # fmt: skip
_OTHER_FIGURES = (
    "Отказы", "Доля отказов", "Bounce rate", "ym:s:bounceRate", "Глубина просмотра", "Page depth", "ym:s:pageDepth",
    "Время на сайте", "Time on site", "ym:s:avgVisitDurationSeconds", "Новые посетители", "New users", "ym:s:newUsers",
    "Доля новых посетителей", "Роботность", "Среднее время на сайте", "Avg. visit duration", "Session duration",
    "Покупки", "Доход", "Средняя стоимость покупки", "Средний доход покупки", "Посетители, купившие товар",
    "Товаров куплено", "Purchases", "Достижения цели", "Целевые визиты", "Конверсия", "Goal reaches", "Conversion rate",
    "Доля блокировщиков рекламы", "Доля кросс-девайс", "ym:s:percentNewVisitors", "Процент новых посетителей",
)  # fmt: skip
_DAY = ("Дата визита", "Дата", "День визита", "День", "ym:s:date", "ym:pv:date", "Date of visit", "Visit date", "Date",
        "Date of session")  # fmt: skip
_MONTH = ("Месяц визита", "Месяц", "ym:s:startOfMonth", "ym:pv:startOfMonth", "Month of visit", "Month")
_LONGER = ("Неделя визита", "Неделя", "ym:s:startOfWeek", "ym:pv:startOfWeek", "Week of visit", "Week",
           "Квартал визита", "Квартал", "ym:s:startOfQuarter", "Год визита", "Год",
           "ym:s:startOfYear", "Период")  # fmt: skip
_CHANNELS = ("источник", "traffic source", "trafficsource", "utm source", "utmsource", "utm_source",
             "рекламная система", "поисковая система", "канал")  # fmt: skip
_PAGES = ("страница входа", "starturl", "landing page", "entry page", "адрес страницы", "ym:pv:url", "страница")
#: A row for each goal: the same visits stand in several of them.
_BY_GOAL = frozenset({"цель", "goal", "цели", "goals"})
#: Dimensions of looks at pages, over which visits do not add up.
_OF_VIEWS = ("адрес страницы", "ym:pv:", "заголовок страницы", "page title", "page url", "раздел")
_GOAL = re.compile(r"(достижени[ея] цели.*|ym:s:goal\d+reaches|goal reaches.*|conversions for .*)")
_ANY_GOAL = ("Достижения любой цели", "ym:s:sumGoalReachesAny", "Достижения целей", "Any goal reaches")
_TOTALS = ("итого", "всего", "total")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.\d{4}")
_RANGE = re.compile(r"(\S+)\s*(?:[-–—]|по)\s*(\S+)")
_SAMPLED = re.compile(r"(?:точност|выборк|accuracy|sampl)[^\d%]*(\d+(?:[.,]\d+)?)\s*%", re.IGNORECASE)
_TOP = 30


def examine(job: Job, table: SourceTable) -> FileReport | None:
    """Read a report or one of Metrika's own upload files; None where it is neither."""
    if job.options.mapping is not None and told_period(job, WORD) is None:
        return None
    uploaded = metrika_uploads.examine(job, table, WORD)
    if uploaded is not None:
        return uploaded
    head = _head(table)
    return None if head is None else _Report(job, table, head).read()


def _head(table: SourceTable) -> int | None:
    """The row of headings: the first that names at least two of Metrika's figures."""
    known = {key(word) for words in (*_COUNTS.values(), _OTHER_FIGURES) for word in words}
    for row in range(min(table.rows, _TOP)):
        names = {key(cell_text(table, row, column)) for column in range(len(table.columns))}
        if len(names & known) > 1:
            return row
    return None


class _Report:
    """One report on its way to the book."""

    def __init__(self, job: Job, table: SourceTable, head: int) -> None:
        names = tuple(cell_text(table, head, column) for column in range(len(table.columns)))
        block = Block(table, head, names, filled_rows(table, head + 1, table.rows))
        first = block.cells(0)
        out = first.by_word(fold(word).startswith(_TOTALS) for word in first.words)
        self.totals = block.rows[out]
        self.job, self.draft = job, Draft(job, block.without(out), job.facts["traffic"])
        self.about = Delivery(WORD)
        self.captions = [
            text for row in range(head) for column in range(len(names)) if (text := cell_text(table, row, column))
        ]
        self.when = block.column(*_DAY, *_MONTH, *_LONGER)
        figures = {key(word) for words in (*_COUNTS.values(), _OTHER_FIGURES, _ANY_GOAL) for word in words}
        first_figure = next(index for index, name in enumerate(names) if key(name) in figures)
        self.dimensions = [index for index in range(first_figure) if names[index] and index != self.when]
        self._name()

    def _name(self) -> None:
        for text in self.captions:
            label, colon, value = text.partition(":")
            if colon and fold(label) in {"счетчик", "counter", "tag", "сайт", "site"}:
                self.about.title = self.about.layout = value.strip()

    def read(self) -> FileReport:
        """The facts, or why there are none."""
        draft, about = self.draft, self.about
        self._drop_subtotals()
        about.rows = len(draft.block.rows)
        about.period = self._period() or told_period(self.job, WORD)
        if not about.rows:
            return empty(draft, about)
        problem = self._unusable() or self._days()
        if problem is not None:
            return refuse(draft, about, problem)
        if "day" not in draft.found.arrays:
            return ask_period(draft, about)
        if not len(draft.block.rows):
            return empty(draft, about, about.rows)
        self._figures()
        self._splits()
        self._check_sample()
        return deliver(draft, about)

    def _unusable(self) -> tuple[Message, Message] | None:
        """Why rows of the report are no counts of visits; None where they are."""
        block = self.draft.block
        if any(key(block.names[index]) in _BY_GOAL for index in self.dimensions):
            return (
                msg("The report has a row for each goal: the same visits stand in several of them, and which goal is "
                    "the target action cannot be told"),
                msg("Export a report by days or sources with the one goal that counts"),
            )  # fmt: skip
        if not any(block.column(*words) is not None for words in _COUNTS.values()):
            return (
                msg("The report of Metrika has neither visits nor visitors nor views"),
                msg("Add the metric “Visits” to the report and export it again"),
            )
        return None

    def _drop_subtotals(self) -> None:
        """Rows of a tree that sum up the rows under them: blank in the last dimensions."""
        draft = self.draft
        if len(self.dimensions) < 2:
            return
        cells = [draft.block.cells(index) for index in self.dimensions]
        rows = [tuple(one.shown(row) for one in cells) for row in range(len(draft.block.rows))]
        when = None if self.when is None else draft.block.cells(self.when)
        heads = ["" if when is None else when.shown(row) for row in range(len(rows))]
        filled = {(head, row[:width]) for head, row in zip(heads, rows, strict=True)
                  for width in range(1, len(row)) if row[width]}  # fmt: skip
        out = np.array([
            not row[-1] and (head, row[: next(place for place, text in enumerate((*row, "")) if not text)]) in filled
            for head, row in zip(heads, rows, strict=True)
        ], dtype=bool)  # fmt: skip
        if out.any():
            draft.block = draft.block.without(out)
            text = nmsg("{n} row of totals is not counted", "{n} rows of totals are not counted", n=int(out.sum()))
            draft.issues.append(self.job.info("totals_skipped", text, sheet=draft.block.table.sheet))

    def _period(self) -> tuple[date, date] | None:
        """The period that the captions state, else the file's name."""
        for text in (*self.captions, self.job.source.name):
            found = [moment[0].date() for word in _DATE.findall(text) if (moment := dates.parse(word))]
            if len(found) == 2 and found[0] <= found[1]:
                if text == self.job.source.name and self.when is None:
                    said = msg("The period, {first} to {last}, is taken from the file's name",
                               first=day_message(found[0]), last=day_message(found[1]))  # fmt: skip
                    self.draft.issues.append(self.job.info("period_of_name", said))
                return found[0], found[1]
        return next((span for text in self.captions if (span := span_inside(text))), None)

    def _days(self) -> tuple[Message, Message] | None:
        """The day of every row; what is in the way where there is none."""
        draft, about = self.draft, self.about
        if self.when is None:
            self._whole(about.period)
            return None
        name, cells = key(draft.block.names[self.when]), draft.block.cells(self.when)
        ranges = [span for word in cells.used_words() if (span := _span(word)) is not None]
        if ranges or name in set(map(key, _LONGER)):
            self.dimensions.insert(0, self.when)
            self._whole(about.period or _around(ranges))
            return None
        doubt = draft.doubtful_dates(draft.block.names[self.when])
        if doubt:
            return two_readings(doubt)
        draft.read_column("day", self.when)
        about.partial = draft.drop_undated() > 0
        if name in set(map(key, _MONTH)) or read_days(cells, order=draft.order).months:
            about.grain = Grain.MONTH
            self._whole_months()
        return None

    def _whole(self, span: tuple[date, date] | None) -> None:
        """All figures are of one period; without one the owner is asked for it."""
        draft, about = self.draft, self.about
        if span is None:
            return
        about.period, about.grain = span, grain_of_whole(span)
        draft.put("day", same_day(span[0], len(draft.block.rows)))
        if about.grain is Grain.SPAN:
            about.partial = True
            text, fix = said_of(span)
            draft.issues.append(self.job.warning("whole_period", text, fix=fix, sheet=draft.block.table.sheet))

    def _whole_months(self) -> None:
        draft, about = self.draft, self.about
        found = np.asarray(draft.found.arrays["day"].to_numpy(zero_copy_only=False)).astype("datetime64[D]")
        if about.period is None or not len(found):
            return
        whole = inside(found.astype("datetime64[M]").astype("datetime64[D]"), about.period)
        if not whole.all():
            about.partial = True
            text = months_cut(int((~whole).sum()), about.period)
            draft.issues.append(self.job.warning("part_of_month", text, sheet=draft.block.table.sheet))
            draft.keep(whole)
            found = found[whole]
        if len(found):
            first, last = (date.fromisoformat(str(day)) for day in (found.min(), found.max()))
            about.period = (first.replace(day=1), Period.of(last, Grain.MONTH).last_day)

    def _figures(self) -> None:
        draft = self.draft
        shown = [word for words in _COUNTS.values() for index in draft.block.columns(*words)
                 for word in draft.block.cells(index).used_words()]  # fmt: skip
        draft.sign = numbers.decimal_sign(shown) or "."
        of_views = any(fold(draft.block.names[index]).startswith(_OF_VIEWS) for index in self.dimensions)
        for target, words in _COUNTS.items():
            index = draft.block.column(*words)
            if index is not None and not (of_views and target == "visits"):
                draft.read_column(target, index)
        visits = draft.block.column(*_COUNTS["visits"])
        if visits is not None and "visits" in draft.found.arrays:
            self._own_total(visits)
            put_bounces(draft, visits)
        self._goal()

    def _own_total(self, visits: int) -> None:
        """What «Итого и средние» says of visits: the sum of rows is checked by it."""
        if len(self.totals):
            row = int(self.totals[0])
            block = Block(self.draft.block.table, self.draft.block.head, self.draft.block.names, np.array([row]))
            read = numbers.read_numbers(block.cells(visits), 0, self.draft.sign)
            if read.valid[0]:
                self.about.own_total = Decimal(int(read.scaled[0]))

    def _goal(self) -> None:
        """The one goal of the report is the target action; of several the owner has to choose."""
        draft, job = self.draft, self.job
        goals = [index for index, name in enumerate(draft.block.names) if _GOAL.fullmatch(fold(name))]
        sheet = draft.block.table.sheet
        if len(goals) == 1:
            draft.read_column("target_actions", goals[0])
            self.about.details.append((msg("Target action"), draft.block.names[goals[0]]))
        elif len(goals) > 1:
            text = msg("The report has several goals; which of them is the target action cannot be told: {goals}",
                       goals="; ".join(draft.block.names[index] for index in goals[:5]))  # fmt: skip
            fix = msg("For the conversion of the site export the report with one goal")
            draft.issues.append(job.warning("several_goals", text, fix=fix, sheet=sheet))
        elif (index := draft.block.column(*_ANY_GOAL)) is not None:
            draft.read_column("target_actions", index)
            text = msg("“Target actions” are all goals of the counter together; for the conversion to one goal choose "
                       "it in the report")  # fmt: skip
            draft.issues.append(job.info("all_events", text, sheet=sheet))

    def _splits(self) -> None:
        draft = self.draft
        for index in self.dimensions:
            cells = draft.block.cells(index)
            target = self._target(fold(draft.block.names[index]), cells)
            if target not in draft.found.arrays and cells.filled.any():
                draft.fill(target, cells, index)

    def _target(self, name: str, cells: Cells) -> str:
        """Channel, page or device for the first column of that name, else a column of its own."""
        if DEVICE not in self.draft.found.arrays and is_device(name, cells, self.draft.fact):
            return DEVICE
        for target, words in (("channel", _CHANNELS), ("page", _PAGES)):
            if any(word in name for word in words) and target not in self.draft.found.arrays:
                return target
        return slug(name)

    def _check_sample(self) -> None:
        for text in self.captions:
            found = _SAMPLED.search(text)
            if found and float(found[1].replace(",", ".")) < 100:
                self.about.partial = True
                said = msg(
                    "Metrika counted the report on a sample of {share} %: the figures are estimates", share=found[1]
                )
                fix = msg("Set the accuracy of the report to 100 % and export it again")
                self.draft.issues.append(self.job.warning("sampled", said, fix=fix))


def _span(word: str) -> tuple[date, date] | None:
    """The first and last day of a week or other range in one cell."""
    found = _RANGE.fullmatch(word.removeprefix("с "))
    ends = [dates.parse(part) for part in found.groups()] if found else []
    known = [end[0].date() for end in ends if end is not None]
    return (known[0], known[1]) if len(known) == 2 and known[0] <= known[1] else None


def _around(ranges: list[tuple[date, date]]) -> tuple[date, date] | None:
    return (min(first for first, _ in ranges), max(last for _, last in ranges)) if ranges else None
