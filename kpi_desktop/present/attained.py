"""How far a plan is, in the words of every output: the whole of it, to date, by the forecast."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.i18n.formats import share_text
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.present.numbers import change_text, no_data, value_text

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.engine.figure import Comparison

#: The colour of a light as the outputs name tones; yellow has none.
TONES = {"green": "good", "red": "bad"}

#: What the days are called by which a plan was parted.
PROFILES = {
    "working": msg("working days"),
    "seven": msg("calendar days"),
    "own": msg("own weekdays and season"),
}

#: Monday first.
WEEKDAYS = (msg("Monday"), msg("Tuesday"), msg("Wednesday"), msg("Thursday"), msg("Friday"), msg("Saturday"),
            msg("Sunday"))  # fmt: skip


def share_or_none(share: Decimal | None, lang: str) -> str:
    """A part of a plan: «92,3 %»; the words for no data where a side is absent."""
    return no_data(lang) if share is None else share_text(share, 1, lang)


def plan_message(comparison: Comparison, metric: Metric, currency: str, lang: str) -> Message:
    """The plan in one sentence; of a share its distance in points, of a plan that cannot be measured the reason."""
    found = comparison.attainment
    if found is None or not isinstance(found.plan, Decimal):
        return msg("no plan to measure by")
    plan = value_text(found.plan, metric.display, metric.decimals, currency, lang)
    if found.full_share is None:
        change = change_text(comparison, metric, lang, currency)
        return msg("{plan} ({change})", plan=plan, change=change)
    texts = {name: share_or_none(share, lang) for name, share in (("full", found.full_share),
             ("done", found.to_date_share), ("ahead", found.forecast_share))}  # fmt: skip
    if found.to_date == found.plan:
        return msg("{plan}: done {full}", plan=plan, full=texts["full"])
    return msg("{plan}: of it {full}, to date {done}, by the forecast {ahead}", plan=plan, **texts)


def plan_cell(comparison: Comparison | None, metric: Metric, lang: str) -> str:
    """What a table's cell says of the plan: the part to date, of a share the distance in points, '' without a plan."""
    if comparison is None or comparison.attainment is None:
        return ""
    found = comparison.attainment
    if found.full_share is None:
        return change_text(comparison, metric, lang)
    return share_or_none(found.to_date_share, lang)


def plan_tone(comparison: Comparison | None) -> str:
    """`good`, `bad` or ''."""
    return "" if comparison is None or comparison.attainment is None else TONES.get(comparison.attainment.light, "")
