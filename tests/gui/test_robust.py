"""Nothing freezes the window: closing in the middle, books that vanish, defects, work that piles up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMessageBox

from kpi_desktop.core.period import Period
from kpi_desktop.gui.operation import Operation, Watch
from kpi_desktop.gui.start import tell_defects
from tests.gui.seeing import opened, said

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from kpi_desktop.gui.window import Window

HEAVY = ("duckdb", "pyarrow", "numpy", "openpyxl", "xlsxwriter", "weasyprint", "lxml", "jinja2")


def boxes(window: Window) -> list[str]:
    """What the error boxes on the screen say."""
    return [box.text() for box in window.findChildren(QMessageBox) if box.isVisible()]


def test_first_paint_needs_no_heavy_library(tmp_path: Path) -> None:
    code = (
        "import sys, json; sys.argv = ['kpi-desktop', '--window', '--quit-after-paint'];"
        "from kpi_desktop.__main__ import main; code = main();"
        "print(json.dumps([code, [name for name in sys.argv_heavy if name in sys.modules]]))"
    ).replace("sys.argv_heavy", repr(HEAVY))
    found = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(tmp_path)},
    )
    assert json.loads(found.stdout.splitlines()[-1]) == [0, []]


def test_closing_in_the_middle_takes_a_second(qtbot: QtBot, window: Window, small: Path, tmp_path: Path) -> None:
    large = tmp_path / "много.csv"
    lines = "\r\n".join(f"{1 + i % 28:02d}.03.2026;Д{i};Товар {i % 900};2;201,00" for i in range(300_000))
    large.write_text("Дата;Документ;Товар;Количество;Сумма\r\n" + lines, encoding="cp1251")
    opened(qtbot, window, small)
    before = small.read_bytes()
    window.take_files([large])
    qtbot.wait(500)
    assert window.importing.busy()
    began = time.monotonic()
    window.close()
    assert not window.isVisible()
    assert time.monotonic() - began < 2
    assert small.read_bytes() == before


def test_deleted_book_is_told_and_closed(qtbot: QtBot, window: Window, small: Path) -> None:
    opened(qtbot, window, small)
    small.unlink()
    window.go("data", None)
    qtbot.waitUntil(lambda: bool(boxes(window)), timeout=10_000)
    assert "больше нет на месте" in boxes(window)[0]
    assert window.context.book is None
    assert said(window, "Чьи показатели посмотрим?")


def test_damaged_book_is_told(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    broken = tmp_path / "broken.kpi"
    broken.write_bytes(b"this was a book once" * 1000)
    window.open_book(broken)
    qtbot.waitUntil(lambda: bool(boxes(window)), timeout=10_000)
    assert "broken.kpi" in boxes(window)[0]


def test_defect_in_a_slot_is_told(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    tell_defects(window)
    try:
        raise ZeroDivisionError
    except ZeroDivisionError as defect:
        sys.excepthook(type(defect), defect, defect.__traceback__)
    qtbot.wait(20)
    assert boxes(window) == ["Ошибка программы: ZeroDivisionError"]
    assert "a defect of the window" in caplog.text
    caplog.clear()


def test_defect_in_work_is_told(qtbot: QtBot, window: Window, caplog: pytest.LogCaptureFixture) -> None:
    def fail(_watch: Watch) -> None:
        raise ZeroDivisionError

    window.start.work(fail, lambda _none: None)
    qtbot.waitUntil(lambda: boxes(window) == ["Ошибка программы: ZeroDivisionError"], timeout=5_000)
    caplog.clear()


def test_work_stands_in_a_queue(qtbot: QtBot, window: Window) -> None:
    del window
    told: list[str] = []

    def work(name: str, pause: float) -> str:
        told.append(f"{name} begins")
        time.sleep(pause)
        told.append(f"{name} ends")
        return name

    done: list[str] = []
    Operation(lambda _watch: work("first", 0.2)).success(done.append).start()
    Operation(lambda _watch: work("second", 0)).success(done.append).start()
    qtbot.waitUntil(lambda: len(done) == 2, timeout=5_000)
    assert told == ["first begins", "first ends", "second begins", "second ends"]


def test_months_chosen_quickly_show_the_last(qtbot: QtBot, window: Window, small: Path) -> None:
    opened(qtbot, window, small)
    for month in ("2026-09", "2026-10", "2026-09"):
        window.show_month(Period.month(month))
    qtbot.waitUntil(lambda: said(window, "Обзор · сентябрь 2026"), timeout=30_000)
    qtbot.wait(300)
    assert said(window, "Обзор · сентябрь 2026")


def test_window_remembers_its_size(qtbot: QtBot, window: Window) -> None:
    from kpi_desktop.gui.start import make_application, make_window

    window.resize(1010, 640)
    qtbot.wait(50)
    window.close()
    again = make_window(make_application(), window.context.settings)
    qtbot.addWidget(again)
    assert (again.width(), again.height()) == (1010, 640)
