"""What if: the levers of the month as cells to type into, their effects alone and together, the price of a response."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.amount import EXACT, rounded, same
from kpi_desktop.core.missing import Missing
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.i18n.message import Message, msg, named
from kpi_desktop.workbook.layout import cell
from kpi_desktop.workbook.sheets.months import set_print

if TYPE_CHECKING:
    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.whatif_lines import LeverLines, Line
    from kpi_desktop.workbook.cells import Page
    from kpi_desktop.workbook.scene import Scene

#: Columns of the levers: name, now, new, alone, together.
_NOW, _NEW, _ALONE, _TOGETHER = 1, 2, 3, 4

#: Columns of the results: name, now, growing, staying, revenue with known cost, new, difference.
_GROWING, _STAYING, _COSTED, _AFTER, _CHANGE = 2, 3, 4, 5, 6

_FIRST = 6
_KOPECKS = 2
_ZERO = Decimal(0)

#: The metrics of a response's price, and the worked example of the sources where the month does not have them all.
_RESPONSE = {
    "response_conversion": Decimal("0.01"),
    "profit_per_sale": Decimal(2300),
    "cost_per_response": Decimal("12.5"),
}


def wanted(scene: Scene) -> bool:
    """Whether the month has levers."""
    return scene.bundle.levers is not None


def write(scene: Scene) -> None:
    """The levers, the results that follow them, where profit is nothing, and the limits of a response."""
    found = scene.bundle.levers
    assert found is not None
    page, styles = scene.page("whatif"), scene.styles
    title = msg("What if: {month}", month=scene.month_name(scene.bundle.month))
    page.text(0, 0, scene.say(title), styles("title"))
    page.text(1, 0, scene.say(found.name), styles("subtitle"))
    how = msg("Type other numbers into the blue cells of the column “New value”: everything follows at once")
    page.text(2, 0, scene.say(how), styles("told_long"))
    page.sheet.set_column(0, 0, 58)
    page.sheet.set_column(1, _CHANGE, 22)
    sheet = _Sheet(scene, page, found)
    row = sheet.levers()
    row = sheet.results(row)
    for note in (*found.notes, msg("Effects of single levers do not add up to the effect of all together")):
        page.text(row, 0, scene.say(note), styles("note"))
        row += 1
    _responses(scene, page, row + 1)
    set_print(scene, page)


def _heads(scene: Scene, page: Page, row: int, heads: tuple[Message, ...]) -> None:
    for column, head in enumerate(heads):
        page.text(row, column, scene.say(head), scene.styles("head_right" if column else "head"))
    page.sheet.set_row(row, 28)


def _kpi(scene: Scene, metric: str, value: Decimal) -> str:
    """Where the KPI of the month stands with this very value, '' where it does not."""
    figure = scene.bundle.matrix.total.get((metric, scene.bundle.month.month_text))
    row, column = scene.plan.metrics.get(metric), scene.plan.month_column(scene.bundle.month.key)
    if figure is None or isinstance(figure.value, Missing) or not same(figure.value, value):
        return ""
    return "" if row is None or column is None else scene.plan.at("kpis", row, column)


def _linked(scene: Scene, page: Page, at: tuple[int, int], told: tuple[str, Decimal, str]) -> None:
    """A figure by the address where it stands, or as a value."""
    address, value, number = told
    if address:
        page.formula(*at, address, value, scene.styles("figure", number))
    else:
        page.number(*at, value, scene.styles("value", number))


def _allowed(page: Page, row: int, display: Display, *, negative: bool = False) -> None:
    """What may be typed: a share up to all, and nothing below zero but a margin."""
    rule: dict[str, object] = {"validate": "decimal", "criteria": ">=", "value": 0}
    if display is Display.SHARE:
        rule = {"validate": "decimal", "criteria": "between", "minimum": -100 if negative else 0, "maximum": 1}
    page.sheet.data_validation(row, _NEW, row, _NEW, rule)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The levers and results of one month."""

    scene: Scene
    page: Page
    found: LeverLines

    @property
    def _product_row(self) -> int:
        return _FIRST + len(self.found.drivers) + (self.found.margin is not None)

    @property
    def _best_row(self) -> int:
        """The row of the first result: below the product, the sum of all and the heads."""
        return self._product_row + 4

    @property
    def _margin_moved(self) -> str:
        """By how much the margin is moved: new less now."""
        row = _FIRST + len(self.found.drivers) + 1
        return f"$C${row}-$B${row}"

    def levers(self) -> int:
        """The table of levers; returns the row of the results' heads."""
        scene, page, found = self.scene, self.page, self.found
        best = scene.bundle.catalogue.metrics[found.lines[0].metric]
        name = named(best.name_en, best.name_ru)
        page.text(_FIRST - 2, 0, scene.say(msg("Effect in money: {metric}", metric=name)), scene.styles("group"))
        _heads(scene, page, _FIRST - 1, (
            msg("Lever"), msg("Now"), msg("New value"), msg("Effect of the lever alone"), msg("Effect of all together"),
        ))  # fmt: skip
        for index, (driver, value) in enumerate(found.drivers.items()):
            row = _FIRST + index
            self._lever(row, driver, value, f"{cell(self._best_row, _GROWING, fixed=True)}*(C{row + 1}/B{row + 1}-1)")
        if found.margin is not None:
            row = self._product_row - 1
            self._lever(row, *found.margin, f"{cell(self._best_row, _COSTED, fixed=True)}*(C{row + 1}-B{row + 1})")
        return self._joint()

    def _lever(self, row: int, metric_id: str, value: Decimal, effect: str) -> None:
        scene, page, styles = self.scene, self.page, self.scene.styles
        metric = scene.bundle.catalogue.metrics[metric_id]
        number = styles.metric_number(metric)
        page.text(row, 0, scene.metric_name(metric), styles("label"))
        _linked(scene, page, (row, _NOW), (_kpi(scene, metric_id, value), value, number))
        page.entry(row, _NEW, value, styles("entry", number))
        margin = self.found.margin is not None and metric_id == self.found.margin[0]
        _allowed(page, row, metric.display, negative=margin)
        money = styles("figure", styles.display_number(Display.MONEY, _KOPECKS))
        page.formula(row, _ALONE, f"ROUND({effect},{_KOPECKS})", _ZERO, money, follows=True)

    def _joint(self) -> int:
        scene, page, styles = self.scene, self.page, self.scene.styles
        row = self._product_row
        page.text(row, 0, scene.say(msg("How many times the sales become: the product of the levers")), styles("label"))
        told = "*".join(f"C{_FIRST + index + 1}/B{_FIRST + index + 1}" for index in range(len(self.found.drivers)))
        page.formula(row, _NEW, told, Decimal(1), styles("figure", "0.0000"), follows=True)
        page.text(row + 1, 0, scene.say(msg("All levers together")), styles("told"))
        money = styles("headline", styles.display_number(Display.MONEY, _KOPECKS))
        page.formula(row + 1, _TOGETHER, cell(self._best_row, _CHANGE), _ZERO, money, follows=True)
        return row + 3

    def results(self, row: int) -> int:
        """The table of results and where profit is nothing; returns the next free row."""
        _heads(self.scene, self.page, row, (
            msg("Result"), msg("Now"), msg("Of it grows with sales"), msg("Stays"), msg("Revenue with known cost"),
            msg("With the new values"), msg("Difference"),
        ))  # fmt: skip
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
        scene, page, styles = self.scene, self.page, self.scene.styles
        metric = scene.bundle.catalogue.metrics[line.metric]
        number = styles.display_number(Display.MONEY, _KOPECKS)
        page.text(row, 0, scene.metric_name(metric), styles("told" if row == self._best_row else "label"))
        _linked(scene, page, (row, _NOW), (_kpi(scene, line.metric, line.now), line.now, number))
        _linked(scene, page, (row, _GROWING), (self._growing(row, line), line.growing, number))
        page.formula(row, _STAYING, f"ROUND(B{row + 1}-C{row + 1},{_KOPECKS})", rounded(line.staying, _KOPECKS),
                     styles("figure", number))  # fmt: skip
        if line.costed:
            _linked(scene, page, (row, _COSTED), (self._costed(line), line.costed, number))
        told = f"ROUND({self._margined(row, line)}*{cell(self._product_row, _NEW, fixed=True)}+D{row + 1},{_KOPECKS})"
        page.formula(row, _AFTER, told, rounded(line.now, _KOPECKS), styles("headline", number), follows=True)
        change = f"ROUND(F{row + 1}-B{row + 1},{_KOPECKS})"
        page.formula(row, _CHANGE, change, _ZERO, styles("headline", number), follows=True)

    def _margined(self, row: int, line: Line) -> str:
        """What grows with sales after the margin is moved."""
        if self.found.margin is None or not line.costed:
            return f"C{row + 1}"
        return f"(C{row + 1}+E{row + 1}*({self._margin_moved}))"

    def _growing(self, row: int, line: Line) -> str:
        if line.growing == line.now:
            return f"B{row + 1}"
        found = (_kpi(self.scene, metric, line.growing) for metric in ("contribution", "gross_profit", "revenue"))
        return next((address for address in found if address), "")

    def _costed(self, line: Line) -> str:
        """Where the revenue that the margin is a share of stands among the measures."""
        scene, month = self.scene, self.scene.bundle.month
        leaf = Leaf(self.found.costed)
        row, column = scene.plan.measures.get(leaf), scene.plan.month_column(month.key)
        value = scene.figures.leaf_value(leaf, month, None)
        if row is None or column is None or isinstance(value, Missing) or not same(value, line.costed):
            return ""
        return scene.plan.at("measures", row, column)

    def _break_even(self, row: int, best: Line) -> None:
        """How much of the first lever makes the profit nothing, with the other levers as they are typed."""
        scene, page = self.scene, self.page
        driver, volume = next(iter(self.found.drivers.items()))
        metric = scene.bundle.catalogue.metrics[driver]
        name = msg(
            "Profit is zero at: “{metric}” with the other new values", metric=named(metric.name_en, metric.name_ru)
        )
        page.text(row, 0, scene.say(name), scene.styles("label"))
        grown = f"{self._margined(self._best_row, best)}*{cell(self._product_row, _NEW)}"
        told = f"IF({grown}>0,-D{self._best_row + 1}*C{_FIRST + 1}/({grown}),NA())"
        value = EXACT.divide(EXACT.multiply(-rounded(best.staying, _KOPECKS), volume), best.growing)
        page.formula(row, _AFTER, told, value, scene.styles("headline", "#,##0.0"), follows=True)


