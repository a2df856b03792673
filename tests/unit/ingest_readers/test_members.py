"""Names inside of archives: programs write them in cp866 or UTF-8 and often do not say which."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.ingest.limits import Limits
from kpi_desktop.ingest.members import unpack

if TYPE_CHECKING:
    from pathlib import Path

NAME = "Отчёт №1.csv"


@pytest.mark.parametrize("encoding", ["cp866", "utf-8"])
def test_a_russian_name_without_its_encoding(tmp_path: Path, encoding: str) -> None:
    raw = NAME.replace("ё", "е").encode(encoding)
    placeholder = b"x" * len(raw)
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr(placeholder.decode(), "a;b\n1;2\n")
    archive.write_bytes(archive.read_bytes().replace(placeholder, raw))
    (tmp_path / "work").mkdir()
    assert [name for name, _ in unpack(archive, tmp_path / "work", Limits())] == [NAME.replace("ё", "е")]


def test_a_name_that_says_its_encoding(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as package:
        package.writestr(NAME, "a;b\n1;2\n")
    (tmp_path / "work").mkdir()
    assert [name for name, _ in unpack(tmp_path / "a.zip", tmp_path / "work", Limits())] == [NAME]
