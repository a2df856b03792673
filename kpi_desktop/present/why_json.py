"""Why a metric changed, for the shell: lines for people, and JSON to which later work adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing
from kpi_desktop.present.kpis_json import Json, decimal_json, missing_json
from kpi_desktop.present.periods import period_text
from kpi_desktop.present.prose import metric_name
from kpi_desktop.present.why import Told, WhyText, base_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.why.explained import Cause, Explained
    from kpi_desktop.i18n.translator import Translator


def why_lines(metric: Metric, currency: str, told: Sequence[Told], translate: Translator) -> Iterator[str]:
    """Each base in each way that can be told: its parts with their sum, then what they say."""
    yield metric_name(metric, translate.lang)
    for one in told:
        if isinstance(one.found, Missing):
            continue
        text = WhyText(one.found, metric, currency, translate)
        yield ""
        yield f"{translate(base_name(one.sides, translate.lang))} · {translate(one.choice.name)}"
        yield from (f"  {name}: {text.part(part)}" for name, part in text.parts())
        yield from (f"  {sentence}" for sentence in text.sentences())
    reasons = {translate(one.found.message): None for one in told if isinstance(one.found, Missing)}
    if reasons and all(isinstance(one.found, Missing) for one in told):
        yield from reasons


def why_json(about: tuple[Metric, Period, str, str], told: Sequence[Told], translate: Translator) -> Json:
    """The JSON of `diagnose --metric`.

    `{"book", "metric", "name", "month", "period", "changes"}`. `changes`: `{"base": previous, last_year, plan or best,
    "from", "to" (the days of the base), "way" (null by members), "by" (dimension, `customer`, or null), "name",
    "before", "after", "total", "ratio", "missing", "parts", "sentences"}`. `parts`: `{"cause", "name", "amount",
    "before", "after", "mix"}`: unrounded amounts add up to `total` exactly; levels are those of the factor or of the
    member on both sides. Of a ratio by members the cause `mix` is what other shares moved, an amount what the member's
    own ratio moved, and `mix` of a member its part of the cause `mix`. What cannot be told has `missing` and no parts.
    """
    metric, period, book, currency = about
    return {
        "book": book,
        "metric": metric.id,
        "name": metric_name(metric, translate.lang),
        "month": period.name,
        "period": period_text(period, translate.lang),
        "changes": [_change(metric, currency, one, translate) for one in told],
    }


def _change(metric: Metric, currency: str, told: Told, translate: Translator) -> Json:
    kind, _, name = told.choice.id.partition(":")
    head: dict[str, Json] = {
        "base": told.sides.base.value,
        "from": told.sides.period.start.isoformat(),
        "to": told.sides.period.last_day.isoformat(),
        "way": name if kind == "way" else None,
        "by": name if kind == "by" else None,
        "name": translate(told.choice.name),
        "before": _value(told.sides.before),
        "after": _value(told.sides.after),
    }
    if isinstance(told.found, Missing):
        return {**head, "total": None, "ratio": False, "missing": missing_json(told.found, translate), "parts": [],
                "sentences": []}  # fmt: skip
    found = told.found
    text = WhyText(found, metric, currency, translate)
    return {
        **head,
        "total": decimal_json(found.change.total),
        "ratio": found.ratio,
        "missing": None,
        "parts": [_part(found, cause, part, text) for cause, part in found.change.parts.items()],
        "sentences": list(text.sentences()),
    }


def _part(found: Explained, cause_id: str, part: Decimal, text: WhyText) -> Json:
    cause: Cause | None = found.causes.get(cause_id)
    mixed = found.mixed.get(cause_id)
    return {
        "cause": cause_id,
        "name": text.name(cause_id),
        "amount": decimal_json(part),
        "before": _value(cause.before) if cause is not None else None,
        "after": _value(cause.after) if cause is not None else None,
        "mix": None if mixed is None else decimal_json(mixed),
    }


def _value(value: Value | None) -> Json:
    return None if value is None or isinstance(value, Missing) else decimal_json(value)
