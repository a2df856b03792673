"""Settlements, flows of money and reports of advertising that do not say their days in the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.soundness.unseen.made import Case, Look, Rows, csv, xlsx

if TYPE_CHECKING:
    from pathlib import Path


def reconciliation(folder: Path) -> list[Path]:
    """БП 3.0, акт сверки: sales by debit, payments by credit, the other side's columns empty."""
    rows: Rows = [
        ["Акт сверки"], ["взаимных расчетов за период: 01.11.2025 - 30.11.2025"], ['между ООО "Вкус"'], ['и ООО "Ромашка"'],
        ['По данным ООО "Вкус", руб.', None, None, None, 'По данным ООО "Ромашка", руб.', None, None, None],
        ["Дата", "Документ", "Дебет", "Кредит", "Дата", "Документ", "Дебет", "Кредит"],
        ["Сальдо начальное", None, "1 000,00", None, "Сальдо начальное", None, None, None],
        ["03.11.25", "Продажа (15 от 03.11.2025)", "5 000,00", None, None, None, None, None],
        ["07.11.25", "Оплата (7 от 07.11.2025)", None, "4 000,00", None, None, None, None],
        ["Обороты за период", None, "5 000,00", "4 000,00", "Обороты за период", None, None, None],
    ]  # fmt: skip
    return [xlsx(folder / "Акт сверки.xlsx", ("TDSheet", rows, Look(((4, 0, 4, 3), (4, 4, 4, 7)))))]


def settlements(folder: Path) -> list[Path]:
    """УНФ, «Расчёты с покупателями»: what a buyer owes more is «Приход», and no money that came."""
    rows: Rows = [
        ["Расчеты с покупателями"], ["Период: 01.11.2025 - 30.11.2025"], [None],
        ["Контрагент", "Документ", "Начальный остаток", "Приход", "Расход", "Конечный остаток"],
        ["ООО Ромашка", "Расходная накладная 15 от 03.11.2025", 0, 5000, None, 5000],
        ["ООО Ромашка", "Поступление на счет 7 от 07.11.2025", 5000, None, 4000, 1000],
        ["Итого", None, 0, 5000, 4000, 1000],
    ]  # fmt: skip
    return [xlsx(folder / "Расчеты.xlsx", ("TDSheet", rows))]


def cash_flow(folder: Path) -> list[Path]:
    """Money by articles and months: what came is no expense. 1000 + 300 + 2000 + 400."""
    rows: Rows = [
        ["Движение денег"], ["Статья", "Октябрь 2025", None, "Ноябрь 2025", None],
        [None, "Приход", "Расход", "Приход", "Расход"],
        ["Оплата от покупателей", 1000, None, 2000, None], ["Аренда", None, 300, None, 400],
        ["Итого", 1000, 300, 2000, 400],
    ]  # fmt: skip
    return [xlsx(folder / "ДДС.xlsx", ("TDSheet", rows, Look(((1, 1, 1, 2), (1, 3, 1, 4)))))]


_ROISTAT: Rows = [
    ["Канал", "Визиты", "Заявки", "Продажи", "Выручка", "Прибыль", "Расходы", "ROI"],
    ["Яндекс.Директ", 1000, 20, 5, 50000, 20000, 10000, "100%"], ["SEO", 500, 10, 2, 20000, 15000, 0, ""],
    ["Итого", 1500, 30, 7, 70000, 35000, 10000, "250%"],
]  # fmt: skip
_MARCH: dict[str, str | None] = {"cost_per_response": "333.3333", "revenue": None}


def days_in_the_name(folder: Path) -> list[Path]:
    return [xlsx(folder / "roistat_2026-03-01_2026-03-31.xlsx", ("Аналитика", _ROISTAT))]


def days_in_words(folder: Path) -> list[Path]:
    rows: Rows = [["Отчёт: Источники, 1 марта 2026 — 31 марта 2026"], *_ROISTAT]
    return [xlsx(folder / "a.xlsx", ("Аналитика", rows))]


def no_days(folder: Path) -> list[Path]:
    """A date alone is that of the download: the days are asked for."""
    return [xlsx(folder / "roistat_2026-04-02.xlsx", ("Аналитика", _ROISTAT))]


def campaigns(folder: Path) -> list[Path]:
    """VK: campaigns without days, which the file's name has."""
    rows: Rows = [
        ["Название кампании", "Показы", "Клики", "Потрачено всего, ₽", "CTR, %"],
        ["Весна", 1000, 50, "1000,00", 5], ["Лето", 500, 20, "200,50", 4],
    ]  # fmt: skip
    return [csv(folder / "vk_ads_01.03.2026-31.03.2026.csv", rows, encoding="utf-8-sig")]


def universal_analytics(folder: Path) -> list[Path]:
    """Universal Analytics by days: month first, commas in thousands, the total has no day."""
    lines = ["# ----------------------------------------", "# All Web Site Data", "# Audience Overview", "# 20230301-20230331",
             "# ----------------------------------------", "", "Day Index,Sessions", '3/1/23,"1,000"', "3/2/23,600", ',"1,600"', ""]  # fmt: skip
    path = folder / "Analytics.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return [path]


NOTHING: dict[str, str | None] = {"revenue": None, "customer_receipts": None}

CASES = [
    Case("Акт сверки", reconciliation, "2025-11", 9, "", NOTHING, outcomes=("unsupported",)),
    Case("Расчёты с покупателями", settlements, "2025-11", 6, "", NOTHING, outcomes=("unsupported",)),
    Case("Движение денег по месяцам", cash_flow, "2025-11", 2, "3700", {"customer_receipts": "2000", "operating_expenses": None}, word="table: Оплаты"),
    Case("Roistat, дни в имени файла", days_in_the_name, "2026-03", 2, "10000", _MARCH, word="roistat"),
    Case("Roistat, дни словами", days_in_words, "2026-03", 2, "10000", _MARCH, word="roistat"),
    Case("Roistat без дней", no_days, "2026-03", 2, "", {"revenue": None}, outcomes=("needs_mapping",), word="roistat"),
    Case("VK, дни в имени файла", campaigns, "2026-03", 2, "1200.50", {"ad_ctr": "0.0466667"}, word="table: Реклама"),
    Case("Universal Analytics", universal_analytics, "2023-03", 2, "1600", {}, word="ga4"),
]  # fmt: skip
