"""The sentences of the rules are as they were read: grammatical in both languages whatever their numbers."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from kpi_desktop.engine.figure import Base
from kpi_desktop.engine.findings.joint import findings
from kpi_desktop.i18n.formats import NBSP
from kpi_desktop.present.findings import findings_text
from tests.catalogue.formulas import CATALOGUE
from tests.catalogue.golden import FOLDER
from tests.catalogue.sentences import RULES, text, told
from tests.unit.engine.findings.months import sight

#: Two spaces, a space before a mark, an empty bracket, a brace, a figure that may break from its sign.
_FAULTS = re.compile(r"  | [,.;:]|[;:,]\.|\.\.|\(\)|[\[\]{}]|\d [₽%]|\d \d{3}\b|− \d|--")

_NO_DATA = {"ru": "нет данных", "en": "no data"}


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_sentences_are_those_that_were_read(lang: str) -> None:
    kept, found = (FOLDER / f"rules.{lang}.txt").read_text("utf-8").splitlines(), text(lang).splitlines()
    changed = [f"{old}\n  is now {new}" for old, new in zip(kept, found, strict=False) if old != new]
    assert kept == found, "python -m tests.catalogue.sentences, then read the diff:\n" + "\n".join(changed[:10])


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_sentence_is_well_formed_whatever_its_numbers(rule: object, lang: str) -> None:
    place = next(one for one in RULES if one is rule)
    said = [told(place, number, lang) for number in range(7)] + [told(place, 4, lang, bare=True)]
    for one in said:
        for line in (one.evidence, one.check, one.action):
            assert not _FAULTS.search(line), line
            assert line.endswith("."), line
            assert not line[0].islower(), line
        assert not one.title.endswith("."), one.title
        assert _NO_DATA[lang] not in one.evidence, one.evidence
    cyrillic = re.compile("[А-Яа-яЁё]")
    if lang == "en":
        for one in said:
            assert not cyrillic.search(one.evidence.replace("Яндекс.Директ", "").replace("Сарафан", ""))
            assert not cyrillic.search(one.title + one.check + one.action)


def test_words_agree_with_their_number_and_stay_on_its_line() -> None:
    leads = next(rule for rule in RULES if rule.id == "low_leads")
    begins = [told(leads, place, "ru").evidence.split(" за месяц")[0] for place in range(5)]
    assert begins == [
        f"{n}{NBSP}{word}" for n, word in ((0, "лидов"), (1, "лид"), (2, "лида"), (5, "лидов"), (21, "лид"))
    ]
    begins = [told(leads, place, "en").evidence.split(" in the")[0] for place in range(5)]
    assert begins == [
        f"{n}{NBSP}{word}" for n, word in ((0, "leads"), (1, "lead"), (2, "leads"), (5, "leads"), (21, "leads"))
    ]


def test_what_is_not_known_is_left_out_and_no_zero_stands_for_it() -> None:
    fault = next(rule for rule in RULES if rule.id == "discount_eats_margin")
    assert told(fault, 4, "ru", bare=True).evidence == f"На 21,0{NBSP}п.{NBSP}п. скидка больше маржи."
    leads = next(rule for rule in RULES if rule.id == "low_leads")
    assert told(leads, 6, "ru").evidence == f"1{NBSP}234{NBSP}лида за месяц."


@pytest.mark.parametrize(("value", "shown"), [("0.9", "90,0"), ("0.9996", "99,96"), ("0.99996", "99,996")])
def test_what_falls_short_by_a_trifle_is_not_printed_as_met(value: str, shown: str) -> None:
    short = next(rule for rule in RULES if rule.id == "plan_short")
    seen = sight(CATALOGUE, {"plan_attainment": [Decimal(value)]})
    (one,) = findings_text(findings((short,), seen), seen, "RUB", "ru").told
    assert one.evidence == f"План продаж выполнен на {shown}{NBSP}%."


def test_a_share_beside_its_benchmark_reads_below_it() -> None:
    poor = next(rule for rule in RULES if rule.id == "poor_retention")
    beside = {"crr": {Base.BENCHMARK: Decimal("0.6")}}
    seen = sight(CATALOGUE, {"crr": [Decimal("0.5998")]}, standards=beside, cases=Decimal(10**9))
    (one,) = findings_text(findings((poor,), seen), seen, "RUB", "ru").told
    assert one.evidence == f"Удержание клиентов — 59,98{NBSP}%, ориентир — 60,0{NBSP}%."
