"""Reports by goal: those that the program brings and the sets of figures that the owner keeps in the book."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from kpi_desktop.app.books import opened_book
from kpi_desktop.app.naming import Name, listed, meant
from kpi_desktop.catalogue.presets import ALL, DEFAULT, Preset
from kpi_desktop.core.errors import UsageError
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace

#: How a book's setting of an own set is called: `preset:mine`; its value is the name and the metrics, one a line.
OWN = "preset:"

_ID = re.compile(r"[a-z][a-z0-9_-]{0,31}")


def all_presets(workspace: Workspace, settings: Mapping[str, str]) -> tuple[Preset, ...]:
    """The program's presets, then the book's own sets; own metrics stand in the owner's report."""
    workspace = workspace.of(settings)
    presets = [
        replace(preset, metrics=(*preset.metrics, *workspace.own)) if preset.id == DEFAULT else preset
        for preset in workspace.catalogue.presets.values()
    ]
    return (*presets, *_own(workspace, settings))


def own_preset_metrics(settings: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The metrics of each own set by its name, as the owner chose them."""
    parted = [text.partition("\n") for key, text in sorted(settings.items()) if key.startswith(OWN) and text]
    return {name: tuple(listed.split("\n")) for name, _, listed in parted}


def book_presets(workspace: Workspace, path: Path | None) -> tuple[Preset, ...]:
    """The presets that a report of this book can be made by."""
    if path is None:
        return all_presets(workspace, {})
    with opened_book(path) as book:
        return all_presets(workspace, book.settings)


def preset_of(workspace: Workspace, settings: Mapping[str, str], wanted: str | None) -> Preset | None:
    """The preset asked for, the owner's where none was, None for the whole catalogue; UsageError for an unknown one."""
    if wanted == ALL:
        return None
    known = {preset.id: preset for preset in all_presets(workspace, settings)}
    if not wanted or wanted in known:
        return known.get(wanted or DEFAULT)
    otherwise = msg("Choose one of: {names}", names=listed([*known.values(), Name(ALL, ALL, ALL)]))
    return meant(wanted, known.values(), msg("There is no preset “{name}”", name=wanted), otherwise)


def save_preset(workspace: Workspace, path: Path, preset_id: str, metrics: Sequence[str], name: str = "") -> None:
    """Keep an own set of figures in the book; without metrics it is taken out. UsageError where it cannot be."""
    if not _ID.fullmatch(preset_id) or preset_id == ALL or preset_id in workspace.catalogue.presets:
        raise UsageError(
            msg("An own set cannot be called “{name}”", name=preset_id),
            fix=msg("Take small Latin letters and a name that no other preset has"),
        )
    with opened_book(path, read_only=False) as book:
        own = workspace.of(book.settings)
        chosen = dict.fromkeys(own.metric(metric).id for metric in metrics)
        value = "\n".join((" ".join(name.split()) or preset_id, *chosen)) if chosen else ""
        book.set_setting(OWN + preset_id, value)


def _own(workspace: Workspace, settings: Mapping[str, str]) -> list[Preset]:
    """The own sets; a figure that this version of the program does not know is left out."""
    base = workspace.catalogue.presets.get(DEFAULT)
    found = []
    for key in sorted(settings):
        name, _, listed = settings[key].partition("\n")
        metrics = tuple(metric for metric in listed.split("\n") if metric in workspace.catalogue.metrics)
        if key.startswith(OWN) and metrics:
            sections, split = (base.sections, base.split) if base else ((), ())
            found.append(
                Preset(
                    id=key.removeprefix(OWN),
                    name_ru=name,
                    name_en=name,
                    about_ru="",
                    about_en="",
                    metrics=metrics,
                    sections=sections,
                    split=split,
                    own=True,
                )
            )
    return found
