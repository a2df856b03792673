"""Answers of a survey form (CSV): the owner chooses the question that is the score; its answers fall into groups."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.free_columns import slug
from kpi_desktop.ingest.headings import find_layout
from kpi_desktop.ingest.importers.block import Block, filled_rows
from kpi_desktop.ingest.importers.delivery import Delivery, Draft, deliver, empty, part_of
from kpi_desktop.ingest.importers.survey_kind import CSAT, NPS, kind_in
from kpi_desktop.ingest.mapping import Mapping
from kpi_desktop.ingest.mapping_text import read_mapping, write_mapping
from kpi_desktop.ingest.normalise import Cells, dictionary_array, key
from kpi_desktop.ingest.outcome import FileReport, Outcome
from kpi_desktop.ingest.profile import profiles
from kpi_desktop.ingest.proposal import known_headings, propose

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi_desktop.i18n.message import Message
    from kpi_desktop.ingest.dates import Order
    from kpi_desktop.ingest.headings import Layout
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.source import SourceTable

WORD = "survey"
BANDS = ("promoter", "passive", "detractor", "satisfied", "unsatisfied")

#: Columns of the moment of an answer, the first that there is: Google, Yandex, Typeform, Microsoft, SurveyMonkey.
_STAMPS = (
    "Timestamp", "Отметка времени", "Submit Date (UTC)", "Submitted At", "Время создания", "Дата создания ответа",
    "Completion time", "Время выполнения", "Время завершения", "End Date", "Дата ответа", "Дата заполнения",
    "Start Date (UTC)", "Start time", "Время начала", "Start Date", "Created", "Дата", "Date",
)  # fmt: skip
#: Columns of whole numbers that are no answers.
_NUMBERING = frozenset(map(key, ("ID", "№", "Номер", "No", "Respondent ID", "Collector ID", "Number", "Номер ответа")))
_MOST = 10
#: A scale of satisfaction ends at one of these; the two top scores are satisfied.
_SCALES = (5, 7, 10)
_SAMPLES = 3
#: So many answers tell something about the scale.
_ENOUGH = 5


def examine(job: Job, table: SourceTable) -> FileReport | None:
    """Read the answers by the owner's mapping, else ask which question is the score."""
    layout = find_layout(table, known_headings(job.facts), 0)
    if layout is None or _stamp(layout) is None:
        return None
    given = job.options.mapping
    if given is not None:
        return _read(job, layout, given)
    for text in _saved(job, layout):
        found = _read(job, layout, text)
        if found is not None:
            return found
    candidates = [
        index
        for index, head in enumerate(layout.headings)
        if head.text and head.text != "#" and head.key not in _NUMBERING and _is_scale(_cells(layout, index))
    ]
    told = _told(layout, candidates)
    if told:
        return _read_told(job, layout, candidates, told)
    return _asked(job, layout, candidates) if candidates else _no_scale(job, layout)


def _told(layout: Layout, candidates: list[int]) -> list[int]:
    """The questions whose words say what they ask, one of each kind; of several of one kind none is chosen."""
    kinds: dict[str, list[int]] = {}
    for index in candidates:
        kinds.setdefault(kind_in([layout.headings[index].text]), []).append(index)
    single = [of_kind[0] for kind, of_kind in kinds.items() if kind and len(of_kind) == 1]
    return [index for index in single if not _short_scale(layout, index)]


def _short_scale(layout: Layout, index: int) -> bool:
    """Whether a question of recommendation is answered on a scale that cannot be that from 0 to 10."""
    found, good = _scores(_cells(layout, index))
    recommend = kind_in([layout.headings[index].text]) == NPS
    return recommend and int(good.sum()) >= _ENOUGH and int(found[good].max()) <= _SCALES[0]


