"""The parts of the business by which the report's tables are grouped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kpi_desktop.i18n.message import Message
    from kpi_desktop.present.bundle import Bundle

#: Folders of the catalogue in the order in which an owner asks: money first.
GROUPS = {
    "finance": msg("Money"),
    "own": msg("Own metrics"),
    "sales": msg("Sales"),
    "shop": msg("Shop"),
    "customers": msg("Customers"),
    "marketing": msg("Advertising and leads"),
    "project": msg("Projects"),
}


def grouped(bundle: Bundle, metrics: Iterable[str]) -> tuple[tuple[Message, tuple[str, ...]], ...]:
    """The metrics by group, each group once, the order of the metrics kept inside a group.

    The groups of a report by goal stand in the order of the goal's own figures.
    """
    found: dict[str, list[str]] = {} if bundle.preset else {group: [] for group in GROUPS}
    for metric in metrics:
        found.setdefault(bundle.catalogue.metrics[metric].group, []).append(metric)
    return tuple((GROUPS.get(group, msg("Other")), tuple(names)) for group, names in found.items() if names)
