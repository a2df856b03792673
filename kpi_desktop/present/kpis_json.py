"""The JSON of `kpis`: a fixed contract with scripts and checks; later work adds to it and changes nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.collecting import uncollected
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.figure import WINDOWS, Base
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.present.numbers import (
    change_text,
    comparison_text,
    decimal_text,
    figure_text,
    member_text,
    no_data,
    now_text,
    unit_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from kpi_desktop.catalogue.model import Catalogue, Metric
    from kpi_desktop.core.errors import NothingToTell
    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.figure import Attainment, Comparison, Figure, Part

#: What JSON is made of; a name for a tree that the standard library cannot type.
Json = dict[str, "Json"] | list["Json"] | str | int | bool | None


def decimal_json(value: Value) -> str | None:
    """A decimal as plain digits (never an exponent), null where the value is missing."""
    return format(value if value else abs(value), "f") if isinstance(value, Decimal) else None  # never a "-0"


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def missing_json(value: Value, translate: Translator) -> Json:
    """Why there is no value and what would supply it; null where there is one."""
    if not isinstance(value, Missing):
        return None
    return {"reason": value.reason.value, "message": translate(value.message), "unlock": list(value.unlock)}


def untold(error: NothingToTell, translate: Translator) -> Json:
    """Why nothing at all is told, as `missing`; `fix` says what to do."""
    fix = None if error.fix is None else translate(error.fix)
    return {"reason": Reason.NO_DATA.value, "message": translate(error.message), "unlock": [], "fix": fix}


def untold_kpis_json(book: str, error: NothingToTell, translate: Translator) -> dict[str, Json]:
    """The JSON of `kpis` of a book without data: no metrics, and why."""
    return {"book": book, "month": error.period, "period": None, "metrics": [], "missing": untold(error, translate)}


def _comparison(comparison: Comparison | None, metric: Metric, currency: str, translate: Translator) -> Json:
    if comparison is None:
        return None
    return {
        "from": comparison.period.start.isoformat(),
        "to": comparison.period.last_day.isoformat(),
        "value": decimal_json(comparison.value),
        "value_text": comparison_text(comparison, metric, currency, translate.lang),
        "change": decimal_json(comparison.change),
        "kind": comparison.kind.value,
        "text": change_text(comparison, metric, translate.lang, currency),
        "missing": missing_json(comparison.value, translate) or missing_json(comparison.change, translate),
        **({} if comparison.attainment is None else {"attainment": _attainment(comparison.attainment)}),
        **_now(comparison, metric, currency, translate.lang),
    }


def _now(comparison: Comparison, metric: Metric, currency: str, lang: str) -> dict[str, Json]:
    """The figure on the compared days, where that is not the figure itself."""
    text = now_text(comparison, metric, currency, lang)
    return {"now": decimal_json(comparison.now), "now_text": text} if comparison.now is not None and text else {}


def _attainment(found: Attainment) -> Json:
    """The plan in full with what is done of it: fractions, null for shares and where a side is absent."""
    shares = {"full_share": found.full_share, "to_date_share": found.to_date_share,
              "forecast_share": found.forecast_share}  # fmt: skip
    return {
        "plan": decimal_json(found.plan),
        "to_date": decimal_json(found.to_date),
        "forecast": decimal_json(found.forecast),
        **{name: None if share is None else format(share, "f") for name, share in shares.items()},
        "light": found.light or None,
        "profile": found.profile or None,
    }


def _part(part: Part, metric: Metric, currency: str, translate: Translator) -> Json:
    from kpi_desktop.core.unit import Unit

    lang = translate.lang
    name = part.name if isinstance(part.name, str) else translate(part.name)
    same = part.unit == str(metric.unit)
    if isinstance(part.value, Missing):
        text = no_data(lang)
    elif same:
        text = decimal_text(part.value, metric.display, metric.decimals, currency, lang)
    else:
        text = unit_text(part.value, Unit.of(part.unit), currency, lang)
    return {"name": name, "value": decimal_json(part.value), "unit": part.unit, "text": text}


def figure_json(figure: Figure, metric: Metric, currency: str, translate: Translator) -> Json:
    """One metric for one member of one dimension, with everything that is printed beside it."""
    lang = translate.lang
    inputs: dict[str, Json] = {symbol: decimal_json(value) for symbol, value in figure.inputs}
    return {
        "id": metric.id,
        "name": metric.name_ru if lang == "ru" else metric.name_en,
        "value": decimal_json(figure.value),
        "unit": str(metric.unit),
        "text": figure_text(figure, metric, currency, lang),
        "missing": missing_json(figure.value, translate),
        "dimension": figure.dimension,
        "member": None if figure.member is None else member_text(figure.member, lang),
        "inputs": inputs,
        "covered": {
            "from": _day(figure.covered.first),
            "to": _day(figure.covered.last),
            "complete": figure.covered.complete,
        },
        "flags": [f"{flag.code}: {translate(flag.message)}" for flag in figure.flags],
        "as_of": _day(figure.as_of),
        "basis": figure.basis,
        "interval": [decimal_json(edge) for edge in figure.interval] if figure.interval else None,
        "compare": {
            base.value: _comparison(figure.comparisons.get(base), metric, currency, translate)
            for base in Base
            if base in WINDOWS or base in figure.comparisons
        },
        "cases": decimal_json(figure.cases) if figure.cases is not None else None,
        "rank": figure.rank,
        "parts": [_part(part, metric, currency, translate) for part in figure.parts],
    }


def kpis_json(
    book: str, month: Period, figures: Iterable[Figure], catalogue: Catalogue, currency: str, lang: str
) -> dict[str, Json]:
    """The whole answer of `kpis` for one month (or quarter, or year)."""
    translate = Translator(lang)
    with uncollected():
        metrics: list[Json] = [
            figure_json(figure, catalogue.metrics[figure.metric], currency, translate) for figure in figures
        ]
    period: Json = {"from": month.start.isoformat(), "to": month.last_day.isoformat()}
    return {"book": book, "month": month.name, "period": period, "metrics": metrics}
