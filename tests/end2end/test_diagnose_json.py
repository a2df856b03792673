"""The JSON of `diagnose` as scripts read it: every key with its kind, and why where there is nothing to tell."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.end2end.shell import Answer, kpi

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import Any

_DECIMAL = re.compile(r"-?\d+(\.\d+)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def decimal(value: object) -> bool:
    """A number as text: no exponent, no group signs."""
    return isinstance(value, str) and bool(_DECIMAL.fullmatch(value))


def count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def flag(value: object) -> bool:
    return isinstance(value, bool)


def one_of(*words: str) -> Callable[[object], bool]:
    return lambda value: value in words


def or_null(check: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: value is None or check(value)


def listed(shape: Mapping[str, Callable[[object], bool]]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, list) and all(fits(item, shape) for item in value)


def fits(value: object, shape: Mapping[str, Callable[[object], bool]]) -> bool:
    """Every key of the shape is there and of its kind; later work may add others."""
    assert isinstance(value, dict)
    wrong = {key: value.get(key, "absent") for key, check in shape.items() if key not in value or not check(value[key])}
    assert not wrong, wrong
    return True


_STAGE = {
    "id": text, "name": text, "number": or_null(count), "cases": or_null(count), "hits": or_null(count),
    "lost": or_null(count), "reading": or_null(one_of("cohort", "event")), "median_days": or_null(count),
    "ripening": flag, "kind": or_null(one_of("count", "share", "ratio", "money")), "value": or_null(decimal),
    "usual": or_null(decimal), "low": or_null(decimal), "high": or_null(decimal), "p": or_null(decimal),
    "basis": one_of("season", "median", "none"), "enough": flag, "significant": flag, "mix": or_null(decimal),
    "gain": or_null(decimal), "gain_low": or_null(decimal), "gain_high": or_null(decimal),
    "text": lambda value: isinstance(value, str), "channel": or_null(text), "person": or_null(text),
}  # fmt: skip
_PART = {"cause": text, "name": text, "amount": decimal, "shown": decimal}
_CHANGE = {
    "base": one_of("usual", "trend", "previous", "last_year", "best", "plan", "colleague"),
    "by": or_null(one_of("channel", "person", "product")), "month": or_null(text),
    "before": decimal, "after": decimal, "total": decimal, "parts": listed(_PART), "rounding": decimal,
}  # fmt: skip
_WHOLE = {
    "book": text, "month": or_null(text), "as_of": or_null(lambda value: bool(_DAY.fullmatch(str(value)))),
    "funnel": or_null(lambda value: fits(value, {"id": text, "name": text})),
    "money": or_null(one_of("profit", "revenue", "contracts", "deals", "sum", "cases")), "result": or_null(decimal),
    "missing": or_null(lambda value: fits(value, {"reason": text, "message": text, "unlock": _is_list})),
    "headline": text, "certain": flag, "enough": flag, "weak_link": or_null(text),
    "depth": or_null(lambda value: fits(value, {"channel": or_null(text), "person": or_null(text)})),
    "stages": listed(_STAGE), "changes": listed(_CHANGE), "flags": listed({"code": text, "text": text}),
}  # fmt: skip


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def told(answer: Answer) -> dict[str, Any]:
    assert answer.code == 0, answer.said
    assert fits(answer.json, _WHOLE)
    found: dict[str, Any] = answer.json
    return found


@pytest.mark.slow
def test_the_sample_company_in_every_key(sample_copy: Path) -> None:
    found = told(kpi("diagnose", "--book", sample_copy, "--month", "2026-10"))
    assert found["missing"] is None
    assert found["weak_link"] == found["stages"][0]["id"]
    assert {stage["id"] for stage in found["stages"]} > {"leads", "visits", "contracts", "payments", "repeat"}
    for change in found["changes"]:
        parts = [Decimal(part["amount"]) for part in change["parts"]]
        assert abs(sum(parts) - Decimal(change["total"])) < Decimal("0.01")
        shown = [Decimal(part["shown"]) for part in change["parts"]]
        rounded = round(Decimal(change["after"]), 2) - round(Decimal(change["before"]), 2)
        assert abs(sum(shown) + Decimal(change["rounding"]) - rounded) <= Decimal("0.01")


def test_a_book_without_a_funnel_says_why(tmp_path: Path) -> None:
    book, file = tmp_path / "b.kpi", tmp_path / "Расходы.csv"
    kpi("new", book, "--company", "Проба")
    file.write_text("Дата;Статья расходов;Сумма\n01.10.2026;Аренда;1000\n31.10.2026;Аренда;500\n", "utf-8")
    assert kpi("import", file, "--book", book).code == 0
    found = told(kpi("diagnose", "--book", book, "--month", "2026-10"))
    assert (found["month"], found["funnel"], found["stages"]) == ("2026-10", None, [])
    assert found["missing"]["reason"] == "no_data"
    assert found["missing"]["message"] == found["headline"]
    assert "лиды" in found["missing"]["fix"]
    # What the rules see is told all the same.
    assert isinstance(found["findings"], list)


def test_an_empty_book_says_why_in_json(tmp_path: Path) -> None:
    book = tmp_path / "b.kpi"
    kpi("new", book, "--company", "Проба")
    found = told(kpi("diagnose", "--book", book))
    assert found["month"] is None
    answer = kpi("kpis", "--book", book)
    assert answer.code == 0
    assert answer.json["metrics"] == []
    for missing in (found["missing"], answer.json["missing"]):
        assert (missing["reason"], missing["fix"]) == ("no_data", "Сначала импортируйте файл")
    # A funnel that is no funnel stays a wrong command.
    assert kpi("diagnose", "--book", book, "--month", "2026-10", "--funnel", "zzz").code == 2
