"""A watched folder: half-written files wait, temporary names are passed over, what the book has is not offered."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import new_book
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.watching import Watched, digests_in, digests_of, fresh
from kpi_desktop.app.workspace import load_workspace
from tests.end2end.shell import kpi

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SALES = "Дата продажи;Документ;Сумма продажи\n01.10.2026;Д-3;300,00\n31.10.2026;Д-4;50,00\n"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "Выгрузки"
    folder.mkdir()
    return folder


def put(path: Path, text: str = SALES, *, ago: float = 60) -> Path:
    """A file whose last change lies some seconds back."""
    path.write_text(text, encoding="utf-8")
    os.utime(path, (time.time() - ago, time.time() - ago))
    return path


def names(watched: Watched) -> list[str]:
    return [one.path.name for one in watched.look()]


def test_a_file_is_offered_at_the_second_look(inbox: Path) -> None:
    put(inbox / "a.csv")
    watched = Watched(inbox)
    assert names(watched) == []
    assert names(watched) == ["a.csv"]


def test_a_file_that_still_grows_waits(inbox: Path) -> None:
    path, watched = put(inbox / "a.csv", "Дата", ago=60), Watched(inbox)
    watched.look()
    put(path, SALES, ago=50)
    assert names(watched) == [], "it changed between two looks"
    assert names(watched) == ["a.csv"]
    put(path, SALES, ago=0)
    watched.look()
    assert names(watched) == [], "it was written a moment ago"


def test_temporary_names_and_empty_files_are_passed_over(inbox: Path) -> None:
    for name in ("~$a.xlsx", "b.csv.part", "c.xlsx.crdownload", ".hidden.csv", "d.tmp", "e.png", "book.kpi"):
        put(inbox / name)
    put(inbox / "empty.csv", "")
    watched = Watched(inbox)
    watched.look()
    assert names(watched) == []


def test_a_folder_that_is_away_holds_nothing_for_now(inbox: Path) -> None:
    watched = Watched(inbox / "нет")
    assert names(watched) == []


def test_what_the_book_holds_is_not_new(inbox: Path, tmp_path: Path) -> None:
    book = tmp_path / "b.kpi"
    new_book(book, "Лавка", "RUB", "ru")
    path = put(inbox / "a.csv")
    assert import_files(load_workspace(), book, [path], {})[0].imported == 2
    put(inbox / "копия.csv")
    with zipfile.ZipFile(inbox / "архив.zip", "w") as out:
        out.write(path, "внутри/a.csv")
        out.writestr("картинка.png", b"\x89PNG")
    (inbox / "a.csv.gz").write_bytes(gzip.compress(SALES.encode()))
    put(inbox / "новый.csv", SALES.replace("Д-", "Е-"))
    for name in ("архив.zip", "a.csv.gz"):
        os.utime(inbox / name, (1_700_000_000, 1_700_000_000))
    found = Watched(inbox).look(patient=False)
    assert len(found) == 5
    new = fresh(found, digests_in(book), {})
    assert [one.path.name for one in new] == ["новый.csv"]


def test_a_file_put_off_comes_back_only_after_a_change(inbox: Path) -> None:
    path = put(inbox / "a.csv")
    first = Watched(inbox).look(patient=False)
    put_off = {str(one.path): one.stamp.text for one in first}
    assert fresh(first, frozenset(), put_off) == []
    put(path, SALES + "31.10.2026;Д-5;1,00\n", ago=30)
    assert fresh(Watched(inbox).look(patient=False), frozenset(), put_off)


def test_a_workbook_is_told_by_itself_and_an_archive_by_what_it_holds(inbox: Path) -> None:
    path = inbox / "a.xlsx"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("[Content_Types].xml", "<Types/>")
        out.writestr("xl/workbook.xml", "<workbook/>")
    assert len(digests_of(path)) == 1
    with zipfile.ZipFile(inbox / "b.zip", "w") as out:
        out.writestr("1.csv", "а")
        out.writestr("2.csv", "б")
    assert len(digests_of(inbox / "b.zip")) == 2
    assert digests_of(inbox / "нет.csv") == frozenset()


def test_the_shell_imports_new_files_once(inbox: Path, tmp_path: Path) -> None:
    book = tmp_path / "b.kpi"
    assert kpi("new", book, "--company", "Лавка").code == 0
    put(inbox / "a.csv")
    listed = kpi("watch", inbox, "--book", book, "--once", "--list")
    assert ([name.rsplit("/", 1)[1] for name in listed.json["new"]], listed.json["files"]) == (["a.csv"], [])
    first = kpi("watch", inbox, "--book", book, "--once")
    assert (first.code, first.json["files"][0]["imported"]) == (0, 2)
    second = kpi("watch", inbox, "--book", book, "--once")
    assert (second.code, second.json["new"]) == (0, [])
    assert kpi("watch", tmp_path / "нет", "--book", book, "--once").code == 2


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Tests that run in the background ignore Ctrl-C, and so would the processes that they start."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_the_shell_watches_until_it_is_stopped(inbox: Path, tmp_path: Path) -> None:
    book = tmp_path / "b.kpi"
    assert kpi("new", book, "--company", "Лавка").code == 0
    put(inbox / "a.csv")
    watch = ["watch", str(inbox), "--book", str(book), "--every", "0.2", "--json"]
    command = [sys.executable, "-m", "kpi_desktop", *watch]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as running:
        assert running.stdout is not None
        try:
            answer = json.loads(running.stdout.readline())
            running.send_signal(signal.SIGINT)
            assert running.wait(60) == 130
        finally:
            running.kill()
    assert (len(answer["new"]), answer["files"][0]["imported"]) == (1, 2)
