from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

from kpi_desktop.present.kpis_json import kpis_json
from kpi_desktop.present.numbers import figure_text
from tests.report.month import MONTH, bundle, catalogue

#: The contract's keys; beside them later work may add, as `cases` and `rank` of a split.
KEYS = set(
    "id name value unit text missing dimension member inputs covered flags as_of basis interval compare parts".split()
)
ADDED = {"cases", "rank"}


def test_the_contract() -> None:
    whole = bundle()
    figures = [whole.matrix.total[metric, MONTH.month_text] for metric in whole.matrix.metrics]
    answer = kpis_json("shop.kpi", MONTH, figures, catalogue(), "RUB", "ru")
    assert json.loads(json.dumps(answer)) == answer
    assert (answer["book"], answer["month"]) == ("shop.kpi", "2011-11")
    metrics = answer["metrics"]
    assert isinstance(metrics, list)
    by_id = {metric["id"]: metric for metric in metrics if isinstance(metric, dict)}
    assert all(set(metric) == KEYS | ADDED for metric in by_id.values())
    revenue = by_id["revenue"]
    assert revenue["value"] == "948080.82"
    assert revenue["text"] == figure_text(figures[0], catalogue().metrics["revenue"], "RUB", "ru")
    assert revenue["covered"] == {"from": "2011-11-01", "to": "2011-11-30", "complete": True}
    assert revenue["as_of"] == "2011-11-30"
    assert revenue["missing"] is None
    compare = revenue["compare"]
    assert isinstance(compare, dict)
    previous = compare["previous"]
    assert isinstance(previous, dict)
    assert previous["value"] == "1012766.64"
    assert (previous["kind"], previous["text"]) == ("percent", "−6,4\u00a0%")
    margin = by_id["margin"]
    assert margin["value"] is None
    assert margin["text"] == "нет данных"
    assert isinstance(margin["missing"], dict)
    assert (margin["missing"]["reason"], margin["missing"]["unlock"]) == ("no_cost", ["sale.cost"])
    assert margin["inputs"] == {"profit": None, "revenue": "948080.82"}


def test_digits_are_plain_and_an_empty_member_has_a_name() -> None:
    whole = bundle()
    figure = replace(whole.matrix.split["units", MONTH.month_text, ""], value=Decimal("1E+3"))
    answer = kpis_json("b", MONTH, [figure], catalogue(), "RUB", "en")["metrics"]
    assert isinstance(answer, list)
    assert isinstance(answer[0], dict)
    assert (answer[0]["value"], answer[0]["member"], answer[0]["dimension"]) == ("1000", "(not specified)", "channel")
