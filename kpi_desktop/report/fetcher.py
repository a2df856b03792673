"""Files that a page may use: regular files of known types inside the brand's folder and the fonts, nothing else."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The largest picture or font that a page may use.
MOST_BYTES = 8 * 1024 * 1024

#: No link at the end of the path, no waiting for a pipe's other side, no change of line ends.
_SAFELY = ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY")

TYPES = {
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}


class Refused(ValueError):
    """The page asked for something that it may not read."""


def allowed_path(url: str, roots: Iterable[Path]) -> Path:
    """The real path of a `file:` address inside one of the folders; Refused for anything else."""
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc or parts.query:
        raise Refused(url)
    if "\0" in unquote(parts.path):
        raise Refused(url)
    path = Path(os.path.realpath(url2pathname(parts.path)))
    if path.suffix.lower() not in TYPES or not any(path.is_relative_to(os.path.realpath(root)) for root in roots):
        raise Refused(url)
    return path


def fetched(url: str, roots: Iterable[Path]) -> tuple[bytes, str]:
    """The content and the type of an allowed file; never a link swapped in between, a device, or something huge."""
    path = allowed_path(url, roots)
    handle = os.open(path, os.O_RDONLY | sum(getattr(os, name, 0) for name in _SAFELY))
    with os.fdopen(handle, "rb") as stream:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_size > MOST_BYTES:
            raise Refused(url)
        return stream.read(MOST_BYTES + 1), TYPES[path.suffix.lower()]
