"""The same companies through files, import and shell: the book must say what the kernel says of the bare rows."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from kpi_desktop.engine.funnel.weak import weak_link
from tests.end2end.shell import kpi
from tests.simulation.files import cut_to_the_day_of_reading, write
from tests.simulation.funnel_company import BEFORE, NEVER, Made, make
from tests.simulation.reading import counted

if TYPE_CHECKING:
    from pathlib import Path

MONTH = "2025-12"


def diagnosed(made: Made, folder: Path) -> dict[str, Any]:
    """The company's files imported into a new book, and its last month diagnosed."""
    book = folder / "book.kpi"
    assert kpi("new", book, "--company", "Проба").code == 0
    imported = kpi("import", *write(made, folder), "--book", book)
    assert imported.code == 0, imported.said
    assert [file["outcome"] for file in imported.json["files"]] == ["ok"] * 3, imported.json
    answer = kpi("diagnose", "--book", book, "--month", MONTH)
    assert answer.code == 0, answer.said
    found: dict[str, Any] = answer.json
    return found


def first_whole_month(made: Made) -> int:
    """The first month that all three files cover: rows from its first ten days on."""
    first = max(int(day.min()) for day in (made.lead, made.visit, made.contract))
    return next(place for place, start in enumerate(made.edges) if first - start <= 10)


def check(made: Made, folder: Path) -> None:
    cut_to_the_day_of_reading(made)
    found = diagnosed(made, folder)
    truth = counted(made, first_whole_month(made), channels_of_payments=False)
    paid = made.payment[(made.payment >= made.edges[-2]) & (made.payment < made.edges[-1])]
    revenue = made.amount[(made.payment >= made.edges[-2]) & (made.payment < made.edges[-1])]
    assert Decimal(found["result"]) == Decimal(int(np.rint(revenue * 100).sum())) / 100
    by_hand = weak_link(truth, Fraction(1))
    stages = {stage["id"]: stage for stage in found["stages"]}
    assert stages["payments"]["number"] == paid.size
    assert found["money"] == "contracts", "what contracts bring is not called revenue"
    for stage in by_hand.stages:
        mine = stages[stage.id]
        assert float(mine["value"]) == pytest.approx(stage.judged.value, abs=1e-8), stage.id
        assert float(mine["usual"]) == pytest.approx(stage.judged.usual, rel=1e-6), stage.id
        assert mine["significant"] is stage.significant, stage.id
    assert found["weak_link"] == (by_hand.first.id if by_hand.first else None)
    assert found["certain"] is by_hand.certain
    for change in found["changes"]:
        assert abs(sum(Decimal(part["amount"]) for part in change["parts"]) - Decimal(change["total"])) < Decimal(
            "1e-9"
        )
        assert sum(Decimal(part["shown"]) for part in change["parts"]) + Decimal(change["rounding"]) == (
            round(Decimal(change["after"]), 2) - round(Decimal(change["before"]), 2)
        )


def test_a_fault_is_found_through_files(tmp_path: Path) -> None:
    # Of 150 to 250 leads a month; the contracts of the last month fall by six standard errors.
    made = make(11, "contracts", 6.0)
    cut_to_the_day_of_reading(made)
    found = diagnosed(made, tmp_path)
    assert found["weak_link"] == "contracts"
    assert found["certain"] is True
    assert "Проверьте этап «Договоры»" in found["headline"]
    # Lost at the stage: those who came to a meeting in the month and signed nothing, counted from the bare rows.
    inside = (made.visit >= made.edges[-2]) & (made.visit < made.edges[-1])
    lost = kpi("diagnose", "--book", tmp_path / "book.kpi", "--month", MONTH, "--lost", "contracts")
    assert lost.json["total"] == int((inside & (made.contract == NEVER)).sum())
    assert Counter(row["source"]["file"] for row in lost.json["rows"]) == {"Встречи.csv": len(lost.json["rows"])}


def test_a_month_of_which_a_part_is_loaded_is_refused(tmp_path: Path) -> None:
    # Only leads reach the end of December; the last meeting and contract are of the 5th.
    made = make(12, None)
    made.age = 0
    cut_to_the_day_of_reading(made)
    for day in (made.visit, made.contract, made.payment):
        day[day > made.edges[-2] + 4] = NEVER
    found = diagnosed(made, tmp_path)
    assert found["missing"]["reason"] == "not_covered"
    assert found["weak_link"] is None
    assert found["result"] is None
    assert found["changes"] == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_the_book_says_what_the_kernel_says(seed: int, tmp_path: Path) -> None:
    fault = (None, "leads", "visits", "contracts", "payments", "check")[seed % 6]
    check(make(2_000 + seed, fault, 4.5), tmp_path)


def test_months_before_are_cut() -> None:
    made = make(11)
    assert counted(made).months + BEFORE == counted(made, 0).months


def test_a_closed_month_is_diagnosed_as_it_was_closed(tmp_path: Path) -> None:
    made = make(11, "contracts", 6.0)
    cut_to_the_day_of_reading(made)
    before, book = diagnosed(made, tmp_path), tmp_path / "book.kpi"
    assert kpi("close", "--month", MONTH, "--book", book).code == 0
    # Forty more leads of December come in a later file.
    later = tmp_path / "Лиды ещё.csv"
    rows = [f"{day:02d}.12.2025;Н-{day}-{copy};Новый {day}-{copy};Сайт;Анна" for day in range(1, 21) for copy in (1, 2)]
    later.write_text("\n".join(("Дата обращения;Номер лида;Клиент;Канал;Менеджер", *rows)), "utf-8")
    assert kpi("import", later, "--book", book, "--source", "Забытое").code == 0
    closed = kpi("diagnose", "--book", book, "--month", MONTH).json
    assert closed["stages"] == before["stages"]
    assert closed["changes"] == before["changes"]
    reopened = kpi("close", "reopen", "--month", MONTH, "--who", "Бухгалтер", "--why", "Забытый файл", "--book", book)
    assert reopened.code == 0, reopened.said
    live = kpi("diagnose", "--book", book, "--month", MONTH).json
    numbers = [{stage["id"]: stage["number"] for stage in one["stages"]}["leads"] for one in (before, live)]
    assert numbers[1] == numbers[0] + 40