def _read_told(job: Job, layout: Layout, candidates: list[int], told: list[int]) -> FileReport | None:
    """The questions that tell themselves what they ask; the other scales are named and left."""
    stamp = _stamp(layout)
    others = propose(layout, profiles(layout), job.facts["answer"]).targets
    targets = {index: target for index, target in others.items() if target not in {"day", "score", "survey"}}
    targets = {index: target for index, target in targets.items() if index not in candidates}
    targets |= {stamp: "day"} if stamp is not None else {}
    targets |= dict.fromkeys(told, "score")
    of_heading = {layout.headings[index].text: target for index, target in targets.items()}
    text = write_mapping(Mapping("answer", of_heading, layout.hash), job.facts, job.options.lang)
    report = _read(job, layout, text)
    left = [f"«{layout.headings[index].text}»" for index in candidates if index not in told]
    if report is None or not left or not report.batches:
        return report
    said = nmsg("{n} more question is answered by numbers and was not imported: {columns}. To import it, name it as "
                "“score” in a mapping file",
                "{n} more questions are answered by numbers and were not imported: {columns}. To import one of them, "
                "name it as “score” in a mapping file",
                n=len(left), columns="; ".join(left))  # fmt: skip
    return replace(report, issues=(*report.issues, job.info("questions_left", said)))


def _stamp(layout: Layout) -> int | None:
    """The column of the moment of the answer."""
    of_key = {head.key: index for index, head in reversed(list(enumerate(layout.headings)))}
    return next((of_key[key(name)] for name in _STAMPS if key(name) in of_key), None)


def _saved(job: Job, layout: Layout) -> list[str]:
    """Mappings of earlier answers that fit: of this very set of questions first, then of one with other questions."""
    texts = [text for text in job.options.saved if "[columns]" in text]
    return sorted(texts, key=lambda text: read_mapping(text, job.facts).layout != layout.hash)


def _no_scale(job: Job, layout: Layout) -> FileReport:
    rows = len(_block(layout).rows)
    if not rows:
        issue = job.error("empty", msg("The file has headings but not one row under them"),
                          fix=msg("Export it again for a period that has data"))  # fmt: skip
        return FileReport(job.source.name, Outcome.EMPTY, WORD, issues=(issue,))
    text = msg("No question of the form is answered by whole numbers from 0 to 10: words such as “agree” are not "
               "turned into numbers")  # fmt: skip
    fix = msg("Ask in the form on a scale of numbers, such as from 0 to 10, and export the answers again")
    issue = job.error("unsupported", text, fix=fix, sheet=layout.table.sheet)
    return FileReport(job.source.name, Outcome.UNSUPPORTED, WORD, rows, issues=(issue,))


def _cells(layout: Layout, index: int) -> Cells:
    return _block(layout).cells(index)


def _block(layout: Layout) -> Block:
    names = tuple(head.text for head in layout.headings)
    return Block(layout.table, layout.head, names, filled_rows(layout.table, layout.first, layout.table.rows))


def _scores(cells: Cells) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Whole scores from 0 to 10, and where they are."""
    read = numbers.read_numbers(cells, 6)
    whole = read.scaled // 10**6
    good = read.valid & (read.scaled % 10**6 == 0) & (whole >= 0) & (whole <= _MOST)
    return np.where(good, whole, -1), good


def _is_scale(cells: Cells) -> bool:
    found, good = _scores(cells)
    return bool(good.any() and (good == cells.filled).all() and len(np.unique(found[good])) > 1)


def _asked(job: Job, layout: Layout, candidates: list[int]) -> FileReport:
    """The question which column is the score, with a draft of the mapping that names the candidates."""
    stamp = _stamp(layout)
    targets = {head.text: "day" if index == stamp else "" for index, head in enumerate(layout.headings) if head.text}
    names = [layout.headings[index].text for index in candidates]
    question = nmsg(
        "Which question is the score? {n} column holds whole numbers from 0 to 10: {columns}",
        "Which question is the score? {n} columns hold whole numbers from 0 to 10: {columns}",
        n=len(names),
        columns="; ".join(f"«{name}»" for name in names),
    )
    fix = msg("Fill in the draft of the mapping file and import with it")
    issue = job.error("needs_mapping", question, fix=fix, sheet=layout.table.sheet)
    return FileReport(job.source.name, Outcome.NEEDS_MAPPING, WORD, len(_block(layout).rows), issues=(issue,),
                      mapping=_draft_text(job, layout, targets, question, candidates))  # fmt: skip


def _which_first(job: Job, layout: Layout, mapping: str, doubt: str) -> FileReport:
    """The question which of day and month comes first, with the owner's mapping to complete."""
    about = msg("Dates like {text} read both ways: set date_order to dmy or mdy", text=doubt)
    fix = msg("Fill in the draft of the mapping file and import with it")
    issue = job.error("needs_mapping", about, fix=fix, sheet=layout.table.sheet)
    return FileReport(job.source.name, Outcome.NEEDS_MAPPING, WORD, len(_block(layout).rows), issues=(issue,),
                      mapping=mapping.replace("[columns]", 'date_order = ""\n\n[columns]', 1))  # fmt: skip


