"""Accounting registers of 1C in the layouts of «Бухгалтерия»/ERP and of УПП, written by hand as 1C lays them out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.period import Grain
from kpi_desktop.ingest.outcome import Outcome
from tests.unit.ingest.tables import Rows, codes, facts, imported, sheet

if TYPE_CHECKING:
    from pathlib import Path

D = Decimal
OPEN, TURN, CLOSE = "Сальдо на начало периода", "Обороты за период", "Сальдо на конец периода"
TOP: Rows = [
    ['ООО "Ромашка"'], ["Оборотно-сальдовая ведомость за Январь 2025 г."],
    ["Выводимые данные:", "БУ (данные бухгалтерского учета)"], [],
]  # fmt: skip
HEAD: Rows = [
    ["Счет", "Наименование счета", OPEN, None, TURN, None, CLOSE, None],
    [None, None, "Дебет", "Кредит", "Дебет", "Кредит", "Дебет", "Кредит"],
]
MERGES = ((4, 0, 5, 0), (4, 1, 5, 1), (4, 2, 4, 3), (4, 4, 4, 5), (4, 6, 4, 7))
BODY: Rows = [
    ["08", "Вложения", None, None, 50, 50, None, None],
    ["08.04", "Приобретение", None, None, 50, 50, None, None],
    ["51", "Расчетные счета", 1000, None, 500.25, 300, 1200.25, None],
    ["60", "Поставщики", None, 200, 300, 150, None, 50],
    ["60.01", "Расчеты", None, 200, 250, 150, None, 100],
    ["60.02", "Авансы", None, None, 50, None, 50, None],
    ["80", "Капитал", None, 800, None, None, None, 800],
    ["90", "Продажи", None, None, None, 350.25, None, 350.25],
    ["90.01", "Выручка", None, None, None, 350.25, None, 350.25],
    ["Итого", None, 1000, 1000, 850.25, 850.25, 1250.25, 1250.25],
]
LEVELS = [0] * 6 + [0, 1, 0, 0, 1, 1, 0, 0, 1, 0]
LEAVES = {
    ("08.04", None, D(50), D(50)), ("51", D(1000), D("500.25"), D(300)), ("60.01", None, D(250), D(150)),
    ("60.02", None, D(50), None), ("80", None, None, None), ("90.01", None, None, D("350.25")),
}  # fmt: skip


@pytest.mark.parametrize("levels", [LEVELS, None], ids=["outline", "by codes"])
def test_trial_balance_of_all_accounts(tmp_path: Path, levels: list[int] | None) -> None:
    report = imported(tmp_path, sheet([*TOP, *HEAD, *BODY], merges=MERGES, levels=levels))
    assert (report.outcome, report.rows, codes(report)) == (Outcome.OK, 6, [])
    assert report.recognised == "1c-register: Оборотно-сальдовая ведомость за Январь 2025 г."
    assert report.file_total == report.imported_total == D("850.25")
    batch = report.batches[0]
    assert (batch.fact, batch.grain, batch.organisation) == ("ledger", Grain.MONTH, 'ООО "Ромашка"')
    assert (batch.period, batch.period_stated) == ((date(2025, 1, 1), date(2025, 2, 1)), True)
    found = facts(report)
    assert {(f["account"], f["opening_debit"], f["debit"], f["credit"]) for f in found} == LEAVES
    assert {f["day"] for f in found} == {date(2025, 1, 1)}
    assert [f["src_row"] for f in found] == [8, 9, 11, 12, 13, 15]


def test_accounts_that_a_spreadsheet_took_for_numbers_get_their_zero_back(tmp_path: Path) -> None:
    body: Rows = [
        [8, "Вложения", None, None, 850.25, 850.25, None, None],
        ["Итого", None, None, None, 850.25, 850.25, None, None],
    ]
    report = imported(tmp_path, sheet([*TOP, *HEAD, *body], merges=MERGES))
    assert [f["account"] for f in facts(report)] == ["08"]


def test_a_trial_balance_that_does_not_agree_is_told_row_by_row(tmp_path: Path) -> None:
    body = [list(row) for row in BODY]
    body[2][6] = 1300  # closing of 51
    body[4][4] = 249  # turnover of 60.01
    report = imported(tmp_path, sheet([*TOP, *HEAD, *body], merges=MERGES, levels=LEVELS))
    assert report.outcome is Outcome.PARTIAL
    assert {"balance_differs", "group_differs", "total_differs", "sides_differ"} <= set(codes(report))
    assert {9, 11} <= {issue.row for issue in report.issues if issue.code == "balance_differs"}
    assert 10 in {issue.row for issue in report.issues if issue.code == "group_differs"}
    assert (report.file_total, report.imported_total) == (D("850.25"), D("849.25"))


def test_a_trial_balance_without_levels_that_does_not_agree_is_refused(tmp_path: Path) -> None:
    body = [list(row) for row in BODY]
    body[4][4] = 249
    report = imported(tmp_path, sheet([*TOP, *HEAD, *body], merges=MERGES))
    assert (report.outcome, report.batches) == (Outcome.UNSUPPORTED, ())
    assert report.recognised.startswith("1c-register")


OF_60: Rows = [
    ['ООО "Ромашка"'], ["Оборотно-сальдовая ведомость по счету 60 за 01.01.2025 - 28.02.2025"],
    ["Выводимые данные:", "БУ, НУ, Кол"], ["Отбор:", 'Договоры Равно "Основной"'],
    ["Счет", "Показатели", OPEN, None, TURN, None, CLOSE, None],
    ["Контрагенты", None, "Дебет", "Кредит", "Дебет", "Кредит", "Дебет", "Кредит"], ["Договоры"],
    ["60.01", "БУ", None, 200, 250, 150, None, 100], [None, "НУ", None, 190, 250, 140, None, 80],
    ["Альфа ООО", "БУ", None, 200, 200, 150, None, 150], [None, "НУ", None, 190, 250, 140, None, 80],
    ["Основной", "БУ", None, 200, 200, 150, None, 150], [None, "НУ", None, 190, 250, 140, None, 80],
    ["Бета АО", "БУ", None, None, 50, None, 50, None], [None, "НУ", None, None, 40, None, 40, None],
    ["Основной", "БУ", None, None, 50, None, 50, None], [None, "НУ", None, None, 40, None, 40, None],
    ["Итого", "БУ", None, 200, 250, 150, None, 100], [None, "НУ", None, 190, 290, 140, None, 40],
]  # fmt: skip
LEVELS_60 = [0] * 9 + [1, 1, 2, 2, 1, 1, 2, 2, 0, 0]


def test_balance_of_one_account_with_analytics_keeps_bookkeeping_only(tmp_path: Path) -> None:
    merges = ((4, 1, 6, 1), (4, 2, 4, 3), (4, 4, 4, 5), (4, 6, 4, 7), (5, 2, 6, 2))
    report = imported(tmp_path, sheet(OF_60, merges=merges, levels=LEVELS_60))
    assert (report.outcome, report.rows) == (Outcome.PARTIAL, 2)  # two months in one figure
    assert {"filtered", "other_kinds", "grain"} <= set(codes(report))
    assert report.batches[0].grain is Grain.SPAN
    assert report.file_total == report.imported_total == D(250)
    found = [(f["account"], f["counterparty"], f["subconto"], f["debit"]) for f in facts(report)]
    assert found == [("60.01", "Альфа ООО", "Альфа ООО / Основной", D(200)),
                     ("60.01", "Бета АО", "Бета АО / Основной", D(50))]  # fmt: skip


@pytest.mark.parametrize("kinds", ["НУ (данные налогового учета)", "УУ"])
def test_tax_accounting_is_never_taken_for_bookkeeping(tmp_path: Path, kinds: str) -> None:
    top: Rows = [*TOP[:2], ["Выводимые данные:", kinds], []]
    report = imported(tmp_path, sheet([*top, *HEAD, *BODY], merges=MERGES, levels=LEVELS))
    assert (report.outcome, report.batches) == (Outcome.UNSUPPORTED, ())
    assert report.issues[0].fix is not None


def test_balance_of_an_account_in_the_layout_of_upp(tmp_path: Path) -> None:
    rows: Rows = [
        ["Оборотно-сальдовая ведомость по счету: 62"], ["Период: Март 2025 г."], [],
        ["Субконто", OPEN, None, "Оборот за период", None, CLOSE, None],
        [None, "Дебет", "Кредит", "Дебет", "Кредит", "Дебет", "Кредит"],
        ["Ким", 10, None, 5, 12, 3, None], ["Кол-во:", 1, None, 1, 1, 1, None],
        ["Ли", None, None, 7.5, None, 7.5, None], ["В валюте :", None, None, 1, None, 1, None],
        ["Итого", 10, None, 12.5, 12, 10.5, None],
    ]  # fmt: skip
    report = imported(tmp_path, sheet(rows, merges=((3, 1, 3, 2), (3, 3, 3, 4), (3, 5, 3, 6))))
    assert (report.outcome, report.rows) == (Outcome.OK, 2)
    assert [(f["account"], f["subconto"], f["debit"], f["credit"]) for f in facts(report)] == [
        ("62", "Ким", D(5), D(12)), ("62", "Ли", D("7.5"), None),
    ]  # fmt: skip


def test_turnovers_of_an_account_by_months(tmp_path: Path) -> None:
    rows: Rows = [
        ['АО "Ель"'], ["Обороты счета 90.01 за Январь 2025 г. - Март 2025 г."], ["Выводимые данные:", "БУ"],
        ["Счет", "Начальное сальдо Дт", "Начальное сальдо Кт", "Оборот Дт", "Оборот Кт", "Конечное сальдо Дт",
         "Конечное сальдо Кт"],
        ["90.01", None, None, None, 600, None, 600],
        ["Январь 2025", None, None, None, 100, None, 100], ["Февраль 2025", None, 100, None, 200, None, 300],
        ["Март 2025", None, 300, None, 300, None, 600], ["Итого", None, None, None, 600, None, 600],
    ]  # fmt: skip
    report = imported(tmp_path, sheet(rows, levels=[0, 0, 0, 0, 0, 1, 1, 1, 0]))
    assert (report.outcome, codes(report)) == (Outcome.OK, [])
    assert [(f["day"], f["account"], f["credit"]) for f in facts(report)] == [
        (date(2025, 1, 1), "90.01", D(100)), (date(2025, 2, 1), "90.01", D(200)), (date(2025, 3, 1), "90.01", D(300)),
    ]  # fmt: skip
    batch = report.batches[0]
    assert (batch.grain, batch.period) == (Grain.MONTH, (date(2025, 1, 1), date(2025, 4, 1)))


@pytest.mark.parametrize(
    "head",
    [["Счет", "Кор. Счет", "Дебет", "Кредит"], ["Счет", "Кор.счет", "С кред. счетов", "В дебет счетов"]],
    ids=["БП", "УПП"],
)
def test_analysis_of_an_account(tmp_path: Path, head: list[str]) -> None:
    rows: Rows = [
        ['ООО "Ромашка"'], ["Анализ счета 51 за Январь 2025 г."], ["Выводимые данные:", "БУ"], [], [*head],
        ["51", "Начальное сальдо", 1000, None], [None, "60", None, 300], [None, "60.01", None, 250],
        [None, "60.02", None, 50], [None, "62", 500.25, None], [None, "62.01", 500.25, None],
        [None, "Оборот", 500.25, 300], [None, "Конечное сальдо", 1200.25, None],
    ]  # fmt: skip
    report = imported(tmp_path, sheet(rows))
    assert (report.outcome, report.rows, codes(report)) == (Outcome.OK, 3, [])
    assert [(f["account"], f["corr_account"], f["debit"], f["credit"]) for f in facts(report)] == [
        ("51", "60.01", None, D(250)), ("51", "60.02", None, D(50)), ("51", "62.01", D("500.25"), None),
    ]  # fmt: skip
    assert report.file_total == report.imported_total == D("500.25")
    rows[11] = [None, "Оборот", 501.25, 300]
    wrong = imported(tmp_path, sheet(rows))
    assert "total_differs" in codes(wrong)


def test_analysis_whose_account_has_parts_counts_the_parts(tmp_path: Path) -> None:
    rows: Rows = [
        ["Анализ счета 60 за Январь 2025 г."], [], ["Счет", "Кор. Счет", "Дебет", "Кредит"],
        ["60", "Начальное сальдо", None, 200], [None, "51", 300, None], [None, "Оборот", 300, None],
        [None, "Конечное сальдо", 100, None],
        ["60.01", "Начальное сальдо", None, 200], [None, "51", 250, None], [None, "Оборот", 250, None],
        ["60.02", "Начальное сальдо", None, None], [None, "51", 50, None], [None, "Оборот", 50, None],
    ]  # fmt: skip
    report = imported(tmp_path, sheet(rows))
    assert [(f["account"], f["debit"]) for f in facts(report)] == [("60.01", D(250)), ("60.02", D(50))]
    assert report.file_total == report.imported_total == D(300)


BY_BUYER: Rows = [
    ["Анализ счета 62.01 за Январь 2025 г."], [], ["Счет", "Кор. Счет", "Дебет", "Кредит"],
    ["62.01", "Начальное сальдо", 5, None], [None, "90.01", 120, None], [None, "Оборот", 120, None],
    ["Ким", "Начальное сальдо", 5, None], [None, "90.01", 100, None], [None, "Оборот", 100, None],
    ["Ли", "Начальное сальдо", None, None], [None, "90.01", 20, None], [None, "Оборот", 20, None],
]  # fmt: skip


def test_analysis_by_analytics_counts_each_turnover_once(tmp_path: Path) -> None:
    report = imported(tmp_path, sheet(BY_BUYER))
    assert [(f["account"], f["subconto"], f["debit"]) for f in facts(report)] == [
        ("62.01", "Ким", D(100)), ("62.01", "Ли", D(20)),
    ]  # fmt: skip
    assert report.file_total == report.imported_total == D(120)
    nested: Rows = [*BY_BUYER[:9], ["Договор 1", "Начальное сальдо", 5, None], [None, "90.01", 100, None],
              [None, "Оборот", 100, None], *BY_BUYER[9:]]  # fmt: skip
    unclear = imported(tmp_path, sheet(nested))
    assert (unclear.outcome, unclear.batches) == (Outcome.UNSUPPORTED, ())
    whole = imported(tmp_path, sheet(nested, levels=[0] * 3 + [0] * 3 + [1] * 3 + [2] * 3 + [1] * 3))
    assert [(f["subconto"], f["debit"]) for f in facts(whole)] == [("Ким / Договор 1", D(100)), ("Ли", D(20))]


def test_analytics_without_levels_are_refused_and_not_counted_twice(tmp_path: Path) -> None:
    rows: Rows = [list(row) for row in OF_60]
    report = imported(tmp_path, sheet(rows, merges=((4, 1, 6, 1), (4, 2, 4, 3), (4, 4, 4, 5), (4, 6, 4, 7))))
    assert (report.outcome, report.batches) == (Outcome.UNSUPPORTED, ())


CARD: Rows = [
    ['ООО "Ромашка"'], ["Карточка счета 51 за Январь 2025 г."], ["Выводимые данные:", "БУ"], [],
    ["Период", "Документ", "Аналитика Дт", "Аналитика Кт", "Дебет", None, "Кредит", None, "Текущее сальдо", None],
    [None, None, None, None, "Счет", None, "Счет", None, None, None],
    ["Сальдо на начало", None, None, None, None, None, None, None, "Д", 1000],
    ["09.01.2025", "Поступление на счет 0000-000001 от 09.01.2025 12:00:00\nОплата от покупателя\nпо вх.д. 7",
     "Расчетный счет\nОплата от покупателей", "Ким\nДоговор 1", "51", 500.25, "62.01", None, "Д", 1500.25],
    ["10.01.2025", "Списание 0000-000002 от 10.01.2025 0:00:00\nОплата поставщику", "Альфа\nДоговор 5",
     "Расчетный счет\nОплата поставщику", "60.01", None, "51", 300, "Д", 1200.25],
    ["Обороты за период и сальдо на конец", None, None, None, None, 500.25, None, 300, "Д", 1200.25],
]  # fmt: skip
CARD_MERGES = ((4, 0, 5, 0), (4, 1, 5, 1), (4, 4, 4, 5), (4, 6, 4, 7), (4, 8, 5, 9))


def test_card_of_an_account(tmp_path: Path) -> None:
    report = imported(tmp_path, sheet(CARD, merges=CARD_MERGES))
    assert (report.outcome, report.rows, codes(report)) == (Outcome.OK, 2, [])
    found = facts(report)
    assert [(f["day"], f["account"], f["corr_account"], f["debit"], f["credit"]) for f in found] == [
        (date(2025, 1, 9), "51", "62.01", D("500.25"), None), (date(2025, 1, 10), "51", "60.01", None, D(300)),
    ]  # fmt: skip
    assert found[0]["document"] == "Поступление на счет 0000-000001 от 09.01.2025 12:00:00"
    assert found[0]["content"] == "Оплата от покупателя / по вх.д. 7"
    assert found[0]["subconto"] == "Расчетный счет / Оплата от покупателей"
    assert (report.batches[0].grain, report.file_total, report.imported_total) == (Grain.DAY, D("500.25"), D("500.25"))


def test_card_of_upp(tmp_path: Path) -> None:
    rows: Rows = [
        ["Карточка счета: 51"], ["Период: 01.01.2025 - 31.01.2025"], [],
        ["Дата", "Документ", "Операция", "Дебет", None, "Кредит", None, "Текущее сальдо", None],
        [None, None, None, "Счет", "Сумма", "Счет", "Сумма", None, None],
        ["Сальдо на начало", None, None, None, None, None, None, "Д", 10],
        ["15.01.2025", "Выписка 5", "Поступление оплаты", "51", 20, "62.1", None, "Д", 30],
        ["Обороты за период", None, None, None, 20, None, None, None, None],
        ["Сальдо на конец", None, None, None, None, None, None, "Д", 30],
    ]  # fmt: skip
    report = imported(tmp_path, sheet(rows, merges=((3, 3, 3, 4), (3, 5, 3, 6))))
    assert report.outcome is Outcome.OK
    assert [(f["account"], f["corr_account"], f["debit"], f["document"], f["content"]) for f in facts(report)] == [
        ("51", "62.1", D(20), "Выписка 5", "Поступление оплаты")
    ]


@pytest.mark.parametrize("upp", [False, True])
def test_report_on_postings_gives_both_accounts_their_turnover(tmp_path: Path, *, upp: bool) -> None:
    if upp:
        rows: Rows = [
            ["Отчет по проводкам за Январь 2025 г."], [], ["Дата", "Документ", "Содержание", "Дт", "Кт", "Сумма"],
            ["09.01.2025", "Реализация 1", "Выручка", "62.01", "90.01", 120], ["Итого", None, None, None, None, 120],
        ]  # fmt: skip
        table = sheet(rows)
    else:
        rows = [
            ['ООО "Ромашка"'], ["Отчет по проводкам за Январь 2025 г."], ["Выводимые данные:", "БУ"], [],
            ["Период", "Документ", "Аналитика Дт", "Аналитика Кт", "Дебет", None, "Кредит", None],
            [None, None, None, None, "Счет", None, "Счет", None],
            ["09.01.2025", "Реализация 1\nВыручка", "Ким\nДоговор 1", "Товары", "62.01", 120, "90.01", 120],
        ]  # fmt: skip
        table = sheet(rows, merges=((4, 4, 4, 5), (4, 6, 4, 7)))
    report = imported(tmp_path, table)
    assert (report.outcome, report.rows) == (Outcome.OK, 1)
    assert [(f["account"], f["corr_account"], f["debit"], f["credit"], f["content"]) for f in facts(report)] == [
        ("62.01", "90.01", D(120), None, "Выручка"), ("90.01", "62.01", None, D(120), "Выручка"),
    ]  # fmt: skip


def test_a_register_without_a_period_and_an_empty_one(tmp_path: Path) -> None:
    nameless = imported(tmp_path, sheet([*HEAD, *BODY], merges=((0, 2, 0, 3), (0, 4, 0, 5), (0, 6, 0, 7))))
    assert (nameless.outcome, nameless.batches) == (Outcome.UNSUPPORTED, ())
    empty = imported(tmp_path, sheet([*TOP, *HEAD, ["Итого"]], merges=MERGES))
    assert empty.outcome is Outcome.EMPTY


def test_a_table_with_debit_and_credit_is_no_register(tmp_path: Path) -> None:
    rows: Rows = [
        ["Дата", "Документ", "Контрагент", "Дебет", "Кредит", "Сумма"],
        [date(2025, 1, 9), "1", "Ким", None, 120, 120],
        [date(2025, 1, 10), "2", "Ли", 20, None, 20],
    ]
    assert not imported(tmp_path, sheet(rows)).recognised.startswith("1c-register")


def test_texts_only(tmp_path: Path) -> None:
    def text(value: object) -> str | None:
        return None if value is None else f"{value:,.2f}".replace(",", " ").replace(".", ",") if isinstance(
            value, int | float) else str(value)  # fmt: skip

    rows: Rows = [[text(value) for value in row] for row in (*TOP, *HEAD, *BODY)]
    report = imported(tmp_path, sheet(rows, all_text=True), container="mxl")
    assert (report.outcome, report.rows) == (Outcome.OK, 6)
    assert report.recognised.startswith("1c-mxl: ")
    assert {(f["account"], f["opening_debit"], f["debit"], f["credit"]) for f in facts(report)} == LEAVES
