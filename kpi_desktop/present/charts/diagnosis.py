"""A diagnosis as charts: the funnel by date of event or by cohort, the change of the result step by step."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.engine.funnel.shares import shown
from kpi_desktop.engine.funnel.words import Money, Told
from kpi_desktop.i18n.formats import NBSP
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.charts.description import ACCENT, THIRD, Chart, Mark, Series
from kpi_desktop.present.charts.steps import STAGE_ROW, STEP_ROW
from kpi_desktop.present.diagnosis import DiagnosisText, way_of
from kpi_desktop.present.levels import level_change
from kpi_desktop.present.numbers import capital
from kpi_desktop.present.periods import period_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kpi_desktop.engine.funnel.against import Against
    from kpi_desktop.engine.funnel.diagnosis import Diagnosis, StageLine
    from kpi_desktop.engine.funnel.shares import Change
    from kpi_desktop.engine.judging.judge import Judged
    from kpi_desktop.i18n.translator import Translator


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """What a waterfall says: its title, the two levels, the causes, how an amount is written and to how many places.

    `part` writes a step, where that is not an amount with its sign: points of a share.
    """

    title: str
    before: str
    after: str
    causes: Mapping[str, str]
    amount: Callable[[Decimal], str]
    places: int = 0
    rounding: str = ""
    part: Callable[[Decimal], str] | None = None

    def step(self, value: Decimal) -> str:
        """A step as it is written."""
        return self.part(value) if self.part is not None else signed(self.amount(value), value)


def change_chart(change: Change, words: ChangeWords) -> Chart:
    """The way from one level to the other, cause by cause: told as it is printed, with rounded parts and their rounding
    line, drawn as it is, so that the last step ends where the last level stands."""
    parts, rounding = shown(change, words.places)
    steps = [(words.causes.get(cause, cause), part) for cause, part in parts.items()]
    steps += [(words.rounding, rounding)] if rounding else []
    # A month is the name of a bar here, beside the names of stages: they all begin with a capital.
    labels = tuple(capital(name) for name in (words.before, *(name for name, _ in steps), words.after))
    drawn = (*change.parts.values(), *([Decimal(0)] if rounding else []))
    values = (change.before, *drawn, change.after)
    texts = (
        words.amount(change.before),
        *(words.step(part) for _, part in steps),
        words.amount(change.after),
    )
    told = "; ".join(f"{label}: {text}" for label, text in zip(labels, texts, strict=True))
    return Chart(
        mark=Mark.WATERFALL,
        title=words.title,
        unit="",
        source="",
        alt=f"{words.title}: {told}",
        labels=labels,
        series=(Series("", values, ACCENT),),
        ticks=(),
        texts=texts,
        height=STEP_ROW * len(labels),
        levels=frozenset({0, len(labels) - 1}),
    )


def waterfall_chart(found: Diagnosis, against: Against, currency: str, translate: Translator) -> Chart:
    """The change of the month's result against one base."""
    text = DiagnosisText(found, currency, translate)
    words = ChangeWords(
        title=text.base(against),
        before=text.start(against),
        after=period_text(found.month, translate.lang),
        causes={cause: translate(found.name(cause, against.by)) for cause in against.change.parts},
        amount=text.amount,
        places=1 if found.money is Money.CASES else 0,
        rounding=translate(msg("Rounding")),
    )
    return change_chart(against.change, words)


def signed(text: str, value: Decimal) -> str:
    """A step up with its plus."""
    return f"+{text}" if value > 0 and any(figure in text for figure in "123456789") else text


