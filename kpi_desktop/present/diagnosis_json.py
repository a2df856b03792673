"""A diagnosis as JSON: later work adds to it and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.amount import money
from kpi_desktop.engine.funnel.shares import decimal, shown
from kpi_desktop.engine.funnel.words import USUAL_PLACES
from kpi_desktop.engine.judging.judge import Basis
from kpi_desktop.present.diagnosis import DiagnosisText
from kpi_desktop.present.kpis_json import Json, decimal_json, missing_json, untold

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

    from kpi_desktop.core.errors import NothingToTell
    from kpi_desktop.engine.funnel.against import Against
    from kpi_desktop.engine.funnel.diagnosis import Diagnosis, StageLine
    from kpi_desktop.engine.funnel.weak import Stage
    from kpi_desktop.i18n.translator import Translator


def diagnosis_json(found: Diagnosis, book: str, currency: str, translate: Translator) -> Json:
    """The JSON of `diagnose`.

    `{"book", "month", "as_of", "funnel", "money", "result", "missing", "headline", "certain", "enough",
    "weak_link", "depth", "stages", "changes", "flags"}`. `money` is what sums are of: profit (gross), revenue or
    cases. `weak_link` is the id of the stage to check, null where none is below its usual level; `certain` false
    says that it may be chance. `stages` stand weakest first: `{"id", "name", "number", "cases", "hits", "lost",
    "reading", "median_days", "ripening", "kind", "value", "usual", "low", "high", "p", "basis", "enough",
    "significant", "mix", "gain", "gain_low", "gain_high", "text", "channel", "person"}`; `reading` is cohort (cases
    followed) or event, `basis` season (same month last year by own trend), median (12 months, «без сезонности») or
    none, `p` the chance that a healthy month is this low, `mix` the share that the mix of channels and people alone
    would give. `changes`: `{"base": usual, trend (last year by the own trend), previous, last_year, best, plan or
    colleague, "by": null, channel, person or product, "month" (null where the base is none), "people" (the best
    colleague by stage), "before", "after", "total", "parts": [{"cause", "name", "amount", "shown"}], "rounding"}`:
    amounts add up to `total`, shown ones with `rounding`. Gains of stages do not add up; they are below zero where
    every case brings a loss.
    """
    text = DiagnosisText(found, currency, translate)
    weak = found.weak
    first = weak.first if weak else None
    depth = first.depth if first else None
    return {
        "book": book,
        "month": found.month.name,
        "as_of": found.as_of.isoformat(),
        "funnel": {"id": found.funnel.id, "name": translate(found.funnel.name)},
        "money": found.money.value,
        "result": decimal_json(found.result) if found.result is not None else None,
        "missing": missing_json(found.missing, translate) if found.missing else None,
        "headline": translate(text.headline()),
        "certain": bool(weak and weak.certain),
        "enough": bool(weak and weak.enough),
        "weak_link": first.id if first else None,
        "depth": {"channel": depth.channel, "person": depth.person} if depth else None,
        "stages": _stages_json(found, text, translate),
        "changes": [_change_json(found, against, translate) for against in found.against],
        "flags": [{"code": flag.code, "text": translate(flag.message)} for flag in found.flags],
    }


def untold_json(book: str, error: NothingToTell, translate: Translator) -> dict[str, Json]:
    """The same keys where no funnel is filled: `missing` says why, the headline repeats it, there are no stages."""
    told = translate(error.message)
    return {
        "book": book, "month": error.period, "as_of": None, "funnel": None, "money": None, "result": None,
        "missing": untold(error, translate), "headline": told, "certain": False, "enough": False, "weak_link": None,
        "depth": None, "stages": [], "changes": [], "flags": [],
    }  # fmt: skip


def _stages_json(found: Diagnosis, text: DiagnosisText, translate: Translator) -> Json:
    lines = {line.id: line for line in found.lines}
    judged = {stage.id: stage for stage in found.weak.stages} if found.weak else {}
    order = [*judged, *(name for name in lines if name not in judged)]
    return [
        {
            "id": name,
            "name": translate(found.name(name)),
            **_line_json(lines.get(name)),
            **_judged_json(found, judged.get(name), text),
        }
        for name in order
    ]


def _line_json(line: StageLine | None) -> dict[str, Json]:
    if line is None:
        return {"number": None, "cases": None, "hits": None, "lost": None, "reading": None, "median_days": None,
                "ripening": False}  # fmt: skip
    return {
        "number": _number(line.number),
        "cases": _number(line.cases),
        "hits": _number(line.hits),
        "lost": _number(line.lost),
        "reading": None if line.cases is None else ("cohort" if line.cohort else "event"),
        "median_days": line.median,
        "ripening": line.ripening,
    }


def _number(value: Decimal | None) -> Json:
    return None if value is None else int(value)


def _judged_json(found: Diagnosis, stage: Stage | None, text: DiagnosisText) -> dict[str, Json]:
    if stage is None:
        return {"kind": None, "value": None, "usual": None, "low": None, "high": None, "p": None,
                "basis": Basis.NONE.value, "enough": False, "significant": False, "mix": None, "gain": None,
                "gain_low": None, "gain_high": None, "text": "", "channel": None, "person": None}  # fmt: skip
    judged = stage.judged
    return {
        "kind": found.told(stage.id).value,
        "value": _level_json(judged.value),
        "usual": _level_json(judged.usual),
        "low": _level_json(judged.low),
        "high": _level_json(judged.high),
        "p": f"{judged.p:.6f}" if judged.enough else None,
        "basis": judged.basis.value,
        "enough": judged.enough,
        "significant": stage.significant,
        "mix": _level_json(stage.mixed),
        "gain": _gain_json(stage.gain),
        "gain_low": _gain_json(stage.gain_low),
        "gain_high": _gain_json(stage.gain_high),
        "text": text.level(stage.id, judged.value),
        "channel": stage.depth.channel if stage.depth else None,
        "person": stage.depth.person if stage.depth else None,
    }


def _level_json(value: float | None) -> Json:
    return None if value is None else f"{value:.{USUAL_PLACES}f}"


def _gain_json(value: Fraction | None) -> Json:
    return None if value is None else decimal_json(money(decimal(value)))


def _change_json(found: Diagnosis, against: Against, translate: Translator) -> Json:
    parts, rounding = shown(against.change)
    change = against.change
    return {
        "base": against.base.value,
        "by": against.by.value or None,
        "month": against.month.name if against.month else None,
        "people": dict(against.people),
        "before": decimal_json(change.before),
        "after": decimal_json(change.after),
        "total": decimal_json(change.total),
        "parts": [
            {
                "cause": cause,
                "name": translate(found.name(cause, against.by)),
                "amount": decimal_json(part),
                "shown": decimal_json(parts[cause]),
            }
            for cause, part in change.parts.items()
        ],
        "rounding": decimal_json(rounding),
    }
