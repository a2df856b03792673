"""Covered days by stream: wholly, partly, not at all."""

from __future__ import annotations

from datetime import date

from kpi_desktop.core.period import Grain, Period
from kpi_desktop.engine.coverage import Coverage
from kpi_desktop.facts.batch import Documents, Returns, Vat
from kpi_desktop.store.records import Cover


def cover(first: str, end: str, source: int = 1, *, stated: bool = True, grain: Grain = Grain.DAY) -> Cover:
    return Cover(
        batch=source,
        source_id=source,
        first=date.fromisoformat(first),
        end=date.fromisoformat(end),
        stated=stated,
        grain=grain,
        present=("day", "amount"),
        vat=Vat.WITHOUT,
        returns=Returns.SEPARATE,
        documents=Documents.NUMBERED,
        currency="RUB",
        filtered=False,
        organisation="",
    )


NAMES = {1: "1C", 2: "Ozon"}


def reach(month: str, *covers: Cover) -> tuple[str, str, bool, list[str]]:
    found = Coverage(covers, NAMES).reach(Period.month(month))
    first, last = found.covered.first, found.covered.last
    flags = [f"{flag.code}: {flag.message}" for flag in found.flags]
    return str(first), str(last), found.covered.complete, flags


def test_a_stated_period_covers_its_days() -> None:
    assert reach("2024-02", cover("2024-01-01", "2024-04-01")) == ("2024-02-01", "2024-02-29", True, [])


def test_a_part_of_the_month() -> None:
    found = reach("2024-02", cover("2024-01-01", "2024-02-10"))
    assert found == ("2024-02-01", "2024-02-09", False, ["partial: data from 1 Feb 2024 to 9 Feb 2024"])


def test_the_last_day_of_a_period_that_is_not_stated_is_doubtful() -> None:
    found = reach("2024-02", cover("2024-01-01", "2024-03-01", stated=False))
    assert found == ("2024-02-01", "2024-02-29", True, ["last_day: the last day, 29 Feb 2024, may be incomplete"])
    assert reach("2024-01", cover("2024-01-01", "2024-03-01", stated=False))[3] == []


def test_nothing_before_and_after() -> None:
    only = cover("2024-02-01", "2024-03-01")
    assert reach("2024-01", only) == ("None", "None", False, [])
    assert reach("2024-03", only) == ("None", "None", False, [])


def test_neighbouring_files_of_one_source_are_one_stretch() -> None:
    pair = (cover("2024-01-01", "2024-02-10"), cover("2024-02-10", "2024-03-01"))
    assert reach("2024-02", *pair)[2] is True


def test_a_gap_inside_the_month_is_not_covered() -> None:
    found = reach("2024-02", cover("2024-02-01", "2024-02-10"), cover("2024-02-20", "2024-03-01"))
    assert found[2] is False
    assert found[:2] == ("2024-02-20", "2024-02-29")  # the longer stretch is what gets compared


def test_a_stream_of_the_last_three_months_that_is_absent_now() -> None:
    streams = (cover("2024-01-01", "2024-05-01"), cover("2024-01-01", "2024-03-01", 2))
    assert reach("2024-04", *streams) == ("2024-04-01", "2024-04-30", False, ["partial: without Ozon"])
    assert reach("2024-02", *streams)[2:] == (True, [])


def test_a_stream_that_ended_long_ago_is_not_expected() -> None:
    streams = (cover("2024-01-01", "2024-08-01"), cover("2024-01-01", "2024-03-01", 2))
    assert reach("2024-05", *streams)[2] is False
    assert reach("2024-06", *streams)[2:] == (True, [])


def test_a_stream_that_begins_in_the_month_is_not_missing_before_it() -> None:
    streams = (cover("2024-01-01", "2024-05-01"), cover("2024-03-20", "2024-05-01", 2))
    assert reach("2024-03", *streams) == ("2024-03-01", "2024-03-31", True, [])


def test_a_stream_that_lags_behind_shortens_the_common_days() -> None:
    streams = (cover("2024-01-01", "2024-04-20"), cover("2024-01-01", "2024-04-11", 2))
    assert reach("2024-04", *streams)[:3] == ("2024-04-01", "2024-04-10", False)


def test_a_report_by_months_covers_whole_months() -> None:
    by_months = cover("2024-01-01", "2024-03-01", grain=Grain.MONTH)
    assert reach("2024-02", by_months)[2] is True
    assert Coverage([by_months], NAMES).months() == {Period.month("2024-01"), Period.month("2024-02")}


def test_streams_left_out_are_neither_covered_nor_missed() -> None:
    coverage = Coverage((cover("2024-01-01", "2024-05-01"), cover("2024-01-01", "2024-03-01", 2)), NAMES)
    assert coverage.reach(Period.month("2024-04"), frozenset({2})).covered.complete
