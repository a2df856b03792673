"""What to check: the box of the summary with the first findings, and the page with all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.judgements import Severity
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.present.findings import MOST, reasons_of, severity_text, told_of
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


@dataclass(frozen=True, slots=True)
class Absent:
    """A reason why rules could not be looked at, with their titles."""

    reason: str
    rules: str


@dataclass(frozen=True, slots=True)
class All:
    """All findings, and what could not be looked at."""

    lines: tuple[Line, ...]
    none: str
    head: str
    absent: tuple[Absent, ...]


def box(setting: Setting) -> Box:
    """At most three findings, problems first."""
    told, translate = told_of(setting.bundle, setting.lang).told, setting.translate
    rest = len(told) - MOST
    more = translate(nmsg("{n} more thing to check", "{n} more things to check", n=rest)) if rest > 0 else ""
    head = translate(msg("What to check"))
    return Box(head, weak_link.short(setting), tuple(_line(setting, one) for one in told[:MOST]), more)


def section(setting: Setting) -> Section | None:
    """Every finding with what to check and to do, then what the rules could not look at and why."""
    text, translate = told_of(setting.bundle, setting.lang), setting.translate
    if not text.told and not text.unheard:
        return None
    lines = tuple(_line(setting, told) for told in text.told)
    none = "" if lines else translate(msg("The rules that could be looked at find nothing to check."))
    absent = tuple(Absent(why, "; ".join(titles)) for why, titles in reasons_of(text.unheard))
    head = translate(msg("Could not be looked at, and why"))
    return Section("findings", translate(msg("What to check")), All(lines, none, head, absent))


def _line(setting: Setting, told: Told) -> Line:
    tone = "bad" if told.severity is Severity.PROBLEM else "names"
    return Line(severity_text(told.severity, setting.lang), tone, told.title, told.evidence, told.check, told.action)
