"""Tables that are not surely understood: what is asked, and the draft of a mapping to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest.importers.choice import Choice, chosen
from kpi_desktop.ingest.importers.table_batch import WORD
from kpi_desktop.ingest.importers.table_columns import column_reports, samples
from kpi_desktop.ingest.mapping import Mapping
from kpi_desktop.ingest.mapping_text import write_mapping
from kpi_desktop.ingest.normalise import fold
from kpi_desktop.ingest.outcome import FileReport, Outcome
from kpi_desktop.ingest.profile import profiles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.ingest.headings import Layout
    from kpi_desktop.ingest.job import Job

_PIVOT = ("названия строк", "названия столбцов", "сумма по полю ", "row labels", "column labels", "sum of ")


def needs_mapping(job: Job, choices: Sequence[Choice], layouts: list[Layout], word: str = WORD) -> FileReport:
    """The report of a table that is not surely understood, with a draft of the mapping to fill in."""
    if job.options.mapping is None and word == WORD and _only_goods(job, layouts):
        issue = job.error("goods_list",
            msg("This is a list of goods without dates, prices, quantities and sums: there is nothing to count in it"),
            fix=msg("For a price list export the prices too; for sales export the documents or a report of sales"),
        )  # fmt: skip
        return FileReport(job.source.name, Outcome.UNSUPPORTED, word, data_rows(layouts), (issue,))
    issues = [
        job.error("needs_mapping", question, sheet=choice.layouts[0].table.sheet,
            fix=msg("Fill in the draft of the mapping file and import with it"),
        )
        for choice in choices
        for question in choice.questions
    ]  # fmt: skip
    if not choices:
        issues.append(
            job.error("needs_mapping",
                msg("The table was read, but its headings do not tell which column is the date and which the amount"),
                fix=msg("Say in the mapping file which column is what, or export another report"),
            )
        )  # fmt: skip
    if any(_is_pivot(layout) for layout in layouts):
        issues.append(
            job.warning("pivot", msg("This is a pivot table: each of its rows sums up other rows"),
                fix=msg("Import the table from which the pivot table was built"),
            )
        )  # fmt: skip
    rows = data_rows(max((choice.layouts for choice in choices), key=data_rows, default=layouts))
    choice = max(choices, key=lambda one: data_rows(one.layouts), default=None) or _blank(job, layouts)
    return FileReport(
        file=job.source.name, outcome=Outcome.NEEDS_MAPPING, recognised=word, rows=rows, issues=tuple(issues),
        columns=column_reports(job, choice, []), mapping=_draft(job, choice),
    )  # fmt: skip


def _is_pivot(layout: Layout) -> bool:
    """Whether a spreadsheet's own captions of pivot tables stand in the head or above it."""
    texts = (*layout.captions, *(head.text for head in layout.headings))
    return any(fold(text).startswith(_PIVOT) for text in texts)


def _blank(job: Job, layouts: list[Layout]) -> Choice:
    """The largest sheet with no column taken for anything: the owner says all."""
    layout = max(layouts, key=lambda one: one.table.rows)
    looks = profiles(layout)
    choice = chosen(job, [layout], (Mapping("sale", {}, layout.hash), {}, looks), replayed=False)
    choice.questions = [msg("Give at least the date (day) and the amount")]
    return choice


def _only_goods(job: Job, layouts: Sequence[Layout]) -> bool:
    from kpi_desktop.ingest.telling import names_goods_only

    return all(names_goods_only(layout, profiles(layout), job.facts) for layout in layouts)


def data_rows(layouts: Sequence[Layout]) -> int:
    """How many rows stand under the headings of all these sheets."""
    return sum(layout.table.rows - layout.first for layout in layouts)


def _draft(job: Job, choice: Choice) -> str:
    layout, mapping, looks, questions = choice.layouts[0], choice.mapping, choice.looks, choice.questions
    shown = {
        head.text: ", ".join(samples(look.cells))
        for head, look in zip(layout.headings, looks, strict=True)
        if head.text
    }
    text = write_mapping(mapping, job.facts, job.options.lang, samples=shown)
    say = Translator(job.options.lang)
    undated = layout.asks is not None or "day" not in mapping.targets.values()
    if undated and mapping.period is None:
        about = say(msg("the first and the last day of these figures; one day, if they are of one day"))
        text = text.replace("\n[columns]\n", f'\nperiod = ["", ""]  # {about}\n[columns]\n', 1)
    first, _, rest = text.partition("\n")
    return "\n".join([first, *(f"# ? {say(question)}" for question in questions), rest])


def misfit(job: Job, layouts: list[Layout]) -> FileReport:
    """The report of a file that the mapping does not fit."""
    issue = job.error("mapping_misfit", msg("The mapping file names columns that this file does not have"),
        fix=msg("Compare the headings in the draft with those of the mapping file"),
    )  # fmt: skip
    report = needs_mapping(job, (), layouts)
    return FileReport(
        file=report.file, outcome=report.outcome, recognised=WORD, rows=report.rows, issues=(issue,),
        mapping=report.mapping,
    )  # fmt: skip
