"""Every error of the shell: its exit code, its sentence in both languages, and nothing of a traceback."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app import outputs
from tests.end2end.shell import kpi, kpi_process

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def book(sample_copy: Path) -> Path:
    return sample_copy


CASES = [
    (("kpis", "--book", "{book}", "--metric", "aow"), 2, "Показателя «aow» нет", "There is no metric “aow”"),
    (("kpis", "--book", "{book}", "--month", "2026-13"), 2, "«2026-13» — не период", "“2026-13” is not a period"),
    (
        ("kpis", "--book", "{book}", "--by", "shop"),
        2,
        "В данных нет разреза «shop»",
        "The data has no dimension “shop”",
    ),
    (("kpis", "--book", "no.kpi"), 2, "Книги «no.kpi» нет", "There is no book “no.kpi”"),
    (("import", "no.xlsx", "--book", "{book}"), 2, "Файла «no.xlsx» нет", "There is no file “no.xlsx”"),
    (("undo", "77", "--book", "{book}"), 2, "импорта с номером 77", "no import number 77"),
    (("try", "aov", "revenue=много"), 2, "не в виде имя=значение", "is not of the form name=value"),
    (("new", "{book}", "--company", "X"), 2, "уже существует", "already exists"),
    (("verify", "no.xlsx"), 2, "Файла «no.xlsx» нет", "There is no file “no.xlsx”"),
    (("kpis", "--book", "{damaged}"), 4, "повреждена", "is damaged"),
    (("check", "{damaged}"), 4, "повреждена", "is damaged"),
    (("workbook", "{folder}/no/out.xlsx", "--book", "{book}"), 2, "такой папки нет", "there is no such folder"),
]


@pytest.mark.parametrize(("command", "code", "russian", "english"), CASES, ids=lambda value: str(value)[:60])
def test_error_is_a_sentence(
    book: Path, tmp_path: Path, command: tuple[str, ...], code: int, russian: str, english: str
) -> None:
    damaged = tmp_path / "damaged.kpi"
    shutil.copy(book, damaged)
    with damaged.open("r+b") as stream:
        stream.seek(0)
        stream.write(b"\0" * 8192)
    places = {"book": str(book), "damaged": str(damaged), "folder": str(tmp_path)}
    words = [word.format(**places) for word in command]
    for lang, sentence, run in (("ru", russian, kpi_process), ("en", english, kpi)):
        answer = run(*words, "--lang", lang)
        assert answer.code == code, answer.said
        assert sentence in answer.said
        assert "Traceback" not in answer.said
        assert (answer.json is None) == (code in (1, 2))


@pytest.mark.parametrize("command", ["workbook", "report"])
def test_an_absent_folder_is_told_before_the_work(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    for work in ("make_bundle", "report_bundle"):
        monkeypatch.setattr(outputs, work, lambda *_: pytest.fail("computed for nothing"))
    answer = kpi(command, tmp_path / "no" / "out", "--book", book, "--month", "2026-10")
    assert answer.code == 2
    assert "такой папки нет" in answer.said


def test_absent_libreoffice_says_what_to_install(tmp_path: Path) -> None:
    out, small, sales = tmp_path / "kpi.xlsx", tmp_path / "small.kpi", tmp_path / "Продажи.csv"
    sales.write_text("Дата продажи;Документ;Сумма продажи\n01.09.2026;Д-1;100,00\n30.09.2026;Д-2;200,00\n", "utf-8")
    assert kpi("new", small, "--company", "Лавка").code == 0
    assert kpi("import", sales, "--book", small).code == 0
    assert kpi("workbook", out, "--book", small).code == 0
    python = shutil.which("env") or "/usr/bin/env"
    done = subprocess.run(
        [python, f"PATH={tmp_path}", sys.executable, "-m", "kpi_desktop", "verify", str(out), "--json"],
        capture_output=True, text=True, check=False, env={**os.environ, "PATH": str(tmp_path)},
    )  # fmt: skip
    if done.returncode == 0:
        pytest.skip("LibreOffice is found without PATH")
    assert done.returncode == 6, done.stderr
    assert "libreoffice" in done.stderr.lower()
    assert done.stdout.strip().startswith("{")


def test_month_without_data_is_no_error(book: Path) -> None:
    answer = kpi("kpis", "--book", book, "--month", "2031-01", "--metric", "aov")
    assert answer.code == 0
    found = answer.json["metrics"][0]
    assert found["value"] is None
    assert found["text"] == "нет данных"
    assert found["missing"]["message"]
