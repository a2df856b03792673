"""Figures of a book: every metric in any month, as a total or by member, with all that must be printed beside it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Aggregation
from kpi_desktop.core.collecting import uncollected
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Grain, Period
from kpi_desktop.engine.algorithms.scope import NOBODY
from kpi_desktop.engine.comparing import comparison
from kpi_desktop.engine.counted import COUNTED, Asked, in_window
from kpi_desktop.engine.coverage import Coverage
from kpi_desktop.engine.day_profile import PROFILE_MONTHS, OwnProfile, ProfileKind, learnt, profile_of
from kpi_desktop.engine.evaluation import Cut, Evaluation
from kpi_desktop.engine.evidence import Evidence
from kpi_desktop.engine.figure import Figure, Flag, Part
from kpi_desktop.engine.frame import Facing, Frame, frame_of, on_common_streams
from kpi_desktop.engine.headcount import HEADCOUNT, TEAMS_THAT_SELL, headcount_figures
from kpi_desktop.engine.kept import KEPT_FIRST, Kept, kept_base
from kpi_desktop.engine.known import KnownDays
from kpi_desktop.engine.known_months import KnownMonths
from kpi_desktop.engine.leaders import Leaders
from kpi_desktop.engine.optional import is_unsplit
from kpi_desktop.engine.planning import Planning
from kpi_desktop.engine.plans import PLANS, from_text
from kpi_desktop.engine.provisos import IDENTIFIED, basis_of, vat_differs
from kpi_desktop.engine.reading import Readings, Request, first_days_of_base, without_batches
from kpi_desktop.engine.rows import RowPage, kept_row, page_of, row_dimensions, sale_row_count, sale_rows
from kpi_desktop.engine.splitting import filled_splits, fixed_texts, stays_whole
from kpi_desktop.engine.staff import PERSON, TEAM, Teams, staff_of
from kpi_desktop.engine.standing import Role, Standing, leaf_window, role_of
from kpi_desktop.engine.tax import TAXES, taxes_of
from kpi_desktop.engine.unsorted import unsorted_payments
from kpi_desktop.engine.vat import OF_ROW, STATED, VAT_SETTING, VatBases
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.i18n.message import msg, named
from kpi_desktop.store.bank_as_expenses import BANK_EXPENSES, NEVER, PAYMENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    import pyarrow as pa

    from kpi_desktop.catalogue.model import Catalogue, Measure, Metric
    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.evaluation import Traced
    from kpi_desktop.store.book import Book
    from kpi_desktop.store.records import BatchInfo

#: The text of the unspecified member: outputs print it as «(не указано)».
UNSPECIFIED = ""


#: What the members of are customers: not a dimension of the catalogue, and named by their keys.
CUSTOMER = "customer"

_MAIN = "sale"

#: The amounts of sale lines that the outputs carry.
_ON_SHEET = frozenset({"amount", "cost"})

#: Facts whose imports give rows of sales.
_SALES_FROM = frozenset({_MAIN, "order"})

#: The measure whose days the own profile is learnt from.
_PROFILED = "revenue_net"

#: Months differ by so many days: a base window may be that much longer than the period.
_UNEVEN = 3


class Engine:
    """Reads one book through one catalogue; what was read once is kept as long as the engine lives."""

    def __init__(self, book: Book, catalogue: Catalogue) -> None:
        """Look at what the book covers; no rows are read yet."""
        self._book = book
        self._catalogue = catalogue
        imports = book.batches()
        names = source_names(book, imports)
        loaded = loaded_facts(imports)
        answers = book.answers(fact for fact in catalogue.facts if fact in loaded)
        covers = {fact: found for fact, (found, _) in answers.items()}
        self._coverage = {fact: Coverage(found, names, gone) for fact, (found, gone) in answers.items()}
        settings = book.settings
        self.staff = staff_of(settings)
        teams = catalogue.values.get(TEAMS_THAT_SELL, "")
        listed = {HEADCOUNT: partial(headcount_figures, book, settings, teams)} if self.staff else {}
        self._kept = Kept(book.kept(), catalogue, settings.get(KEPT_FIRST, ""), listed)
        self._teams = Teams.of(self.staff, book.members(PERSON), book.members(TEAM)) if self.staff else Teams()
        taxes = taxes_of(settings, settings.get(VAT_SETTING, ""), charged_vat(book) if settings.get(TAXES) else ())
        self._vat = VatBases(book, covers, taxes, settings, {one.id: one.file_name for one in imports})
        book.show_as(self._vat.views())
        self._evidence = Evidence(catalogue, self._coverage, self._vat, self._kept, self._teams)
        if PAYMENT in self._coverage and settings.get(BANK_EXPENSES) != NEVER:
            self._evidence.unsorted = unsorted_payments(book, catalogue)
        base = first_days_of_base() if "customer" in self._coverage else ""
        self._days = KnownDays(self._coverage)
        self._months = KnownMonths(catalogue, self._coverage, self._kept)
        self._readings = Readings(book, catalogue, first_days=base, cut=self._cut, kept=self._kept, teams=self._teams)
        self._readings.know_days(self._days.last)
        self._readings.tell_parts(self._evidence.part_columns)
        batches: dict[int, set[int]] = {}
        for cover in (cover for found in covers.values() for cover in found):
            batches.setdefault(cover.source_id, set()).add(cover.batch)
        self._readings.name_batches({source: tuple(sorted(found)) for source, found in batches.items()})
        sales = [cover for cover in covers.get(_MAIN, ()) if not cover.from_orders]
        varied = {cover.batch: frozenset(cover.line_level) for cover in sales}
        alone = len(varied) == 1 == sum(batch.fact in _SALES_FROM for batch in imports)
        self._readings.know_documents(varied, alone=alone)
        self._evaluation = Evaluation(catalogue, self._evidence, self._readings)
        self._leaders = Leaders(book, catalogue, self._evidence)
        self._frames: dict[tuple[str, Period], Frame] = {}
        self._common: dict[tuple[tuple[str, ...], Period], Frame] = {}
        self._sides_said: dict[tuple[str, Period, bool], tuple[Flag, ...]] = {}
        self._texts: dict[str, dict[int, str]] = {}
        self._split_columns: dict[str, frozenset[str]] = {}

    @property
    def catalogue(self) -> Catalogue:
        """The definitions that the figures are computed by, with the book's own values of parameters."""
        return self._catalogue

    @property
    def book(self) -> Book:
        """The book that is read."""
        return self._book

    def coverage(self, fact: str) -> Coverage:
        """The covered days of a fact; of one that the book has not, nothing is covered."""
        return self._evidence.coverage(fact)

    def known_day(self, fact: str, period: Period) -> date:
        """The day as of which the state of the fact's rows, paid or owed, is told in the period (see `KnownDays`)."""
        return self._days.last(fact, period)

    def counting(self, fact: str, window: Period) -> str:
        """The condition on rows `f` of a fact that can be counted in the window (see `Coverage.cut`)."""
        return without_batches(self._cut(fact, window))

    def months(self) -> list[Period]:
        """Every month with data, oldest first."""
        return self._months.all()

    def default_month(self) -> Period | None:
        """The month that is shown where the owner chose none (see `KnownMonths`)."""
        return self._months.default()

    def default_period(self) -> Period | None:
        """The default month; where no day of it can be told apart, the shortest longer period that can be counted."""
        return self._months.default_period()

    def figures(
        self, metric_ids: Iterable[str], periods: Iterable[Period], dimension: str | None = None
    ) -> list[Figure]:
        """Each metric in each period: one figure for the company, or one for each member of the dimension.

        A split leaves out metrics of which no part can be split by the dimension.
        """
        with uncollected():
            return self._figures(list(metric_ids), list(periods), dimension)

    def past(self, metric_ids: Iterable[str], periods: Iterable[Period]) -> list[Figure]:
        """The company's values of earlier periods alone: nothing is compared and no parts stand beside them."""
        pairs = [(metric, period) for metric in metric_ids for period in periods]
        standings = {pair: self._frame(*pair).standing for pair in pairs}
        self._readings.prepare(
            request for pair in pairs for request in self._evaluation.requests(pair[0], standings[pair], None)
        )
        return [self._figure(metric, period, Cut(), alone=True) for metric, period in pairs]

    def past_by_member(self, asked: Mapping[Period, Iterable[str]], dimension: str) -> list[Figure]:
        """The values of members in earlier periods alone, each of the metrics asked for there: those whom `figures`
        gives, also who has rows only in what the period is compared with. All periods are read together."""
        with uncollected():
            ids = {period: [one for one in names if self._splits(one, dimension)] for period, names in asked.items()}
            read = {p: {r for name in names for r in self._asked(name, p, dimension)} for p, names in ids.items()}
            self._readings.prepare(request for requests in read.values() for request in requests)
            return [
                self._figure(name, period, Cut(dimension, member), alone=True)
                for period, names in ids.items()
                for member in self._members(read[period], [period], dimension)
                for name in names
            ]

    def _figures(self, ids: list[str], spans: list[Period], dimension: str | None) -> list[Figure]:
        if dimension is not None:
            ids = [metric for metric in ids if self._splits(metric, dimension)]
        asked = {metric: {r for one in spans for r in self._asked(metric, one, dimension)} for metric in ids}
        once = self._readings.prepare({request for requests in asked.values() for request in requests})
        if dimension is None:
            self._leaders.prepare([(m, p) for m in ids if self._tops(m) for p in spans], once)
            return [self._figure(metric, period, Cut()) for metric in ids for period in spans]
        members = self._members_of(asked, spans, dimension)
        return [
            self._figure(metric, period, Cut(dimension, member))
            for metric in ids
            for period in spans
            for member in members[metric]
        ]

    def _members_of(
        self, asked: Mapping[str, set[Request]], spans: list[Period], dimension: str
    ) -> dict[str, list[int]]:
        """The members that each metric is told of: those of the periods, and for one that looks only at longer times,
        as work done up to a day does, all who have rows there: else its parts would not add up beside other metrics."""
        shared = self._members({r for requests in asked.values() for r in requests}, spans, dimension)
        longest = _longest(spans)
        return {
            metric: shared
            if any(r.dimension == dimension and r.window.days <= longest for r in requests)
            else self._members(requests, spans, dimension, also=shared)
            for metric, requests in asked.items()
        }

    def answering(self, metric_ids: Iterable[str], period: Period, dimension: str) -> list[str]:
        """The metrics that some member of the dimension can have a value of in the period; the rest are all alike."""
        return [
            metric
            for metric in metric_ids
            if self._splits(metric, dimension)
            and self._evaluation.answers(metric, self._frame(metric, period).standing, dimension)
        ]

    def split_refusal(self, metric_id: str, period: Period, dimension: str) -> Missing:
        """Why the metric has no member of the dimension in the period: it is never split, no export has it, no rows."""
        if not self._catalogue.metrics[metric_id].splits:
            text = msg("This figure is told of the whole company only: it has no parts by this split")
            return Missing(Reason.NOT_IN_THIS_CUT, text, metric_id)
        for leaf in self._evaluation.plan(metric_id).leaves:
            state = self._evaluation.state(leaf, self._frame(metric_id, period).standing)
            missing = state.missing or self._evidence.split_missing(
                leaf.measure, dimension, leaf_window(leaf, self._frame(metric_id, period).standing), kept=state.kept
            )
            whole = leaf.total or stays_whole(self._catalogue.metrics[metric_id], dimension, leaf.measure)
            if not whole and missing is not None:
                return missing
        return Missing(Reason.NO_DATA, msg("No row of this period belongs to a member of this split"), metric_id)

    def leaf_values(
        self, leaves: Iterable[Leaf], periods: Iterable[Period], dimension: str | None = None
    ) -> Mapping[tuple[Leaf, str, str | None], Value]:
        """The measures under the formulas by leaf, month and member (None: the company); money in kopecks.

        A split gives the members of the dimension only; leaves that ignore splits have the company's value there.
        """
        months = list(periods)
        pairs = [(leaf, month, self._leaf_standing(leaf, month)) for leaf in leaves for month in months]
        asked = {
            request
            for leaf, _, standing in pairs
            for request in self._evaluation.leaf_requests([leaf], standing, dimension)
        }
        self._readings.prepare(asked)
        members = [NOBODY] if dimension is None else self._members(asked, months, dimension)
        found: dict[tuple[Leaf, str, str | None], Value] = {}
        for leaf, period, standing in pairs:
            for member in members:
                name = None if dimension is None else self._member_text(dimension, member)
                value = self._evaluation.leaf_value(leaf, standing, Cut(dimension, member))
                found[leaf, period.month_text, name] = value
        return found

    def frame(self, metric_id: str, period: Period) -> Frame:
        """Where the metric stands in the period, how far its data reaches, what it is compared with."""
        return self._frame(metric_id, period)

    def value_at(self, metric_id: str, standing: Standing) -> Value:
        """The company's figure on one side of a comparison; the reason where a controller would not let it pass."""
        self._readings.prepare(self._evaluation.requests(metric_id, standing, None))
        return self._evaluation.value(metric_id, standing, Cut())

    def unripe_at(self, metric_id: str, standing: Standing) -> bool:
        """Whether the figure on one side of a comparison is that of a cohort which will still grow."""
        return self._evaluation.unripe(metric_id, standing)

    def leaves_at(
        self, leaves: Iterable[Leaf], standings: Iterable[Standing], dimension: str | None = None
    ) -> list[dict[int, dict[Leaf, Value]]]:
        """The measures on each side of a comparison by member's code (one, the company's, without a dimension)."""
        wanted, sides = tuple(leaves), tuple(standings)
        asked = {request for side in sides for request in self._evaluation.leaf_requests(wanted, side, dimension)}
        self._readings.prepare(asked)
        split = {one for one in asked if one.dimension is not None}
        members = sorted({NOBODY, *(member for one in split for member in self._readings.members(one))})
        return [
            {
                member: {leaf: self._evaluation.leaf_value(leaf, side, Cut(dimension, member)) for leaf in wanted}
                for member in members
            }
            for side in sides
        ]

    def member_names(self, dimension: str, codes: Iterable[int]) -> dict[int, str]:
        """What members are called; the rows without one are ''."""
        if dimension == CUSTOMER:
            return self._leaders.names(CUSTOMER, set(codes))
        return {code: self._member_text(dimension, code) for code in codes}

    def traced(self, metric_id: str, period: Period) -> Traced:
        """The measures under the company's figure of the period: what «what if» moves."""
        self.figures([metric_id], [period])
        return self._evaluation.traced(metric_id, self._frame(metric_id, period).standing)

    def top(self, key: str, period: Period, count: int) -> list[tuple[str, Decimal, Value, Value]]:
        """The largest members of a dimension, or customers, by net revenue: name, amount, share, previous amount."""
        standing = self._frame("revenue", period).standing
        total = self._figure("revenue", period, Cut()).value
        return self._leaders.top(key, standing, count, total)

    def rows(self, metric_id: str, period: Period, offset: int = 0, limit: int = 200) -> RowPage:
        """The rows that the metric's measures read in the period, each with its file, sheet and row."""
        standing = self._frame(metric_id, period).standing
        leaves = self._evaluation.plan(metric_id).leaves
        by_hand = [leaf for leaf in leaves if self._evaluation.state(leaf, standing).kept]
        reads = [
            (measure, days, self._counted(measure, days))
            for measure, days in (
                (self._catalogue.measures[leaf.measure], leaf_window(leaf, standing))
                for leaf in leaves
                if leaf not in by_hand
            )
        ]
        held = (self._kept.held(leaf.measure, leaf_window(leaf, standing)) for leaf in by_hand)
        entered = list(dict.fromkeys(one for found in held if found is not None for one in found.figures))
        first = [kept_row(one, self._catalogue.measures[one.cell.measure]) for one in entered[offset : offset + limit]]
        rest = page_of(
            self._book, self._catalogue.facts, reads, max(0, offset - len(entered)), max(0, limit - len(first))
        )
        return RowPage(rest.total + len(entered), rest.columns, (*first, *rest.rows))

    def _counted(self, measure: Measure, days: Period) -> str | None:
        """The condition on the rows that a measure counts in these days; None where it reads no rows."""
        base = without_batches(self._cut(measure.fact, days))
        if measure.aggregation is Aggregation.COMPUTED and measure.algorithm in COUNTED:
            known = self._days.last(measure.fact, days)
            own = COUNTED[measure.algorithm](Asked(measure, days, self._catalogue.values, known))
            return None if own is None else f"{own} AND {base}"
        return f"{in_window(measure, days)} AND {base}"

    def planning(self, chosen: Period) -> Planning:
        """The plan as it stands in the book, with the profile of days learnt from the full months before `chosen`."""
        versions = from_text(self._book.settings.get(PLANS, ""))
        values = self._catalogue.values
        own = self.own_profile(chosen) if values["day_profile"] == ProfileKind.OWN else None
        profile = profile_of(values["day_profile"], values["working_week"], own)
        return Planning.of(versions[-1].rows if versions else (), profile)

    def own_profile(self, chosen: Period) -> OwnProfile | None:
        """Weekdays and seasons of the last twelve full months of sales before `chosen`; None where they are not full.

        Months of which only a sum is known tell nothing of days.
        """
        months = [chosen.shifted(-step) for step in range(PROFILE_MONTHS, 0, -1)] if chosen.whole_months == 1 else []
        whole = self._frame("revenue", Period(months[0].start, months[-1].end)) if months else None
        if whole is None or not whole.covered.complete or not self._by_days(months):
            return None
        days = [Period.of(month.start + timedelta(days=n), Grain.DAY) for month in months for n in range(month.days)]
        requests = {day.start: Request(_PROFILED, day) for day in days}
        self._readings.prepare(requests.values())
        return learnt(
            {day: v for day, r in requests.items() if isinstance(v := self._readings.value(r), Decimal)}, months
        )

    def _by_days(self, months: list[Period]) -> bool:
        cover = self._coverage.get(_MAIN)
        return cover is not None and not any(cover.reach(Period.of(m.start, Grain.DAY)).nothing for m in months)

    def row_dimensions(self) -> tuple[str, ...]:
        """The text columns that `sale_rows` carries after the fixed ones."""
        return row_dimensions(self._book, self._catalogue.facts[_MAIN])

    def sale_row_count(self, first: date, last: date) -> int:
        """How many sale lines `sale_rows` gives for the same days."""
        return sale_row_count(self._book, self._dated_sales(first, last))

    def sale_rows(self, first: date, last: date) -> Iterator[pa.RecordBatch]:
        """Sale lines of [first, last) as Arrow batches in the layout of the outputs' bundle."""
        dated = self._dated_sales(first, last)
        return iter(sale_rows(self._book, self._catalogue.facts[_MAIN], dated, self.stated_columns()))

    def stated_columns(self) -> tuple[str, ...]:
        """What `sale_rows` gives beside amounts on another VAT basis: each as in its file, and the VAT of the row."""
        shown = [name for name in self._vat.converted(_MAIN) if name in _ON_SHEET]
        return tuple(name + suffix for name in shown for suffix in (STATED, OF_ROW))

    def _cut(self, fact: str, window: Period) -> frozenset[int]:
        """The imports whose one figure stands for more than the days of the window: their rows do not count in it."""
        coverage = self._coverage.get(fact)
        return frozenset(cover.batch for cover in coverage.cut(window)) if coverage else frozenset()

    def _dated_sales(self, first: date, last: date) -> str:
        """The condition on sale lines of these days that belong to one month each."""
        out = {batch for month in Period(first, last).months() for batch in self._cut(_MAIN, month)}
        return f"f.day >= DATE '{first}' AND f.day < DATE '{last}' AND {without_batches(frozenset(out))}"

    def _figure(self, metric_id: str, period: Period, cut: Cut, *, alone: bool = False) -> Figure:
        frame = self._frame(metric_id, period)
        found = self._evaluation.outcome(metric_id, frame.standing, cut)
        metric = self._catalogue.metrics[metric_id]
        compared = () if alone or isinstance(found.value, Missing) else frame.facings
        total = cut.dimension is None
        own = (*found.flags, *self._sides(metric_id, frame, compared))
        return Figure(
            metric=metric_id,
            period=period,
            value=found.value,
            inputs=found.inputs,
            covered=frame.covered,
            as_of=frame.as_of,
            basis=basis_of(found.bases),
            dimension=cut.dimension,
            member=None if cut.dimension is None else self._member_text(cut.dimension, cut.member),
            flags=self._flags(metric_id, Standing(period, frame.standing.days), own),
            interval=found.interval,
            cases=found.cases,
            comparisons={one.base: comparison(self._evaluation, metric, one, cut, found.value) for one in compared},
            parts=self._parts(metric, period) if total and not alone else (),
        )

    def _flags(self, metric_id: str, standing: Standing, own: tuple[Flag, ...]) -> tuple[Flag, ...]:
        said = self._evaluation.flags(metric_id, standing)
        return own if not said or own == said else tuple(dict.fromkeys((*said, *own)))

    def _sides(self, metric_id: str, frame: Frame, compared: tuple[Facing, ...]) -> tuple[Flag, ...]:
        """Says that both sides of a comparison are not alike: in their VAT, or by hand and from facts.

        Whose figure it is plays no part, so that it is found out once for all members of a split.
        """
        key = (metric_id, frame.standing.period, bool(compared))
        if key not in self._sides_said:
            self._sides_said[key] = self._unlike(metric_id, frame, compared)
        return self._sides_said[key]

    def _unlike(self, metric_id: str, frame: Frame, compared: tuple[Facing, ...]) -> tuple[Flag, ...]:
        bases = self._evaluation.bases(metric_id, frame.standing)
        thens = [self._evaluation.bases(metric_id, side.then) for side in compared if side.missing is None]
        differs = (vat_differs(),) if any(then and then != bases for then in thens) else ()
        return (*differs, *self._sides_by_hand(metric_id, frame, compared))

    def _sides_by_hand(self, metric_id: str, frame: Frame, compared: tuple[Facing, ...]) -> tuple[Flag, ...]:
        if not self._kept:
            return ()
        now = self._evaluation.by_hand(metric_id, frame.standing)
        others = [self._evaluation.by_hand(metric_id, side.then) for side in compared if side.missing is None]
        return (kept_base(),) if any(found != now for found in others) else ()

    def _parts(self, metric: Metric, period: Period) -> tuple[Part, ...]:
        """What stands beside the value: the leaders under it, other metrics, segments by rank."""
        leaders = self._leading(metric.id, period) if self._tops(metric.id) else ()
        if metric.parts:
            found = [self._figure(part, period, Cut()) for part in metric.parts]
            return (*leaders, *(self._part(figure) for figure in found))
        return self._ranking(*metric.ranking, period) if metric.ranking else leaders

    def _part(self, figure: Figure) -> Part:
        metric = self._catalogue.metrics[figure.metric]
        return Part(named(metric.name_en, metric.name_ru), figure.value, str(metric.unit))

    def _ranking(self, metric_id: str, dimension: str, period: Period) -> tuple[Part, ...]:
        figures = self.figures([metric_id], [period], dimension)
        known = [(f.value, f.member) for f in figures if isinstance(f.value, Decimal) and f.member]
        unit = str(self._catalogue.metrics[metric_id].unit)
        return tuple(Part(name, value, unit) for value, name in sorted(known, key=lambda pair: (-pair[0], pair[1])))

    def _leading(self, metric_id: str, period: Period) -> tuple[Part, ...]:
        whole = self._evaluation.leaf_value(Leaf(IDENTIFIED), Standing.whole(period), Cut())
        return self._leaders.parts(metric_id, period, whole)

    def _frame(self, metric_id: str, period: Period) -> Frame:
        key = (metric_id, period)
        if key not in self._frames:
            found = self._evaluation.plan(metric_id).leaves
            own = [leaf for leaf in found if not leaf.steps] or found
            frame = self._common_frame(tuple(dict.fromkeys(leaf.measure for leaf in own)), period)
            based = [leaf for leaf in found if role_of(leaf.steps) is Role.BASE]
            self._frames[key] = on_common_streams(self._evidence, self._catalogue, frame, based) if based else frame
        return self._frames[key]

    def _common_frame(self, measures: tuple[str, ...], period: Period) -> Frame:
        """The frame of all metrics that read these measures in the period itself."""
        if (measures, period) not in self._common:
            read = [self._catalogue.measures[measure] for measure in measures]
            self._common[measures, period] = frame_of(self._evidence, read, period)
        return self._common[measures, period]

    def _leaf_standing(self, leaf: Leaf, period: Period) -> Standing:
        return self._common_frame((leaf.measure,), period).standing

    def _asked(self, metric_id: str, period: Period, dimension: str | None) -> Iterator[Request]:
        frame = self._frame(metric_id, period)
        yield from self._evaluation.requests(metric_id, frame.standing, dimension)
        for facing in frame.facings:
            if facing.missing is None:
                yield from self._evaluation.requests(metric_id, facing.now, dimension)
                yield from self._evaluation.requests(metric_id, facing.then, dimension)
        if dimension is None:
            yield from self._asked_beside(self._catalogue.metrics[metric_id], period)

    def _asked_beside(self, metric: Metric, period: Period) -> Iterator[Request]:
        """What the parts of a figure are made of (see `_parts`): read with all figures and not for each one alone."""
        for part in metric.parts:
            yield from self._asked(part, period, None)
        if metric.ranking and not metric.parts and self._splits(*metric.ranking):
            ranked, dimension = metric.ranking
            yield from self._asked(ranked, period, dimension)

    def _splits(self, metric_id: str, dimension: str) -> bool:
        if not self._catalogue.metrics[metric_id].splits:
            return False
        facts = {
            self._catalogue.measures[leaf.measure].fact
            for leaf in self._evaluation.plan(metric_id).leaves
            if not (leaf.total or stays_whole(self._catalogue.metrics[metric_id], dimension, leaf.measure))
        }
        if any(dimension in self._dimensions(fact) for fact in facts if fact in self._coverage):
            return True
        plain = (leaf.measure for leaf in self._evaluation.plan(metric_id).leaves if not leaf.total)
        return bool(self._kept) and any(dimension in self._kept.dimensions(measure) for measure in plain)

    def _dimensions(self, fact: str) -> frozenset[str]:
        if fact not in self._split_columns:
            table = self._catalogue.facts[fact]
            fixed = filled_splits(self._catalogue, table, self._book.filled(fact))
            named_keys = {CUSTOMER} if table.split_column(CUSTOMER) else set()
            self._split_columns[fact] = fixed | named_keys | {one.id for one in self._book.dimensions(fact)}
            if PERSON in self._split_columns[fact] and self._teams.tells(self._catalogue.facts[fact]):
                self._split_columns[fact] |= {TEAM}
        return self._split_columns[fact]

    def _tops(self, metric_id: str) -> bool:
        return self._evaluation.plan(metric_id).tops

    def _members(
        self, asked: Iterable[Request], periods: Iterable[Period], dimension: str, also: Iterable[int] = ()
    ) -> list[int]:
        """Members with rows in the periods or in what those are compared with, and those known `also`, by name (fixed
        ones in their order), the unspecified one last."""
        longest = _longest(periods)
        split = [request for request in asked if request.dimension == dimension]
        near = [request for request in split if request.window.days <= longest]
        found = {*also, *(member for request in near or split for member in self._readings.members(request))}
        whole = (one for one in asked if one.dimension is None and self._stands_apart(one.measure, dimension))
        found |= {NOBODY for request in whole if request.window in periods and self._readings.members(request)}
        if fixed_texts(self._catalogue, dimension, self._book.language) is not None:
            return sorted(found, key=lambda code: (code == NOBODY, code))  # steps and directions in their own order
        return sorted(found, key=lambda code: (code == NOBODY, self._member_text(dimension, code)))

    def _stands_apart(self, measure_id: str, dimension: str) -> bool:
        """Whether all of the measure stands under the unspecified member, because it lacks the split."""
        measure = self._catalogue.measures[measure_id]
        return is_unsplit(measure, self._catalogue.facts[measure.fact], dimension)

    def _member_text(self, dimension: str, code: int) -> str:
        if dimension not in self._texts:
            self._texts[dimension] = self._texts_of(dimension)
        return self._texts[dimension].get(code, UNSPECIFIED)

    def _texts_of(self, dimension: str) -> dict[int, str]:
        if dimension == CUSTOMER:
            return self._book.customer_names()
        fixed = fixed_texts(self._catalogue, dimension, self._book.language)
        return self._book.members(dimension) if fixed is None else fixed


def _longest(periods: Iterable[Period]) -> int:
    """Days of the longest period, or of a month that it is compared with."""
    return max((period.days for period in periods), default=0) + _UNEVEN


def source_names(book: Book, imports: Iterable[BatchInfo]) -> dict[int, str]:
    """What the owner calls each source: its name, else the file that it last came from."""
    files = {batch.source_id: batch.file_name for batch in imports}
    return {source.id: source.key.name or files.get(source.id, source.key.text) for source in book.sources()}


def charged_vat(book: Book) -> frozenset[tuple[int, Period]]:
    """The imports and months of sales of which some row has an amount of VAT that is not zero."""
    rows = book.run(
        "SELECT DISTINCT batch, date_trunc('month', day)::DATE FROM sale WHERE vat_amount <> 0 OR vat_rate > 0"
    )
    return frozenset((int(batch), Period.of(day, Grain.MONTH)) for batch, day in rows)


def loaded_facts(imports: Iterable[BatchInfo]) -> set[str]:
    """The facts that any import is of; orders may stand for sales, payments of the bank for expenses."""
    found = {batch.fact for batch in imports}
    return found | {_MAIN, "expense"} if found else found
