"""The words of choices: every one has its name in both languages."""

from __future__ import annotations

import re

import pytest

from kpi_desktop.facts.schema import Column, Kind
from tests.unit.engine.company import FACTS

CHOICES = [(fact.id, column) for fact in FACTS.values() for column in fact.columns if column.kind is Kind.CHOICE]


@pytest.mark.parametrize(("fact", "column"), CHOICES, ids=[f"{fact}.{column.id}" for fact, column in CHOICES])
def test_every_choice_is_named_in_both_languages(fact: str, column: Column) -> None:
    found = FACTS[fact].column(column.id)
    assert len(found.choices) == len(found.choices_ru) == len(found.choices_en)
    assert len(set(found.choices_ru)) == len(found.choices)
    assert all(re.search("[а-я]|^[A-Z]+$", word) for word in found.choices_ru)
    assert not any(re.search("[а-я_]", word) for word in found.choices_en)


def test_a_choice_is_said_in_words() -> None:
    status = FACTS["deal"].column("status")
    assert (status.word("won", "ru"), status.word("won", "en"), status.word("странно", "ru")) == (
        "выиграна", "won", "странно",
    )  # fmt: skip
