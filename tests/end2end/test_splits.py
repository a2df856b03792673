"""Every metric splits by the dimensions of its own facts, and the parts add up to the company."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import opened
from kpi_desktop.app.dimensions import checked_dimension, split_dimensions
from kpi_desktop.app.figures import month_figures
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.missing import Missing
from kpi_desktop.core.period import Period

if TYPE_CHECKING:
    from pathlib import Path

MONTH = Period.month("2026-09")


@pytest.fixture(scope="module")
def book(sample_copy: Path) -> Path:
    return sample_copy


def test_dimensions_are_those_of_all_facts(book: Path) -> None:
    workspace = load_workspace()
    with opened(workspace, book) as (found, _):
        ids = {dimension.id for dimension in split_dimensions(workspace, found)}
        assert {"manager", "channel", "team", "sprint", "stage", "mailing", "article"} <= ids
        assert checked_dimension(workspace, found, "Менеджер") == "manager"
        with pytest.raises(UsageError) as told:
            checked_dimension(workspace, found, "moon")
        assert "Sprint" in str(told.value.fix)


@pytest.mark.parametrize(
    ("metric", "dimension"),
    [("win_rate", "manager"), ("leads", "channel"), ("act_calls", "manager"), ("plan_attainment", "manager"),
     ("email_open_rate", "mailing"), ("bugs_per_sprint", "sprint"), ("operating_expenses", "article")],
)  # fmt: skip
def test_a_metric_of_any_fact_splits_by_its_dimension(book: Path, metric: str, dimension: str) -> None:
    _, _, figures = month_figures(load_workspace(), book, "2026-09", dimension, metric)
    assert len([f for f in figures if f.member is not None and isinstance(f.value, Decimal)]) >= 2


def test_members_of_additive_measures_add_up_to_the_company(book: Path) -> None:
    workspace = load_workspace()
    asked = 0
    with opened(workspace, book) as (found, engine):
        ids = [
            metric.id
            for metric in workspace.catalogue.metrics.values()
            if metric.formula in metric.symbols
            and (measure := workspace.catalogue.measures.get(metric.symbols[metric.formula])) is not None
            and measure.additive
        ]
        total = {figure.metric: figure.value for figure in engine.figures(ids, [MONTH])}
        for dimension in split_dimensions(workspace, found):
            parts: dict[str, list[Decimal]] = {}
            for figure in engine.figures(ids, [MONTH], dimension.id):
                if isinstance(figure.value, Decimal):
                    parts.setdefault(figure.metric, []).append(figure.value)
            for metric, values in parts.items():
                whole = total[metric]
                assert not isinstance(whole, Missing)
                assert abs(sum(values) - whole) <= Decimal("0.01") * len(values), (metric, dimension.id)
                asked += 1
    assert asked > 40


def test_new_and_returning_are_the_buyers_in_every_month_and_split(book: Path) -> None:
    workspace = load_workspace()
    names, checked = ["buyers", "new_buyers", "returning_buyers"], 0
    with opened(workspace, book) as (_, engine):
        months = engine.months()
        for dimension in (None, "channel", "manager"):
            values = {(f.metric, f.period, f.member): f.value for f in engine.figures(names, months, dimension)}
            for _, month, member in [key for key in values if key[0] == "buyers"]:
                buyers, new, returning = (values[name, month, member] for name in names)
                if not any(isinstance(one, Missing) for one in (buyers, new, returning)):
                    assert new + returning == buyers  # type: ignore[operator]
                    checked += 1
    assert checked > 30
