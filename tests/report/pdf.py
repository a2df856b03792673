"""Reading a PDF back with poppler, a program that is not ours."""

from __future__ import annotations

import re
import shutil
import subprocess
import zlib
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

_WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')


@dataclass(frozen=True)
class Word:
    """One word with its box, in points from the top left."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


def _run(program: str, *args: str) -> str:
    if shutil.which(program) is None:
        pytest.skip(f"{program} (poppler-utils) is not installed")
    return subprocess.run([program, *args], capture_output=True, text=True, check=True).stdout


def spaced(text: str) -> str:
    """All kinds of white space as one blank, a line may end after a dash: what is compared is the words."""
    return " ".join(text.replace("\u00a0", " ").split()).replace("– ", "–")


def pages(pdf: Path) -> list[str]:
    """The text of every page, in reading order."""
    return [spaced(page) for page in _run("pdftotext", "-layout", str(pdf), "-").split("\f")[:-1]]


def facts(pdf: Path) -> dict[str, str]:
    """What `pdfinfo` says: title, tags, pages, language."""
    lines = (line.partition(":") for line in _run("pdfinfo", str(pdf)).splitlines())
    return {name: value.strip() for name, _, value in lines}


def fonts(pdf: Path) -> list[tuple[str, bool]]:
    """The fonts and whether each is embedded."""
    return [
        (line.split()[0], line.split()[-5] == "yes") for line in _run("pdffonts", str(pdf)).splitlines()[2:] if line
    ]


def attachments(pdf: Path) -> str:
    """What files the PDF carries."""
    return _run("pdfdetach", "-list", str(pdf)).strip()


def words(pdf: Path) -> list[list[Word]]:
    """Every word of every page with its place."""
    found = []
    for page in _run("pdftotext", "-bbox", str(pdf), "-").split("<page ")[1:]:
        boxes = [(*map(float, match[:4]), match[4]) for match in _WORD.findall(page)]
        found.append([Word(*box) for box in boxes])
    return found


def objects(pdf: Path) -> bytes:
    """The PDF's own objects, out of their compressed streams."""
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf.read_bytes(), re.DOTALL):
        with suppress(zlib.error):
            found.append(zlib.decompress(stream))
    return b"\n".join(found)