def funnel_chart(found: Diagnosis, currency: str, translate: Translator, *, cohort: bool) -> Chart:
    """The stages of the month one below another.

    By date of event a bar is what came to the stage in the month. By cohort it is what went on of all that came to the
    stage before (pale); the line across is the usual level.
    """
    bars = [_bar(found, line, place, cohort=cohort) for place, line in enumerate(found.lines)]
    text = DiagnosisText(found, currency, translate)
    labels = tuple(translate(line.name) for line in found.lines)
    texts = tuple(_figure(text, line, translate, cohort=cohort) for line in found.lines)
    title = way_of(found, translate)
    first = found.weak.first if found.weak and found.weak.certain else None
    told = "; ".join(f"{label}: {figure}" for label, figure in zip(labels, texts, strict=True))
    return Chart(
        mark=Mark.FUNNEL,
        title=title,
        unit="",
        source="",
        alt=f"{title}: {told}",
        labels=labels,
        series=tuple(Series("", values, ACCENT if place == 0 else THIRD)
                     for place, values in enumerate(zip(*bars, strict=True))),
        ticks=(),
        texts=texts,
        height=STAGE_ROW * len(labels),
        notes=tuple(_note(found, text, place, translate, cohort=cohort) for place in range(len(found.lines))),
        marked=frozenset(place for place, line in enumerate(found.lines) if first is not None and first.id == line.id),
    )  # fmt: skip


def funnel_legend(chart: Chart, translate: Translator, *, cohort: bool) -> str:
    """How a funnel is read: one line under it."""
    told = [msg("Bar: what came to the stage in the month")]
    if cohort and any(value is not None for value in chart.series[1].values):
        told = [msg("Full bar: went on of all that came to the stage before (pale)")]
    if any(value is not None for value in chart.series[2].values):
        told.append(msg("Line across: usual level"))
    if chart.marked:
        told.append(msg("Orange: the weak link"))
    return ". ".join(translate(one) for one in told)


def _followed(line: StageLine, *, cohort: bool) -> bool:
    return cohort and line.cohort and line.cases is not None and line.hits is not None


def judged_of(found: Diagnosis, stage: str) -> Judged | None:
    """A stage beside its usual level; None where nothing is told of it."""
    stages = found.weak.stages if found.weak else ()
    return next((one.judged for one in stages if one.id == stage and one.judged.usual is not None), None)


def _bar(
    found: Diagnosis, line: StageLine, place: int, *, cohort: bool
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """What is drawn full, the whole behind it, the usual level."""
    judged = judged_of(found, line.id)
    if _followed(line, cohort=cohort):
        return line.hits, line.cases, _of(line.cases, judged)
    if line.cohort:
        return line.number, None, None
    before = found.lines[place - 1].number if place else Decimal(1)
    return line.number, None, _of(before, judged)


def _of(whole: Decimal | None, judged: Judged | None) -> Decimal | None:
    if whole is None or judged is None or judged.usual is None:
        return None
    return whole * Decimal(repr(judged.usual))


def _figure(text: DiagnosisText, line: StageLine, translate: Translator, *, cohort: bool) -> str:
    if _followed(line, cohort=cohort) and line.hits is not None and line.cases is not None:
        return translate(msg("{hits} of {cases}", hits=text.count(line.hits), cases=text.count(line.cases)))
    return text.count(line.number)


def _note(found: Diagnosis, text: DiagnosisText, place: int, translate: Translator, *, cohort: bool) -> str:
    """The conversion, what it usually is, the change, and how many days it takes."""
    line, parts = found.lines[place], []
    level = _conversion(found, place, cohort=cohort)
    if place and level is not None:
        parts.append(text.level(line.id, level))
    judged = judged_of(found, line.id)
    if judged is not None and judged.usual is not None and (cohort or not line.cohort):
        parts.append(translate(msg("usually {usual}", usual=text.level(line.id, judged.usual))))
        parts.append(level_change(judged.value, judged.usual, found.told(line.id), translate.lang))
    if line.median is not None:
        parts.append(translate(msg("{n} d", n=line.median)))
    if cohort and line.ripening:
        parts.append(translate(msg("still ripens")))
    if cohort and place and not line.cohort and line.kind is Told.SHARE:
        parts.append(translate(msg("by dates of events")))
    return f"{NBSP}· ".join(part for part in parts if part)


def _conversion(found: Diagnosis, place: int, *, cohort: bool) -> float | None:
    line = found.lines[place]
    came, went = (
        (line.cases, line.hits) if _followed(line, cohort=cohort) else (found.lines[place - 1].number, line.number)
    )
    return float(went / came) if came and went is not None else None
