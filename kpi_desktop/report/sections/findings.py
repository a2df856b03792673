"""What to check: the box of the summary with the first findings, and the page with all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.judgements import Severity
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.present.findings import MOST, severity_text, told_of
from kpi_desktop.present.unheard import unheard_text
from kpi_desktop.report.sections import weak_link
from kpi_desktop.report.view import Section

if TYPE_CHECKING:
    from kpi_desktop.present.findings import Told
    from kpi_desktop.report.view import Setting


@dataclass(frozen=True, slots=True)
class Line:
    """One finding in words."""

    severity: str
    tone: str
    title: str
    evidence: str
    check: str
    action: str


@dataclass(frozen=True, slots=True)
class Box:
    """The weak link in a sentence, the first findings of the month, and how many more there are."""

    head: str
    weak: tuple[str, ...]
    lines: tuple[Line, ...]
    more: str
    quiet: str = ""


@dataclass(frozen=True, slots=True)
class All:
    """All findings, and in a sentence what could not be looked at."""

    lines: tuple[Line, ...]
    unheard: str


def box(setting: Setting) -> Box:
    """At most three findings, problems first; where there is none, how many rules were looked at."""
    text, translate = told_of(setting.bundle, setting.lang), setting.translate
    rest = len(text.told) - MOST
    more = translate(nmsg("{n} more thing to check", "{n} more things to check", n=rest)) if rest > 0 else ""
    lines = tuple(_line(setting, one) for one in text.told[:MOST])
    quiet = ""
    if text.quiet and not lines:
        looked = nmsg("{n} rule was looked at: nothing to check.", "{n} rules were looked at: nothing to check.",
                      n=len(text.quiet))  # fmt: skip
        quiet = translate(looked)
    return Box(translate(msg("What to check")), weak_link.short(setting), lines, more, quiet)


def first(setting: Setting) -> tuple[tuple[str, str], ...]:
    """What the cover tells to do: the weak link, then the first finding; of a quiet month nothing."""
    weak = tuple(("", sentence) for sentence in weak_link.short(setting)[:2])
    told = told_of(setting.bundle, setting.lang).told[:1]
    return (*weak, *((one.title, f"{one.evidence} {one.action or one.check}") for one in told))


def section(setting: Setting) -> Section | None:
    """Every finding with what to check and to do; nothing where no figure is spoken of: the summary's box says it."""
    text = told_of(setting.bundle, setting.lang)
    if not any(told.metrics for told in text.told):
        return None
    lines = tuple(_line(setting, told) for told in text.told)
    unheard = unheard_text(text.unheard, setting.bundle.catalogue, setting.lang)
    return Section("findings", setting.translate(msg("What to check")), All(lines, unheard))


def _line(setting: Setting, told: Told) -> Line:
    tone = "bad" if told.severity is Severity.PROBLEM else "names"
    evidence = f"{told.evidence} {told.money_line}." if told.money_line else told.evidence
    return Line(severity_text(told.severity, setting.lang), tone, told.title, evidence, told.check, told.action)
