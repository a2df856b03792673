"""The cover never cuts a sentence: steps always stand in its box, and of the reasons those that have room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kpi_desktop.present.first import FirstPage
from kpi_desktop.present.steps import Step
from kpi_desktop.report.cover_room import fitting
from kpi_desktop.report.render import render_report
from tests.report import pdf
from tests.report.month import bundle

if TYPE_CHECKING:
    from pathlib import Path

#: A sentence as a month with many sums has them: 84 letters, amounts that are not broken.
LONG = "больше покупателей (1 346 → 1 474) +1 910 253,87 ₽; средняя покупка выше +1 076 052,17 ₽; ".replace(
    " ₽", "\u00a0₽"
)


def page(reasons: int, length: int) -> FirstPage:
    """Two results, three steps of four lines, and so many reasons of so many sentences, each ending in its number."""
    levels = tuple(f"Выручка за октябрь 2026 года — {LONG}итог{n}." for n in (1, 2))
    steps = tuple(Step(f"s{n}", "Слабое звено", LONG * 3, f"Позвоните им, шаг{n}.") for n in (1, 2, 3))
    why = tuple(LONG * length + f"причина{n}." for n in range(reasons))
    return FirstPage(levels, why, steps, "Чтобы увидеть прибыль, добавьте «Расходы».")


@pytest.mark.parametrize(("reasons", "length"), [(0, 1), (2, 1), (12, 1), (12, 3), (1, 40)])
def test_everything_that_the_box_begins_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reasons: int, length: int
) -> None:
    told = page(reasons, length)
    monkeypatch.setattr("kpi_desktop.report.sections.findings.first_of", lambda *_: told)
    cover = pdf.words(render_report(bundle(), tmp_path / "r.pdf", "ru").path)[0]
    contents = next(word.top for word in cover if word.text == "Содержание")
    at = {word.text.rstrip("."): word.bottom for word in cover}
    for mark in ("итог2", "шаг1", "шаг2", "шаг3", "«Расходы»"):
        assert at[mark] < contents, mark
    shown = [text for text in at if text.startswith("причина")]
    assert all(at[text] < contents for text in shown)
    assert shown == [f"причина{n}" for n in range(len(shown))], "the first ones, none left out between"
    assert bool(shown) == (reasons > 0 and length < 40), "what has room is told"


def test_reasons_end_where_the_room_does() -> None:
    """164 mm without a result (10.7 + 6.87), a step (10.7 + 6.11) and a head (10.7) are 118.92: 19 lines of 6.11."""
    assert fitting(["Выручка."], ["1. Позвоните."], "", ["а" * 80] * 50) == ("а" * 80,) * 19
    assert fitting(["Выручка."], ["1. Позвоните."], "", []) == ()
