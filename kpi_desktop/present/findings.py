"""Findings in sentences, Russian or English: the evidence with its numbers, what to check, what to do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.judgements import DIMENSION, LOOKED, MONTHS, OPTIONAL, PLACEHOLDER, SETTING, Severity
from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.figure import Base
from kpi_desktop.engine.findings.sight import Apart
from kpi_desktop.engine.findings.trend import Trend
from kpi_desktop.i18n.formats import NBSP, date_text, money_text, number_text, percent, plural
from kpi_desktop.i18n.message import msg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.present.finding_conditions import condition_text
from kpi_desktop.present.finding_places import places
from kpi_desktop.present.matrix import known
from kpi_desktop.present.numbers import POINTS, decimal_text, figure_text, member_text, no_data
from kpi_desktop.present.prose import metric_name
from kpi_desktop.present.unlocks import export_name, way_to

if TYPE_CHECKING:
    from collections.abc import Mapping
    from re import Match

    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.engine.figure import Figure
    from kpi_desktop.engine.findings.joint import Finding, Findings, Unheard
    from kpi_desktop.engine.findings.sight import Sight
    from kpi_desktop.present.bundle import Bundle, Unlock


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in words; `metrics` are those whose figures stand in it, `judged` whether chance was ruled out.

    `money` is what it is about in money (None: no sum is known), `money_text` the same with what the sum is; `list` the
    list with its rows, `dimension` whose member is spoken of, `condition` what the rule looks at in words.
    """

    rule: str
    code: str
    title: str
    severity: Severity
    judged: bool
    member: str | None
    evidence: str
    check: str
    action: str
    metrics: tuple[str, ...]
    source: str
    money: Decimal | None = None
    money_text: str = ""
    list: str = ""
    dimension: str = ""
    condition: str = ""

    @property
    def money_line(self) -> str:
        """What it is about in money, '' where the evidence has named that very sum."""
        return "" if self.money_text.partition(" — ")[0] in self.evidence else self.money_text


@dataclass(frozen=True, slots=True)
class Supplied:
    """An export that a rule waits for: its id, its title, the title with the columns that are lacking, the way to it.

    The way is that of its program, '' where none is known.
    """

    export: str
    title: str
    name: str
    way: str


