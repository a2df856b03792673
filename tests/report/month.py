"""A made-up company whose figures are computed here, by hand, from a small table of measures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.load import read_catalogue
from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.engine.figure import Base, ChangeKind, Comparison, Covered, Figure, Flag
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.bundle import Bundle, KpiMatrix, LeafValues, SourceLine, TopLine, Unlock
from kpi_desktop.resources import folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.core.missing import Value

MONTH = Period.month("2011-11")
NO_COST = Missing(Reason.NO_COST, msg("The sale lines have no cost"), "cost", ("sale.cost",))
NO_LEADS = Missing(Reason.NO_DATA, msg("No data for “{name}”", name="leads"), "leads", ("lead",))


@cache
def catalogue() -> Catalogue:
    return read_catalogue(folder("formulas"))[0]


def measures(index: int) -> dict[str, Decimal]:
    """The measures of the month `index` (0 is the first): a shop that grows with a season."""
    gross = Decimal(410_000 + 23_500 * index + 90_000 * (index % 12 >= 9)) + Decimal("17.35") * index
    orders = Decimal(900 + 31 * index + 140 * (index % 12 >= 9))
    buyers = Decimal(610 + 17 * index)
    new = Decimal(210 - 3 * index % 40)
    returned = -(gross / 37).quantize(Decimal("0.01"))
    return {
        "revenue_gross": gross,
        "revenue_returns": returned,
        "revenue_net": gross + returned,
        "orders": orders,
        "buyers": buyers,
        "new_buyers": new,
        "returning_buyers": buyers - new,
        "items": orders * 4 + index,
        "units": orders * 9,
        "top": ((gross + returned) / 7).quantize(Decimal("0.01")),
    }


def values(index: int) -> dict[str, tuple[Value, dict[str, Value]]]:
    """Every metric of the month with the inputs of its formula."""
    m = measures(index)
    net, gross, orders = m["revenue_net"], m["revenue_gross"], m["orders"]
    return {
        "revenue": (net, {"revenue": net}),
        "revenue_gross": (gross, {"revenue_gross": gross}),
        "revenue_returns": (m["revenue_returns"], {"revenue_returns": m["revenue_returns"]}),
        "goods_return_rate": (
            -m["revenue_returns"] / gross,
            {"revenue_returns": m["revenue_returns"], "revenue_gross": gross},
        ),
        "sales_count": (orders, {"sales": orders}),
        "aov": (gross / orders, {"revenue": gross, "orders": orders}),
        "items_per_receipt": (m["items"] / orders, {"items": m["items"], "sales": orders}),
        "units": (m["units"], {"units": m["units"]}),
        "revenue_per_unit": (net / m["units"], {"revenue": net, "units": m["units"]}),
        "buyers": (m["buyers"], {"buyers": m["buyers"]}),
        "new_buyers": (m["new_buyers"], {"new_buyers": m["new_buyers"]}),
        "returning_buyers": (m["returning_buyers"], {"returning_buyers": m["returning_buyers"]}),
        "returning_buyers_share": (
            m["returning_buyers"] / m["buyers"],
            {"repeat_buyers": m["returning_buyers"], "buyers": m["buyers"]},
        ),
        "top_customer_share": (m["top"] / net, {"revenue_topN": m["top"], "revenue": net}),
        "margin": (NO_COST, {"profit": NO_COST, "revenue": net}),
        "gross_profit": (NO_COST, {"revenue": net, "cost": NO_COST}),
        "lcr": (NO_LEADS, {"buyers": m["buyers"], "leads": NO_LEADS}),
    }


def compared(base: Base, period: Period, value: Value, was: Value, display: Display) -> Comparison | None:
    """The comparison that a controller would write: money in %, shares in points."""
    if isinstance(value, Missing) or isinstance(was, Missing):
        return None
    if display is Display.SHARE:
        return Comparison(base, period, was, value - was, ChangeKind.POINTS)
    if was <= 0:
        return Comparison(base, period, was, value - was, ChangeKind.AMOUNT)
    return Comparison(base, period, was, value / was - 1, ChangeKind.PERCENT)


def figure(metric: str, index: int, period: Period) -> Figure:
    value, inputs = values(index)[metric]
    display = catalogue().metrics[metric].display
    comparisons = {}
    for base, back, then in (
        (Base.PREVIOUS, 1, period.shifted(-1)),
        (Base.LAST_YEAR, 12, period.years_back(1)),
    ):
        if index >= back:
            found = compared(base, then, value, values(index - back)[metric][0], display)
            if found:
                comparisons[base] = found
    flags: tuple[Flag, ...] = ()
    if metric == "new_buyers":
        flags = (Flag("upper_estimate", msg("An upper estimate: the loaded history is short")),)
    return Figure(
        metric,
        period,
        value,
        tuple(inputs.items()),
        Covered(period.start, period.last_day, True),
        period.last_day,
        flags=flags,
        comparisons=comparisons,
    )


def months(count: int) -> tuple[Period, ...]:
    return tuple(MONTH.shifted(back - count + 1) for back in range(count))


def matrix(count: int, metrics: tuple[str, ...], split: Mapping[str, Decimal] | None = None) -> KpiMatrix:
    span = months(count)
    total = {
        (metric, period.month_text): figure(metric, index, period)
        for index, period in enumerate(span)
        for metric in metrics
    }
    if split is None:
        return KpiMatrix(metrics, span, total)
    parts: dict[tuple[str, str, str], Figure] = {}
    for member, share in split.items():
        for metric in metrics:
            whole = total[metric, MONTH.month_text]
            value = whole.value
            if isinstance(value, Decimal) and catalogue().metrics[metric].display in (Display.MONEY, Display.COUNT):
                value = (value * share).quantize(Decimal("0.01") if metric != "sales_count" else Decimal(1))
            parts[metric, MONTH.month_text, member] = replace(
                whole, value=value, dimension="channel", member=member, comparisons={}
            )
    return KpiMatrix(metrics, span, total, "channel", tuple(split), parts)


def bundle(
    *, count: int = 25, metrics: tuple[str, ...] = (), company: str = "ООО «Ромашка»", currency: str = "RUB"
) -> Bundle:
    """The bundle of a shop with two years of sales and without costs and leads."""
    metrics = metrics or tuple(values(0))
    split = {"Розница": Decimal("0.55"), "Интернет-магазин": Decimal("0.3"), "": Decimal("0.15")}
    tops = tuple(
        TopLine(
            f"Товар № {n} — подставка для торта «Регентство», трёхъярусная",
            Decimal(90_000 - 7_310 * n),
            Decimal("0.09") / n,
            Decimal(70_000 - 5_000 * n),
        )
        for n in range(1, 11)
    )
    return Bundle(
        company=company,
        currency=currency,
        month=MONTH,
        as_of=date(2011, 11, 30),
        basis="with",
        catalogue=catalogue(),
        matrix=matrix(count, metrics, split),
        leaves=LeafValues({}),
        sources=(
            SourceLine(
                1,
                "Продажи 2011.xlsx",
                "table",
                "sale",
                18_204,
                date(2010, 1, 1),
                date(2011, 11, 30),
                Decimal("12480350.00"),
                Decimal("12480350.00"),
                Decimal("12480350.00"),
                currency,
                "with",
                "separate",
                "",
                "2011-12-01",
            ),
            SourceLine(
                2,
                "Реклама_ноябрь.csv",
                "yandex-direct",
                "advertising",
                60,
                date(2011, 11, 1),
                date(2011, 11, 30),
                Decimal("55000.10"),
                Decimal("54990.00"),
                Decimal("54990.00"),
                currency,
                "unknown",
                "unknown",
                "",
                "2011-12-01",
            ),
        ),
        row_count=0,
        row_dimensions=(),
        rows=lambda: iter(()),
        top_products=tops,
        top_customers=tuple(replace(line, name=f"Покупатель {n}") for n, line in enumerate(tops, 1)),
        unlocks=(Unlock("sale", "cost", ("margin", "gross_profit")), Unlock("lead", "", ("lcr",))),
    )


def small() -> Bundle:
    """A company that has one month of lines and four figures."""
    whole = bundle(count=1, metrics=("revenue", "units", "revenue_per_unit", "revenue_returns"))
    return replace(
        whole, matrix=matrix(1, whole.matrix.metrics), top_products=(), top_customers=(), sources=whole.sources[:1]
    )
