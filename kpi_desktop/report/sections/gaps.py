"""What could not be computed and which exports would supply it: said plainly, with the box «Добавьте…»."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Reason
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.present.matrix import absent
from kpi_desktop.present.prose import metric_name
from kpi_desktop.present.unlocks import export_name, way_to
from kpi_desktop.report.view import Section

if TYPE_CHECKING:
    from kpi_desktop.present.bundle import Unlock
    from kpi_desktop.report.view import Setting

#: The box names at most three exports: those that unlock most come first.
_MOST_UNLOCKS = 3


#: Reasons that say no more than that such data was never loaded: a list of them would fill pages and tell nothing.
_OTHER_DATA = frozenset({Reason.NO_DATA, Reason.NO_FORMULA})


@dataclass(frozen=True, slots=True)
class UnlockLine:
    """One export to add and what it gives."""

    what: str
    count: str
    metrics: str
    how: str


@dataclass(frozen=True, slots=True)
class Gap:
    """One reason and the KPIs that are absent because of it."""

    reason: str
    metrics: str


@dataclass(frozen=True, slots=True)
class Gaps:
    """The box and the list of reasons."""

    box: str
    unlocks: tuple[UnlockLine, ...]
    head: str
    gaps: tuple[Gap, ...]
    rest: str


def section(setting: Setting) -> Section | None:
    """What is missing; nothing where every KPI has its value."""
    bundle, translate = setting.bundle, setting.translate
    reasons: dict[str, list[str]] = {}
    waiting = 0
    for metric, missing in absent(bundle):
        if missing.reason in _OTHER_DATA:
            waiting += 1
        else:
            reasons.setdefault(translate(missing.message), []).append(_name(setting, metric))
    if not reasons and not bundle.unlocks and not waiting:
        return None
    ordered = sorted(reasons.items(), key=lambda entry: -len(entry[1]))
    view = Gaps(
        translate(msg("Add…")),
        tuple(_unlock(setting, unlock) for unlock in bundle.unlocks[:_MOST_UNLOCKS]),
        translate(msg("Not computed this month, and why")),
        tuple(Gap(reason, ", ".join(names)) for reason, names in ordered),
        translate(nmsg("{n} more metric waits for other data.", "{n} more metrics wait for other data.", n=waiting))
        if waiting
        else "",
    )
    return Section("gaps", translate(msg("What is missing")), view)


def _name(setting: Setting, metric: str) -> str:
    found = setting.bundle.catalogue.metrics.get(metric)
    return metric_name(found, setting.lang) if found else metric


def _unlock(setting: Setting, unlock: Unlock) -> UnlockLine:
    translate = setting.translate
    catalogue = setting.bundle.catalogue
    what, how = translate(export_name(unlock, catalogue)), way_to(unlock, catalogue, setting.lang)
    count = translate(nmsg("gives {n} more metric", "gives {n} more metrics", n=len(unlock.metrics)))
    return UnlockLine(what, count, ", ".join(_name(setting, metric) for metric in unlock.metrics), how)
