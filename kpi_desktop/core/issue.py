"""What a check, an import or a reading found: what, where, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kpi_desktop.i18n.message import Message


class Level(StrEnum):
    """How serious a finding is: `error` stops the file, `warning` asks for a look, `info` only tells."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding with its place; `row` counts as the spreadsheet does, from 1."""

    code: str
    level: Level
    message: Message
    fix: Message | None = None
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
