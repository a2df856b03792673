"""The owner's rules: rows, spellings, returns, days and stages, each with its effect on facts and totals by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.period import Grain
from kpi_desktop.facts.schema import load_facts
from kpi_desktop.ingest.mapping import Mapping
from kpi_desktop.ingest.mapping_text import read_mapping, write_mapping
from kpi_desktop.ingest.options import ImportOptions
from kpi_desktop.ingest.outcome import Outcome
from kpi_desktop.ingest.rules import Match, RowRule, Rules
from kpi_desktop.resources import folder
from tests.importers.files import read
from tests.importers.test_zoho import DEALS
from tests.shared import shared
from tests.unit.ingest.tables import Rows, codes, facts, imported, sheet

if TYPE_CHECKING:
    from pathlib import Path

FACTS = load_facts((folder("formulas") / "facts.toml").read_text("utf-8"))
SALES: Rows = [
    ["Дата", "Чек", "Склад", "Товар", "Количество", "Сумма", "Источник"],
    ["01.10.2026", 107, "B1", "Чай", 1, 100.10, "Сайт"],
    ["02.10.2026", 215, "в1", "Чай", 2, 200.20, "Тест"],
    ["03.10.2026", 309, "Б1", "Мёд", 1, 50, "Сайт "],
    ["04.10.2026", 404, "C2", "мед", 1, 25, None],
    ["Итого", None, None, None, 5, 375.30, None],
]
MERGED: Rows = [
    ["Дата", "Чек", "Склад", "Товар", "Количество", "Сумма"],
    ["01.10.2026", 107, "Юг", "Чай", 1, 100],
    [None, None, "Юг", "Кофе", 1, 10],
    ["02.10.2026", 215, "Север", "Чай", 1, 1],
    [None, None, "Юг", "Кофе", 1, 1000],
]


def options(mapping: Mapping) -> ImportOptions:
    return ImportOptions(mapping=write_mapping(mapping, FACTS, "ru"))


def plain(folder_: Path, table: Rows = SALES) -> Mapping:
    """The mapping that the program itself makes of the table."""
    return read_mapping(imported(folder_, sheet(table)).mapping, FACTS)


def ruled(folder_: Path, rules: Rules, table: Rows = SALES) -> ImportOptions:
    return options(replace(plain(folder_, table), rules=rules))


def test_rows_are_left_out_and_counted(tmp_path: Path) -> None:
    rules = Rules(rows=(RowRule("Источник", ("тест",)),))
    report = imported(tmp_path, sheet(SALES), options=ruled(tmp_path, rules))
    assert (report.outcome, report.rows, len(facts(report))) == (Outcome.OK, 4, 3)
    assert (report.file_total, report.dropped_rows, report.dropped_total, report.imported_total) == (
        Decimal("375.30"), 1, Decimal("200.20"), Decimal("175.10"),
    )  # fmt: skip
    assert [fact["document"] for fact in facts(report)] == ["107", "309", "404"]
    assert [fact["src_row"] for fact in facts(report)] == [2, 4, 5]
    assert "rows_dropped" in codes(report)
    batch = report.batches[0]
    assert (batch.rows, batch.dropped_rows, batch.imported_total) == (3, 1, Decimal("175.10"))


def test_only_some_rows_are_kept_and_empty_cells_are_a_value(tmp_path: Path) -> None:
    kept = Rules(rows=(RowRule("Источник", ("Сайт",), keep=True),))
    assert [fact["document"] for fact in facts(imported(tmp_path, sheet(SALES), options=ruled(tmp_path, kept)))] == [
        "107", "309",
    ]  # fmt: skip
    empty = Rules(rows=(RowRule("Источник", ("",)),))
    assert [fact["document"] for fact in facts(imported(tmp_path, sheet(SALES), options=ruled(tmp_path, empty)))] == [
        "107", "215", "309",
    ]  # fmt: skip


def test_two_rules_never_count_a_row_twice(tmp_path: Path) -> None:
    rules = Rules(rows=(RowRule("Источник", ("Тест",)), RowRule("Товар", ("ча",), match=Match.BEGINS)))
    report = imported(tmp_path, sheet(SALES), options=ruled(tmp_path, rules))
    assert (report.dropped_rows, report.dropped_total, report.imported_total) == (2, Decimal("300.30"), Decimal(75))


def test_a_line_below_its_document_keeps_its_own_date(tmp_path: Path) -> None:
    """The first line of a document carries date and number: without it the lines below must not move to another."""
    rules = Rules(rows=(RowRule("Склад", ("Север",)), RowRule("Товар", ("Чай",))))
    report = imported(tmp_path, sheet(MERGED), options=ruled(tmp_path, rules, MERGED))
    assert [(fact["day"], fact["document"], fact["amount"]) for fact in facts(report)] == [
        (date(2026, 10, 1), "107", Decimal(10)), (date(2026, 10, 2), "215", Decimal(1000)),
    ]  # fmt: skip
    assert (report.file_total, report.dropped_total) == (Decimal(1111), Decimal(101))


def test_all_rows_left_out_is_no_import(tmp_path: Path) -> None:
    rules = Rules(rows=(RowRule("Источник", ("нет такого",), keep=True),))
    report = imported(tmp_path, sheet(SALES), options=ruled(tmp_path, rules))
    assert (report.outcome, report.batches) == (Outcome.EMPTY, ())


def test_a_rule_whose_column_is_gone_is_asked_about(tmp_path: Path) -> None:
    rules = Rules(rows=(RowRule("Статус оплаты", ("Отменено",)),))
    report = imported(tmp_path, sheet(SALES), options=ruled(tmp_path, rules))
    assert (report.outcome, report.batches) == (Outcome.NEEDS_MAPPING, ())
    assert "needs_mapping" in codes(report)
    assert "Статус оплаты" in report.mapping


def test_look_alike_values_are_named_and_stay_apart(tmp_path: Path) -> None:
    report = imported(tmp_path, sheet(SALES))
    assert [fact["warehouse"] for fact in facts(report)] == ["B1", "в1", "Б1", "C2"]
    assert set(report.alike) == {("Склад", ("B1", "Б1", "в1")), ("Товар", ("Мёд", "мед"))}
    assert codes(report).count("values_alike") == 2


def test_spellings_are_merged_where_the_owner_says_so(tmp_path: Path) -> None:
    rules = Rules(
        values={"Склад": {"B1": "В1", "в1": "В1", "Б1": "В1"}, "Товар": {"мед": "Мёд"}, "Чек": {"404": "0404"}}
    )
    report = imported(tmp_path, sheet(SALES), options=ruled(tmp_path, rules))
    assert [(fact["warehouse"], fact["product"], fact["document"]) for fact in facts(report)] == [
        ("В1", "Чай", "107"), ("В1", "Чай", "215"), ("В1", "Мёд", "309"), ("C2", "Мёд", "0404"),
    ]  # fmt: skip
    assert (report.file_total, report.imported_total, report.alike) == (Decimal("375.30"), Decimal("375.30"), ())
    columns = {column.heading: column for column in report.columns}
    assert columns["Склад"].values == (("В1", 3), ("C2", 1))


def test_two_shelves_in_one_script_are_not_alike(tmp_path: Path) -> None:
    table: Rows = [SALES[0], ["01.10.2026", 1, "Б1", "Чай", 1, 1, ""], ["01.10.2026", 2, "В1", "Чай", 1, 1, ""]]
    assert imported(tmp_path, sheet(table)).alike == ()


def test_the_rules_come_back_with_the_next_file_of_the_layout(tmp_path: Path) -> None:
    rules = Rules(rows=(RowRule("Источник", ("Тест",)),), values={"Склад": {"B1": "В1"}})
    first = imported(tmp_path, sheet(SALES), options=ruled(tmp_path, rules))
    later: Rows = [SALES[0], ["05.10.2026", 5, "B1", "Чай", 1, 7, "тест"], ["05.10.2026", 6, "B1", "Чай", 1, 8, "Сайт"]]
    report = imported(tmp_path, sheet(later), options=ImportOptions(saved=(first.batches[0].mapping,)))
    assert [(fact["document"], fact["warehouse"]) for fact in facts(report)] == [("6", "В1")]
    assert (report.file_total, report.dropped_total, report.imported_total) == (Decimal(15), Decimal(7), Decimal(8))


def test_quiet_days_of_a_stated_period_are_covered(tmp_path: Path) -> None:
    mapping = replace(plain(tmp_path), period=("2026-10-01", "2026-10-31"))
    report = imported(tmp_path, sheet(SALES), options=options(mapping))
    assert report.period == (date(2026, 10, 1), date(2026, 11, 1))
    assert report.batches[0].period_stated
    later: Rows = [SALES[0], ["05.10.2026", 5, "B1", "Чай", 1, 7, "тест"]]
    other = imported(
        tmp_path, sheet(later), options=ImportOptions(saved=(report.batches[0].mapping,)), content=b"another file"
    )
    assert other.period == (date(2026, 10, 5), date(2026, 10, 6)), "a period is stated for one file only"
    assert not other.batches[0].period_stated
    again = imported(tmp_path, sheet(SALES), options=ImportOptions(saved=(report.batches[0].mapping,)))
    assert again.batches[0].period_stated


def test_a_period_that_rows_contradict_is_not_used(tmp_path: Path) -> None:
    mapping = replace(plain(tmp_path), period=("2026-10-01", "2026-10-02"))
    report = imported(tmp_path, sheet(SALES), options=options(mapping))
    assert report.period == (date(2026, 10, 1), date(2026, 10, 5))
    assert not report.batches[0].period_stated
    assert "period_contradicted" in codes(report)


UNDATED: Rows = [["Товар", "Количество", "Сумма"], ["Чай", 2, 200], ["Кофе", 1, 150], [None, 3, 350]]


def test_a_table_without_dates_is_given_its_days(tmp_path: Path) -> None:
    asked = imported(tmp_path, sheet(UNDATED))
    assert asked.outcome is Outcome.NEEDS_MAPPING
    draft = Mapping("sale", {"Товар": "product", "Количество": "quantity", "Сумма": "amount"})
    found = []
    for days in (("2026-10-07", "2026-10-07"), ("2026-10-01", "2026-10-31"), ("2026-10-05", "2026-10-11")):
        report = imported(tmp_path, sheet(UNDATED), options=options(replace(draft, period=days)))
        batch = report.batches[0]
        assert (report.rows, report.imported_total, batch.period_stated) == (2, Decimal(350), True)
        found.append((batch.grain, report.period, {fact["day"] for fact in facts(report)}))
    assert found == [
        (Grain.DAY, (date(2026, 10, 7), date(2026, 10, 8)), {date(2026, 10, 7)}),
        (Grain.MONTH, (date(2026, 10, 1), date(2026, 11, 1)), {date(2026, 10, 1)}),
        (Grain.SPAN, (date(2026, 10, 5), date(2026, 10, 12)), {date(2026, 10, 5)}),
    ]


RETURNS: Rows = [
    ["Дата", "Чек", "Товар", "Количество", "Сумма", "Движение"],
    ["01.10.2026", 1, "Чай", 1, 100, "выдано"],
    ["02.10.2026", 2, "Чай", 1, 40, "принято назад"],
]


def test_a_word_in_a_column_marks_returns(tmp_path: Path) -> None:
    rules = Rules(return_column="Движение", return_words=("Принято назад",))
    mapping = replace(plain(tmp_path, RETURNS), returns="word", rules=rules)
    report = imported(tmp_path, sheet(RETURNS), options=options(mapping))
    assert [(fact["kind"], fact["amount"]) for fact in facts(report)] == [
        ("sale", Decimal(100)), ("return", Decimal(-40)),
    ]  # fmt: skip
    assert (report.file_total, report.imported_total) == (Decimal(60), Decimal(60))


def test_a_sheet_of_returns(tmp_path: Path) -> None:
    sold, back = sheet(RETURNS[:2], name="Продажи"), sheet([RETURNS[0], RETURNS[2]], name="Обратно")
    mapping = read_mapping(imported(tmp_path, sold, back).mapping, FACTS)
    mapping = replace(mapping, returns="sheet", rules=Rules(return_sheets=("Обратно",)))
    report = imported(tmp_path, sold, back, options=options(mapping))
    assert [(fact["kind"], fact["amount"]) for fact in facts(report)] == [
        ("sale", Decimal(100)), ("return", Decimal(-40)),
    ]  # fmt: skip


def test_only_the_named_documents_are_sales(tmp_path: Path) -> None:
    table: Rows = [
        ["Дата", "Документ", "Товар", "Количество", "Сумма"],
        ["01.10.2026", "Реализация 0001", "Чай", 1, 100],
        ["02.10.2026", "Комиссия 0001", "Чай", 1, 40],
        ["03.10.2026", "Реализация 0002", "Чай", 1, 7],
    ]
    rules = Rules(sale_documents=("Реализация",))
    report = imported(tmp_path, sheet(table), options=ruled(tmp_path, rules, table))
    assert (report.file_total, report.dropped_total, report.imported_total) == (Decimal(147), Decimal(40), Decimal(107))


def test_stages_mean_what_the_owner_says(tmp_path: Path) -> None:
    table: Rows = [
        ["Дата создания", "Номер сделки", "Этап", "Сумма сделки", "Ответственный"],
        ["01.10.2026", "A1", "Отгружено", 100, "Анна"],
        ["02.10.2026", "A2", "Ушёл к другим", 50, "Анна"],
        ["03.10.2026", "A3", "Думает", 25, "Олег"],
    ]
    targets = {"Дата создания": "day", "Номер сделки": "deal", "Этап": "stage", "Сумма сделки": "amount"}
    mapping = Mapping("deal", targets, rules=Rules(won=("отгружено",), lost=("Ушел к другим",)))
    report = imported(tmp_path, sheet(table), options=options(mapping))
    assert [fact["status"] for fact in facts(report)] == ["won", "lost", "open"]


def service(rules: Rules, period: tuple[str, str] | None = None) -> ImportOptions:
    return options(Mapping("deal", {}, "zoho", reader="zoho", rules=rules, period=period))


def test_rules_for_the_export_of_a_service(tmp_path: Path) -> None:
    rules = Rules(
        rows=(RowRule("Lost Reason", ("Duplicate",)),), values={"Source": {"SMM": "Соцсети"}}, won=("Call Delayed",)
    )
    report = imported(tmp_path, sheet(DEALS, name="Deals"), options=service(rules, ("2024-02-01", "2024-02-29")))
    assert (report.outcome, report.recognised, report.rows) == (Outcome.OK, "zoho", 4)
    assert [(fact["channel"], fact["status"], fact["amount"]) for fact in facts(report)] == [
        ("Google Ads", "won", Decimal(4500)), ("Соцсети", "lost", Decimal(3500)), ("Соцсети", "won", Decimal(11398)),
    ]  # fmt: skip
    assert (report.dropped_rows, report.dropped_total, report.imported_total) == (1, Decimal(0), Decimal(19398))
    assert report.period == (date(2024, 2, 1), date(2024, 3, 1))
    again = imported(tmp_path, sheet(DEALS, name="Deals"), options=ImportOptions(saved=(report.mapping,)))
    assert again.mapping == report.mapping
    assert (again.dropped_rows, again.period) == (1, report.period)


def test_the_duplicates_of_a_real_export(tmp_path: Path) -> None:
    path = shared("data/crm/zoho_deals.xlsx")
    whole = read(path, tmp_path)
    report = read(path, tmp_path, service(Rules(rows=(RowRule("Lost Reason", ("Duplicate",)),))))
    assert (report.rows, report.dropped_rows) == (whole.rows, 1771)
    assert len(facts(report)) == whole.rows - 1771
    assert report.file_total == whole.file_total
    assert report.dropped_total is not None
    assert report.imported_total == (whole.imported_total or 0) - report.dropped_total
    assert "Duplicate" not in {fact["loss_reason"] for fact in facts(report)}


def test_a_changed_layout_keeps_what_is_known_and_asks_for_what_is_needed(tmp_path: Path) -> None:
    saved = ImportOptions(saved=(imported(tmp_path, sheet(SALES)).batches[0].mapping,))
    wider: Rows = [[*SALES[0], "Бренд"], [*SALES[1], "Ява"]]
    report = imported(tmp_path, sheet(wider), options=saved)
    assert (report.outcome, codes(report)[0]) == (Outcome.OK, "columns_changed")
    assert [(change.heading, change.after, change.new) for change in report.changes] == [("Бренд", "x_brend", True)]
    assert facts(report)[0]["x_brend"] == "Ява"
    renamed: Rows = [[*SALES[0][:5], "Итого к оплате", "Источник"], SALES[1]]
    asked = imported(tmp_path, sheet(renamed), options=saved)
    assert (asked.outcome, asked.batches) == (Outcome.NEEDS_MAPPING, ())
    gone = next(change for change in asked.changes if not change.new)
    assert (gone.heading, gone.before, gone.after) == ("Сумма", "amount", "Итого к оплате")
    assert '"Итого к оплате" = "amount"' in asked.mapping
    agreed = imported(tmp_path, sheet(renamed), options=ImportOptions(mapping=asked.mapping))
    assert (agreed.outcome, agreed.imported_total) == (Outcome.OK, Decimal("100.10"))


def test_a_column_that_is_not_used_stays_so_after_a_change(tmp_path: Path) -> None:
    mapping = plain(tmp_path)
    mapping = replace(mapping, targets={**mapping.targets, "Склад": ""})
    saved = ImportOptions(saved=(write_mapping(mapping, FACTS, "ru"),))
    report = imported(tmp_path, sheet([[*SALES[0], "Бренд"], [*SALES[1], "Ява"]]), options=saved)
    assert {column.heading: column.target for column in report.columns}["Склад"] == ""
    assert "warehouse" not in report.batches[0].present


def test_the_owners_stages_go_before_those_of_bitrix(tmp_path: Path) -> None:
    table: Rows = [
        ["ID", "Стадия сделки", "Направление", "Дата создания", "Ответственный", "Сумма", "Сделка закрыта"],
        ["1", "Отгружено", "Общее", "01.10.2026 10:00:00", "Анна", 100, "Да"],
        ["2", "Думает", "Общее", "13.10.2026 10:00:00", "Анна", 50, "Нет"],
    ]
    mapping = Mapping("deal", {}, "bitrix24", reader="bitrix24", rules=Rules(won=("Отгружено",)))
    report = imported(tmp_path, sheet(table), options=options(mapping))
    assert report.recognised.startswith("bitrix24")
    assert [fact["status"] for fact in facts(report)] == ["won", "open"]
