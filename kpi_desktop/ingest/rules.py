"""What the owner says about the rows and values of a layout: which rows count, which spellings mean the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from kpi_desktop.ingest.normalise import fold

if TYPE_CHECKING:
    from collections.abc import Mapping


class Match(StrEnum):
    """How a cell is compared with the words of a rule."""

    EQUAL = "equal"
    BEGINS = "begins"
    CONTAINS = "contains"


@dataclass(frozen=True, slots=True)
class RowRule:
    """Rows to leave out by what stands in one column, or, with `keep`, all rows but these; '' is an empty cell."""

    column: str
    words: tuple[str, ...]
    keep: bool = False
    match: Match = Match.EQUAL

    def hits(self, word: str) -> bool:
        """Whether the rule speaks of a row with this word."""
        found = fold(word)
        wanted = [fold(one) for one in self.words]
        if self.match is Match.EQUAL or not found:
            return found in wanted
        if self.match is Match.BEGINS:
            return any(one and found.startswith(one) for one in wanted)
        return any(one and one in found for one in wanted)


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything that the owner decided about a layout beyond its columns.

    `values` gives for a column the spellings that stand for another one. `return_words` mark returns in the column
    `return_column`, `return_sheets` are sheets of nothing but returns. `sale_documents` are how the names of documents
    begin that are sales; others are left out. `won`, `lost` and `still_open` are the stages that mean so.
    """

    rows: tuple[RowRule, ...] = ()
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    return_column: str = ""
    return_words: tuple[str, ...] = ()
    return_sheets: tuple[str, ...] = ()
    sale_documents: tuple[str, ...] = ()
    won: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    still_open: tuple[str, ...] = ()

    def stage_ends(self) -> dict[str, str]:
        """What each stage means (`won`, `lost`, `open`), by its folded name."""
        return {
            fold(stage): status
            for status, stages in (("won", self.won), ("lost", self.lost), ("open", self.still_open))
            for stage in stages
        }


NO_RULES = Rules()
