"""The first page as JSON: later work adds to it and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.amount import rounded
from kpi_desktop.present.kpis_json import decimal_json

if TYPE_CHECKING:
    from kpi_desktop.engine.happened.happened import Happened
    from kpi_desktop.engine.happened.result import Result
    from kpi_desktop.engine.why.explained import Explained
    from kpi_desktop.present.first import FirstPage
    from kpi_desktop.present.happened import Writer
    from kpi_desktop.present.kpis_json import Json
    from kpi_desktop.present.steps import Step


def first_json(page: FirstPage, found: Happened | None, writer: Writer) -> dict[str, Json]:
    """What `diagnose` and `findings` have beside their own.

    `{"happened": [sentences], "results": [{"metric", "value", "base": null or {"base": previous or last_year, "from",
    "to", "before", "after"}, "usual": null or {"low", "high", "months", "place": below, inside or above, "season"},
    "season": null or the change a year ago as a fraction, "factors": null or {"by", "way", "total", "parts": [{"cause",
    "name", "amount", "shown"}]}, "members": [the same by split]}], "steps": [{"id", "title", "said", "do", "money",
    "list", "metric", "rule"}], "add"}`. Steps stand in the order in which the first page tells them, which has room
    for three; `money` is a decimal as text or null. Parts add up to `total`. `add` is what to load to know more.
    """
    results = () if found is None else found.results
    return {
        "happened": list(page.happened),
        "results": [_result(one, writer) for one in results],
        "steps": [_step(one) for one in page.steps],
        "add": page.unlock or None,
    }


def _step(step: Step) -> Json:
    money = None if step.money is None else str(rounded(step.money, 2))
    return {"id": step.id, "title": step.title, "said": step.said, "do": step.do, "money": money,
            "list": step.list or None, "metric": step.metric or None, "rule": step.rule or None}  # fmt: skip


def _result(result: Result, writer: Writer) -> Json:
    base, usual = result.base, result.usual
    told: dict[str, Json] = {"metric": result.metric, "value": decimal_json(result.figure.value)}
    told["base"] = None if base is None else {
        "base": base.base.value, "from": base.period.start.isoformat(), "to": base.period.last_day.isoformat(),
        "before": decimal_json(base.before), "after": decimal_json(base.after),
    }  # fmt: skip
    told["usual"] = None if usual is None else {
        "low": f"{usual.judged.low:.4f}", "high": f"{usual.judged.high:.4f}", "months": usual.months,
        "place": ("inside", "above", "below")[usual.place], "season": usual.season,
    }  # fmt: skip
    told["season"] = None if result.season is None else f"{result.season:.6f}"
    told["factors"] = None if result.factors is None else _explained(result.factors, writer)
    told["members"] = [_explained(one, writer) for one in result.members]
    return told


def _explained(found: Explained, writer: Writer) -> Json:
    text = writer.why(found)
    return {
        "by": found.by or None,
        "way": found.way or None,
        "total": decimal_json(found.change.total),
        "parts": [
            {"cause": cause, "name": text.name(cause), "amount": decimal_json(part), "shown": text.part(part)}
            for cause, part in found.change.parts.items()
        ],
    }
