"""What stands in each cell of measures and KPIs: a live formula where it gives Python's very value, else the value.

A formula is written only after its reading gave the same value as the bundle, so the workbook cannot disagree with the
window and the report: what cannot be told from the rows is a value, and it looks like one.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.address import letters
from kpi_desktop.core.amount import EXACT, same
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.figure import Base, ChangeKind
from kpi_desktop.engine.splitting import stays_whole
from kpi_desktop.expr.dialects import excel
from kpi_desktop.expr.dialects.value import evaluate
from kpi_desktop.expr.errors import FormulaError
from kpi_desktop.expr.leaf import Leaf, window
from kpi_desktop.i18n.message import msg
from kpi_desktop.workbook.layout import KEY_ROW, cell
from kpi_desktop.workbook.live import Live, Window

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.figure import Comparison
    from kpi_desktop.expr.nodes import Node
    from kpi_desktop.present.bundle import Bundle
    from kpi_desktop.workbook.layout import Plan
    from kpi_desktop.workbook.live import LiveMeasures

#: A figure that the bundle does not hold.
UNKNOWN = Missing(Reason.NO_DATA, msg("There is no data for this period"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell: its value and, where the cell is live, the formula without its equals sign."""

    value: Value
    formula: str | None = None

    @property
    def live(self) -> bool:
        """Whether a number stands here that follows from other cells."""
        return self.formula is not None and isinstance(self.value, Decimal)

    @property
    def fixed(self) -> bool:
        """Whether a number stands here that does not follow from other cells."""
        return self.formula is None and isinstance(self.value, Decimal)


