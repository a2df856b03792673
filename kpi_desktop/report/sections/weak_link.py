"""The funnel and the weak link on one page: what is weakest, what it costs, and what the change is made of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from markupsafe import Markup

from kpi_desktop.catalogue.model import Display
from kpi_desktop.engine.funnel.words import Axis, BaseOf, Money
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.charts.diagnosis import waterfall_chart
from kpi_desktop.present.charts.svg import svg_text
from kpi_desktop.present.diagnosis import DiagnosisText, way_of
from kpi_desktop.present.numbers import capital, value_text
from kpi_desktop.present.prose import metric_name
from kpi_desktop.present.why import WhyText, base_name, split_name, way_name
from kpi_desktop.report.view import Figures, Section, Table

if TYPE_CHECKING:
    from kpi_desktop.engine.funnel.against import Against
    from kpi_desktop.engine.funnel.diagnosis import Diagnosis, StageLine
    from kpi_desktop.engine.funnel.weak import Stage
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.report.view import Setting

#: A bar is never thinner than this, in per cent of its column: a stage with few cases is there.
_THIN = 0.6


@dataclass(frozen=True, slots=True)
class Bar:
    """One line with a bar: how long it is, in per cent of the column."""

    name: str
    width: str
    tone: str
    text: str
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WhyView:
    """Why the result changed: sentences, the waterfall, the same as a table."""

    title: str
    said: tuple[str, ...]
    change: Figures
    table: Table


@dataclass(frozen=True, slots=True)
class WeakView:
    """The page: sentences, the funnel, the stages by money, the change, why the month's result changed."""

    funnel: str
    said: tuple[str, ...]
    heads: tuple[str, ...]
    stages: tuple[Bar, ...]
    money: Table | None
    change: Figures | None
    notes: tuple[str, ...]
    why: WhyView | None = None


def section(setting: Setting) -> Section | None:
    """The page; nothing where the data fills no funnel."""
    found, say = setting.bundle.diagnosis, setting.translate
    if found is None:
        return None
    text = DiagnosisText(found, setting.bundle.currency, say)
    against = _against(found)
    heads = (msg("Stage"), msg("Cases"), msg("Went on"), msg("Usually"), msg("Days"))
    view = WeakView(
        way_of(found, say),
        tuple(_sentence(say(one)) for one in (text.headline(), *text.depth())),
        tuple(say(head) for head in heads),
        _funnel(setting, found, text),
        _money(setting, found, text),
        None if against is None else _waterfall(setting, found, against),
        tuple(_sentence(say(flag.message)) for flag in found.flags),
        _why(setting),
    )
    return Section("weak_link", say(msg("Funnel and weak link")), view)


def _sentence(text: str) -> str:
    told = capital(text)
    return told if told.endswith((".", "!", "?")) else told + "."


def _against(found: Diagnosis) -> Against | None:
    """What the change is told against: the usual level where it is known, else the nearest base."""
    order = list(BaseOf)
    return min(found.against, key=lambda one: (order.index(one.base), one.by is not Axis.WHOLE), default=None)


def _funnel(setting: Setting, found: Diagnosis, text: DiagnosisText) -> tuple[Bar, ...]:
    most = max((line.number for line in found.lines), default=Decimal(0)) or Decimal(1)
    usual = {stage.id: stage for stage in found.weak.stages} if found.weak else {}
    weak = found.weak.first if found.weak and found.weak.certain else None
    bars = []
    for line in found.lines:
        width = max(float(line.number / most) * 100, _THIN)
        tone = "bad" if weak is not None and weak.id == line.id else "accent"
        number = value_text(line.number, Display.COUNT, 0, setting.bundle.currency, setting.lang)
        beside = (_went_on(setting, line, text), _usual(usual.get(line.id), line, text), _days(setting, line))
        bars.append(Bar(setting.translate(line.name), f"{width:.2f}", tone, number, beside))
    return tuple(bars)


def _went_on(setting: Setting, line: StageLine, text: DiagnosisText) -> str:
    """The conversion from the stage before; with the cases where single cases were followed."""
    if not line.cases or line.hits is None:
        return "—"
    share = text.level(line.id, float(line.hits / line.cases))
    if not line.cohort:
        return share
    return setting.translate(
        msg("{share} ({hits} of {cases})", share=share, hits=text.count(line.hits), cases=text.count(line.cases))
    )


