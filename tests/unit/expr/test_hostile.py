"""Whatever a person types, the answer is a tree or a sentence."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_desktop.expr.dialects.text import render
from kpi_desktop.expr.errors import FormulaError
from kpi_desktop.expr.parse import parse
from kpi_desktop.i18n.translator import Translator

SIGNS = [*"()[];,+-*/^%<=>", ">=", "\n", "\x00", "{0}", "{x}", "٣", "½"]
PIECES = st.sampled_from(
    ["a", "[Средний чек]", "1", "2,5", "0.5", " ", "if(", "min(", "трейлинг(", "скользящий(", *SIGNS]
)


@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=30).map("".join)))
@settings(max_examples=300, deadline=None)
def test_any_text(text: str) -> None:
    try:
        tree = parse(text)
    except FormulaError as error:
        refusal = error
    else:
        assert parse(render(tree)) == tree
        return
    assert 0 <= refusal.at <= len(text)
    for lang in ("ru", "en"):
        translate = Translator(lang)
        assert translate(refusal.message)
        assert refusal.fix is None or translate(refusal.fix)