def _draft_text(job: Job, layout: Layout, targets: dict[str, str], question: Message, candidates: list[int]) -> str:
    notes = {layout.headings[index].text: msg("may be the score: write “score”") for index in candidates}
    samples = {}
    for head, look in zip(layout.headings, profiles(layout), strict=True):
        shown = dict.fromkeys(look.cells.shown(row)[:40].replace("\n", " ") for row in range(len(look.cells.kinds)))
        samples[head.text] = ", ".join([text for text in shown if text][:_SAMPLES])
    text = write_mapping(
        Mapping("answer", targets, layout.hash), job.facts, job.options.lang, notes=notes, samples=samples
    )
    say = Translator(job.options.lang)
    first, _, rest = text.partition("\n")
    kind = say(msg("nps: would you recommend us, 0–10; csat: how satisfied are you"))
    rest = rest.replace('fact = "answer"\n', f'fact = "answer"\nsurvey = "{NPS}"  # {kind}\n', 1)
    return "\n".join([first, f"# ? {say(question)}", rest])


def _read(job: Job, layout: Layout, text: str) -> FileReport | None:
    """The answers as a mapping says; None where it is a mapping of something else."""
    mapping = read_mapping(text, job.facts)
    of_heading = {key(head.text): index for index, head in enumerate(layout.headings) if head.text}
    chosen = {
        of_heading[key(name)]: target for name, target in mapping.targets.items() if target and key(name) in of_heading
    }
    if mapping.fact != "answer" or not {"day", "score"} <= set(chosen.values()):
        return None
    scores = [index for index, target in chosen.items() if target == "score"]
    stamp = next(index for index, target in chosen.items() if target == "day")
    parts = [_Part(Draft(job, _block(layout), job.facts["answer"]), score) for score in scores]
    doubt = parts[0].draft.doubtful_dates(layout.headings[stamp].text, *_STAMPS)
    if doubt and not mapping.date_order:
        return _which_first(job, layout, text, doubt)
    for part in parts:
        part.read(chosen, stamp, mapping.date_order)
        if not len(part.draft.block.rows):
            return empty(part.draft, part.about, part.about.rows or 0)
        kind = _kind(text, part.draft, part.score, alone=len(scores) == 1)
        _put_scores(part.draft, part.about, part.score, kind)
        part.about.mapping = _kept(mapping, layout, job, kind)
    return _together(parts)


@dataclass(slots=True)
class _Part:
    """The answers to one question of a form on their way to the book."""

    draft: Draft
    score: int
    about: Delivery = field(init=False)

    def __post_init__(self) -> None:
        # a form that gets a further question stays the same source: its older answers are not counted twice
        layout = slug(self.draft.block.names[self.score])
        self.about = Delivery(WORD, layout=layout, rows=len(self.draft.block.rows))

    def read(self, chosen: dict[int, str], stamp: int, order: Order | None) -> None:
        """Set all columns save the score; rows without a day are left out."""
        draft = self.draft
        draft.doubtful_dates(draft.block.names[stamp], *_STAMPS)
        draft.order = order or draft.order
        draft.read_column("day", stamp)
        self.about.partial = draft.drop_undated() > 0
        for index, target in chosen.items():
            if target not in {"day", "score", "survey", "band"}:
                draft.read_column(target, index)


