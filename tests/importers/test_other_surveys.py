"""Surveys in tables of one shape: each is what its heading says, none is taken for a change of another."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.ingest.importers.survey_kind import kind_in
from kpi_desktop.ingest.options import ImportOptions
from kpi_desktop.ingest.outcome import Outcome
from tests.end2end.shell import figures, kpi
from tests.importers.service_files import read_text, sentences
from tests.unit.ingest.tables import facts

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.ingest.outcome import FileReport


def table(score: str, scores: list[int]) -> str:
    rows = [f"{3 + place:02}.09.2026;К-{place};{value};Опт" for place, value in enumerate(scores)]
    return "\n".join([f"Дата ответа;Респондент;{score};Сегмент", *rows, ""])


NPS, CSAT = table("Оценка NPS", [10, 9, 8, 3]), table("Оценка CSAT", [5, 4, 2, 5])


def surveys(report: FileReport) -> set[object]:
    return {fact.get("survey") for fact in facts(report)}


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Оценка NPS", {"nps"}),
        ("CSAT", {"csat"}),
        ("Балл", {None}),
    ],
)
def test_the_heading_says_what_is_asked(tmp_path: Path, heading: str, kind: set[str | None]) -> None:
    assert surveys(read_text(tmp_path, table(heading, [10, 9, 3]))) == kind


def test_words_that_tell_a_survey() -> None:
    assert kind_in(["Оценка", "Готовы ли вы порекомендовать нас?"]) == "nps"
    assert kind_in(["Удовлетворённость"]) == "csat"
    assert kind_in(["NPS и CSAT за месяц", "NPS"]) == ""
    assert kind_in(["Оценка", ""]) == ""


def test_two_surveys_of_one_shape_in_one_book(tmp_path: Path) -> None:
    book = tmp_path / "b.kpi"
    assert kpi("new", book, "--company", "Лавка").code == 0
    for name, text in (("nps.csv", NPS), ("csat.csv", CSAT)):
        (tmp_path / name).write_bytes(text.encode("cp1251"))
        entry = kpi("import", tmp_path / name, "--book", book).json["files"][0]
        assert (entry["outcome"], entry["imported"], entry["replaced"]) == ("ok", 4, 0), entry
    found = figures(book, "2026-09")
    assert Decimal(found["nps"]["value"]) == 25
    assert Decimal(found["csat"]["value"]) == Decimal("0.75")


def test_what_tells_them_apart_is_said(tmp_path: Path) -> None:
    saved = read_text(tmp_path, NPS).batches[0].mapping
    other = read_text(tmp_path, CSAT, ImportOptions(saved=(saved,)))
    assert other.outcome is Outcome.OK
    assert "«Оценка CSAT»" in sentences(other)["another_source"]
    renamed = read_text(tmp_path, NPS.replace("Оценка NPS", "Балл"), ImportOptions(saved=(saved,)))
    assert renamed.outcome is Outcome.NEEDS_MAPPING


def test_other_facts_that_share_headings_are_no_change_of_the_first(tmp_path: Path) -> None:
    sales = "Дата;Документ;Контрагент;Товар;Сумма продажи\n01.09.2026;1;ООО А;Чай;100,50\n"
    stock = "Дата;Документ;Контрагент;Товар;Количество на складе\n01.09.2026;1;ООО А;Чай;7\n"
    saved = read_text(tmp_path, sales).batches[0].mapping
    alone, after = read_text(tmp_path, stock), read_text(tmp_path, stock, ImportOptions(saved=(saved,)))
    assert [batch.fact for batch in after.batches] == [batch.fact for batch in alone.batches]
