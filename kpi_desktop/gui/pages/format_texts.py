"""The printed texts of the page of formats; no widgets here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.present.prose import metric_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.app.formats import KnownFormat
    from kpi_desktop.catalogue.formats import Format, HowTo
    from kpi_desktop.gui.context import Context


def state_text(one: Format, context: Context) -> str:
    """The kinds of files, and what the importer was proved on."""
    kinds = ", ".join(one.files)
    if not one.read:
        return context.tr_(msg("{files} · recognised, not read yet", files=kinds))
    if one.evidence == "files":
        return context.tr_(msg("{files} · proved on real files", files=kinds))
    return context.tr_(msg("{files} · by documentation: check the totals of the first import", files=kinds))


def reads_text(one: Format, context: Context) -> str:
    """Each fact with its columns, a line each."""
    russian, lines = context.lang == "ru", []
    for fact_id, columns in one.gives.items():
        fact = context.workspace.catalogue.facts[fact_id]
        known = {column.id: column.name_ru if russian else column.name_en for column in fact.columns}
        names = ", ".join(known[column] for column in columns)
        lines.append(f"{fact.name_ru if russian else fact.name_en}: {names}")
    return "\n".join(lines)


def steps_text(way: HowTo, lang: str) -> str:
    """The steps one below another, numbered where there are several."""
    steps = way.steps(lang)
    if len(steps) == 1:
        return steps[0]
    return "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))


def given_text(known: KnownFormat, context: Context) -> str:
    """How many metrics the export gives by itself."""
    if known.alone:
        return context.tr_(
            nmsg("{n} metric from this export alone", "{n} metrics from this export alone", n=len(known.alone))
        )
    if known.together:
        return context.tr_(msg("By itself it gives no metric; with other data it does"))
    return context.tr_(msg("It is kept in the book and shown among the data; no metric reads it yet"))


def metric_names(metrics: Sequence[str], context: Context) -> str:
    """The names in the window's language, in the catalogue's order."""
    return ", ".join(metric_name(context.workspace.metric(metric), context.lang) for metric in metrics)
