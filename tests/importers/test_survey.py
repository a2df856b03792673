"""Answers of a survey form: nothing is a score until the owner says so, then every answer has its group."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pytest

from kpi_desktop.ingest.importers.survey import BANDS, bands
from kpi_desktop.ingest.options import ImportOptions
from kpi_desktop.ingest.outcome import Outcome
from tests.importers.files import read
from tests.importers.service_files import read_text
from tests.shared import shared
from tests.unit.ingest.tables import codes, facts

if TYPE_CHECKING:
    from pathlib import Path

FORM = (
    "Timestamp,Вопрос первый,Вопрос второй,Почему,Город\n"
    "2024/02/01 12:39:58 PM GMT+4,10,5,Быстро,Омск\n"
    "2024/02/01 1:05:00 PM GMT+4,7,4,,Омск\n"
    "2024/02/02 9:00:00 AM GMT+4,6,3,Долго,Тула\n"
    "2024/02/03 9:00:00 AM GMT+4,,1,,Тула\n"
)
NPS_QUESTION, CSAT_QUESTION = "Вопрос первый", "Вопрос второй"


def filled(draft: str, question: str, kind: str = "nps") -> ImportOptions:
    """The draft with the score chosen, as an owner fills it in."""
    text = draft.replace(f'"{question}" = ""', f'"{question}" = "score"').replace(
        'survey = "nps"', f'survey = "{kind}"'
    )
    assert text != draft
    return ImportOptions(mapping=text)


def test_the_score_is_asked(tmp_path: Path) -> None:
    report = read_text(tmp_path, FORM)
    assert (report.outcome, report.recognised, report.rows) == (Outcome.NEEDS_MAPPING, "survey", 4)
    assert 'fact = "answer"' in report.mapping
    assert '"Timestamp" = "day"' in report.mapping
    assert report.mapping.count("возможно, это оценка") == 2
    assert '= "score"' not in report.mapping


def test_a_draft_left_as_it_is_asks_again(tmp_path: Path) -> None:
    draft = read_text(tmp_path, FORM).mapping
    report = read_text(tmp_path, FORM, ImportOptions(mapping=draft))
    assert (report.outcome, report.batches) == (Outcome.NEEDS_MAPPING, ())


def test_recommendations(tmp_path: Path) -> None:
    options = filled(read_text(tmp_path, FORM).mapping, NPS_QUESTION)
    report = read_text(tmp_path, FORM, options)
    assert (report.outcome, report.rows, codes(report)) == (Outcome.OK, 4, ["no_score"])
    assert [(fact["day"], fact["score"], fact["band"], fact["survey"], fact["src_row"]) for fact in facts(report)] == [
        (date(2024, 2, 1), Decimal(10), "promoter", "nps", 2),
        (date(2024, 2, 1), Decimal(7), "passive", "nps", 3),
        (date(2024, 2, 2), Decimal(6), "detractor", "nps", 4),
    ]


def test_satisfaction_and_the_next_export_of_the_form(tmp_path: Path) -> None:
    options = filled(read_text(tmp_path, FORM).mapping, CSAT_QUESTION, "csat")
    report = read_text(tmp_path, FORM, options)
    assert [fact["band"] for fact in facts(report)] == ["satisfied", "satisfied", "unsatisfied", "unsatisfied"]
    again = read_text(tmp_path, FORM + "2024/02/04 9:00:00 AM GMT+4,9,5,,\n", ImportOptions(saved=(report.mapping,)))
    assert (again.outcome, len(facts(again))) == (Outcome.OK, 5)
    assert {fact["survey"] for fact in facts(again)} == {"csat"}


def test_days_that_read_both_ways_are_asked(tmp_path: Path) -> None:
    form = "Timestamp,Rate us,Why,Town\n2/1/2024 12:39:58,10,,\n3/1/2024 12:39:58,7,,\n"
    options = filled(read_text(tmp_path, form).mapping, "Rate us")
    report = read_text(tmp_path, form, options)
    assert report.outcome is Outcome.NEEDS_MAPPING
    answered = report.mapping.replace('date_order = ""', 'date_order = "mdy"')
    found = facts(read_text(tmp_path, form, ImportOptions(mapping=answered)))
    assert [fact["day"] for fact in found] == [date(2024, 2, 1), date(2024, 3, 1)]


def test_a_score_beyond_the_scale_is_left_out(tmp_path: Path) -> None:
    text = FORM.replace("GMT+4,7,4", "GMT+4,70,4")
    options = filled(read_text(tmp_path, FORM).mapping, NPS_QUESTION)
    report = read_text(tmp_path, text, options)
    assert (report.outcome, len(facts(report))) == (Outcome.PARTIAL, 2)
    assert "score_unreadable" in codes(report)


@pytest.mark.parametrize(
    ("scores", "kind", "expected"),
    [
        ([10, 9, 8, 7, 6, 0], "nps", ["promoter", "promoter", "passive", "passive", "detractor", "detractor"]),
        ([5, 4, 3, 1], "csat", ["satisfied", "satisfied", "unsatisfied", "unsatisfied"]),
        ([7, 6, 5], "csat", ["satisfied", "satisfied", "unsatisfied"]),
        ([10, 9, 8], "csat", ["satisfied", "satisfied", "unsatisfied"]),
    ],
)
def test_groups(scores: list[int], kind: str, expected: list[str]) -> None:
    found = bands(np.array(scores, dtype=np.int64), np.ones(len(scores), dtype=bool), kind)
    assert [BANDS[place] for place in found.tolist()] == expected


def test_real_answers(tmp_path: Path) -> None:
    path = shared("data/survey/google_forms_varks_survey.csv")
    asked = read(path, tmp_path)
    assert (asked.outcome, asked.rows) == (Outcome.NEEDS_MAPPING, 120)
    assert asked.mapping.count("возможно, это оценка") == 2
    question = "I will recommend a friend/relative to use Varks.am services in case of a loan need."
    report = read(path, tmp_path, filled(asked.mapping, question))
    assert (report.outcome, report.rows) == (Outcome.OK, 120)
    # Scores of 10 and 9: 27 + 11; of 8 and 7: 23 + 11; the other 48 are below.
    assert Counter(fact["band"] for fact in facts(report)) == {"promoter": 38, "passive": 34, "detractor": 48}


@pytest.mark.parametrize(
    ("head", "moment"),
    [
        ("ID,Время создания,Вопрос первый,Почему", "17,2024-02-01 12:39:58"),
        ("#,Start Date (UTC),Submit Date (UTC),Вопрос первый,Почему", "ab1,2024-01-31 23:59:00,2024-02-01 12:39:58"),
        ("ID,Start time,Completion time,Email,Name,Вопрос первый,Почему", "1,1/31/24 23:59:00,2/1/24 12:39:58,a,b"),
        ("Respondent ID,Collector ID,Start Date,End Date,Вопрос первый,Почему",
         "1189,7,2024-01-31 23:59:00,2024-02-01 12:39:58"),
    ],
    ids=["yandex", "typeform", "microsoft", "surveymonkey"],
)  # fmt: skip
def test_forms_of_other_services(tmp_path: Path, head: str, moment: str) -> None:
    text = f"{head}\n{moment},10,Быстро\n{moment},3,Долго\n"
    asked = read_text(tmp_path, text, encoding="utf-8-sig")
    assert (asked.outcome, asked.recognised, asked.rows) == (Outcome.NEEDS_MAPPING, "survey", 2)
    assert asked.mapping.count("возможно, это оценка") == 1
    assert asked.mapping.count('= "day"') == 1
    report = read_text(tmp_path, text, filled(asked.mapping, NPS_QUESTION))
    assert [(fact["day"], fact["band"]) for fact in facts(report)] == [
        (date(2024, 2, 1), "promoter"), (date(2024, 2, 1), "detractor"),
    ]  # fmt: skip


def test_a_further_question_does_not_ask_again_nor_count_twice(tmp_path: Path) -> None:
    first = read_text(tmp_path, FORM, filled(read_text(tmp_path, FORM).mapping, NPS_QUESTION))
    longer = FORM.replace(",Город\n", ",Город,Возраст\n").replace("Омск\n", "Омск,30\n").replace("Тула\n", "Тула,40\n")
    again = read_text(tmp_path, longer, ImportOptions(saved=("[other]\n", first.mapping)))
    assert (again.outcome, len(facts(again))) == (Outcome.OK, 3)
    assert again.batches[0].source == first.batches[0].source


def test_words_are_not_numbers(tmp_path: Path) -> None:
    text = "Timestamp,I like it,It is good,Why\n2024/02/01 1:05:00 PM GMT+4,Agree,Strongly agree ,\n"
    report = read_text(tmp_path, text)
    assert (report.outcome, report.recognised, report.rows) == (Outcome.UNSUPPORTED, "survey", 1)
    assert report.issues[0].fix is not None


def test_a_form_without_answers(tmp_path: Path) -> None:
    report = read_text(tmp_path, FORM.splitlines()[0] + "\n")
    assert (report.outcome, report.recognised) == (Outcome.EMPTY, "survey")


def test_a_scale_up_to_five_taken_for_a_recommendation_is_doubted(tmp_path: Path) -> None:
    form = "Timestamp,Rate us,Why,Town\n" + "".join(f"2024/02/1{n} 1:05:00 PM GMT+4,{n},,\n" for n in range(6))
    report = read_text(tmp_path, form, filled(read_text(tmp_path, form).mapping, "Rate us"))
    assert codes(report) == ["scale_doubt"]
