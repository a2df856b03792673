"""The change of a figure is one number wherever it is printed: the exact difference, rounded once. By hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.cli.shell import run
from kpi_desktop.core.amount import rounded
from kpi_desktop.core.period import Period
from kpi_desktop.engine.figure import Base
from kpi_desktop.engine.funnel.shares import exactly, shapley, shown
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.i18n.translator import Translator, one_stop
from kpi_desktop.present.numbers import change_text, comparison_text
from kpi_desktop.present.prose import tone

if TYPE_CHECKING:
    from kpi_desktop.engine.engine import Engine


def test_parts_and_rounding_make_the_change_that_the_sentence_tells() -> None:
    """183 of 1 352 leads bought, then 130 of 1 303: 13.5 and 10.0 %, less by 3.558 points: 3.6, not 3.5."""
    before, after = Fraction(183, 1352), Fraction(130, 1303)
    bought, came = shapley([(Fraction(183), Fraction(130)), (Fraction(1, 1352), Fraction(1, 1303))])
    change = exactly(before, after, {"bought": bought, "came": came})
    parts, rounding = shown(change, 3)
    assert parts == {"bought": Decimal("-0.040"), "came": Decimal("0.004")}
    assert rounding == 0
    assert rounded(change.total, 3) == Decimal("-0.036")
    assert sum(parts.values()) + rounding == Decimal("-0.036")


def test_where_rounded_parts_do_not_meet_the_change_a_line_of_rounding_does() -> None:
    change = exactly(Fraction(0), Fraction(12, 10), {name: Fraction(4, 10) for name in "abc"})
    parts, rounding = shown(change, 0)
    assert set(parts.values()) == {Decimal(0)}
    assert rounding == 1


def test_a_sentence_that_ends_with_an_abbreviation_has_one_stop() -> None:
    for lang in ("ru", "en"):
        told = Translator(lang)(msg("The whole change by products: {parts}.", parts="цены −4,0\u00a0п.\u00a0п."))
        assert told.endswith("п.\u00a0п.")
        assert not told.endswith("..")
    assert Translator("en")(Message("{a}. {b}.", (("a", "5 шт."), ("b", "x...")))) == "5 шт. x...."
    assert one_stop("../data and a..b and so on...") == "../data and a..b and so on..."


@pytest.mark.parametrize(("lang", "told"), [("ru", "(130 из 1\u00a0303)"), ("en", "(130 of 1,303)")])
def test_cases_in_a_sentence_are_parted_by_thousands(capsys: pytest.CaptureFixture[str], lang: str, told: str) -> None:
    assert run(["compare-ads", "130/1303", "183/1352", "--lang", lang]) == 0
    assert told in capsys.readouterr().out


def test_points_are_as_fine_as_the_shares(sample_engine: Engine) -> None:
    """979 of 16 174 after 942 of 15 187 and 940 of 15 639 a year ago: 6.0529 after 6.2027 and 6.0106 per cent."""
    (figure,) = sample_engine.figures(["cr_site"], [Period.month("2026-10")])
    metric = sample_engine.catalogue.metrics["cr_site"]
    previous, year = (figure.comparisons[base] for base in (Base.PREVIOUS, Base.LAST_YEAR))
    assert [comparison_text(one, metric, "RUB", "ru") for one in (previous, year)] == ["6,20\u00a0%", "6,01\u00a0%"]
    assert [change_text(one, metric, "en") for one in (previous, year)] == ["−0.15\u00a0pp", "+0.04\u00a0pp"]
    assert tone(year, metric) == "good"
