"""Compiles the message fragments of a language into one gettext catalogue: at build, and on first run in a checkout."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from pathlib import Path


def compiled_fragments(folder: Traversable) -> bytes:
    """All `*.po` fragments of the folder as the bytes of one `.mo`."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    merged = Catalog(locale=folder.name)
    for fragment in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if fragment.name.endswith(".po"):
            for message in read_po(io.BytesIO(fragment.read_bytes()), locale=folder.name):
                if message.id and message.string:
                    merged.add(message.id, message.string)
    out = io.BytesIO()
    write_mo(out, merged)
    return out.getvalue()


def compile_all(locale: Path) -> list[Path]:
    """Write `messages.mo` into every language folder; returns what was written."""
    written = []
    for folder in sorted(entry for entry in locale.iterdir() if entry.is_dir()):
        target = folder / "messages.mo"
        target.write_bytes(compiled_fragments(folder))
        written.append(target)
    return written
