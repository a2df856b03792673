"""Won and lost by the words of stages: known words count, unknown ones are asked about, and no share is 0 % by silence.

Seven deals of March and April 2024; in March two were won (100 000 and 70 000) and two were lost (50 000 and 30 000).
By hand: 2 of 4 closed deals are won = 50 %; the mean won deal is 170 000 / 2 = 85 000.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.missing import Missing
from kpi_desktop.core.period import Period
from kpi_desktop.facts.schema import load_facts
from kpi_desktop.ingest.mapping import Mapping
from kpi_desktop.ingest.mapping_text import write_mapping
from kpi_desktop.ingest.options import ImportOptions
from kpi_desktop.ingest.outcome import Outcome
from kpi_desktop.ingest.rules import Rules
from kpi_desktop.resources import folder
from tests.importers.files import read as read_file
from tests.unit.engine.company import Company, Export
from tests.unit.ingest.tables import facts

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.ingest.outcome import FileReport

FACTS = load_facts((folder("formulas") / "facts.toml").read_text("utf-8"))
HEAD = "Номер;Дата создания;Клиент;Менеджер;Канал;Сумма;Стадия;Дата закрытия"
ROWS = (
    "1;01.03.2024;ООО Рысь;Иванов;Сайт;100000,00;{won};15.03.2024",
    "2;02.03.2024;ООО Лось;Иванов;Сайт;50000,00;{lost};20.03.2024",
    "3;03.03.2024;ООО Барс;Петров;Звонок;70000,00;{won};25.03.2024",
    "4;05.03.2024;ООО Волк;Петров;Звонок;30000,00;{lost};28.03.2024",
    "5;10.04.2024;ООО Лиса;Иванов;Сайт;40000,00;Переговоры;",
    "6;12.04.2024;ООО Бобр;Иванов;Сайт;20000,00;Новая;",
    "7;13.04.2024;ООО Ёж;Петров;Сайт;60000,00;{won};22.04.2024",
)
TARGETS = {
    "Номер": "deal", "Дата создания": "day", "Клиент": "customer", "Менеджер": "manager", "Канал": "channel",
    "Сумма": "amount", "Стадия": "stage", "Дата закрытия": "closed_day",
}  # fmt: skip


def read(where: Path, won: str, lost: str, *, closing: bool = True, rules: Rules | None = None) -> FileReport:
    """The list with these two words, with or without its closing days, as the owner says or by itself."""
    lines = [HEAD, *(row.format(won=won, lost=lost) for row in ROWS)]
    path = where / "сделки.csv"
    path.write_text("\n".join(line if closing else line.rpartition(";")[0] for line in lines), "utf-8")
    if rules is None:
        return read_file(path, where)
    targets = {name: target for name, target in TARGETS.items() if closing or target != "closed_day"}
    text = write_mapping(Mapping("deal", targets, rules=rules), FACTS, "ru")
    return read_file(path, where, ImportOptions(mapping=text))


def states(report: FileReport) -> list[object]:
    return [fact.get("status") for fact in facts(report)]


COUNTED = ["won", "lost", "won", "lost", "open", "open", "won"]


@pytest.mark.parametrize(("won", "lost"), [
    ("Успешно", "Отказ"), ("Продано", "Неуспешно"), ("Оплачено", "Слита"), ("Выиграно", "Не успешно"),
    ("Закрыта успешно", "Закрыта неуспешно"), ("Сделка состоялась", "Не реализовано"), ("Success", "Failed"),
    ("Успешно реализовано", "Закрыто и не реализовано"), ("Closed Won", "Closed Lost"),
])  # fmt: skip
def test_usual_words_are_known(tmp_path: Path, won: str, lost: str) -> None:
    report = read(tmp_path, won, lost)
    assert (report.outcome, states(report)) == (Outcome.OK, COUNTED)


@pytest.mark.parametrize(("won", "lost", "asked"), [
    ("Ура", "Отказ", "«Ура»"), ("Успешно", "Отказ от рекламы", "«Отказ от рекламы»"),
])  # fmt: skip
@pytest.mark.parametrize("closing", [True, False])
def test_a_stage_of_no_known_name_is_asked_about(
    tmp_path: Path, won: str, lost: str, asked: str, *, closing: bool
) -> None:
    report = read(tmp_path, won, lost, closing=closing)
    assert (report.outcome, report.batches) == (Outcome.NEEDS_MAPPING, ())
    [said] = [dict(issue.message.args)["stages"] for issue in report.issues if issue.code == "needs_mapping"]
    assert said == asked  # «Новая» and «Переговоры» are on their way by their names


def test_the_owners_word_for_one_stage_leaves_known_words_their_meaning(tmp_path: Path) -> None:
    report = read(tmp_path, "Ура", "Отказ", rules=Rules(won=("Ура",)))
    assert (report.outcome, states(report)) == (Outcome.OK, COUNTED)


def test_a_mapping_that_is_silent_about_a_stage_is_asked_again(tmp_path: Path) -> None:
    assert read(tmp_path, "Ура", "Отказ", rules=Rules(still_open=("Новая",))).outcome is Outcome.NEEDS_MAPPING
    report = read(tmp_path, "Ура", "Отказ", rules=Rules(still_open=("Ура",)))
    assert states(report) == ["open" if state == "won" else state for state in COUNTED]


def figures(where: Path, columns: str, rows: list[str]) -> dict[str, object]:
    company = Company(where)
    company.add(Export("\n".join([columns, *rows]), "deal", first="2024-03-01", last="2024-04-30"))
    found = company.engine.figures(["win_rate", "avg_deal_size"], [Period.month("2024-03")])
    return {figure.metric: figure.value for figure in found}


def test_the_figures_by_hand(tmp_path: Path) -> None:
    report = read(tmp_path, "Успешно", "Отказ")
    rows = [f"{one['day']} {one['deal']} {one['status']} {one['amount']} {one['closed_day'] or '-'}"
            for one in facts(report) if one["closed_day"]]  # fmt: skip
    found = figures(tmp_path, "day deal status amount closed_day", rows)
    assert found == {"win_rate": Decimal("0.5"), "avg_deal_size": Decimal(85000)}


def test_deals_without_states_have_no_share_of_won_ones(tmp_path: Path) -> None:
    found = figures(tmp_path, "day deal stage amount closed_day", ["2024-03-01 1 Ура 100.00 2024-03-15"])
    for value in found.values():
        assert isinstance(value, Missing)
        assert "names of the stages" in str(value.message)