def _together(parts: list[_Part]) -> FileReport:
    """One report for all questions, each with the facts of its own."""
    first, rest = parts[0], [part for part in parts[1:] if len(part.draft.block.rows)]
    for part in rest:
        first.draft.targets |= {index: target for index, target in part.draft.targets.items() if target == "score"}
        first.draft.issues += [issue for issue in part.draft.issues if issue not in first.draft.issues]
        first.about.partial |= part.about.partial
        first.about.details += part.about.details
    more = [
        part_of(part.draft, part.about, np.ones(len(part.draft.block.rows), dtype=bool), number)
        for number, part in enumerate(rest, start=1)
    ]
    report = deliver(first.draft, first.about)
    return replace(report, batches=(*report.batches, *more)) if report.batches else report


def _kind(text: str, draft: Draft, score: int, *, alone: bool) -> str:
    """What the mapping says the survey is, of several questions what each asks; else a scale up to five is of
    satisfaction.
    """
    said = str(tomllib.loads(text).get("survey", "")).lower()
    if alone and said in {NPS, CSAT}:
        return said
    named = kind_in([draft.block.names[score]])
    found, good = _scores(draft.block.cells(score))
    return named or (CSAT if good.any() and int(found[good].max()) <= _SCALES[0] else NPS)


def _put_scores(draft: Draft, about: Delivery, column: int, kind: str) -> None:
    """The scores with their groups; an answer without a score is left out."""
    cells = draft.block.cells(column)
    found, good = _scores(cells)
    draft.fill("score", cells, column)
    draft.found.bad["score"] = cells.filled & ~good
    draft.put("band", dictionary_array(bands(found, good, kind), list(BANDS)))
    draft.say("survey", kind)
    out = int((~cells.filled).sum())
    if out:
        text = nmsg(
            "{n} answer has no score and was not imported", "{n} answers have no score and were not imported", n=out
        )
        draft.issues.append(draft.job.info("no_score", text, sheet=draft.block.table.sheet))
    strange = int((cells.filled & ~good).sum())
    if strange:
        about.partial = True
        text = nmsg("{n} score is not a whole number from 0 to 10; the answer was not imported",
                    "{n} scores are not whole numbers from 0 to 10; the answers were not imported",
                    n=strange)  # fmt: skip
        fix = msg("Choose another column as the score, or correct the answers")
        draft.issues.append(draft.job.warning("score_unreadable", text, fix=fix, sheet=draft.block.table.sheet))
    if not good.all():
        draft.keep(good)
    _check_scale(draft, found[good], kind, column)
    about.details.append(
        (msg("Survey"), {NPS: msg("recommendation, 0–10 (NPS)"), CSAT: msg("satisfaction (CSAT)")}[kind])
    )


def _check_scale(draft: Draft, scores: NDArray[np.int64], kind: str, column: int) -> None:
    """A recommendation is asked from 0 to 10: where no answer is above 5, the question may be another."""
    if kind == NPS and len(scores) >= _ENOUGH and int(scores.max()) <= _SCALES[0]:
        text = msg("No answer to «{question}» is above {highest}, but a recommendation is asked from 0 to 10",
                   question=draft.block.names[column], highest=int(scores.max()))  # fmt: skip
        fix = msg("If the question is about satisfaction, set survey = csat in the mapping file and import again")
        draft.issues.append(draft.job.warning("scale_doubt", text, fix=fix, sheet=draft.block.table.sheet))


def bands(scores: NDArray[np.int64], good: NDArray[np.bool_], kind: str) -> NDArray[np.int32]:
    """The group of every answer as a place in BANDS; -1 where it has no score."""
    if kind == NPS:
        found = np.where(scores >= 9, 0, np.where(scores >= 7, 1, 2))
    else:
        highest = int(scores[good].max()) if good.any() else _MOST
        top = next(scale for scale in _SCALES if highest <= scale)
        found = np.where(scores >= top - 1, 3, 4)
    return np.where(good, found, -1).astype(np.int32)


def _kept(mapping: Mapping, layout: Layout, job: Job, kind: str) -> str:
    """The mapping as it is saved for the next export of the same form."""
    text = write_mapping(replace(mapping, layout=layout.hash), job.facts, job.options.lang)
    return text.replace('fact = "answer"\n', f'fact = "answer"\nsurvey = "{kind}"\n', 1)
