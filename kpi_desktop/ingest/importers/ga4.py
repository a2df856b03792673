"""Exports of GA4 and Firebase (CSV): every table is imported as the site's traffic or named with what is in the way."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.period import Grain, Period
from kpi_desktop.i18n.formats import day_message
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.ingest.devices import DEVICE, is_device
from kpi_desktop.ingest.free_columns import slug
from kpi_desktop.ingest.importers.ad_period import same_day
from kpi_desktop.ingest.importers.ad_report import ask_period, told_period
from kpi_desktop.ingest.importers.block import merged, taken
from kpi_desktop.ingest.importers.delivery import Delivery, Draft, deliver, empty, refuse, two_readings
from kpi_desktop.ingest.importers.ga4_tables import VIEW_EVENTS, Section, property_name, sections
from kpi_desktop.ingest.importers.one_figure import grain_of_whole, inside, months_cut, said_of
from kpi_desktop.ingest.normalise import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.outcome import FileReport
    from kpi_desktop.ingest.source import SourceTable

WORD, FIREBASE = "ga4", "firebase"
#: What is said of a table that is not imported.
_NO_ROWS = msg("no rows")
_NO_COUNTS = msg("no visits, users, views or events that add up over the table's split")
_UNDATED = msg("nothing says for which days the figures are")
_SAME = msg("its figures are of the same days as the imported table and would be counted twice")
_BESIDE = msg("figures of the whole period beside figures by days; only those by days are imported, so that nothing "
              "is counted twice")  # fmt: skip
_UNKNOWN_SPLIT = msg("several rows for one day: they are split by something that the table does not show")
_ALL_EVENTS = msg("“Target actions” are all key events of the site together; for the conversion to one goal filter the "
                  "report by one event")  # fmt: skip


def examine(job: Job, table: SourceTable) -> FileReport | None:
    """Read the tables of a GA4 export; None where there is not one."""
    return _read(job, table, WORD)


def examine_firebase(job: Job, table: SourceTable) -> FileReport | None:
    """Read the tables of a Firebase dashboard, which is built in the same way."""
    return _read(job, table, FIREBASE)


def _read(job: Job, table: SourceTable, word: str) -> FileReport | None:
    told = told_period(job, word)
    found = list(sections(table, told))
    if not found or (job.options.mapping is not None and told is None):
        return None
    rows = sum(len(one.block.rows) for one in found)
    about = Delivery(word, title=property_name(table), layout=property_name(table), rows=rows)
    if not rows:
        return empty(Draft(job, found[0].block, job.facts["traffic"]), about)
    left = [(one, _in_the_way(one)) for one in found]
    good = [one for one, reason in left if reason is None]
    doubt = next((text for one in good if (text := one.doubtful())), "")
    if doubt:
        return refuse(Draft(job, good[0].block, job.facts["traffic"]), about, two_readings(doubt))
    used = _chosen(good)
    draft = Draft(job, (used or found)[0].block, job.facts["traffic"])
    _say_left(draft, about, [(one, reason or _second(one, used)) for one, reason in left if one not in used])
    if not used and any(reason is _UNDATED for _, reason in left):
        return ask_period(draft, about)
    if not used:
        return refuse(draft, about, _nothing_by_days())
    _fill(draft, used, about)
    return deliver(draft, about)


def _second(section: Section, used: list[Section]) -> Message:
    return _BESIDE if section.when is None and used and used[0].when is not None else _SAME


def _nothing_by_days() -> tuple[Message, Message]:
    return (
        msg("No table of the file gives visits, users, views or events of known days"),
        msg("Open a report with the dimension “Date”, without hours and events, and export it as CSV"),
    )


def _in_the_way(section: Section) -> Message | None:
    """Why a table cannot become facts; None where it can."""
    if not len(section.block.rows):
        return _NO_ROWS
    if not section.counts:
        return _NO_COUNTS
    if section.when is None:
        return _UNDATED if section.span is None else None if section.has_one_row_each() else _UNKNOWN_SPLIT
    days = section.days()
    known = days[~np.isnat(days)]
    last = date.fromisoformat(str(known.max())) if len(known) else None
    if last is not None and last > datetime.now(UTC).date() + timedelta(days=2):
        return msg("its days run into the future, up to {day}: the column of days was changed by hand",
                   day=day_message(last))  # fmt: skip
    return None if section.has_one_row_each() else _UNKNOWN_SPLIT


def _chosen(good: list[Section]) -> list[Section]:
    """The tables to import: those by days that stand side by side, else one by days and a split, else one figure."""
    whole = [one for one in good if one.when and one.when[1] is Grain.DAY and not one.dimensions]
    if whole:
        return _together(whole)
    dated = [one for one in good if one.when]
    rest = dated or good
    return sorted(rest, key=lambda one: -len({"visits", "visitors", "page_views"} & set(one.counts)))[:1]


def _together(tables: list[Section]) -> list[Section]:
    """The tables by days that bring something new each, over the same days."""
    used: list[Section] = []
    have: set[str] = set()
    for one in tables:
        if set(one.counts) - have and (not used or one.span == used[0].span):
            used.append(one)
            have |= set(one.counts)
    return used


def _fill(draft: Draft, used: list[Section], about: Delivery) -> None:
    main = used[0]
    about.period = main.span if all(one.span == main.span for one in used) else None
    if main.when is None:
        _one_figure(draft, main, about)
    else:
        about.grain = main.when[1]
        _put_days(draft, main.days(), main.when[0])
    for target, column in main.counts.items():
        draft.read_column(target, column)
    _views_of_events(draft, main)
    _split(draft, main)
    for one in used[1:]:
        _join(draft, one)
    _bounces(draft, main)
    if "target_actions" in draft.found.arrays:
        draft.issues.append(draft.job.info("all_events", _ALL_EVENTS, sheet=draft.block.table.sheet))
    visits = main.counts.get("visits")
    own = None if visits is None else main.total(visits)
    about.own_total = None if own is None else Decimal(own)
    if main.when is not None:
        _check_days(draft, about)


def _check_days(draft: Draft, about: Delivery) -> None:
    about.partial |= draft.drop_undated() > 0
    if about.grain is Grain.MONTH and about.period is not None and len(draft.block.rows):
        _whole_months(draft, about, about.period)


def _whole_months(draft: Draft, about: Delivery, span: tuple[date, date]) -> None:
    """Leave out the months that the report cuts: their figures are not those of the month."""
    months = np.asarray(draft.found.arrays["day"].to_numpy(zero_copy_only=False)).astype("datetime64[D]")
    whole = inside(months, span)
    if whole.all():
        return
    about.partial = True
    text = months_cut(int((~whole).sum()), span)
    draft.issues.append(draft.job.warning("part_of_month", text, sheet=draft.block.table.sheet))
    draft.keep(whole)
    if whole.any():
        last = Period.of(date.fromisoformat(str(months[whole].max())), Grain.MONTH).last_day
        about.period = (date.fromisoformat(str(months[whole].min())), last)


def _one_figure(draft: Draft, section: Section, about: Delivery) -> None:
    """A table without days: all its figures are of the period that it states."""
    span = section.span
    assert span is not None
    about.period, about.grain = span, grain_of_whole(span)
    draft.put("day", same_day(span[0], len(section.block.rows)))
    if about.grain is Grain.SPAN:
        about.partial = True
        text, fix = said_of(span)
        draft.issues.append(draft.job.warning("whole_period", text, fix=fix, sheet=section.block.table.sheet))


def _split(draft: Draft, section: Section) -> None:
    """The columns that the rows are split by: event, channel and page have their own, others are kept as they are."""
    places = {"event": section.event, "channel": section.channel, "page": section.page}
    taken_already = set()
    for target, index in places.items():
        if index is not None and index in section.dimensions and index not in taken_already:
            draft.read_column(target, index)
            taken_already.add(index)
    for index in section.dimensions:
        name = slug(section.block.names[index])
        heading, cells = fold(section.block.names[index]), section.block.cells(index)
        if DEVICE not in draft.found.arrays and is_device(heading, cells, draft.fact):
            draft.read_column(DEVICE, index)
        elif index not in taken_already and name not in draft.found.arrays:
            draft.fill(name, section.block.cells(index), index)


def _views_of_events(draft: Draft, section: Section) -> None:
    """Views out of a table of events: GA4 counts views of pages and screens, which are events of these two names."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if section.event is None or "events" not in section.counts or "page_views" in section.counts:
        return
    cells = section.block.cells(section.event)
    views = pa.array(cells.by_word(word in VIEW_EVENTS for word in cells.words))
    counted = draft.found.arrays["events"]
    draft.put("page_views", pc.if_else(views, counted, pa.scalar(None, counted.type)))


