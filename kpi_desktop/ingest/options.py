"""What an import is told beside the file itself; plain values only, so that it travels to the reading child as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """The owner's wishes for one file.

    `mapping` is the text of a mapping file given for this import. `saved` are the mapping texts of earlier imports of
    the same book: one of the same layout is applied silently. `facts` is the text of `facts.toml` ('' means the one
    that is installed). `source_name` tells apart exports that look alike, such as those of two shops. `beside` are the
    paths of all files of the same import (a folder, an archive, several files at once): catalogues name documents.
    `members` are the wishes for files inside an archive or a folder, by name, each with the password of its file.
    """

    mapping: str | None = None
    saved: tuple[str, ...] = field(default=())
    source_name: str = ""
    lang: str = "ru"
    facts: str = ""
    beside: tuple[str, ...] = field(default=())
    password: str | None = None
    members: Mapping[str, ImportOptions] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """The options as values that JSON can hold."""
        values = asdict(replace(self, members={}))
        return {name: value for name, value in values.items() if name not in {"members", "password"}}

    @classmethod
    def from_json(cls, values: Mapping[str, object]) -> ImportOptions:
        """The options out of JSON."""
        mapping, saved, beside = values.get("mapping"), values.get("saved"), values.get("beside")
        return cls(
            mapping=None if mapping is None else str(mapping),
            saved=tuple(str(text) for text in saved) if isinstance(saved, list | tuple) else (),
            source_name=str(values.get("source_name", "")),
            lang=str(values.get("lang", "ru")),
            facts=str(values.get("facts", "")),
            beside=tuple(str(path) for path in beside) if isinstance(beside, list | tuple) else (),
        )
