"""The handbook of metrics, written from their definitions: what each one means, its formula, what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.forms import beside_main, forms_of
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.present.formulas import formula_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi_desktop.catalogue.model import Catalogue, Metric

GROUPS: dict[str, Message] = {
    "shop": msg("Shop"),
    "marketing": msg("Marketing"),
    "sales": msg("Sales department"),
    "customers": msg("Customers"),
    "project": msg("Projects"),
    "finance": msg("Finance"),
    "own": msg("Own metrics"),
}


def handbook(catalogue: Catalogue, lang: str) -> str:
    """The handbook as Markdown; the same definitions give the same text."""
    translate = Translator(lang)
    lines = [
        f"# {translate(msg('Handbook of metrics'))}",
        "",
        translate(msg("Written from formulas/ by `make handbook`.")),
        "",
    ]
    for group, name in GROUPS.items():
        own = (metric for metric in catalogue.metrics.values() if metric.group == group)
        metrics = beside_main(sorted(own, key=lambda metric: (metric.order, metric.id)))
        if not metrics:
            continue
        lines += [f"## {translate(name)}", ""]
        for metric in metrics:
            lines += [*_entry(metric, catalogue, translate), ""]
    return "\n".join(lines).rstrip() + "\n"


def _entry(metric: Metric, catalogue: Catalogue, translate: Translator) -> Iterator[str]:
    russian = translate.lang == "ru"
    yield f"### {metric.name_ru if russian else metric.name_en} · `{metric.id}`"
    yield ""
    yield metric.definition_ru if russian else metric.definition_en
    words = formula_words(metric, catalogue, translate.lang)
    if words:
        yield ""
        yield f"> {words}"
    for text in (metric.advice_ru, metric.note_ru) if russian else (metric.advice_en, metric.note_en):
        if text:
            yield ""
            yield text
    others = [f"`{one.id}` {one.name_ru if russian else one.name_en}" for one in forms_of(catalogue, metric.id)]
    if others:
        yield ""
        yield translate(msg("Other definitions: {names}", names="; ".join(others)))
    if metric.source:
        yield ""
        yield f"<small>{translate(msg('Source: {source}', source=metric.source))}</small>"
