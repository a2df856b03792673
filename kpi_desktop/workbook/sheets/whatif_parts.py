"""Parts of the company on the sheet «what if»: a line for each channel, person or group with levers of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import rounded
from kpi_desktop.core.missing import Missing
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.present.numbers import no_data
from kpi_desktop.workbook.bulk import dimension_heading
from kpi_desktop.workbook.layout import cell
from kpi_desktop.workbook.sheets.split import member_name
from kpi_desktop.workbook.sheets.whatif_cells import (
    KOPECKS,
    NOW,
    ZERO,
    allowed,
    heads,
    kpi_at,
    linked,
    metric_word,
    ranged,
    result_number,
)

if TYPE_CHECKING:
    from decimal import Decimal

    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.engine.whatif_lines import PartLine, PartLines
    from kpi_desktop.workbook.cells import Page
    from kpi_desktop.workbook.scene import Scene


@dataclass(frozen=True, slots=True)
class PartsBlock:
    """The parts of one split; the heading stands in the row `top`, beneath it the company's result as it is."""

    scene: Scene
    page: Page
    found: PartLines
    top: int

    def write(self) -> int:
        """The company's result now, a line for each part, and all of them together; returns the next free row."""
        scene, page, found = self.scene, self.page, self.found
        heading = msg(
            "One part of the company: {dimension}. Effect in money: {metric}",
            dimension=dimension_heading(scene.bundle, found.dimension), metric=metric_word(self._metric),
        )  # fmt: skip
        page.text(self.top, 0, scene.say(heading), scene.styles("group"))
        self._company()
        heads(scene, page, self._first - 1, self._heads())
        for place, part in enumerate(found.parts):
            self._part(self._first + place, part)
        self._together(self._first + len(found.parts))
        return self._first + len(found.parts) + 1

    @property
    def _metric(self) -> Metric:
        return self.found.metrics[self.found.metric]

    @property
    def _first(self) -> int:
        """The row of the first part: below the heading, three figures of the company and the heads."""
        return self.top + 5

    @property
    def _growing(self) -> int:
        """The column of what grows with a part's levers: behind two columns for each lever."""
        return 1 + 2 * len(self.found.metrics) - 2

    def _of_company(self, place: int) -> str:
        return cell(self.top + 1 + place, NOW, fixed=True)

    def _company(self) -> None:
        """The company's result, what of it follows chance, and by how many times."""
        scene, page, found = self.scene, self.page, self.found
        number = result_number(scene, self._metric)
        name = msg("{metric} now", metric=metric_word(self._metric))
        lines = (
            (name, kpi_at(scene, found.metric, found.now), found.now, number),
            (msg("Of it grows with sales"), "", found.swaying, number),
            (msg("Chance moves a month up to, times"), "", found.noise, "0.000"),
        )
        for place, (text, address, value, look) in enumerate(lines):
            page.text(self.top + 1 + place, 0, scene.say(text), scene.styles("label"))
            if value is None:
                page.text(self.top + 1 + place, NOW, no_data(scene.lang), scene.styles("change"))
            else:
                linked(scene, page, (self.top + 1 + place, NOW), (address, value, look))

    def _heads(self) -> tuple[Message, ...]:
        told = [dimension_heading(self.scene.bundle, self.found.dimension)]
        for driver in self._drivers:
            name = metric_word(self.found.metrics[driver])
            told += [msg("{metric} now", metric=name), msg("{metric}: new value", metric=name)]
        whole = msg("{metric} of the company", metric=metric_word(self._metric))
        return (*told, msg("Of it grows with the levers of the part"), msg("Effect"), whole,
                msg("Range by chance: from"), msg("Range by chance: to"))  # fmt: skip

    @property
    def _drivers(self) -> tuple[str, ...]:
        return tuple(self.found.parts[0].drivers)

    def _part(self, row: int, part: PartLine) -> None:
        scene, page, styles = self.scene, self.page, self.scene.styles
        page.text(row, 0, member_name(scene, part.member), styles("label"))
        ratios = []
        for place, (driver, value) in enumerate(part.drivers.items()):
            metric, column = self.found.metrics[driver], 1 + 2 * place
            number = styles.metric_number(metric)
            linked(scene, page, (row, column), (self._split_at(driver, part.member, value), value, number))
            page.entry(row, column + 1, value, styles("entry", number))
            allowed(page, row, metric.display, column=column + 1)
            ratios.append(f"{cell(row, column + 1)}/{cell(row, column)}")
        money = result_number(scene, self._metric)
        page.number(row, self._growing, rounded(part.growing, KOPECKS), styles("value", money))
        effect = f"ROUND({cell(row, self._growing)}*({'*'.join(ratios)}-1),{KOPECKS})"
        page.formula(row, self._growing + 1, effect, ZERO, styles("headline", money), follows=True)
        self._whole(row)

    def _whole(self, row: int) -> None:
        """The company's result with the effect of the line, and between what it would lie by chance."""
        scene, page, effect = self.scene, self.page, cell(row, self._growing + 1)
        now, swaying, noise = (self._of_company(place) for place in range(3))
        look = scene.styles("figure", result_number(scene, self._metric))
        after = f"ROUND({now}+{effect},{KOPECKS})"
        page.formula(row, self._growing + 2, after, rounded(self.found.now, KOPECKS), look, follows=True)
        if self.found.noise is not None:
            told = (effect, f"({swaying}+{effect})", noise, f"{now}-{swaying}")
            ranged(scene, page, (row, self._growing + 3), told, self._metric)

    def _together(self, row: int) -> None:
        """The effects of all lines: each is of its own sales, so they add up."""
        scene, page = self.scene, self.page
        page.text(row, 0, scene.say(msg("All lines together")), scene.styles("told"))
        column, money = self._growing + 1, result_number(scene, self._metric)
        effects = f"{cell(self._first, column)}:{cell(row - 1, column)}"
        page.formula(row, column, f"ROUND(SUM({effects}),{KOPECKS})", ZERO, scene.styles("headline", money),
                     follows=True)  # fmt: skip
        self._whole(row)

    def _split_at(self, metric: str, member: str, value: Decimal) -> str:
        """Where the part's figure stands on the sheet of the split by month, '' where it does not."""
        scene, plan, month = self.scene, self.scene.plan, self.scene.bundle.month
        column, row = plan.split_metrics.get(metric), plan.split_rows.get((month.month_text, member))
        if scene.bundle.matrix.dimension != self.found.dimension or column is None or row is None:
            return ""
        found = scene.figures.split_entry(metric, month, member).value
        return "" if isinstance(found, Missing) or found != value else plan.at("split_months", row, column)
