"""The mappings that a book remembers: listed, written to a file, read from one, forgotten, restored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.app.books import opened_book
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.writing import written_beside
from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest.mapping_text import layout_of, read_mapping

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace


@dataclass(frozen=True, slots=True)
class MappingLine:
    """One remembered mapping as the list shows it; `saved_at` is by the clock on the wall."""

    layout: str
    name: str
    text: str
    saved_at: str
    earlier: int


def mapping_lines(path: Path) -> tuple[MappingLine, ...]:
    """The mappings of a book, the oldest first."""
    from datetime import UTC

    with opened_book(path) as book:
        return tuple(
            MappingLine(one.layout, one.name, one.mapping,
                        f"{one.saved_at.replace(tzinfo=UTC).astimezone():%Y-%m-%d %H:%M}", one.earlier)
            for one in book.mappings()
        )  # fmt: skip


def export_mapping(path: Path, layout: str, target: Path) -> None:
    """Write the mapping of a layout to a file that can be edited and given to an import."""
    found = next((line for line in mapping_lines(path) if line.layout == layout), None)
    if found is None:
        raise UsageError(
            msg("The book remembers no mapping {layout}", layout=layout),
            fix=msg("`kpi-desktop mapping --list` shows the mappings of a book"),
        )
    write_mapping_file(target, found.text)


def write_mapping_file(target: Path, text: str) -> None:
    """Write a mapping's text beside and move it into place."""
    with written_beside(target) as beside:
        beside.write_text(text, encoding="utf-8")


def read_mapping_file(workspace: Workspace, source: Path) -> str:
    """The text of a mapping file; UsageError where it is none."""
    try:
        text = source.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            msg("“{file}” is not a mapping file", file=source.name),
            fix=msg("Choose a file that was saved with “Save the mapping”"),
        ) from error
    read_mapping(text, workspace.catalogue.facts)
    return text


def add_mapping(workspace: Workspace, path: Path, source: Path) -> str:
    """Remember the mapping of a file in the book; its layout."""
    text = read_mapping_file(workspace, source)
    mapping = read_mapping(text, workspace.catalogue.facts)
    layout = layout_of(text)
    if not layout:
        raise UsageError(
            msg("“{file}” does not say which layout it is for", file=source.name),
            fix=msg("Import a file with it: --mapping FILE"),
        )
    with opened_book(path, read_only=False) as book:
        book.save_mapping(layout, mapping.reader or "table", text)
    return layout


def remove_mapping(path: Path, layout: str) -> None:
    """Forget the mapping of a layout; its next file is asked about again."""
    with opened_book(path, read_only=False) as book:
        book.remove_mapping(layout)


def restore_mapping(path: Path, layout: str) -> None:
    """Take back the last change of a mapping."""
    with opened_book(path, read_only=False) as book:
        book.restore_mapping(layout)
