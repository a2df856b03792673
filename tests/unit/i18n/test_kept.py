"""The messages of a checkout are compiled once, and never taken from a file that was made of other fragments."""

from __future__ import annotations

import gettext
import io
import os
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.i18n import compile as compiler
from kpi_desktop.i18n.kept import kept_fragments

if TYPE_CHECKING:
    from pathlib import Path

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def said(data: bytes, text: str) -> str:
    return gettext.GNUTranslations(io.BytesIO(data)).gettext(text)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "ru"
    made.mkdir()
    (made / "a.po").write_text(f'{HEAD}msgid "cup"\nmsgstr "чашка"\n', encoding="utf-8")
    return made


def test_the_second_process_compiles_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = kept_fragments(folder)
    monkeypatch.setattr(compiler, "compiled_fragments", lambda _: pytest.fail("compiled again"))
    assert kept_fragments(folder) == first
    assert said(first, "cup") == "чашка"


def test_a_changed_fragment_is_said_at_once_and_the_old_file_goes(folder: Path) -> None:
    kept_fragments(folder)
    old = list(folder.glob("*.mo"))
    (folder / "a.po").write_text(f'{HEAD}msgid "cup"\nmsgstr "кружка"\n', encoding="utf-8")
    assert said(kept_fragments(folder), "cup") == "кружка"
    assert len(old) == len(list(folder.glob("*.mo"))) == 1
    assert not old[0].exists()


def test_a_fragment_of_the_same_size_and_another_time_is_another(folder: Path) -> None:
    kept_fragments(folder)
    path = folder / "a.po"
    path.write_text(path.read_text("utf-8").replace("чашка", "пиала"), encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert said(kept_fragments(folder), "cup") == "пиала"


def test_a_fragment_that_went_or_came_counts(folder: Path) -> None:
    kept_fragments(folder)
    (folder / "b.po").write_text(f'{HEAD}msgid "spoon"\nmsgstr "ложка"\n', encoding="utf-8")
    assert said(kept_fragments(folder), "spoon") == "ложка"
    (folder / "a.po").unlink()
    assert said(kept_fragments(folder), "cup") == "cup"


def test_a_folder_that_cannot_be_written_is_compiled_in_memory(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("pathlib.Path.write_bytes", refused)
    assert said(kept_fragments(folder), "cup") == "чашка"
    assert not list(folder.glob("*.mo"))
