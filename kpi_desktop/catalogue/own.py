"""Own metrics: TOML texts that a book's owner keeps beside the catalogue; each stands like any other or is left out.

A text that no longer fits (a newer program took its id, a metric that it stood on is gone) is refused with the reason
and harms nothing else: the book opens and every other figure stays.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.read import read_metric
from kpi_desktop.catalogue.rules import RULES
from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.catalogue.model import Catalogue, Metric

#: The group (folder) of own metrics, and what `kind` says of them.
GROUP, KIND = "own", "O"

#: Own metrics are listed after all others.
FIRST_ORDER = 10_000

#: The key under which the formula stays as its owner wrote it; the catalogue reads `formula`.
WRITTEN = "written"

#: Longer than any metric that a person writes.
MOST_LETTERS = 20_000


@dataclass(frozen=True, slots=True)
class Refused:
    """An own metric that is kept in the book and cannot be used, with everything that is wrong with it."""

    id: str
    issues: tuple[Issue, ...]


def with_own(catalogue: Catalogue, texts: Mapping[str, str]) -> tuple[Catalogue, tuple[Refused, ...]]:
    """The catalogue with the own metrics of these TOML texts by id, and those that cannot be used."""
    refused: dict[str, Refused] = {}
    found: dict[str, Metric] = {}
    for place, (metric_id, text) in enumerate(sorted(texts.items())):
        issues: list[Issue] = []
        metric = read_own(metric_id, text, catalogue.values, FIRST_ORDER + place, issues)
        if metric_id in catalogue.metrics or metric_id in catalogue.measures:
            issues.append(finding(metric_id, "id", "same_id", "taken"))
        if metric is None or issues:
            refused[metric_id] = Refused(metric_id, tuple(issues))
        else:
            found[metric_id] = metric
    while True:
        whole = replace(catalogue, metrics={**catalogue.metrics, **found})
        broken = broken_metrics(whole, found)
        if not broken:
            return whole, tuple(refused.values())
        for metric_id, issues_found in broken.items():
            refused[metric_id] = Refused(metric_id, issues_found)
            del found[metric_id]


def broken_metrics(catalogue: Catalogue, own: Mapping[str, Metric]) -> dict[str, tuple[Issue, ...]]:
    """What the rules of the catalogue find in the own metrics, by id."""
    files = {f"{GROUP}/{metric_id}.toml": metric_id for metric_id in own}
    broken: dict[str, tuple[Issue, ...]] = {}
    for rule in RULES:
        for issue in rule(catalogue):
            if issue.file in files:
                metric_id = files[issue.file]
                broken[metric_id] = (*broken.get(metric_id, ()), issue)
    return broken


def read_own(metric_id: str, text: str, values: Mapping[str, str], order: int, issues: list[Issue]) -> Metric | None:
    """The metric of an own TOML text; None where it is no TOML at all."""
    if len(text) > MOST_LETTERS:
        issues.append(finding(metric_id, "", "too_long", "long"))
        return None
    try:
        data: dict[str, object] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what = msg("The file is not valid TOML: {error}", error=str(error))
        issues.append(Issue("bad_toml", Level.ERROR, what, file=f"{GROUP}/{metric_id}.toml"))
        return None
    data.pop(WRITTEN, None)
    data |= {"id": metric_id, "kind": KIND, "order": order}
    try:
        return read_metric(data, f"{GROUP}/{metric_id}.toml", values, issues)
    except ValueError:
        issues.append(finding(metric_id, "", "bad_parameter", "parameter"))
        return None


def finding(metric_id: str, key: str, code: str, what: str) -> Issue:
    """A mistake of an own metric at a key of its text."""
    said = {
        "taken": msg("The catalogue has “{id}” already", id=metric_id),
        "long": msg("The text of the metric is too long"),
        "parameter": msg("A parameter in braces is used as a number and is none"),
    }[what]
    return Issue(code, Level.ERROR, said, file=f"{GROUP}/{metric_id}.toml", column=key)
