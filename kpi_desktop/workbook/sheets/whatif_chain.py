"""One chain of levers on the sheet «what if»: cells to type into, effects alone and together, results with ranges."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.amount import EXACT, rounded, same
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.present.numbers import no_data
from kpi_desktop.workbook.layout import cell
from kpi_desktop.workbook.sheets.whatif_cells import (
    KOPECKS,
    NEW,
    NOW,
    ZERO,
    allowed,
    heads,
    kpi_at,
    linked,
    measure_at,
    metric_word,
    ranged,
    result_number,
    rounded_of,
    stage_at,
)

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.engine.whatif_lines import LeverLines, Line
    from kpi_desktop.workbook.cells import Page
    from kpi_desktop.workbook.scene import Scene

#: Columns of the levers after the values: alone, together.
_ALONE, _TOGETHER = 3, 4

#: Columns of the results: growing, staying, revenue with known cost, new, difference, chance, from (to stands beside).
_GROWING, _STAYING, _COSTED, _AFTER, CHANGE, CHANCE, FROM = 2, 3, 4, 5, 6, 7, 8


@dataclass(frozen=True, slots=True)
class ChainBlock:
    """The levers and results of one chain; its heading stands in the row `top`."""

    scene: Scene
    page: Page
    found: LeverLines
    top: int

    def write(self) -> int:
        """Levers, then results that follow them; returns the next free row."""
        return self._results(self._levers())

    @property
    def _first(self) -> int:
        """The row of the first lever: below the heading and the heads."""
        return self.top + 2

    @property
    def _product_row(self) -> int:
        return self._first + len(self.found.drivers) + (self.found.margin is not None)

    @property
    def _best_row(self) -> int:
        """The row of the first result: below the product, the sum of all and the heads."""
        return self._product_row + 4

    @property
    def _margin_moved(self) -> str:
        """By how much the margin is moved: new less now."""
        row = self._first + len(self.found.drivers) + 1
        return f"$C${row}-$B${row}"

    def _metric(self, metric: str) -> Metric:
        return self.found.metrics.get(metric) or self.scene.bundle.catalogue.metrics[metric]

    def _name(self, metric: str) -> str:
        return self.scene.metric_name(self._metric(metric))

    def _levers(self) -> int:
        """The table of levers; returns the row of the results' heads."""
        scene, page, found = self.scene, self.page, self.found
        best = metric_word(self._metric(found.lines[0].metric))
        title = msg("{chain}. Effect in money: {metric}", chain=found.name, metric=best)
        page.text(self.top, 0, scene.say(title), scene.styles("group"))
        heads(scene, page, self._first - 1, (
            msg("Lever"), msg("Now"), msg("New value"), msg("Effect of the lever alone"), msg("Effect of all together"),
        ))  # fmt: skip
        for index, (driver, value) in enumerate(found.drivers.items()):
            row = self._first + index
            grown = f"{cell(self._best_row, _GROWING, fixed=True)}*(C{row + 1}/B{row + 1}-1)"
            self._lever(row, driver, value, grown if index < found.lines[0].reach else "0")
        if found.margin is not None:
            row = self._product_row - 1
            self._lever(row, *found.margin, f"{cell(self._best_row, _COSTED, fixed=True)}*(C{row + 1}-B{row + 1})")
        return self._joint()

    def _lever(self, row: int, metric_id: str, value: Decimal, effect: str) -> None:
        scene, page, styles = self.scene, self.page, self.scene.styles
        metric = self._metric(metric_id)
        number = styles.metric_number(metric)
        page.text(row, 0, self._name(metric_id), styles("label"))
        address = kpi_at(scene, metric_id, value) or stage_at(scene, metric, value)
        linked(scene, page, (row, NOW), (address, value, number))
        page.entry(row, NEW, value, styles("entry", number))
        margin = self.found.margin is not None and metric_id == self.found.margin[0]
        allowed(page, row, metric.display, negative=margin)
        money = styles("figure", styles.display_number(Display.MONEY, KOPECKS))
        page.formula(row, _ALONE, f"ROUND({effect},{KOPECKS})", ZERO, money, follows=True)

    def _ratios(self, reach: int) -> str:
        """The product of so many levers from the first, each over its value now."""
        return "*".join(f"$C${self._first + n + 1}/$B${self._first + n + 1}" for n in range(reach))

    def _joint(self) -> int:
        scene, page, styles = self.scene, self.page, self.scene.styles
        row = self._product_row
        page.text(row, 0, scene.say(msg("How many times the sales become: the product of the levers")), styles("label"))
        told = self._ratios(len(self.found.drivers))
        page.formula(row, NEW, told, Decimal(1), styles("figure", "0.0000"), follows=True)
        page.text(row + 1, 0, scene.say(msg("All levers together")), styles("told"))
        money = styles("headline", styles.display_number(Display.MONEY, KOPECKS))
        page.formula(row + 1, _TOGETHER, cell(self._best_row, CHANGE), ZERO, money, follows=True)
        return row + 3

    def _results(self, row: int) -> int:
        """The table of results and where profit is nothing; returns the next free row."""
        costed = (msg("Revenue with known cost"),) if any(line.costed for line in self.found.lines) else (None,)
        texts: tuple[Message | None, ...] = (
            msg("Result"), msg("Now"), msg("Of it grows with sales"), msg("Stays"), *costed,
            msg("With the new values"), msg("Difference"), msg("Chance moves a month up to, times"),
            msg("Range by chance: from"), msg("Range by chance: to"),
        )  # fmt: skip
        heads(self.scene, self.page, row, texts)
        for line in self.found.lines:
            row += 1
            self._result(row, line)
        best = self.found.lines[0]
        if best.metric == "profit" and best.growing > 0 > best.staying:
            row += 1
            self._break_even(row, best)
            row += 1
            told = msg("All operating expenses are covered there. The break-even of the figures covers those of the "
                       "class “fixed” only, and takes advertising to grow with sales.")  # fmt: skip
            self.page.text(row, 0, self.scene.say(told), self.scene.styles("note"))
        return row + 1

    def _result(self, row: int, line: Line) -> None:
        scene, page, styles, metric = self.scene, self.page, self.scene.styles, self._metric(line.metric)
        number, n = result_number(scene, metric), row + 1
        page.text(row, 0, self._name(line.metric), styles("told" if row == self._best_row else "label"))
        now = kpi_at(scene, line.metric, line.now) or stage_at(scene, metric, line.now)
        linked(scene, page, (row, NOW), (now, line.now, number))
        linked(scene, page, (row, _GROWING), (self._growing(row, line), line.growing, number))
        staying = rounded(line.staying, KOPECKS)
        page.formula(row, _STAYING, rounded_of(metric, f"B{n}-C{n}"), staying, styles("figure", number))
        if line.costed:
            told = (measure_at(scene, self.found.costed, line.costed), line.costed, number)
            linked(scene, page, (row, _COSTED), told)
        product = cell(self._product_row, NEW, fixed=True)
        if line.reach < len(self.found.drivers):
            product = self._ratios(line.reach)
        told_after = rounded_of(metric, f"{self._margined(row, line)}*{product}+D{n}")
        page.formula(row, _AFTER, told_after, rounded(line.now, KOPECKS), styles("headline", number), follows=True)
        page.formula(row, CHANGE, rounded_of(metric, f"F{n}-B{n}"), ZERO, styles("headline", number), follows=True)
        self._chance(row, line, metric)

    def _chance(self, row: int, line: Line, metric: Metric) -> None:
        """By how many times chance moves a month, and between what the result would lie; no range is told unmoved."""
        scene, page, n = self.scene, self.page, row + 1
        if line.noise is None:
            page.text(row, CHANCE, no_data(scene.lang), scene.styles("change"))
            return
        page.number(row, CHANCE, line.noise, scene.styles("value", "0.000"))
        ranged(scene, page, (row, FROM), (f"G{n}", f"(F{n}-D{n})", f"H{n}", f"D{n}"), metric)

    def _margined(self, row: int, line: Line) -> str:
        """What grows with sales after the margin is moved."""
        if self.found.margin is None or not line.costed:
            return f"C{row + 1}"
        return f"(C{row + 1}+E{row + 1}*({self._margin_moved}))"

    def _growing(self, row: int, line: Line) -> str:
        if same(line.growing, line.now):
            return f"B{row + 1}"
        found = (kpi_at(self.scene, metric, line.growing) for metric in ("contribution", "gross_profit", "revenue"))
        return next((address for address in found if address), "")

    def _break_even(self, row: int, best: Line) -> None:
        """How much of the first lever makes the profit nothing, with the other levers as they are typed."""
        scene, page = self.scene, self.page
        driver, volume = next(iter(self.found.drivers.items()))
        metric = self._metric(driver)
        name = msg("Profit is zero at: “{metric}” with the other new values", metric=metric_word(metric))
        page.text(row, 0, scene.say(name), scene.styles("label"))
        grown = f"{self._margined(self._best_row, best)}*{cell(self._product_row, NEW)}"
        told = f"IF({grown}>0,-D{self._best_row + 1}*C{self._first + 1}/({grown}),NA())"
        value = EXACT.divide(EXACT.multiply(-rounded(best.staying, KOPECKS), volume), best.growing)
        page.formula(row, _AFTER, told, value, scene.styles("headline", "#,##0.0"), follows=True)
