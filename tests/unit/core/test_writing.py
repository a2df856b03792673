"""A written file takes the old one's place only when it is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.errors import KpiDesktopError
from kpi_desktop.core.writing import check_place, written_beside
from kpi_desktop.i18n.translator import Translator

if TYPE_CHECKING:
    from pathlib import Path


def write_half(target: Path) -> None:
    with written_beside(target) as beside:
        beside.write_text("half")
        raise RuntimeError


def write_too_much(target: Path) -> None:
    with written_beside(target), open("/dev/full", "w") as full:  # noqa: PTH123 - a device, not a path of ours
        full.write("x" * 100_000)


def test_new_file_takes_the_place(tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    target.write_text("old")
    with written_beside(target) as beside:
        beside.write_text("new")
    assert target.read_text() == "new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failure_keeps_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    target.write_text("old")
    with pytest.raises(RuntimeError):
        write_half(target)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_full_disk_keeps_the_old_file_and_says_so(tmp_path: Path) -> None:
    """`/dev/full` refuses every byte, as a full disk does."""
    target = tmp_path / "report.pdf"
    target.write_text("old")
    with pytest.raises(KpiDesktopError) as caught:
        write_too_much(target)
    assert "на диске нет места" in Translator("ru")(caught.value.message)
    assert target.read_text() == "old"


def test_absent_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(KpiDesktopError) as caught, written_beside(tmp_path / "no" / "report.pdf"):
        pass
    assert "такой папки нет" in Translator("ru")(caught.value.message)


def test_a_place_is_checked_before_the_work_and_nothing_stays_there(tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    target.write_text("old")
    check_place(target)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]
    with pytest.raises(KpiDesktopError) as caught:
        check_place(tmp_path / "no" / "report.pdf")
    assert "такой папки нет" in Translator("ru")(caught.value.message)