@dataclass(frozen=True, slots=True)
class NotLooked:
    """A rule that could not be looked at, with why.

    `metrics` are the names of what is absent, `needs` the ids of all that the rule stands on, `exports` what to add.
    """

    rule: str
    code: str
    title: str
    why: str
    reason: Reason
    metrics: tuple[str, ...]
    unlock: tuple[str, ...]
    needs: tuple[str, ...] = ()
    exports: tuple[Supplied, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingsText:
    """All that is said of a month's rules: those that speak, ids of the quiet ones, those not looked at."""

    told: tuple[Told, ...]
    quiet: tuple[str, ...]
    unheard: tuple[NotLooked, ...]


def findings_text(
    found: Findings, sight: Sight, currency: str, lang: str, supplies: Mapping[str, tuple[Unlock, ...]] | None = None
) -> FindingsText:
    """The findings of a month in a language; `supplies` are the exports that unheard rules wait for, by rule."""
    told = tuple(_told(finding, found, sight, currency, lang) for finding in found.found)
    given = supplies or {}
    unheard = tuple(_not_looked(one, sight, lang, given.get(one.rule.id, ())) for one in found.unheard)
    return FindingsText(told, tuple(rule.id for rule in found.quiet), unheard)


def told_of(bundle: Bundle, lang: str) -> FindingsText:
    """What a report or a workbook says; a report by a goal that has no page of findings tells those of its figures."""
    if bundle.said is None:
        return FindingsText((), (), ())
    text = findings_text(bundle.said.findings, bundle.said.sight, bundle.currency, lang)
    if bundle.preset is None or "findings" in bundle.preset.sections:
        return text
    shown = set(bundle.matrix.metrics)
    return FindingsText(
        tuple(told for told in text.told if not told.metrics or shown & set(told.metrics)),
        (),
        tuple(one for one in text.unheard if one.needs and shown & set(one.needs)),
    )


def severity_text(severity: Severity, lang: str) -> str:
    """«Проблема» or «На заметку»."""
    return Translator(lang)(msg("Problem") if severity is Severity.PROBLEM else msg("Worth knowing"))


def _of(texts: tuple[str, str], lang: str) -> str:
    return texts[0 if lang == "ru" else 1]


def _told(finding: Finding, found: Findings, sight: Sight, currency: str, lang: str) -> Told:
    rule = finding.rule
    speaker = _Speaker(finding, sight, currency, lang, len(found.found) + len(found.quiet))
    evidence = speaker.said(_of(rule.evidence, lang)) + speaker.until()
    return Told(rule.id, rule.code, _of(rule.title, lang), rule.severity, rule.judged, finding.member, evidence,
                _of(rule.check, lang), _of(rule.action, lang), rule.metrics, rule.source,
                finding.money, _money_text(finding, currency, lang), rule.list,
                DIMENSION.get(rule.scope, "") if finding.member else "",
                condition_text(rule, sight.catalogue, lang))  # fmt: skip


def _money_text(finding: Finding, currency: str, lang: str) -> str:
    """«≈ 120 000 ₽ — столько выручки добавил бы обычный чек»; an estimate without kopecks."""
    if finding.money is None:
        return ""
    rule = finding.rule
    about = "≈" + NBSP if rule.estimated else ""
    sum_text = money_text(finding.money, currency, lang, 0 if rule.estimated else 2)
    return f"{about}{sum_text} — {_of(rule.money_of, lang)}"


def _not_looked(one: Unheard, sight: Sight, lang: str, unlocks: tuple[Unlock, ...]) -> NotLooked:
    catalogue, translate = sight.catalogue, Translator(lang)
    metrics = tuple(metric_name(catalogue.metrics[name], lang) for name in one.metrics)
    exports = tuple(
        Supplied(
            unlock.export,
            translate(export_name(replace(unlock, column="", columns=()), catalogue)),
            translate(export_name(unlock, catalogue)),
            way_to(unlock, catalogue, lang),
        )
        for unlock in unlocks
    )
    return NotLooked(one.rule.id, one.rule.code, _of(one.rule.title, lang), translate(one.missing.message),
                     one.missing.reason, metrics, one.missing.unlock, one.rule.metrics, exports)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Puts the numbers into one sentence."""

    finding: Finding
    sight: Sight
    currency: str
    lang: str
    looked: int

    def said(self, sentence: str) -> str:
        """The sentence with its numbers, without the optional parts whose numbers are not known."""
        return PLACEHOLDER.sub(self.filled, OPTIONAL.sub(self.kept, sentence)).strip()

    def kept(self, found: Match[str]) -> str:
        """What stands in brackets, or nothing where one of its numbers is not there."""
        numbers = (self.filled(one) for one in PLACEHOLDER.finditer(found["text"]))
        return "" if any(number.startswith(no_data(self.lang)) for number in numbers) else found["text"]

    def filled(self, found: Match[str]) -> str:
        name, part = found["name"], found["part"] or ""
        if name == "member":
            return member_text(self.finding.member, self.lang)
        if name in (LOOKED, MONTHS):
            return str(self.looked_at() if name == LOOKED else self.sight.months_known())
        words = (found["words"] or "").split("|")[1:]
        if part == SETTING:
            text = self.sight.catalogue.values[name]
            return text + NBSP + self.counted(Decimal(text), words) if words else text
        text = self.part(name, part)
        return text + NBSP + self.word(name, part, words) if words and text != no_data(self.lang) else text

    def until(self) -> str:
        """What a sentence about a part of a month adds: the last day of the data."""
        found = [figure for name in self.finding.rule.metrics if (figure := self.figure(name)) is not None]
        days = [f.covered.last for f in found if known(f) is not None and not f.covered.complete and f.covered.last]
        if not days:
            return ""
        return " " + Translator(self.lang)(msg("The data reaches {day}.", day=date_text(min(days), self.lang)))

    def looked_at(self) -> int:
        """Rules that could be looked at, without the one that says how many."""
        return self.looked - 1

    def figure(self, name: str, *, total: bool = False) -> Figure | None:
        dimension = DIMENSION.get(self.finding.rule.scope)
        return self.sight.figure(name, dimension, None if total else self.finding.member)

    def part(self, name: str, part: str) -> str:
        metric, figure = self.sight.catalogue.metrics[name], self.figure(name, total=part == "total")
        match part:
            case "" | "total" | "number" | "bare" | "points":
                value = known(figure)
                return no_data(self.lang) if value is None else self.shown(value, metric, part)
            case "usual":
                return self.usual(metric)
            case "plan" | "benchmark":
                comparison = figure.comparisons.get(Base(part)) if figure else None
                return self.printed(comparison.value if comparison else None, metric)
            case "lower" | "higher":
                trend = self.sight.trend(name, DIMENSION.get(self.finding.rule.scope), self.finding.member)
                return str(getattr(trend, part)) if isinstance(trend, Trend) else no_data(self.lang)
            case _:
                return self.apart(name, part)

    def shown(self, value: Decimal, metric: Metric, part: str) -> str:
        """A value as printed; without its unit where the sentence brings its own words: «на 25-й день»."""
        decimals = places(self.finding.rule, metric, lambda name, total: self.figure(name, total=total))
        match part:
            case "number" | "bare":
                return number_text(value, 0 if part == "number" else decimals, self.lang)
            case "points":
                return number_text(percent(value), decimals, self.lang) + POINTS[self.lang]
            case _:
                return decimal_text(value, metric.display, decimals, self.currency, self.lang)

    def printed(self, value: Decimal | Missing | None, metric: Metric) -> str:
        if not isinstance(value, Decimal):
            return no_data(self.lang)
        return decimal_text(value, metric.display, metric.decimals, self.currency, self.lang)

    def usual(self, metric: Metric) -> str:
        """The usual level is an estimate: sums and counts of it are told without fractions."""
        judged = self.sight.judged(metric.id, DIMENSION.get(self.finding.rule.scope), self.finding.member)
        if isinstance(judged, Missing) or judged.usual is None:
            return no_data(self.lang)
        decimals = 0 if metric.display in (Display.MONEY, Display.COUNT) else metric.decimals
        if abs(judged.usual) < 10 and metric.display is Display.MONEY:
            decimals = metric.decimals
        return decimal_text(Decimal(str(judged.usual)), metric.display, decimals, self.currency, self.lang)

    def apart(self, name: str, part: str) -> str:
        dimension = DIMENSION.get(self.finding.rule.scope)
        found = self.sight.apart(name, dimension) if dimension else None
        if not isinstance(found, Apart):
            return no_data(self.lang)
        figure = found.best if part.startswith("best") else found.worst
        if part.endswith("name"):
            return member_text(figure.member, self.lang)
        return figure_text(figure, self.sight.catalogue.metrics[name], self.currency, self.lang)

    def word(self, name: str, part: str, words: list[str]) -> str:
        return self.counted(known(self.figure(name, total=part == "total")), words)

    def counted(self, value: Decimal | None, words: list[str]) -> str:
        """The word of number that stands behind a value."""
        if value is None or value != value.to_integral_value():
            return words[1]
        if self.lang == "ru" and len(words) == 3:
            return plural(int(value), (words[0], words[1], words[2]))
        return words[0] if abs(value) == 1 else words[-1]
