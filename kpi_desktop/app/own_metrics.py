"""Own metrics of a book: checked while they are written, added, listed, removed, exported as the TOML that they are."""

from __future__ import annotations

import re
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kpi_desktop.app.books import opened_book
from kpi_desktop.app.figures import period_of
from kpi_desktop.app.presets import own_preset_metrics
from kpi_desktop.app.workspace import OWN, own_texts
from kpi_desktop.catalogue.circles import circle
from kpi_desktop.catalogue.draft import Draft, Examined, draft_of_text, examine
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.writing import written_beside
from kpi_desktop.engine.plans import PLANS, from_text
from kpi_desktop.expr.dialects.dependencies import names
from kpi_desktop.expr.parse import parse
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.catalogue.own import Refused
    from kpi_desktop.engine.figure import Figure

#: More own metrics than anyone reads.
MOST = 200


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft with what it gives now: mistakes, unit, meaning in words, and the month's figure where it can be had."""

    examined: Examined
    figure: Figure | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class OwnMetrics:
    """The own metrics of a book: those in use, and those that cannot be used any more with the reason."""

    metrics: tuple[Metric, ...]
    refused: tuple[Refused, ...]


def read_draft(path: Path) -> Draft:
    """The draft in a TOML file; UsageError where it is none."""
    try:
        return draft_of_text(path.read_text("utf-8-sig"))
    except (ValueError, OSError):
        raise UsageError(
            msg("“{file}” is no metric", file=path.name),
            fix=msg("It is a TOML file with id, ru, formula, unit and an example, as `metric export` writes it"),
        ) from None


def preview(workspace: Workspace, path: Path | None, draft: Draft, month: str | None = None) -> Preview:
    """Check a draft; with a book, its value of the month (the last fully covered one where none is named)."""
    if path is None:
        return Preview(examine(workspace.catalogue, draft))
    from kpi_desktop.engine.engine import Engine

    with opened_book(path) as book:
        plain = _without(workspace, book.settings, draft.id)
        examined = _examined(plain, book.settings, draft)
        if examined.metric is None:
            return Preview(examined, None, book.currency)
        metric = examined.metric
        whole = replace(plain.catalogue, metrics={**plain.catalogue.metrics, metric.id: metric})
        engine = Engine(book, whole)
        figure = engine.figures([metric.id], [period_of(month, engine)])[0] if engine.months() else None
        return Preview(examined, figure, book.currency)


def _without(workspace: Workspace, settings: Mapping[str, str], metric_id: str) -> Workspace:
    """The book's definitions without the own metric of this id: it is being written anew."""
    return workspace.of({name: text for name, text in settings.items() if name != OWN + metric_id})


def _examined(plain: Workspace, settings: Mapping[str, str], draft: Draft) -> Examined:
    """The draft examined among the book's own metrics: a circle with them is told as one."""
    others = {}
    for name, text in own_texts(settings).items():
        if name != draft.id:
            with suppress(ValueError):
                others[name] = draft_of_text(text)
    closed = circle(plain.catalogue, draft, others)
    return examine(plain.catalogue, draft) if closed is None else Examined((closed,))


def add(workspace: Workspace, path: Path, draft: Draft, *, instead: bool = False) -> Examined:
    """Keep an own metric in the book if nothing is wrong with it; what is wrong is in the answer, and nothing is kept.

    UsageError where the book has one of this id already and `instead` does not say to take its place, or where other
    own metrics could not be computed any more with the new one.
    """
    with opened_book(path, read_only=False) as book:
        kept = own_texts(book.settings)
        if draft.id in kept and not instead:
            raise UsageError(
                msg("The book has an own metric “{id}” already", id=draft.id),
                fix=msg("Take it out first, or add with --replace"),
            )
        if len(kept) >= MOST:
            raise UsageError(msg("A book holds at most {n} own metrics", n=MOST))
        examined = _examined(_without(workspace, book.settings, draft.id), book.settings, draft)
        if not examined.text:
            return examined
        _keep_others(workspace, book.settings, {OWN + draft.id: examined.text})
        book.set_setting(OWN + draft.id, examined.text)
        return examined


def _keep_others(workspace: Workspace, settings: Mapping[str, str], change: Mapping[str, str]) -> None:
    """Refuse a change after which an own metric that works now would not."""
    before = {refused.id for refused in workspace.of(settings).refused}
    after = workspace.of({**settings, **change})
    broken = [refused.id for refused in after.refused if refused.id not in before]
    if broken:
        raise UsageError(msg("These own metrics could not be computed any more: {names}", names=", ".join(broken)))


