"""A layout that was imported before and came again with other columns: what is known stays, what is new is proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest.free_columns import free_columns
from kpi_desktop.ingest.importers.choice import Choice, chosen
from kpi_desktop.ingest.importers.survey_kind import kind_in
from kpi_desktop.ingest.normalise import key
from kpi_desktop.ingest.outcome import ColumnChange
from kpi_desktop.ingest.profile import profiles
from kpi_desktop.ingest.proposal import absent_targets, propose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.ingest.headings import Layout
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.mapping import Mapping


def by_changed(job: Job, mapping: Mapping, layouts: list[Layout]) -> tuple[Choice, tuple[ColumnChange, ...]]:
    """The sheets most like the saved layout: known columns keep their meaning, a needed one that is gone is asked."""
    before = {key(heading): target for heading, target in mapping.targets.items()}
    best = max(layouts, key=lambda layout: len(_headings(layout).keys() & before.keys()))
    group = [layout for layout in layouts if layout.hash == best.hash]
    looks, places = profiles(best), _headings(best)
    targets = {places[name]: target for name, target in before.items() if target and name in places}
    fact = job.facts[mapping.fact]
    offered = propose(best, looks, fact)
    new = {place for name, place in places.items() if name not in before}
    why = {}
    for place, target in offered.targets.items():
        if place in new and target not in targets.values():
            targets[place], why[place] = target, offered.why.get(place, msg("by the heading"))
    own = free_columns(best, looks, targets)
    targets |= {place: name for place, name in own.items() if place in new and name not in targets.values()}
    choice = chosen(job, group, (mapping, targets, looks), replayed=True)
    choice.why = why
    changes = _changes(best, mapping, targets)
    needed = absent_targets(fact, {target for place, target in targets.items() if place not in new})
    if mapping.period is not None:
        needed = tuple(target for target in needed if target != "day")
    choice.questions += [_lost(job, mapping, target, changes) for target in needed]
    return choice, changes


def another_thing(saved: Mapping, sure: Sequence[Choice]) -> bool:
    """Whether a layout that resembles a saved one is no change of it: by itself it says with certainty what it is.

    So it is where its rows are other facts, and where they answer another survey. A renamed amount of the same facts
    is asked about instead: only the owner knows whether it still means the same.
    """
    if not sure or any(one.questions for one in sure):
        return False
    if all(one.mapping.fact != saved.fact for one in sure):
        return True
    kinds = {kind_in([_heading_of(one, "score")]) for one in sure if one.mapping.fact == "answer"} - {""}
    return bool(kinds) and kind_in([head for head, target in saved.targets.items() if target == "score"]) not in kinds


def _heading_of(choice: Choice, target: str) -> str:
    heads = choice.layouts[0].headings
    return next((heads[index].text for index, found in choice.reading.targets.items() if found == target), "")


def beside_issue(job: Job, choice: Choice, changes: tuple[ColumnChange, ...]) -> Issue:
    """That a similar table was imported before, and what tells the two apart."""
    new, gone = _told(changes)
    text = msg("A table like this was imported before, with other columns (here {new}; there {gone}): it is kept as "
               "another source", new=new, gone=gone)  # fmt: skip
    return job.info("another_source", text, sheet=choice.layouts[0].table.sheet)


def change_issue(job: Job, choice: Choice, changes: tuple[ColumnChange, ...]) -> Issue:
    """One sentence with the columns that are new and those that are gone."""
    new, gone = _told(changes)
    text = msg("The columns changed since the last import: new {new}; gone {gone}", new=new, gone=gone)
    return job.warning("columns_changed", text, sheet=choice.layouts[0].table.sheet)


def _told(changes: tuple[ColumnChange, ...]) -> tuple[str, str]:
    """The headings that are new and those that are gone, each as a list."""
    new, gone = (
        ", ".join(f"«{change.heading}»" for change in changes if change.new is state) or "—" for state in (True, False)
    )
    return new, gone


def _headings(layout: Layout) -> dict[str, int]:
    return {key(head.text): place for place, head in enumerate(layout.headings) if head.text}


def _changes(layout: Layout, mapping: Mapping, targets: dict[int, str]) -> tuple[ColumnChange, ...]:
    places = _headings(layout)
    before = {key(heading) for heading in mapping.targets}
    now = {target: layout.headings[place].text for name, place in places.items() if name not in before
           if (target := targets.get(place, ""))}  # fmt: skip
    new = [
        ColumnChange(layout.headings[place].text, "", targets.get(place, ""), new=True)
        for name, place in places.items()
        if name not in before
    ]
    gone = [
        ColumnChange(heading, target, now.get(target, ""))
        for heading, target in mapping.targets.items()
        if key(heading) not in places
    ]
    return (*new, *gone)


def _lost(job: Job, mapping: Mapping, target: str, changes: tuple[ColumnChange, ...]) -> Message:
    """The question for a needed column: what it was, and what could be it now."""
    column = job.facts[mapping.fact].column(target)
    name = column.name_ru if job.options.lang == "ru" else column.name_en
    was = next((change for change in changes if not change.new and change.before == target), None)
    if was is None:
        return msg("No column was found for “{name}” ({target})", name=name, target=target)
    if was.after:
        return msg(
            "Column «{before}», which was “{name}”, is gone; «{after}» could be it: check and import again",
            before=was.heading, name=name, after=was.after,
        )  # fmt: skip
    return msg(
        "Column «{before}», which was “{name}”, is gone: say which column is it now", before=was.heading, name=name
    )