def _usual(stage: Stage | None, line: StageLine, text: DiagnosisText) -> str:
    if stage is None or stage.judged.usual is None:
        return "—"
    return text.level(line.id, stage.judged.usual)


def _days(setting: Setting, line: StageLine) -> str:
    if line.median is None:
        return "—"
    return value_text(Decimal(line.median), Display.NUMBER, 0, setting.bundle.currency, setting.lang)


def _money(setting: Setting, found: Diagnosis, text: DiagnosisText) -> Table | None:
    """The stages by what their usual level would give; not told where the history is too short to say."""
    if found.weak is None or not found.weak.enough:
        return None
    say = setting.translate
    ranked = sorted(found.weak.stages, key=_rank)
    rows = []
    for stage in ranked:
        judged = stage.judged
        if judged.usual is None:
            continue
        chance = "" if stage.significant or not judged.worse else say(msg("may be chance"))
        rows.append((
            say(found.name(stage.id)), text.level(stage.id, judged.value), text.level(stage.id, judged.usual),
            f"{text.level(stage.id, judged.low)} — {text.level(stage.id, judged.high)}",
            "—" if stage.gain is None else text.signed(stage.gain), _range(stage, text), chance,
        ))  # fmt: skip
    heads = (
        msg("Stage"), msg("This month"), msg("Usually"), msg("Usual range"), _gain_head(found.money),
        msg("From — to"), msg("Chance"),
    )  # fmt: skip
    caption = say(msg("If this stage alone were at its usual level (each alone; the sums do not add up)"))
    return Table(caption, tuple(say(head) for head in heads), tuple(rows)) if rows else None


def _gain_head(money: Money) -> Message:
    return {
        Money.PROFIT: msg("Gross profit a month"),
        Money.REVENUE: msg("Revenue a month"),
        Money.CONTRACTS: msg("Paid contracts a month"),
        Money.DEALS: msg("Won deals a month"),
        Money.SUM: msg("Sum a month"),
        Money.CASES: msg("Cases a month"),
    }[money]


def _range(stage: Stage, text: DiagnosisText) -> str:
    if stage.gain_low is None or stage.gain_high is None:
        return "—"
    return f"{text.signed(stage.gain_low)} — {text.signed(stage.gain_high)}"


def _rank(stage: Stage) -> tuple[bool, bool, float]:
    """Those that are no chance first; within them by money, those without a sum last."""
    return not stage.significant, stage.gain is None, -float(stage.gain or 0)


def _waterfall(setting: Setting, found: Diagnosis, against: Against) -> Figures:
    """From the base to the month, step by step: the drawing that the window shows."""
    chart = waterfall_chart(found, against, setting.bundle.currency, setting.translate)
    told = msg("Stage after stage from the top: the parts add up to the difference, so they are not the sums above")
    return Figures(chart.title, "", setting.translate(told), Markup(svg_text(chart)))


def _why(setting: Setting) -> WhyView | None:
    """The change of the month's result in the figures of its own metric; nothing where no base or way tells it."""
    found, say = setting.bundle.why, setting.translate
    if found is None:
        return None
    metric = setting.bundle.catalogue.metrics[found.metric]
    text = WhyText(found, metric, setting.bundle.currency, say)
    chart, (*rows, total) = text.chart(), text.lines()
    heads = (msg("Cause"), msg("Before"), msg("After"), msg("Part in the change"))
    caption = f"{say(way_name(found.name))} · {say(base_name(found.sides, say.lang))}"
    if found.by:
        dimension = setting.bundle.catalogue.dimensions.get(found.by)
        caption = f"{say(split_name(dimension))} · {say(base_name(found.sides, say.lang))}"
    return WhyView(
        say(msg("Why it changed: {name}", name=metric_name(metric, say.lang))),
        tuple(_sentence(one) for one in text.sentences()),
        Figures("", "", "", Markup(svg_text(chart))),
        Table(caption, tuple(say(head) for head in heads), tuple(rows), total),
    )
