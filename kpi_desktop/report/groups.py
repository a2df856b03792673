"""The parts of the business by which the report's tables are grouped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.i18n.message import Message

#: Folders of the catalogue in the order in which an owner asks: money first.
GROUPS = {
    "finance": msg("Money"),
    "sales": msg("Sales"),
    "shop": msg("Shop"),
    "customers": msg("Customers"),
    "marketing": msg("Advertising and leads"),
    "project": msg("Projects"),
}


def grouped(catalogue: Catalogue, metrics: Iterable[str]) -> tuple[tuple[Message, tuple[str, ...]], ...]:
    """The metrics by group, each group once, the catalogue's order kept inside a group."""
    found: dict[str, list[str]] = {group: [] for group in GROUPS}
    for metric in metrics:
        found.setdefault(catalogue.metrics[metric].group, []).append(metric)
    return tuple((GROUPS.get(group, msg("Other")), tuple(names)) for group, names in found.items() if names)