def _bounces(draft: Draft, section: Section) -> None:
    """Bounces are the sessions without engagement, as GA4 itself defines them."""
    import pyarrow.compute as pc

    column = section.engaged
    if column is None:
        return
    draft.fill("bounces", section.block.cells(column), column)
    draft.put("bounces", pc.subtract(draft.found.arrays["visits"], draft.found.arrays["bounces"]), column)


def _put_days(draft: Draft, days: NDArray[np.datetime64], column: int) -> None:
    import pyarrow as pa

    draft.put("day", pa.array(days.astype("datetime64[D]"), mask=np.isnat(days)), column)


def _join(draft: Draft, section: Section) -> None:
    """Counts of another table, put beside the days of the first."""
    order = {day: place for place, day in enumerate(draft.found.arrays["day"].to_pylist())}
    places = np.full(len(draft.block.rows), -1, dtype=np.int64)
    for row, day in enumerate(section.days().tolist()):
        if day in order:
            places[order[day]] = row
    if (places < 0).any():
        return
    for target, column in section.counts.items():
        if target not in draft.found.arrays:
            draft.fill(target, merged([taken(section.block.cells(column), places)]))


def _say_left(draft: Draft, about: Delivery, left: list[tuple[Section, Message]]) -> None:
    """Every table that is not imported is named, with what is in the way."""
    reasons: dict[Message, list[str]] = {}
    for section, reason in left:
        reasons.setdefault(reason, []).append(section.title)
    sheet = draft.block.table.sheet
    for reason, titles in reasons.items():
        shown = "; ".join(f"«{title}»" for title in titles)
        text = msg("Not imported: {tables}: {reason}", tables=shown, reason=reason)
        if reason is _NO_ROWS:
            draft.issues.append(draft.job.info("tables_empty", text, sheet=sheet))
        else:
            about.partial = True
            draft.issues.append(draft.job.warning("tables_left", text, fix=_nothing_by_days()[1], sheet=sheet))
