"""Every name, definition and advice is there in Russian and in English."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.rules.finding import in_measure, in_metric
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi_desktop.catalogue.model import Catalogue, Metric
    from kpi_desktop.core.issue import Issue

#: The kind of a book's own metrics.
_OWN = "O"
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_LATIN = re.compile("[a-z]", re.IGNORECASE)


def check(catalogue: Catalogue) -> Iterator[Issue]:
    """The findings; a definition in the wrong language counts as absent."""
    for metric in catalogue.metrics.values():
        if metric.kind != _OWN:  # an owner writes in one language, and needs no advice from himself
            yield from _metric(metric)
    for measure in catalogue.measures.values():
        if _russian(measure.name_en) or _russian(measure.description_en):
            yield in_measure(measure, "en", "wrong_language", msg("“{key}” is not in English", key="en"))


def _metric(metric: Metric) -> Iterator[Issue]:
    russian = {"definition.ru": metric.definition_ru, "advice.ru": metric.advice_ru}
    english = {"en": metric.name_en, "definition.en": metric.definition_en, "advice.en": metric.advice_en}
    if metric.note_ru or metric.note_en:
        russian["note.ru"], english["note.en"] = metric.note_ru, metric.note_en
    for key, text in {"ru": metric.name_ru, **russian, **english}.items():
        if not text:
            yield in_metric(metric, key, "absent", msg("“{key}” is missing", key=key))
        elif key in russian and not _CYRILLIC.search(text):
            yield in_metric(metric, key, "wrong_language", msg("“{key}” is not in Russian", key=key))
        elif key in english and _russian(text):
            yield in_metric(metric, key, "wrong_language", msg("“{key}” is not in English", key=key))


def _russian(text: str) -> bool:
    """Whether a text is mostly Russian: an English one may quote a Russian term."""
    return len(_CYRILLIC.findall(text)) > len(_LATIN.findall(text))