def own_metrics(workspace: Workspace, path: Path) -> OwnMetrics:
    """The own metrics of a book in their order."""
    with opened_book(path) as book:
        found = workspace.of(book.settings)
    return OwnMetrics(tuple(found.catalogue.metrics[name] for name in sorted(found.own)), found.refused)


def remove(workspace: Workspace, path: Path, metric_id: str) -> None:
    """Take an own metric out of the book; UsageError names what stands on it, and then it stays."""
    with opened_book(path, read_only=False) as book:
        kept = own_texts(book.settings)
        _known(kept, metric_id)
        used = dependents(workspace, book.settings, metric_id)
        if used:
            raise UsageError(
                msg("“{id}” is used by: {names}", id=metric_id, names=", ".join(used)),
                fix=msg("Change or remove those first"),
            )
        book.set_setting(OWN + metric_id, "")


def dependents(workspace: Workspace, settings: Mapping[str, str], metric_id: str) -> tuple[str, ...]:
    """The own metrics, own sets of figures and plans of a book that name the metric."""
    catalogue = workspace.of(settings).catalogue
    own = [
        other
        for other in sorted(own_texts(settings))
        if other in catalogue.metrics and metric_id in names(parse(catalogue.metrics[other].formula))
    ]
    sets = [name for name, metrics in own_preset_metrics(settings).items() if metric_id in metrics]
    versions = from_text(settings.get(PLANS, ""))
    planned = any(row.metric == metric_id for row in versions[-1].rows) if versions else False
    return (*own, *sets, *(("plan",) if planned else ()))


def export(path: Path, metric_id: str, out: Path | None = None) -> str:
    """The TOML of an own metric; written to `out` where one is named."""
    with opened_book(path) as book:
        kept = own_texts(book.settings)
    _known(kept, metric_id)
    with written_beside(out) if out is not None else nullcontext() as beside:
        if beside is not None:
            beside.write_text(kept[metric_id], "utf-8")
    return kept[metric_id]


def _known(kept: Mapping[str, str], metric_id: str) -> None:
    if metric_id not in kept:
        raise UsageError(
            msg("The book has no own metric “{id}”", id=metric_id),
            fix=msg("Its own metrics: {names}", names=", ".join(sorted(kept)) or "—"),
        )


#: Cyrillic letters as ids spell them.
_LETTERS = dict(zip("абвгдезийклмнопрстуфхцыэ", "abvgdezijklmnoprstufhcye", strict=True)) | {
    "ё": "e", "ж": "zh", "ч": "ch", "ш": "sh", "щ": "sch", "ю": "yu", "я": "ya", "ъ": "", "ь": "",
}  # fmt: skip


def id_of_name(workspace: Workspace, name: str) -> str:
    """An id that nothing has yet, spelled after a name: «Выручка на лид» is `vyruchka_na_lid`."""
    spelled = "".join(_LETTERS.get(letter, letter) for letter in name.casefold())
    plain = re.sub(r"[^a-z0-9]+", "_", spelled).strip("_")[:36]
    base = plain if plain[:1].isalpha() and len(plain) > 1 else f"own_{plain}".strip("_")
    taken = {*workspace.catalogue.metrics, *workspace.catalogue.measures}
    return next(found for found in (base, *(f"{base}_{n}" for n in range(2, MOST + 2))) if found not in taken)


def draft_of(workspace: Workspace, metric_id: str) -> Draft:
    """An own metric of the book as its owner wrote it, to change it."""
    return draft_of_text(workspace.own[metric_id])


def example_of(text: str) -> tuple[dict[str, str], str]:
    """A worked example as one line, `Выручка = 100; Лиды = 8`: numbers by name; a part without a name is the result."""
    parts = [part.partition("=") for part in text.split(";") if part.strip()]
    inputs = {name.strip(): value.strip() for name, sign, value in parts if sign and name.strip()}
    results = [value.strip() if sign else name.strip() for name, sign, value in parts if not (sign and name.strip())]
    return inputs, results[-1] if results else ""


def example_text(draft: Draft) -> str:
    """The numbers of a draft's example as one line."""
    return "; ".join(f"{name} = {value}" for name, value in draft.inputs.items())
