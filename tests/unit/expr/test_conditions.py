"""Conditions of findings: words of both languages, parentheses of conditions and of numbers, mistakes with a place."""

from __future__ import annotations

import pytest

from kpi_desktop.expr.conditions import (
    Compared,
    Denied,
    Joined,
    Judged,
    Judgement,
    bound_condition,
    metrics_of,
    parse_condition,
)
from kpi_desktop.expr.errors import FormulaError


def test_russian_and_english_words_mean_the_same() -> None:
    found = parse_condition("не_хуже(leads) и низко(aov)")
    assert isinstance(found, Joined)
    assert found.every
    assert [part.judgement for part in found.parts if isinstance(part, Judged)] == [Judgement.NO_WORSE, Judgement.LOW]


def test_and_binds_tighter_than_or() -> None:
    found = parse_condition("low(a) or low(b) and low(c)")
    assert isinstance(found, Joined)
    assert not found.every
    assert isinstance(found.parts[1], Joined)


def test_parentheses_of_conditions_and_of_numbers_are_told_apart() -> None:
    grouped = parse_condition("(low(a) or low(b)) and (a + b) * 2 > 3")
    assert isinstance(grouped, Joined)
    assert isinstance(grouped.parts[0], Joined)
    assert isinstance(grouped.parts[1], Compared)


def test_a_fact_can_be_denied_and_a_judgement_cannot() -> None:
    assert isinstance(parse_condition("not aov > 3"), Denied)
    with pytest.raises(FormulaError, match="cannot be denied"):
        parse_condition("not low(aov)")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("aov", 0),
        ("aov > ", 6),
        ("low(aov) and", 12),
        ("low(3)", 4),
        ("low(aov) aov", 9),
        ("1 + low(aov) > 2", 4),
        ("lowe(aov) > 1", 0),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, at: int) -> None:
    with pytest.raises(FormulaError) as caught:
        parse_condition(text)
    assert caught.value.at == at


def test_windows_other_than_earlier_months_are_refused() -> None:
    bound = bound_condition(parse_condition("crr < benchmark(crr) and aov < prev(atc)"), lambda name: name.text)
    assert metrics_of(bound) == ("crr", "aov", "atc")
    with pytest.raises(FormulaError):
        bound_condition(parse_condition("trailing(aov; 3) < 1"), lambda name: name.text)
