"""Names on input: an id, a name in either language, a word of it; near misses told, doubtful names never guessed."""

from __future__ import annotations

import pytest

from kpi_desktop.app.naming import Name, listed, meant
from kpi_desktop.app.workspace import Workspace, load_workspace
from kpi_desktop.core.errors import UsageError
from kpi_desktop.i18n.message import msg
from kpi_desktop.i18n.translator import Translator

UNKNOWN = msg("The file is empty")
THINGS = (
    Name("aov", "Средний чек (AOV)", "Average order value (AOV)"),
    Name("aov_year", "Средний чек за год", "Average order value of a year"),
    Name("roi_a", "Возврат (ROI), по прибыли", "Return (ROI), by profit"),
    Name("roi_b", "Окупаемость (ROI), по выручке", "Payback (ROI), by revenue"),
    Name("nps", "NPS — индекс лояльности", "NPS, loyalty"),
    Name("margin", "Маржа", "Margin"),
    Name("profit_margin", "Чистая маржа", "Net margin"),
)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("aov", "aov"),
        ("AOV", "aov"),
        ("средний  ЧЕК", "aov"),
        ("Средний чек (AOV)", "aov"),
        ("average order value", "aov"),
        ("чек за год", "aov_year"),
        ("индекс лояльности", "nps"),
        ("Маржа", "margin"),
        ("чистая", "profit_margin"),
        ("Возврат, по прибыли", "roi_a"),
    ],
)
def test_a_thing_is_found_by_any_of_its_names(asked: str, found: str) -> None:
    assert meant(asked, THINGS, UNKNOWN).id == found


@pytest.mark.parametrize("asked", ["roi", "чек", "order"])
def test_a_name_of_several_things_is_never_guessed(asked: str) -> None:
    with pytest.raises(UsageError) as caught:
        meant(asked, THINGS, UNKNOWN)
    assert "подходит к нескольким" in Translator("ru")(caught.value.message)


def test_a_doubtful_name_lists_all_that_it_may_mean_and_nothing_else() -> None:
    with pytest.raises(UsageError) as caught:
        meant("roi", THINGS, UNKNOWN)
    assert caught.value.fix is not None
    assert Translator("ru")(caught.value.fix) == (
        "Выберите один из: Возврат (ROI), по прибыли [roi_a]; Окупаемость (ROI), по выручке [roi_b]"
    )


def test_a_slip_of_the_pen_is_told_what_is_near() -> None:
    with pytest.raises(UsageError) as caught:
        meant("маржo", THINGS, UNKNOWN)
    assert caught.value.message == UNKNOWN
    assert caught.value.fix is not None
    assert "Маржа [margin]" in Translator("ru")(caught.value.fix)
    assert "Margin" in Translator("en")(caught.value.fix)


def test_what_is_like_nothing_gets_the_way_to_the_whole_list() -> None:
    otherwise = msg("See `kpi-desktop catalogue`")
    with pytest.raises(UsageError) as caught:
        meant("щщщщщ", THINGS, UNKNOWN, otherwise)
    assert caught.value.fix == otherwise


def test_an_id_that_is_the_name_itself_is_not_said_twice() -> None:
    assert Translator("en")(listed([Name("margin", "Маржа", "Margin")])) == "Margin"


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load_workspace()


def test_every_metric_is_found_by_its_whole_name_in_both_languages(workspace: Workspace) -> None:
    """Otherwise a name that a screen shows could not be typed."""
    wrong = [
        (name, metric.id)
        for metric in workspace.catalogue.metrics.values()
        for name in (metric.id, metric.name_ru, metric.name_en, metric.name_ru.upper())
        if workspace.metric(name).id != metric.id
    ]
    assert not wrong


def test_the_revenue_of_a_shop_is_not_mistaken_for_one_of_its_kinds(workspace: Workspace) -> None:
    assert workspace.metric("выручка").id == "revenue"
    assert workspace.metric("маржа").id == "margin"
    with pytest.raises(UsageError):
        workspace.metric("LTV")
