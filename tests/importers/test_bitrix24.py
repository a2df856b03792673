"""Deals and leads of Bitrix24: CSV with semicolons, the web page named .xls, states, currencies; by documentation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.ingest.outcome import Outcome
from tests.importers.service_files import read_text, sentences
from tests.unit.ingest.tables import codes, facts

if TYPE_CHECKING:
    from pathlib import Path

HEAD = ("ID", "Название", "Стадия сделки", "Сумма", "Валюта", "Компания", "Контакт", "Дата создания", "Дата завершения",
        "Ответственный", "Источник", "Сделка закрыта", "Воронка")  # fmt: skip
ROWS = (
    ("11", "Ворота; \"Гигант\"", "Сделка успешна", "150000.50", "Российский рубль", "ООО Дом", "",
     "01.02.2024 10:00:00", "10.02.2024", "Анна", "Звонок", "Да", "Продажи"),
    ("12", "Забор", "Переговоры", "20 000.00", "Российский рубль", "", "Пётр", "15.02.2024 10:00:00", "01.03.2024",
     "Олег", "Веб-сайт", "Нет", "Продажи"),
    ("13", "Калитка", "Сделка провалена", "", "Российский рубль", "", "", "16.02.2024 10:00:00", "20.02.2024", "Олег",
     "", "Да", "Продажи"),
)  # fmt: skip


def csv(rows: tuple[tuple[str, ...], ...] = ROWS, head: tuple[str, ...] = HEAD) -> str:
    lines = [";".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in (head, *rows)]
    return "\n".join(lines) + "\n"


def page(rows: tuple[tuple[str, ...], ...] = ROWS) -> str:
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in (HEAD, *rows))
    return f'<meta http-equiv="Content-type" content="text/html;charset=UTF-8"><table border="1">{body}</table>'


@pytest.mark.parametrize(("text", "name"), [(csv(), "DEAL.csv"), (page(), "DEAL.xls")])
def test_deals(tmp_path: Path, text: str, name: str) -> None:
    report = read_text(tmp_path, text, encoding="utf-8-sig", name=name)
    assert (report.outcome, report.recognised, report.rows, report.currency) == (Outcome.OK, "bitrix24", 3, "RUB")
    assert (report.file_total, report.imported_total) == (Decimal("170000.5"), Decimal("170000.5"))
    assert [(fact["deal"], fact["day"], fact["status"], fact["closed_day"], fact["forecast_day"], fact["amount"])
            for fact in facts(report)] == [
        ("11", date(2024, 2, 1), "won", date(2024, 2, 10), None, Decimal("150000.5")),
        ("12", date(2024, 2, 15), "open", None, date(2024, 3, 1), Decimal(20000)),
        ("13", date(2024, 2, 16), "lost", date(2024, 2, 20), None, None),
    ]  # fmt: skip
    assert [(fact["customer"], fact["manager"], fact["channel"], fact["x_voronka"]) for fact in facts(report)] == [
        ("ООО Дом", "Анна", "Звонок", "Продажи"), ("Пётр", "Олег", "Веб-сайт", "Продажи"),
        (None, "Олег", None, "Продажи"),
    ]  # fmt: skip


def test_a_closed_deal_of_an_own_stage_is_neither_won_nor_lost(tmp_path: Path) -> None:
    own = (ROWS[0], (*ROWS[1][:2], "Отгружено", *ROWS[1][3:11], "Да", "Продажи"))
    report = read_text(tmp_path, csv(own))
    assert [(fact["status"], fact["closed_day"]) for fact in facts(report)] == [
        ("won", date(2024, 2, 10)),
        (None, None),
    ]
    assert codes(report) == ["closed_unknown"]
    assert "«Отгружено»" in sentences(report)["closed_unknown"]


def test_the_group_of_the_stage_decides(tmp_path: Path) -> None:
    rows = tuple((*row, group) for row, group in zip(ROWS, ("В работе", "Успешно", "Провал"), strict=True))
    report = read_text(tmp_path, csv(rows, (*HEAD[:-2], "Итог", HEAD[-1], "Группа стадий")))
    assert [fact["status"] for fact in facts(report)] == ["open", "won", "lost"]


def test_amounts_in_another_currency_are_never_added(tmp_path: Path) -> None:
    dollars = (*ROWS, ("14", "Шлагбаум", "Переговоры", "100", "Доллар США", *ROWS[1][5:]))
    report = read_text(tmp_path, csv(dollars))
    assert (report.outcome, report.currency, report.imported_total) == (Outcome.PARTIAL, "RUB", Decimal("170000.5"))
    assert codes(report) == ["other_currency"]
    assert len(facts(report)) == 4


def test_english(tmp_path: Path) -> None:
    text = (
        "ID,Deal Name,Deal stage,Amount,Currency,Created on,Close date,Responsible person,Source,Closed\n"
        "11,Gates,Deal won,150.5,USD,02/13/2024 10:00:00 am,02/20/2024,Ann,Call,Yes\n"
    )
    report = read_text(tmp_path, text)
    assert (report.recognised, report.currency) == ("bitrix24", "USD")
    assert [(fact["day"], fact["closed_day"], fact["status"]) for fact in facts(report)] == [
        (date(2024, 2, 13), date(2024, 2, 20), "won"),
    ]  # fmt: skip


def test_leads(tmp_path: Path) -> None:
    head = ("ID", "Название лида", "Статус", "Источник", "Дата создания", "Ответственный", "Имя")
    rows = tuple(
        (str(number), "Заявка", state, "Веб-сайт", "01.02.2024 10:00:00", "Анна", "Пётр")
        for number, state in enumerate(("Не обработан", "В работе", "Некачественный лид", "Качественный лид"), 1)
    )
    report = read_text(tmp_path, csv(rows, head))
    assert (report.outcome, report.batches[0].fact, report.rows) == (Outcome.OK, "lead", 4)
    assert [(fact["lead"], fact["status"], fact["channel"]) for fact in facts(report)] == [
        ("1", "new", "Веб-сайт"), ("2", None, "Веб-сайт"), ("3", "rejected", "Веб-сайт"),
        ("4", "converted", "Веб-сайт"),
    ]  # fmt: skip
    assert codes(report) == ["states_in_work"]


def test_an_empty_list(tmp_path: Path) -> None:
    report = read_text(tmp_path, csv(()))
    assert (report.recognised, report.outcome) == ("bitrix24", Outcome.EMPTY)


@pytest.mark.parametrize(
    ("head", "word"),
    [
        ("ID,Тип,Полное имя контакта,Дата создания,Ответственный", "amocrm"),
        ("ID,Название компании,Тип компании,Ответственный", "bitrix24"),
        ("ID,Имя,Фамилия,Тип контакта,Ответственный", "bitrix24"),
        ("Record Id,Contact Owner,First Name,Last Name,Created Time", "zoho"),
    ],
)
def test_contacts_and_companies_are_refused_kindly(tmp_path: Path, head: str, word: str) -> None:
    report = read_text(tmp_path, f"{head}\n1,a,b,01.02.2024,c\n2,a,b,01.02.2024,c\n")
    assert (report.outcome, report.recognised, report.rows) == (Outcome.UNSUPPORTED, word, 2)
    assert sentences(report)["unsupported"] == (
        "Это список контактов или компаний: сделок в нём нет, показатели по нему не считаются"
    )
    assert report.issues[0].fix is not None
