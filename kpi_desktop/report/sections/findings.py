"""What to check: the box of the summary with the first findings, and the page with all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.judgements import Severity
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.present.findings import severity_text, told_of
from kpi_desktop.present.first import first_of
from kpi_desktop.present.unheard import unheard_text
from kpi_desktop.report.cover_room import fitting
from kpi_desktop.report.view import Section

if TYPE_CHECKING:
    from kpi_desktop.present.findings import FindingsText, Told
    from kpi_desktop.present.first import FirstPage
    from kpi_desktop.present.steps import Step
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
    """What happened, the first steps of the month, how many findings there are in all, and what to add to know more."""

    head: str
    happened_head: str
    levels: tuple[str, ...]
    reasons: tuple[str, ...]
    reasons_head: str
    first_head: str
    lines: tuple[Line, ...]
    more: str
    unlock: str
    quiet: str = ""


@dataclass(frozen=True, slots=True)
class All:
    """All findings, and in a sentence what could not be looked at."""

    lines: tuple[Line, ...]
    unheard: str


def box(setting: Setting) -> Box:
    """At most three steps, the same on the cover and in the summary; where there is none, how many rules were quiet."""
    text, translate = told_of(setting.bundle, setting.lang), setting.translate
    page = first_of(setting.bundle, translate)
    more = "" if _all_shown(text, page) else translate(
        nmsg("{n} finding in all, under “What to check”", "{n} findings in all, under “What to check”",
             n=len(text.told)))  # fmt: skip
    quiet = ""
    if text.quiet and not page.steps:
        looked = nmsg("{n} rule was looked at: nothing to check.", "{n} rules were looked at: nothing to check.",
                      n=len(text.quiet))  # fmt: skip
        quiet = translate(looked)
    return Box(translate(msg("What to check")), translate(msg("What happened")), page.levels,
               _on_cover(page), translate(msg("What it is made of")), translate(msg("What to do first")),
               tuple(step_line(step) for step in page.shown), more, page.unlock, quiet)  # fmt: skip


def _on_cover(page: FirstPage) -> tuple[str, ...]:
    steps = (f"1. {step.title}. {step.said} {step.do}" for step in page.shown)
    return fitting(page.levels, steps, page.unlock, page.reasons)


def _all_shown(text: FindingsText, page: FirstPage) -> bool:
    """Whether the page of findings has none beside the first steps, or is not there."""
    shown = {step.rule for step in page.shown}
    return not _has_page(text) or all(told.rule in shown for told in text.told)


def _has_page(text: FindingsText) -> bool:
    return any(told.metrics for told in text.told)


def step_line(step: Step) -> Line:
    """A step as a line."""
    return Line("", "bad" if step.tone == "bad" else "names", step.title, step.said, "", step.do)


def section(setting: Setting) -> Section | None:
    """Every finding with what to check and to do; nothing where no figure is spoken of: the summary's box says it."""
    text = told_of(setting.bundle, setting.lang)
    if not _has_page(text):
        return None
    lines = tuple(_line(setting, told) for told in text.told)
    unheard = unheard_text(text.unheard, setting.bundle.catalogue, setting.lang)
    return Section("findings", setting.translate(msg("What to check")), All(lines, unheard))


def _line(setting: Setting, told: Told) -> Line:
    tone = "bad" if told.severity is Severity.PROBLEM else "names"
    evidence = f"{told.evidence} {told.money_line}." if told.money_line else told.evidence
    return Line(severity_text(told.severity, setting.lang), tone, told.title, evidence, told.check, told.action)
