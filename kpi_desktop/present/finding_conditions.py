"""A rule's condition as the owner would write it: metrics by their names, the words of the language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.judgements import LOOKED, MONTHS
from kpi_desktop.i18n.formats import NBSP
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.present.prose import metric_name

if TYPE_CHECKING:
    from kpi_desktop.catalogue.judgements import Rule
    from kpi_desktop.catalogue.model import Catalogue

_NAME = re.compile(r"\[[^\]]*\]|[A-Za-zА-Яа-яЁё_][\w]*")

#: The formula language has these words in Russian too: the condition can be copied into an own rule.
_RUSSIAN = {
    "low": "низко", "high": "высоко", "no_worse": "не_хуже", "falling": "падает", "rising": "растёт",
    "differs": "различается", "plan": "план", "benchmark": "ориентир", "team_mean": "среднее_команды", "and": "и",
    "or": "или", "not": "не",
}  # fmt: skip

_ABOUT: dict[str, Message] = {
    LOOKED: msg("rules that could be looked at"),
    MONTHS: msg("months with data"),
}


def condition_text(rule: Rule, catalogue: Catalogue, lang: str) -> str:
    """«[Лиды] низко» is written `низко([Лиды])`: what the rule looks at, so that its numbers can be checked."""
    translate = Translator(lang)

    def named(found: re.Match[str]) -> str:
        word = found[0]
        if word in catalogue.metrics:
            return f"[{metric_name(catalogue.metrics[word], lang)}]"
        if word in _ABOUT:
            return f"[{translate(_ABOUT[word])}]"
        return _RUSSIAN.get(word, word) if lang == "ru" else word

    return _NAME.sub(named, rule.text).replace(" %", NBSP + "%" if lang == "ru" else "%")
