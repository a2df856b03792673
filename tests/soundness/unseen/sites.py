"""Reports of web analytics, advertising and mailings: totals are not counted, ratios come from sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.soundness.unseen.made import Case, Rows, csv, xlsx

if TYPE_CHECKING:
    from pathlib import Path


def sources_of_metrika(folder: Path) -> list[Path]:
    """«Источники, сводка»: «Итого и средние» above, a row of each group above its parts; 68 + 40 + 92 bounces."""
    rows: Rows = [
        ["Отчет «Источники, сводка»"], ["Счетчик: Мебель (12345678)"], ["Период: с 01.03.2026 по 31.03.2026"], [],
        ["Источник трафика", "Источник трафика (детально)", "Визиты", "Посетители", "Отказы", "Глубина просмотра", "Время на сайте"],
        ["Итого и средние", None, 1000, 800, 0.2, 2.5, "0:02:15"],
        ["Переходы из поисковых систем", None, 600, 500, 0.18, 2.6, "0:02:30"],
        ["Переходы из поисковых систем", "Яндекс", 400, 330, 0.17, 2.7, "0:02:31"],
        ["Переходы из поисковых систем", "Google", 200, 170, 0.2, 2.4, "0:02:28"],
        ["Прямые заходы", None, 400, 300, 0.23, 2.3, "0:01:53"],
        ["Прямые заходы", "Не определено", 400, 300, 0.23, 2.3, "0:01:53"],
    ]  # fmt: skip
    return [xlsx(folder / "report.xlsx", ("Отчёт", rows))]


def shop_of_metrika(folder: Path) -> list[Path]:
    """«Электронная коммерция» by days: visits are read, what was bought is sales of another source."""
    rows: Rows = [
        ["Дата визита", "Визиты", "Посетители, купившие товар", "Покупки", "Доход", "Средняя стоимость покупки"],
        ["Итого и средние", "300", "9", "10", "50 000,00", "5 000,00"],
        ["01.03.2026", "100", "4", "4", "18 000,00", "4 500,00"],
        ["14.03.2026", "200", "5", "6", "32 000,00", "5 333,33"],
    ]
    return [csv(folder / "report.csv", rows, sep=",", encoding="utf-8", quote_all=True)]


def goals_of_metrika(folder: Path) -> list[Path]:
    """«Конверсии»: a row for each goal holds no visits of its own."""
    rows: Rows = [
        ["Отчет «Конверсии»"], ["Период: 01.03.2026 - 31.03.2026"], [],
        ["Цель", "Конверсия", "Достижения цели", "Целевые визиты"],
        ["Заявка с сайта", "2,5 %", "30", "25"], ["Звонок", "1,0 %", "12", "10"],
    ]  # fmt: skip
    return [csv(folder / "report.csv", rows)]


def weeks_of_direct(folder: Path) -> list[Path]:
    """«Мастер отчётов» by weeks, tabs, a comma in the title: 4 300.75 / 145 clicks, a week without shows is missing."""
    lines = [
        "Мастер отчётов: mebel, 02.03.2026 - 29.03.2026",
        "Неделя\tКампания\tПоказы\tКлики\tРасход, ₽\tКонверсии",
        "02.03.2026 - 08.03.2026\tПоиск\t1000\t50\t1 500,50\t2",
        "09.03.2026 - 15.03.2026\tПоиск\t1100\t55\t1 600,00\t3",
        "23.03.2026 - 29.03.2026\tПоиск\t900\t40\t1 200,25\t1",
        "Итого\t\t3000\t145\t4 300,75\t6",
    ]
    path = folder / "report.tsv"
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("utf-8"))
    return [path]


def advertising_of_vk(folder: Path) -> list[Path]:
    """VK Реклама: a total below, the currency in the heading, what was reached is responses: 9 for 1 200.50."""
    rows: Rows = [
        ["ID кампании", "Название кампании", "Дата", "Показы", "Клики", "eCTR, %", "Потрачено, ₽", "eCPC, ₽", "Результат"],
        [1, "Весна", "01.03.2026", 1000, 20, 2, "500,00", "25,00", 4],
        [1, "Весна", "14.03.2026", 2000, 30, 1.5, "700,50", "23,35", 5],
        ["Итого", None, None, 3000, 50, 1.67, "1 200,50", "24,01", 9],
    ]  # fmt: skip
    return [xlsx(folder / "stat.xlsx", ("Статистика", rows))]


def unisender(folder: Path) -> list[Path]:
    """Shares beside counts, thousands with a blank, a total below: 515 / 2100, not the average of 30 % and 20 %."""
    rows: Rows = [
        ["Название", "Тема", "Дата отправки", "Отправлено", "Доставлено", "Доставлено, %", "Прочитано", "Прочитано, %", "Перешли по ссылкам", "Отписались"],
        ["Весна", "Скидки", "02.03.2026 10:00", "1000", "950", "95,00%", "285", "30,00%", "57", "5"],
        ["Новинки", "Март", "09.03.2026 10:00", "1 200", "1 150", "95,83%", "230", "20,00%", "46", "7"],
        ["Итого", "", "", "2 200", "2 100", "95,45%", "515", "24,52%", "103", "12"],
    ]  # fmt: skip
    return [csv(folder / "campaigns.csv", rows)]


def getresponse(folder: Path) -> list[Path]:
    """Bounced letters give the delivered ones: 1000 - 50."""
    rows: Rows = [
        ["Message name", "Subject", "Sent on", "Sent", "Opened", "Opened %", "Clicked", "Clicked %", "Bounced", "Bounced %", "Unsubscribed"],
        ["Spring", "Sale", "2026-03-02 10:00:00", "1000", "285", "28.5%", "57", "5.7%", "50", "5.0%", "5"],
    ]  # fmt: skip
    return [csv(folder / "messages.csv", rows, sep=",", encoding="utf-8")]


CASES = [
    Case("Метрика, источники", sources_of_metrika, "2026-03", 3, "1000", {"bounce_rate": "0.2"}, word="metrika"),
    Case("Метрика, электронная коммерция", shop_of_metrika, "2026-03", 2, "300", {"revenue": None}, word="metrika"),
    Case("Метрика, конверсии", goals_of_metrika, "2026-03", 2, "", {}, outcomes=("unsupported",), word="metrika"),
    Case("Директ по неделям", weeks_of_direct, "2026-03", 3, "4300.75",
         {"cpc": "29.6603", "ad_ctr": "0.0483333", "cost_per_response": "716.7917"}, word="yandex-direct"),
    Case("VK Реклама", advertising_of_vk, "2026-03", 2, "1200.5", {"cpc": "24.01", "cost_per_response": "133.3889"}),
    Case("Unisender", unisender, "2026-03", 2, "2200",
         {"email_open_rate": "0.2452381", "email_ctr": "0.0490476", "email_ctor": "0.2"}, word="mailing"),
    Case("GetResponse", getresponse, "2026-03", 1, "1000", {"email_open_rate": "0.3", "email_ctr": "0.06"}, word="mailing"),
]  # fmt: skip
