"""The mapping file: what is written reads the same, old keys stay readable, nonsense is refused in words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_desktop.core.errors import UsageError
from kpi_desktop.facts.batch import Vat
from kpi_desktop.facts.schema import load_facts
from kpi_desktop.ingest.dates import Order
from kpi_desktop.ingest.mapping import Mapping
from kpi_desktop.ingest.mapping_text import read_mapping, write_mapping
from kpi_desktop.ingest.rules import Match, RowRule, Rules
from kpi_desktop.resources import folder

FACTS = load_facts((folder("formulas") / "facts.toml").read_text("utf-8"))

_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_named = _texts.filter(bool)
_lists = st.lists(_texts, max_size=3).map(tuple)
_row_rules = st.builds(RowRule, _named, _lists, st.booleans(), st.sampled_from(Match))
_spellings = st.dictionaries(_texts, _texts, min_size=1, max_size=3)
_rules = st.builds(
    Rules,
    rows=st.lists(_row_rules, max_size=3).map(tuple),
    values=st.dictionaries(_texts, _spellings, max_size=2),
    return_column=_texts,
    return_words=_lists,
    return_sheets=_lists,
    sale_documents=_lists,
    won=_lists,
    lost=_lists,
    still_open=_lists,
)
_mappings = st.builds(
    Mapping,
    fact=st.just("sale"),
    targets=st.dictionaries(_texts, st.sampled_from(["", "x_brand"]), max_size=1).map(
        lambda own: {**own, "Дата": "day", 'Сумма, "руб."': "amount", "a\nb": ""}
    ),
    layout=_texts,
    sheets=_lists,
    heading_row=st.none() | st.integers(1, 60),
    date_order=st.sampled_from(Order),
    decimal_sign=st.sampled_from([None, ",", "."]),
    returns=st.sampled_from(["auto", "negative", "positive", "word", "sheet"]),
    vat=st.none() | st.sampled_from(Vat),
    currency=_texts,
    period=st.none() | st.just(("2026-10-01", "2026-10-31")),
    organisation=_texts,
    filters=_texts,
    period_file=_texts,
    rules=_rules,
)


@settings(max_examples=150, deadline=None)
@given(_mappings, st.sampled_from(["ru", "en"]))
def test_what_is_written_reads_the_same(mapping: Mapping, lang: str) -> None:
    assert read_mapping(write_mapping(mapping, FACTS, lang), FACTS) == mapping


@settings(max_examples=50, deadline=None)
@given(_rules)
def test_a_service_has_rules_and_no_columns(rules: Rules) -> None:
    mapping = Mapping("deal", {}, "zoho", reader="zoho", rules=rules, period=("2026-10-01", "2026-10-31"))
    text = write_mapping(mapping, FACTS, "ru")
    assert "[columns]" not in text
    assert read_mapping(text, FACTS) == mapping


def test_the_old_key_filters_still_names_the_filter_of_a_report() -> None:
    found = read_mapping('fact = "sale"\nfilters = "Склад = Основной"\n[columns]\n"Дата" = "day"\n', FACTS)
    assert found.filters == "Склад = Основной"
    assert found.rules == Rules()


def test_one_day_is_a_period_of_one_day() -> None:
    assert read_mapping('fact = "sale"\nperiod = "31.10.2026"\n', FACTS).period == ("2026-10-31", "2026-10-31")


@pytest.mark.parametrize(
    "text",
    [
        'period = ["2026-10-31", "2026-10-01"]',
        'period = ["когда-то", "2026-10-01"]',
        '[[rows]]\ncolumn = "Статус"',
        '[[rows]]\ncolumn = "Статус"\ndrop = ["а"]\nkeep = ["б"]',
        '[[rows]]\ndrop = ["а"]',
        '[[rows]]\ncolumn = "Статус"\ndrop = ["а"]\nmatch = "roughly"',
        "return_words = 5",
        'values = "нет"',
    ],
)
def test_nonsense_is_refused_in_words(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_mapping(f'fact = "sale"\n{text}\n', FACTS)
    assert refused.value.fix is not None
