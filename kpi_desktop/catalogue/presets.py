"""Presets of the report as `presets.toml` lists them: the figures that a goal needs, in their order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.table import Table
from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

PRESETS = "presets.toml"

#: The preset of a report for which none was chosen, and the word for the whole catalogue.
DEFAULT = "owner"
ALL = "all"


@dataclass(frozen=True, slots=True)
class Preset:
    """One report by goal: its figures best first, its parts in their order, the dimensions worth a page.

    `fill`: where the data gives fewer of the figures, others that it gives follow up to so many; `own` marks a set that
    the owner has put together and that lives in the book.
    """

    id: str
    name_ru: str
    name_en: str
    about_ru: str
    about_en: str
    metrics: tuple[str, ...]
    sections: tuple[str, ...] = ()
    split: tuple[str, ...] = ()
    fill: int = 0
    own: bool = False

    def name(self, lang: str) -> str:
        """What the preset is called."""
        return self.name_ru if lang == "ru" else self.name_en

    def about(self, lang: str) -> str:
        """What the report is for."""
        return self.about_ru if lang == "ru" else self.about_en


def read_presets(data: Mapping[str, object], metrics: Collection[str], issues: list[Issue]) -> dict[str, Preset]:
    """Every preset of `presets.toml`, in the order of the file; a metric that the catalogue lacks is told."""
    whole = Table(data, PRESETS, "", issues)
    found = {key: _preset(whole.table(key)) for key in data}
    for preset in found.values():
        for metric in preset.metrics:
            if metric not in metrics:
                told = msg("There is no metric “{metric}”", metric=metric)
                issues.append(Issue("unknown_metric", Level.ERROR, told, file=PRESETS, column=preset.id))
    return found


def _preset(table: Table) -> Preset:
    found = Preset(
        id=table.path,
        name_ru=table.text("ru"),
        name_en=table.text("en"),
        about_ru=table.text("about_ru"),
        about_en=table.text("about_en"),
        metrics=table.words("metrics"),
        sections=table.words("sections"),
        split=table.words("split"),
        fill=table.number("fill", 0),
    )
    table.finish()
    return found
