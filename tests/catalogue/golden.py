"""Every metric as a workbook formula and in words.

`python -m tests.catalogue.golden` rewrites the files; git diff is the review.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.resolve import resolved
from kpi_desktop.expr.dialects import excel, words
from kpi_desktop.i18n.message import Message, named
from kpi_desktop.i18n.translator import Translator
from tests.catalogue.formulas import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.expr.leaf import Leaf

FOLDER = Path(__file__).parent / "golden"


class Cells:
    """Every measure in a cell that bears its name and window."""

    def cell(self, leaf: Leaf) -> str:
        steps = "".join(f".{step.move}{step.count}" for step in leaf.steps)
        return f"{leaf.measure}{steps}{'.total' if leaf.total else ''}"


def _excel(metric: Metric) -> str:
    tree = resolved(CATALOGUE, metric.id)
    return "" if tree is None else excel.render(tree, Cells())


def _words(lang: str) -> Callable[[Metric], str]:
    translate = Translator(lang)

    def said(metric: Metric) -> str:
        tree = resolved(CATALOGUE, metric.id)
        name: Message = named(metric.name_en, metric.name_ru)
        return f"{translate(name)} = {'' if tree is None else translate(words.render(tree))}"

    return said


READINGS: dict[str, Callable[[Metric], str]] = {
    "excel.txt": _excel,
    "words.ru.txt": _words("ru"),
    "words.en.txt": _words("en"),
}


def text(reading: str) -> str:
    """The file of one reading: a line for each metric that has a formula."""
    found = [metric for metric in CATALOGUE.metrics.values() if metric.formula]
    return "".join(f"{metric.id}\t{READINGS[reading](metric)}\n" for metric in found)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file in READINGS:
        (FOLDER / file).write_text(text(file), encoding="utf-8")
