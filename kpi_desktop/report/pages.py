"""The report as one HTML text: sections in their order, filled into sandboxed templates."""

from __future__ import annotations

import gc
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.i18n.formats import date_text
from kpi_desktop.i18n.message import msg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.present.matrix import computed
from kpi_desktop.present.periods import period_text
from kpi_desktop.report.basis import basis_text
from kpi_desktop.report.brand import load_brand
from kpi_desktop.report.sections import chosen, findings
from kpi_desktop.report.view import Setting
from kpi_desktop.resources import folder

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from kpi_desktop.present.bundle import Bundle
    from kpi_desktop.report.brand import Brand


#: Characters that no page can hold: controls, halves of pairs, non-characters. They show as �.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

#: From so many sections on the last ones share a page.
_MANY = 6

#: So few figures leave the pages of a report by goal all but empty: its tables follow one another.
_FEW = 10

#: Letters of a company's name that the footer has room for.
_FOOTER = 56


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page: whose figures, of which month, as of when, what happened, what to do first, contents."""

    kind: str
    as_of: str
    contents: str
    brand: str
    logo: str
    contacts: tuple[str, ...]
    first: findings.Box
    told: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the sections: title, language, footer, colours and fonts."""

    title: str
    lang: str
    company: str
    short: str
    month: str
    basis: str
    of: str
    created: str
    accent: str
    fonts: str
    tail: str
    flow: str
    cover: Cover


def environment() -> ImmutableSandboxedEnvironment:
    """Templates of the program, in the sandbox: whatever text a company's data holds stays text."""
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder("templates") / "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def fonts_folder() -> Path:
    """Where the report's own fonts are."""
    return folder("fonts")


def _shortened(name: str) -> str:
    """A name that fits into the footer's one line."""
    return name if len(name) <= _FOOTER else name[: _FOOTER - 1].rstrip() + "…"


def _cover(setting: Setting, brand: Brand) -> Cover:
    bundle, translate = setting.bundle, setting.translate
    first = findings.box(setting)
    return Cover(
        kind=_kind(bundle, translate),
        as_of=translate(msg("Data as of {day}", day=date_text(bundle.as_of, translate.lang))),
        contents=translate(msg("Contents")),
        brand=brand.name,
        logo=(brand.place / brand.logo).resolve().as_uri() if brand.logo else "",
        contacts=brand.contacts,
        first=first,
        told=bool(first.levels or first.lines or first.unlock),
    )


def _kind(bundle: Bundle, translate: Translator) -> str:
    """What kind of report it is: the goal that it was made for."""
    if bundle.preset is None:
        return translate(msg("Monthly report: key figures"))
    return translate(msg("Report: {goal}", goal=bundle.preset.name(translate.lang)))


def report_html(bundle: Bundle, lang: str, brand: Brand | None = None) -> str:
    """The whole report as HTML; sections that have nothing to say are left out."""
    brand = brand or load_brand(None)
    translate = Translator(lang)
    setting = Setting(bundle, translate, brand)
    sections = [section for make in chosen(bundle.preset) if (section := make(setting)) is not None]
    month = period_text(bundle.month, translate.lang)
    frame = Frame(
        title=translate(msg("{company}: figures for {month}", company=bundle.company, month=month)),
        lang=translate.lang,
        company=bundle.company,
        short=_shortened(bundle.company),
        month=month,
        basis=basis_text(bundle, translate),
        of=translate(msg("of")),
        created=bundle.as_of.isoformat(),
        accent=brand.accent,
        fonts=f"{fonts_folder().resolve().as_uri()}/",
        tail="auto" if len(sections) >= _MANY else "page",
        flow="auto" if bundle.preset is not None and len(computed(bundle)) <= _FEW else "page",
        cover=_cover(setting, brand),
    )
    enabled = gc.isenabled()
    gc.disable()
    try:
        html = environment().get_template("report.html").render(frame=frame, sections=sections)
    finally:
        if enabled:
            gc.enable()
    return _UNPRINTABLE.sub("\ufffd", html)
