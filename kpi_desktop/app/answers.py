"""Limits and forecasts of a month: affordable response, pipeline needed, break-even, discount guard, revenue."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.app.closing import opened_month
from kpi_desktop.app.figures import month_of
from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.amount import EXACT
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.outlook import (
    Expected,
    by_pipeline,
    day_ahead,
    finished,
    first_missing,
    largest_discount,
    pipeline_needed,
)
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.i18n.formats import amount_message
from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.figure import Figure

_METRICS = (
    "max_cost_per_response", "cost_per_response", "response_conversion", "required_coverage", "breakeven_revenue",
    "breakeven_units", "breakeven_day", "margin_at_list", "discount_to_list", "revenue", "revenue_forecast",
    "revenue_forecast_low", "revenue_forecast_high", "operating_expenses", "variable_expenses",
)  # fmt: skip
_MEASURES = ("expenses_fixed", "quota", "won_amount", "open_deals_due_amount", "won_deals", "lost_deals")


@dataclass(frozen=True, slots=True)
class Answer:
    """One limit or forecast; `low` and `high` are its range where it has one, `how` says by what it was found."""

    id: str
    name: Message
    value: Value
    display: Display
    decimals: int
    how: Message
    low: Value | None = None
    high: Value | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers of a month; those without a value say why."""

    month: Period
    currency: str
    answers: tuple[Answer, ...]


def answers_of(workspace: Workspace, path: Path, month: str | None, target: Decimal = Decimal(0)) -> Answers:
    """The limits and forecasts of a month; `target` is the margin that a discount must leave."""
    with opened_month(workspace, path, month) as (_, book, engine):
        chosen = month_of(month, engine)
        figures = {figure.metric: figure for figure in engine.figures(_METRICS, [chosen])}
        found = engine.leaf_values([Leaf(name) for name in _MEASURES], [chosen])
        measures = {leaf.measure: value for (leaf, _, _), value in found.items()}
        values = {name: figure.value for name, figure in figures.items()}
        listed = (
            *_responses(values),
            *_pipeline(values, measures),
            *_breakeven(engine, chosen, figures, measures["expenses_fixed"]),
            *_discount(values, target),
            _forecast(chosen, figures, measures),
        )
        return Answers(chosen, book.currency, listed)


def _responses(values: Mapping[str, Value]) -> list[Answer]:
    how = msg("Conversion of responses × gross profit per sale before advertising")
    conversion, most = values["response_conversion"], values["max_cost_per_response"]
    if isinstance(conversion, Decimal) and conversion > 1:
        text = msg("There are more sales than responses: part of them came without advertising; see the channels apart")
        most = Missing(Reason.NOT_IN_THIS_CUT, text, "response_conversion")
    return [
        Answer("max_cost_per_response", msg("Largest affordable cost of a response"), most,
               Display.MONEY, 2, how),
        Answer("cost_per_response", msg("Cost of a response now"), values["cost_per_response"], Display.MONEY, 2,
               msg("Advertising cost ÷ responses")),
    ]  # fmt: skip


def _pipeline(values: Mapping[str, Value], measures: Mapping[str, Value]) -> list[Answer]:
    needed = pipeline_needed(measures["quota"], measures["won_amount"], values["required_coverage"])
    there = measures["open_deals_due_amount"]
    lacking: Value | None = first_missing(needed, there)
    if isinstance(needed, Decimal) and isinstance(there, Decimal):
        lacking = max(needed - there, Decimal(0))
    return [
        Answer("pipeline_needed", msg("Open deals needed for the plan"), needed, Display.MONEY, 2,
               msg("(Plan − won) ÷ win rate of the last 12 months")),
        Answer("pipeline_lacking", msg("Open deals that are lacking"), needed if lacking is None else lacking,
               Display.MONEY, 2, msg("Needed less the open deals due in the month")),
    ]  # fmt: skip


def _breakeven(engine: Engine, month: Period, figures: Mapping[str, Figure], fixed: Value) -> list[Answer]:
    values = {name: figure.value for name, figure in figures.items()}
    found = [
        Answer("breakeven_revenue", msg("Break-even revenue"), values["breakeven_revenue"], Display.MONEY, 2,
               _covered(values, fixed)),
        Answer("breakeven_units", msg("Break-even volume"), values["breakeven_units"], Display.NUMBER, 0,
               msg("Fixed expenses ÷ (price − variable cost of a unit)")),
    ]  # fmt: skip
    name = msg("Break-even day of the month")
    if finished(month, figures["revenue"].covered.last):
        how = msg("First day from which contribution stays at or above fixed expenses")
        return [*found, Answer("breakeven_day", name, values["breakeven_day"], Display.DAYS, 0, how)]
    ahead = day_ahead(
        values["breakeven_revenue"], month, engine.planning(month).profile,
        (values["revenue_forecast"], values["revenue_forecast_low"], values["revenue_forecast_high"]),
    )  # fmt: skip
    how = msg("Forecast: the day on which revenue by the day profile reaches break-even")
    return [*found, Answer("breakeven_day", name, ahead.day, Display.DAYS, 0, how, ahead.early, ahead.late)]


def _covered(values: Mapping[str, Value], fixed: Value) -> Message:
    """What the break-even revenue covers: expenses of the class fixed (NUMBERS 21), and what stays outside it."""
    plain = msg("Fixed expenses ÷ contribution margin")
    whole, growing = values["operating_expenses"], values["variable_expenses"]
    if isinstance(fixed, Missing) or isinstance(whole, Missing) or isinstance(growing, Missing):
        return plain
    rest = whole - growing - fixed
    if rest <= 0:
        return plain
    return msg("Expenses of the class “fixed” ({fixed}) ÷ contribution margin. Other operating expenses ({rest}) are "
               "not in it: at this revenue the profit is still below zero by as much.",
               fixed=amount_message(fixed), rest=amount_message(rest))  # fmt: skip


def _discount(values: Mapping[str, Value], target: Decimal) -> list[Answer]:
    how = msg("From the list price, at which the margin stays at or above the target")
    return [
        Answer("largest_discount", msg("Largest discount"), largest_discount(values["margin_at_list"], target),
               Display.SHARE, 1, how),
        Answer("discount_now", msg("Discount now"), values["discount_to_list"], Display.SHARE, 1,
               msg("Average discount from the list price")),
    ]  # fmt: skip


def _forecast(month: Period, figures: Mapping[str, Figure], measures: Mapping[str, Value]) -> Answer:
    """Revenue of the month by days where there are sales, else by the pipeline."""
    value = figures["revenue_forecast"].value
    name = msg("Revenue of the month")
    if isinstance(value, Decimal):
        over = finished(month, figures["revenue"].covered.last)
        low, high = figures["revenue_forecast_low"].value, figures["revenue_forecast_high"].value
        how = (
            msg("The month is over: its own revenue")
            if over
            else msg("Forecast: revenue to date over the share of the month by its days")
        )
        return Answer(
            "revenue_forecast", name, value, Display.MONEY, 2, how, None if over else low, None if over else high
        )
    rate = figures["required_coverage"].value
    win_rate: Value = rate if isinstance(rate, Missing) else EXACT.divide(Decimal(1), rate)
    found: Expected = by_pipeline(
        measures["won_amount"], measures["open_deals_due_amount"], win_rate,
        (measures["won_deals"], measures["lost_deals"]),
    )  # fmt: skip
    how = msg("Forecast: deals won and open deals due in the month × win rate of the last 12 months")
    best = found.value if isinstance(found.value, Decimal) else value
    return Answer("revenue_forecast", name, best, Display.MONEY, 2, how, found.low, found.high)