def _responses(scene: Scene, page: Page, row: int) -> None:
    """Conversion × profit of a sale is the most that a response may cost; what a sale costs and leaves."""
    styles = scene.styles
    values = {metric: _month_value(scene, metric) for metric in _RESPONSE}
    own = {metric: value for metric, value in values.items() if isinstance(value, Decimal) and value > 0}
    whole = len(own) == len(_RESPONSE) and own["response_conversion"] <= 1
    page.text(row, 0, scene.say(msg("How much a response may cost")), styles("group"))
    about = msg("Figures of the month") if whole else msg("An example: type your own numbers")
    page.text(row + 1, 0, scene.say(about), styles("note"))
    _heads(scene, page, row + 2, (msg("Figure"), msg("Now"), msg("New value")))
    first = row + 3
    for index, (metric_id, example) in enumerate(_RESPONSE.items()):
        at, metric = first + index, scene.bundle.catalogue.metrics[metric_id]
        value, number = own[metric_id] if whole else example, styles.metric_number(metric)
        page.text(at, 0, scene.metric_name(metric), styles("label"))
        if whole:
            _linked(scene, page, (at, _NOW), (_kpi(scene, metric_id, value), value, number))
        page.entry(at, _NEW, value, styles("entry", number))
        _allowed(page, at, metric.display)
    _response_results(scene, page, first, tuple((own if whole else _RESPONSE)[name] for name in _RESPONSE))


def _month_value(scene: Scene, metric: str) -> Value | None:
    figure = scene.bundle.matrix.total.get((metric, scene.bundle.month.month_text))
    return None if figure is None else figure.value


def _response_results(scene: Scene, page: Page, first: int, given: tuple[Decimal, ...]) -> None:
    conversion, profit, cost = given
    share, gain, price = (f"C{first + index + 1}" for index in range(3))
    sale = EXACT.divide(cost, conversion)
    lines = (
        (msg("Most that a response may cost"), f"{share}*{gain}", EXACT.multiply(conversion, profit)),
        (msg("What a sale costs in responses"), f"IF({share}>0,{price}/{share},NA())", sale),
        (msg("What a sale leaves after them"), f"IF({share}>0,{gain}-{price}/{share},NA())", profit - sale),
    )
    look = scene.styles("headline", scene.styles.display_number(Display.MONEY, _KOPECKS))
    for index, (name, told, value) in enumerate(lines):
        page.text(first + 3 + index, 0, scene.say(name), scene.styles("told"))
        page.formula(first + 3 + index, _NEW, told, value, look, follows=True)
