"""The sample company's raw rows in a scratch DuckDB, for SQL written by hand: nothing here knows the engine.

Tables have the plain names and columns below; they are filled from the simulator's own tables, not from the exports
that the program imports, so a fault of an importer shows too.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from kpi_desktop.sample import department, marketing, money, project
from kpi_desktop.sample.company import Company, sample_company
from kpi_desktop.sample.dice import FIRST_MONTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DAY, TEXT, WHOLE, MOMENT = pa.date32(), pa.string(), pa.int64(), pa.timestamp("s")
MONEY = pa.decimal128(18, 2)

_SALE = {
    "day": DAY, "document": TEXT, "customer": TEXT, "product": TEXT, "product_group": TEXT, "quantity": WHOLE,
    "amount": MONEY, "discount": MONEY, "cost": MONEY, "manager": TEXT, "channel": TEXT, "region": TEXT,
    "segment": TEXT, "tree": pa.bool_(),
}  # fmt: skip

#: File of the sample -> table and its columns in the order of the file's headings.
_TABLES: dict[str, tuple[str, dict[str, pa.DataType]]] = {
    "Реклама по дням.csv": ("ads", {
        "day": DAY, "channel": TEXT, "campaign": TEXT, "impressions": WHOLE, "clicks": WHOLE, "cost": MONEY,
        "revenue": MONEY, "responses": WHOLE}),
    "Посещаемость сайта.xlsx": ("traffic", {
        "day": DAY, "visits": WHOLE, "visitors": WHOLE, "views": WHOLE, "bounces": WHOLE, "goals": WHOLE,
        "carts": WHOLE, "bought": WHOLE}),
    "Лиды CRM.xlsx": ("leads", {
        "day": DAY, "lead": TEXT, "created": MOMENT, "contact": MOMENT, "followed": TEXT, "status": TEXT,
        "reason": TEXT, "manager": TEXT, "channel": TEXT, "customer": TEXT}),
    "Рассылки.csv": ("mailings", {
        "day": DAY, "mailing": TEXT, "segment": TEXT, "sent": WHOLE, "delivered": WHOLE, "opened": WHOLE,
        "clicked": WHOLE}),
    "Опросы покупателей.xlsx": ("answers", {
        "day": DAY, "person": TEXT, "survey": TEXT, "score": WHOLE, "segment": TEXT}),
    "Звонки.csv": ("calls", {
        "moment": MOMENT, "direction": TEXT, "phone": TEXT, "seconds": WHOLE, "answered": TEXT, "manager": TEXT}),
    "Встречи.xlsx": ("visits", {
        "day": DAY, "visits": WHOLE, "manager": TEXT, "channel": TEXT, "customer": TEXT}),
    "Действия сотрудников.xlsx": ("activities", {"day": DAY, "kind": TEXT, "actions": WHOLE, "manager": TEXT}),
    "Сделки CRM, сентябрь.xlsx": ("deals_before", {
        "day": DAY, "deal": TEXT, "customer": TEXT, "amount": MONEY, "closed": DAY, "status": TEXT, "stage": TEXT,
        "due": DAY, "manager": TEXT, "channel": TEXT, "product": TEXT, "segment": TEXT, "reason": TEXT}),
    "Договоры.xlsx": ("contracts", {
        "day": DAY, "contract": TEXT, "customer": TEXT, "total": MONEY, "started": DAY, "ended": DAY, "months": WHOLE,
        "paid": DAY, "licences": WHOLE, "product": TEXT, "segment": TEXT, "manager": TEXT}),
    "Платежи.xlsx": ("payments", {
        "day": DAY, "number": TEXT, "direction": TEXT, "amount": MONEY, "customer": TEXT, "contract": TEXT,
        "purpose": TEXT, "account": TEXT}),
    "Планы продаж.xlsx": ("plans", {"day": DAY, "manager": TEXT, "plan": MONEY, "team": TEXT}),
    "Прогнозы продаж.xlsx": ("forecasts", {"day": DAY, "manager": TEXT, "amount": MONEY, "team": TEXT}),
    "Табель по видам работ.xlsx": ("hours", {
        "day": DAY, "manager": TEXT, "kind": TEXT, "hours": MONEY, "team": TEXT}),
    "Численность отдела продаж.xlsx": ("headcount", {"day": DAY, "team": TEXT, "people": WHOLE}),
    "Записи отдела.xlsx": ("records", {"day": DAY, "indicator": TEXT, "value": WHOLE, "team": TEXT}),
    "Задачи проекта.csv": ("tasks", {
        "day": DAY, "task": TEXT, "done": DAY, "bug": TEXT, "points": MONEY, "active": MONEY, "waiting": MONEY,
        "sprint": TEXT, "project": TEXT, "team": TEXT}),
    "Вход в кабинет.csv": ("usage", {"day": DAY, "person": TEXT, "paying": TEXT, "product": TEXT}),
    "Расходы.xlsx": ("expenses", {"day": DAY, "article": TEXT, "class": TEXT, "amount": MONEY}),
    "Остатки денег.xlsx": ("cash", {"day": DAY, "account": TEXT, "balance": MONEY}),
    "Остатки товаров.xlsx": ("stock", {
        "day": DAY, "product": TEXT, "warehouse": TEXT, "unit": TEXT, "quantity": WHOLE, "value": MONEY}),
}  # fmt: skip
_TABLES["Сделки CRM.xlsx"] = ("deals", _TABLES["Сделки CRM, сентябрь.xlsx"][1])

#: Days off that are no weekend, and the Saturdays that were worked, by the Russian calendars of 2024 to 2026.
_DAYS_OFF = (
    "2024-11-04 2024-12-30 2024-12-31 "
    "2025-01-01 2025-01-02 2025-01-03 2025-01-06 2025-01-07 2025-01-08 2025-05-01 2025-05-02 2025-05-08 2025-05-09 "
    "2025-06-12 2025-06-13 2025-11-03 2025-11-04 2025-12-31 "
    "2026-01-01 2026-01-02 2026-01-05 2026-01-06 2026-01-07 2026-01-08 2026-01-09 2026-02-23 2026-03-09 2026-05-01 "
    "2026-05-11 2026-06-12 2026-11-04 2026-12-31"
).split()
_WORKED = "2024-11-02 2024-12-28 2025-11-01".split()


def raw_company() -> duckdb.DuckDBPyConnection:
    """A fresh database with every table of the sample company, and `calendar` (day, working)."""
    base = duckdb.connect(":memory:")
    company = sample_company()
    _add(base, "sale", _SALE, _sale_rows(company))
    tables = (*marketing.marketing(), *department.department(company), *project.project(), *money.money_tables(company))
    for table in tables:
        name, columns = _TABLES[table.file]
        _add(base, name, columns, table.rows)
    _add(base, "calendar", {"day": DAY, "working": pa.bool_()}, _calendar())
    return base


def _sale_rows(company: Company) -> Iterable[Sequence[object]]:
    """Receipts of the showroom name no region."""
    shops = ((company.site, True), (company.showroom, False))
    for line, delivered in ((line, delivered) for lines, delivered in shops for line in lines):
        yield (
            line.day, line.document, line.customer or None, line.product, line.group, line.quantity, line.amount,
            line.discount, line.cost, line.manager, line.channel, line.region if delivered else None,
            line.segment or None, False,
        )  # fmt: skip
    for row in company.tree:
        yield (
            row.month, None, None, row.product, row.group, row.quantity, row.revenue, None, row.cost, None, None, None,
            None, True,
        )  # fmt: skip


def _calendar() -> Iterable[Sequence[object]]:
    for number in range(760):
        day = FIRST_MONTH + timedelta(days=number)
        text = day.isoformat()
        yield day, text in _WORKED or (day.weekday() < 5 and text not in _DAYS_OFF)


def _add(
    base: duckdb.DuckDBPyConnection, name: str, columns: dict[str, pa.DataType], rows: Iterable[Sequence[object]]
) -> None:
    across = list(zip(*rows, strict=True))
    arrays = [pa.array(list(cells), kind) for cells, kind in zip(across, columns.values(), strict=True)]
    base.register("incoming", pa.table(dict(zip(columns, arrays, strict=True))))
    base.execute(f'CREATE TABLE "{name}" AS SELECT * FROM incoming')
    base.unregister("incoming")


def literal(day: date) -> str:
    """A day in the text of a query."""
    return f"DATE '{day.isoformat()}'"