@dataclass(frozen=True, slots=True)
class Figures:
    """Fills the plan: reads values from the bundle and finds a formula for each cell that can be live."""

    bundle: Bundle
    plan: Plan
    trees: Mapping[str, Node | None]
    live: LiveMeasures | None

    def leaf_value(self, leaf: Leaf, month: Period, member: str | None) -> Value:
        """Python's value of a measure in its window, as the bundle gives it."""
        if leaf.total:
            member = None
        found = self.bundle.leaves.values.get((leaf, month.month_text, member))
        return UNKNOWN if found is None else found

    def measure_line(self, leaf: Leaf) -> tuple[Entry, ...]:
        """A measure's cells over all months of the measures sheet."""
        return self._line(
            [(self.leaf_value(leaf, month, None), self._reading(leaf, month)) for month in self.plan.months],
            moved=bool(leaf.steps),
        )

    def split_column(self, leaf: Leaf) -> dict[tuple[str, str], Entry]:
        """A measure's cells over all months and members of the split."""
        places = list(self.plan.split_rows)
        months = {month.month_text: month for month in self.plan.months}
        cells = [
            (self.leaf_value(leaf, months[month], member), self._split_reading(leaf, months[month], member))
            for month, member in places
        ]
        return dict(zip(places, self._line(cells, moved=bool(leaf.steps)), strict=True))

    def metric_entry(self, metric: str, month: Period) -> Entry:
        """A KPI's cell of a month: its formula over the measures sheet."""
        figure = self.bundle.matrix.total.get((metric, month.month_text))
        value = UNKNOWN if figure is None else figure.value
        column = self.plan.month_column(month.key)

        def address(leaf: Leaf) -> str:
            row = self.plan.measures.get(leaf)
            return "NA()" if row is None or column is None else self.plan.at("measures", row, column)

        return self._derived(metric, value, lambda leaf: self.leaf_value(leaf, month, None), address)

    def base_entry(self, metric: str, month: Period, base: Base) -> Entry:
        """What a KPI of a month is compared with: the earlier month's cell, or the same days of it as a value."""
        back = month.shifted(-1) if base is Base.PREVIOUS else month.years_back(1)
        row, column = self.plan.metrics.get(metric), self.plan.month_column(back.key)
        there = UNKNOWN if column is None else self.metric_entry(metric, back).value
        figure = self.bundle.matrix.total.get((metric, month.month_text))
        told = None if figure is None else figure.comparisons.get(base)
        value = told.value if told is not None else there
        if told is None and figure is not None and not figure.covered.complete:
            value = UNKNOWN
        if told is not None and isinstance(told.change, Missing) and told.change.reason is Reason.UNRIPE:
            return Entry(UNKNOWN)
        if told is not None and figure is not None and not _same_change(told, figure.value):
            return Entry(UNKNOWN)
        if row is not None and column is not None and agree(value, there):
            return Entry(value, cell(row, column))
        return Entry(value)

    def split_entry(self, metric: str, month: Period, member: str) -> Entry:
        """A KPI's cell of a month and a member: its formula over the measures of the same line."""
        figure = self.bundle.matrix.split.get((metric, month.month_text, member))
        value = UNKNOWN if figure is None else figure.value
        row = self.plan.split_rows[month.month_text, member]
        told = self.bundle.catalogue.metrics.get(metric)

        def whole(leaf: Leaf) -> bool:
            return leaf.total or (told is not None and stays_whole(told, self.bundle.matrix.dimension, leaf.measure))

        def address(leaf: Leaf) -> str:
            if whole(leaf):
                total, column = self.plan.measures.get(leaf), self.plan.month_column(month.key)
                return "NA()" if total is None or column is None else self.plan.at("measures", total, column)
            place = self.plan.split_leaves.get(leaf)
            return "NA()" if place is None else f"${cell(row, place)}"

        def get(leaf: Leaf) -> Value:
            return self.leaf_value(leaf, month, None if whole(leaf) else member)

        return self._derived(metric, value, get, address)

    def _derived(
        self, metric: str, value: Value, get: Callable[[Leaf], Value], address: Callable[[Leaf], str]
    ) -> Entry:
        tree = self.trees.get(metric)
        # of a split that the data has not, a formula that takes the first of several sources would tell the next one
        if tree is None or (isinstance(value, Missing) and value.reason is Reason.NOT_IN_THIS_CUT):
            return Entry(value)
        try:
            computed = evaluate(tree, get)
            formula = excel.render(tree, _Resolver(address))
        except (FormulaError, ArithmeticError):
            return Entry(value)
        return Entry(value, formula) if agree(computed, value) else Entry(value)

    def _line(self, cells: list[tuple[Value, Live | str | None]], *, moved: bool) -> tuple[Entry, ...]:
        """Entries of one measure: live only if every reading gives Python's value.

        A measure in a moved window is judged cell by cell: only its first months reach back beyond the rows.
        """
        right = [
            isinstance(value, Missing) or not isinstance(reading, Live) or reading.value == value
            for value, reading in cells
        ]
        sure = moved or all(right)
        return tuple(
            self._entry(value, reading if sure and fits else None)
            for (value, reading), fits in zip(cells, right, strict=True)
        )

    def _entry(self, value: Value, reading: Live | str | None) -> Entry:
        if isinstance(reading, str):
            return Entry(value, reading)
        if reading is None or isinstance(value, Missing):
            return Entry(value)
        return Entry(value, reading.formula)

    def _reading(self, leaf: Leaf, month: Period) -> Live | str | None:
        """A live reading of the measure: another column of the same sheet, or a formula over the rows."""
        days = window(leaf.steps, month)
        value = self.leaf_value(leaf, month, None)
        plain = Leaf(leaf.measure)
        row, column = self.plan.measures.get(plain), self.plan.month_column(days.key)
        moved = leaf != plain and days.whole_months == 1
        there = moved and agree(self.leaf_value(plain, days, None), value)
        if there and row is not None and column is not None:
            return cell(row, column)
        if self.live is None or not days.whole_months:
            return None
        key = "" if column is None or leaf != plain else f"{letters(column)}${KEY_ROW + 1}"
        return self._rows(leaf, Window(days.key, _last_key(days), key))

    def _split_reading(self, leaf: Leaf, month: Period, member: str) -> Live | str | None:
        days = window(leaf.steps, month)
        value = self.leaf_value(leaf, month, member)
        plain = Leaf(leaf.measure)
        column, row = self.plan.split_leaves.get(plain), self.plan.split_rows.get((days.month_text, member))
        moved = leaf != plain and days.whole_months == 1
        there = moved and agree(self.leaf_value(plain, days, member), value)
        if there and column is not None and row is not None:
            return cell(row, column)
        if self.live is None or not days.whole_months:
            return None
        own = self.plan.split_rows[month.month_text, member]
        number = self.plan.members.index(member) + 1
        key = f"$A{own + 1}" if leaf == plain else ""
        return self._rows(leaf, Window(days.key, _last_key(days), key, number, f"$B{own + 1}"))

    def _rows(self, leaf: Leaf, days: Window) -> Live | None:
        measure = self.bundle.catalogue.measures.get(leaf.measure)
        return None if measure is None or self.live is None else self.live.read(measure, days)


@dataclass(frozen=True, slots=True)
class _Resolver:
    address: Callable[[Leaf], str]

    def cell(self, leaf: Leaf) -> str:
        """Where the workbook keeps the measure."""
        return self.address(leaf)


def agree(left: Value, right: Value) -> bool:
    """Whether two readings show the same: equal figures, or the same error in the cell."""
    if isinstance(left, Missing) or isinstance(right, Missing):
        return isinstance(left, Missing) and isinstance(right, Missing) and left.excel == right.excel
    return same(left, right)


def _same_change(told: Comparison, now: Value) -> bool:
    """Whether the change that the window shows is that between the two figures: both sides may be on common streams."""
    if isinstance(now, Missing) or isinstance(told.value, Missing) or isinstance(told.change, Missing):
        return True
    difference = EXACT.subtract(now, told.value)
    if told.kind is ChangeKind.PERCENT:
        return told.value > 0 and same(EXACT.add(told.change, Decimal(1)), EXACT.divide(now, told.value))
    return told.change == difference


def _last_key(days: Period) -> int:
    return days.last_day.year * 100 + days.last_day.month
