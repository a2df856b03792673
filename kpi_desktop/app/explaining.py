"""Why a metric of a month changed: the bases and the ways that there are, and one of them told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.app.closing import opened_month
from kpi_desktop.app.figures import period_of
from kpi_desktop.app.naming import listed, meant, named_thing
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.missing import Missing
from kpi_desktop.engine.engine import CUSTOMER
from kpi_desktop.engine.funnel.words import Money
from kpi_desktop.engine.why.explainer import Explainer
from kpi_desktop.engine.why.sides import Against
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.why import Choice, Told, split_name, way_name

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.funnel.diagnosis import Diagnosis
    from kpi_desktop.engine.why.explained import Explained
    from kpi_desktop.engine.why.sides import Sides

#: The splits that are told where none is asked for.
_USUAL = ("channel", "manager", "product_group", "product")

_WAY, _SPLIT = "way:", "by:"

#: What a person calls a base.
BASE_NAMES = {
    Against.PREVIOUS: msg("the period before"),
    Against.LAST_YEAR: msg("last year"),
    Against.PLAN: msg("the plan"),
    Against.BEST: msg("the best month"),
}


@dataclass(frozen=True, slots=True)
class Why:
    """A metric of a period beside its bases: what may be chosen, and what the chosen one tells (or why it cannot)."""

    metric: Metric
    period: Period
    currency: str
    bases: tuple[Sides, ...]
    choices: tuple[Choice, ...]
    base: Sides | None
    choice: str
    found: Explained | Missing | None


def why(workspace: Workspace, path: Path, metric_id: str, month: str | None, base: str = "", choice: str = "") -> Why:
    """One explanation: against the base and in the way asked for, else the first that can be told."""
    with opened_month(workspace, path, month) as (then, book, engine):
        metric = then.metric(metric_id)
        explainer = Explainer(engine, metric.id, period_of(month, engine))
        choices = _choices(engine, explainer)
        sides = _base(explainer, base)
        chosen, found = _told(explainer, sides, choices, choice)
        return Why(metric, period_of(month, engine), book.currency, explainer.sides, choices, sides, chosen, found)


def whys(
    workspace: Workspace, path: Path, metric_id: str, month: str | None, base: str | None, by: str | None
) -> tuple[Metric, Period, str, list[Told]]:
    """Everything that the shell prints: each base in each way, by the splits asked for or by the usual ones."""
    with opened_month(workspace, path, month) as (then, book, engine):
        metric = then.metric(metric_id)
        explainer = Explainer(engine, metric.id, period_of(month, engine))
        choices = {one.id: one for one in _choices(engine, explainer)}
        wanted = [one for one in choices if one.startswith(_WAY)]
        wanted += [_SPLIT + one for one in _USUAL if _SPLIT + one in choices]
        if by is not None:
            wanted = [_asked(choices, by)]
        against = None if base is None else _against(base)
        if against is not None and explainer.against(against) is None:
            raise UsageError(msg("There is no such base in this month: “{name}”", name=BASE_NAMES[against]))
        bases = [one for one in explainer.sides if against in (None, one.base)]
        told = [Told(one, choices[way], _one(explainer, one, way)) for one in bases for way in wanted]
        return metric, period_of(month, engine), book.currency, told


def result_why(engine: Engine, period: Period, found: Diagnosis | None) -> Explained | None:
    """The change of the result that the weak link is told in: the funnel's profit where cost is known, else revenue.

    Against the first base and in the first way that tell it; None where none does, or no funnel is told.
    """
    if found is None:
        return None
    metric = found.funnel.profit if found.money is Money.PROFIT else "revenue"
    explainer = Explainer(engine, metric, period)
    _, told = _told(explainer, _base(explainer, ""), _choices(engine, explainer), "")
    return None if told is None or isinstance(told, Missing) else told


def _asked(choices: dict[str, Choice], by: str) -> str:
    """A way or a split by its id or its name."""
    found = next((one for one in (_SPLIT + by, _WAY + by) if one in choices), None)
    if found is not None:
        return found
    known = {one: named_thing(one.partition(":")[2], choice.name) for one, choice in choices.items()}
    otherwise = msg("Choose one of: {names}", names=listed(known.values())) if known else None
    meaning = meant(by, known.values(), msg("The change cannot be told by “{name}”", name=by), otherwise)
    return next(one for one, name in known.items() if name is meaning)


def _against(base: str) -> Against:
    known = [named_thing(one.value, told) for one, told in BASE_NAMES.items()]
    unknown = msg("There is no base “{name}”", name=base)
    return Against(meant(base, known, unknown, msg("Choose one of: {names}", names=listed(known))).id)


def _choices(engine: Engine, explainer: Explainer) -> tuple[Choice, ...]:
    ways = [Choice(_WAY + one.id, way_name(one.name)) for one in explainer.makings]
    known = engine.catalogue.dimensions
    splits = sorted(explainer.splits, key=lambda one: _USUAL.index(one) if one in _USUAL else len(_USUAL))
    return (*ways, *(Choice(_SPLIT + one, split_name(None if one == CUSTOMER else known[one])) for one in splits))


def _base(explainer: Explainer, base: str) -> Sides | None:
    """The base asked for, else the first with a figure, else the first."""
    named = explainer.against(Against(base)) if base else None
    told = (one for one in explainer.sides if one.missing is None)
    return named or next(told, explainer.sides[0] if explainer.sides else None)


def _told(
    explainer: Explainer, sides: Sides | None, choices: tuple[Choice, ...], choice: str
) -> tuple[str, Explained | Missing | None]:
    """The way asked for; where none was, the first that tells something."""
    if sides is None or not choices:
        return "", None
    if choice and any(one.id == choice for one in choices):
        return choice, _one(explainer, sides, choice)
    first: Missing | None = None
    for one in choices:
        found = _one(explainer, sides, one.id)
        if not isinstance(found, Missing):
            return one.id, found
        first = first or found
        if sides.missing is not None:
            break
    return choices[0].id, first


def _one(explainer: Explainer, sides: Sides, choice: str) -> Explained | Missing:
    kind, _, name = choice.partition(":")
    return explainer.by_way(sides, name) if f"{kind}:" == _WAY else explainer.by_split(sides, name)
