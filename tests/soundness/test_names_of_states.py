"""Names of states and stages of deals: with their place in the list, and under headings of many kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kpi_desktop.ingest.deal_words import unnumbered
from kpi_desktop.ingest.outcome import Outcome
from tests.importers.files import read
from tests.soundness.unseen.made import csv, shell, wrong_figures

if TYPE_CHECKING:
    from pathlib import Path

    from tests.soundness.unseen.made import Rows


def _deals(heading: str, won: str, lost: str, still: str) -> Rows:
    """Four deals won, three lost, three on their way, all of November 2026."""
    rows: Rows = [["ID", "Название сделки", "Дата создания", "Дата закрытия", "Сумма", "Ответственный", heading]]
    for place, state in enumerate([won] * 4 + [lost] * 3 + [still] * 3, start=1):
        end = "" if state == still else f"{place + 10:02}.11.2026"
        rows.append([str(place), f"Сделка {place}", f"{place:02}.11.2026", end, 1000 * place, "Иванов", state])
    return rows


@pytest.mark.parametrize(
    ("heading", "won", "lost", "still"),
    [
        ("Результат сделки", "Продали", "Не продали", "Думает"),
        ("Итог", "Куплено", "Слив", "В работе"),
        ("Стадия", "7. Успешно", "8. Провал", "1. Новая"),
        ("Этап", "9 - Успешно реализовано", "10 - Закрыто и не реализовано", "2 - КП"),
        ("Статус", "Закрыт (успех)", "Закрыт (отказ)", "Открыт"),
        ("Результат", "[W] Выиграна", "[L] Проиграна", "[N] В работе"),
    ],
)
def test_names_are_read(heading: str, won: str, lost: str, still: str, tmp_path: Path) -> None:
    book = tmp_path / "b.kpi"
    shell("new", book, "--company", "Лавка")
    file = csv(tmp_path / "Сделки.csv", _deals(heading, won, lost, still))
    _, answer, _ = shell("import", file, "--book", book, "--json")
    assert answer["files"][0]["outcome"] == "ok"
    assert not wrong_figures(book, "2026-11", {"win_rate": "0.571429"})


def test_a_state_of_no_known_name_is_asked_about(tmp_path: Path) -> None:
    rows = _deals("Результат сделки", "Продали", "Ушли к соседям", "В работе")
    report = read(csv(tmp_path / "Сделки.csv", rows), tmp_path)
    assert report.outcome is Outcome.NEEDS_MAPPING
    assert "Ушли к соседям" in " ".join(str(issue.message) for issue in report.issues)


@pytest.mark.parametrize(
    "word", ["1С: внедрение", "100% предоплата", "1-й контакт", "24.11 звонок", "2 встреча", "Отказ"]
)
def test_numbers_that_are_part_of_a_name_stay(word: str) -> None:
    assert unnumbered(word) == word
