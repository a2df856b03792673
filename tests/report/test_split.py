"""The page of a split: of the headline figures, and of what the split tells where no headline is split by it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.i18n.translator import Translator
from kpi_desktop.report.brand import load_brand
from kpi_desktop.report.sections.split import section
from kpi_desktop.report.view import Setting, Table
from tests.report.month import bundle

if TYPE_CHECKING:
    from kpi_desktop.present.bundle import Bundle


def shown(found: Bundle) -> Table | None:
    page = section(Setting(found, Translator("ru"), load_brand(None)))
    if page is None:
        return None
    assert isinstance(page.view, tuple)
    return next(part for part in page.view if isinstance(part, Table))


def calls(directions: dict[str, int]) -> Bundle:
    """The month with nothing split but calls, by their direction; the company made all of them."""
    month = bundle()
    key = month.month.month_text
    revenue = month.matrix.total["revenue", key]
    split = {
        ("act_calls", key, name): replace(
            revenue, metric="act_calls", value=Decimal(count), dimension="call_direction", member=name, comparisons={}
        )
        for name, count in directions.items()
    }
    total = {("act_calls", key): replace(revenue, metric="act_calls", value=Decimal(sum(directions.values())))}
    matrix = replace(
        month.matrix, dimension="call_direction", members=tuple(directions), split=split,
        total={**month.matrix.total, **total},
    )  # fmt: skip
    return replace(month, matrix=matrix)


def test_headlines_come_first() -> None:
    table = shown(bundle())
    assert table is not None
    assert table.heads[:2] == ("Канал", "Выручка")


def test_a_split_that_no_headline_has_shows_what_it_tells() -> None:
    table = shown(calls({"входящий": 107, "исходящий": 169}))
    assert table is not None
    assert table.heads == ("Направление звонка", "Звонки")
    assert table.rows == (("входящий", "107"), ("исходящий", "169"))
    assert table.total == ("Вся компания", "276")


def test_a_split_without_any_figure_has_no_page() -> None:
    found = calls({"входящий": 1})
    assert shown(replace(found, matrix=replace(found.matrix, split={}))) is None
