"""One file on its way through the importers: what was read, what was asked, where facts are written."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.facts.schema import load_facts
from kpi_desktop.ingest.rules import NO_RULES, Rules
from kpi_desktop.resources import folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kpi_desktop.facts.schema import FactTable
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.ingest.importers.saved import Known
    from kpi_desktop.ingest.options import ImportOptions
    from kpi_desktop.ingest.source import SourceFile


@dataclass(frozen=True)
class Job:
    """What every importer is given; `work` is the folder for the Arrow files of facts.

    `known` is the mapping that speaks of this file, where there is one.
    """

    source: SourceFile
    path: Path
    options: ImportOptions
    work: Path
    known: Known | None = None

    @property
    def rules(self) -> Rules:
        """What the owner said about rows, values and stages of this file."""
        return NO_RULES if self.known is None else self.known.mapping.rules

    @cached_property
    def facts(self) -> Mapping[str, FactTable]:
        """The schema of facts: given with the options, else the installed one."""
        text = self.options.facts or (folder("formulas") / "facts.toml").read_text(encoding="utf-8")
        return load_facts(text)

    @cached_property
    def sha256(self) -> str:
        """What tells the very same file when it comes again."""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def facts_file(self, number: int) -> Path:
        """Where the facts of the batch go."""
        return self.work / f"facts-{self.sha256[:12]}-{number}.arrow"

    def error(
        self,
        code: str,
        message: Message,
        *,
        fix: Message | None = None,
        sheet: str = "",
        row: int | None = None,
        column: str = "",
    ) -> Issue:
        """A finding that stops this file."""
        return Issue(code, Level.ERROR, message, fix, self.source.name, sheet, row, column)

    def warning(
        self,
        code: str,
        message: Message,
        *,
        fix: Message | None = None,
        sheet: str = "",
        row: int | None = None,
        column: str = "",
    ) -> Issue:
        """A finding that asks for a look."""
        return Issue(code, Level.WARNING, message, fix, self.source.name, sheet, row, column)

    def info(self, code: str, message: Message, *, sheet: str = "", row: int | None = None, column: str = "") -> Issue:
        """A finding that only tells."""
        return Issue(code, Level.INFO, message, None, self.source.name, sheet, row, column)
