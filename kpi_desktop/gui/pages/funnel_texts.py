"""The printed texts of the page of the funnel: stages by money, hover texts, what to set in «what if»."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.engine.funnel.words import CHECK, MARGIN
from kpi_desktop.gui.models.table import Heading, TextCell
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.present.diagnosis import DiagnosisText
from kpi_desktop.present.levels import level_change
from kpi_desktop.present.numbers import no_data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.engine.funnel.diagnosis import Diagnosis
    from kpi_desktop.engine.funnel.weak import Stage
    from kpi_desktop.gui.context import Context
    from kpi_desktop.present.charts.description import Chart


@dataclass(frozen=True, slots=True)
class Aim:
    """What «what if» is to be set to: the part of the chain that is moved and by how many per cent."""

    part: str
    percent: int


#: Parts of a chain of levers: what comes in, what share of it goes on, money of a case, what is left of it.
VOLUME, CONVERSION = "volume", "conversion"


def aim_of(found: Diagnosis, stage: Stage) -> Aim | None:
    """The lever that puts a stage at its usual level; None where no usual level is known or it stands there.

    A conversion between two stages moves the conversion of the whole way by the same part. Those who come again are no
    part of the way.
    """
    judged = stage.judged
    if judged.usual is None or not judged.value or found.again(stage.id):
        return None
    percent = round((judged.usual / judged.value - 1) * 100)
    part = stage.id if stage.id in (CHECK, MARGIN) else VOLUME if stage.id == found.lines[0].id else CONVERSION
    return Aim(part, percent) if percent else None


def stage_headings(context: Context) -> list[Heading]:
    """The columns of the stages."""
    tr = context.tr_
    return [
        Heading(tr(msg("Stage"))),
        Heading(tr(msg("Now")), figures=True),
        Heading(tr(msg("Usually")), figures=True),
        Heading(tr(msg("Usual range")), figures=True, spare=True),
        Heading(tr(msg("Change")), figures=True, spare=True),
        Heading(tr(msg("Would give a month")), figures=True),
        Heading(tr(msg("Verdict")), uncut=True),
    ]


def stage_rows(found: Diagnosis, currency: str, context: Context) -> list[Sequence[TextCell]]:
    """The stages, the dearest that is no chance first."""
    if found.weak is None:
        return []
    text = DiagnosisText(found, currency, context.translate)
    return [_stage_row(found, stage, text, context) for stage in found.weak.stages]


def _stage_row(found: Diagnosis, stage: Stage, text: DiagnosisText, context: Context) -> Sequence[TextCell]:
    judged, lang = stage.judged, context.lang
    name, now = context.tr_(found.name(stage.id)), text.level(stage.id, judged.value)
    if judged.usual is None or judged.low is None or judged.high is None:
        lacking = context.tr_(msg("not enough history"))
        return [TextCell(one) for one in (name, now, no_data(lang), no_data(lang), "", no_data(lang), lacking)]
    low, high = text.level(stage.id, judged.low), text.level(stage.id, judged.high)
    gain, tip = no_data(lang), ""
    if stage.gain is not None and stage.gain_low is not None and stage.gain_high is not None:
        gain = text.gain(stage.gain)
        tip = context.tr_(msg("from {low} to {high}", low=text.gain(stage.gain_low), high=text.gain(stage.gain_high)))
    colour = context.colours.bad if stage.significant else ""
    return [
        TextCell(name, colour), TextCell(now), TextCell(text.level(stage.id, judged.usual)),
        TextCell(f"{low} – {high}"), TextCell(level_change(judged.value, judged.usual, found.told(stage.id), lang)),
        TextCell(gain, colour, tip), TextCell(context.tr_(_verdict(stage)), colour),
    ]  # fmt: skip


def _verdict(stage: Stage) -> Message:
    """No chance, may be chance, or too little to tell."""
    if not stage.judged.enough:
        return msg("not enough history")
    if stage.significant:
        return msg("below usual: no chance")
    return msg("may be chance") if stage.judged.worse else msg("as usual or better")


def hover_texts(chart: Chart) -> list[str]:
    """What a pointer says of each row of a funnel or a waterfall."""
    notes = chart.notes or ("",) * len(chart.labels)
    told = zip(chart.labels, chart.texts, notes, strict=True)
    return [f"{label}: {figure}" + (f"\n{note}" if note else "") for label, figure, note in told]
