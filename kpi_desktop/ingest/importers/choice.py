"""Which sheets of a file are read, as what, and what must be asked first."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from kpi_desktop.facts.schema import Kind
from kpi_desktop.i18n.formats import day_message
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.dates import Order, contradicting, days_in, order_of
from kpi_desktop.ingest.free_columns import free_columns, is_measure
from kpi_desktop.ingest.importers.ad_period import span_inside, span_of_name
from kpi_desktop.ingest.importers.layouts import find_layouts
from kpi_desktop.ingest.importers.periods import stated_period
from kpi_desktop.ingest.importers.rows import Reading
from kpi_desktop.ingest.importers.sheet import kind_of
from kpi_desktop.ingest.importers.units import in_roubles
from kpi_desktop.ingest.importers.whole_periods import GUARDED, OF_PERIODS, of_a_period, span_of
from kpi_desktop.ingest.mapping import Mapping
from kpi_desktop.ingest.normalise import key, read_cells
from kpi_desktop.ingest.profile import profiles
from kpi_desktop.ingest.proposal import absent_targets, propose
from kpi_desktop.ingest.telling import choose_fact

if TYPE_CHECKING:
    from collections.abc import Mapping as MappingType
    from collections.abc import Set as AbstractSet

    from kpi_desktop.facts.schema import FactTable
    from kpi_desktop.ingest.headings import Layout
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.profile import Profile
    from kpi_desktop.ingest.proposal import Proposal


#: What the column of days is called where it came from the head or lacks its year.
_PERIODS = ("месяц", "дата", "month", "число", "день", "date", "day")


@dataclass(slots=True)
class Choice:
    """Sheets of one layout with their mapping; `questions` must be answered before anything is imported."""

    layouts: list[Layout]
    mapping: Mapping
    reading: Reading
    looks: list[Profile]
    why: MappingType[int, Message] = field(default_factory=dict)
    questions: list[Message] = field(default_factory=list)
    replayed: bool = False


def by_mapping(job: Job, mapping: Mapping, layouts: list[Layout], *, exact: bool) -> Choice | None:
    """The sheets to which a mapping file applies; None where it fits none of them."""
    if mapping.heading_row is not None or mapping.period is not None:
        layouts = find_layouts(job, mapping.heading_row, days_of(mapping)) or layouts
    if mapping.sheets:
        layouts = [layout for layout in layouts if layout.table.sheet in mapping.sheets]
    fitting = [layout for layout in layouts if layout.hash == mapping.layout]
    if _by_titles(mapping) and exact and (len(fitting) > 1 or not all(_says_so(job, mapping, one) for one in fitting)):
        return None  # each sheet is of a month of its own, or the titles speak of other things: they are looked at anew
    if _by_titles(mapping) and len(fitting) == 1 and (span := span_of(fitting[0], job.source.name)):
        mapping = replace(mapping, period=(span[0].isoformat(), span[1].isoformat()))
    if not fitting and not exact:
        fitting = [layout for layout in layouts if _holds(layout, mapping)]
        fitting = [layout for layout in fitting if layout.hash == fitting[0].hash]
    if not fitting:
        return None
    of_key = {key(heading): target for heading, target in mapping.targets.items()}
    targets = {
        index: of_key[key(head.text)]
        for index, head in enumerate(fitting[0].headings)
        if head.text and of_key.get(key(head.text))
    }
    looks = profiles(fitting[0])
    targets |= _filled_since(fitting[0], (of_key.keys(), targets, looks), job.facts[mapping.fact])
    fitting, doubtful = in_roubles(job, fitting, targets, job.facts[mapping.fact])
    choice = chosen(job, fitting, (mapping, targets, looks), replayed=True)
    absent = absent_targets(job.facts[mapping.fact], set(targets.values()))
    # A table without dates may be given its days by the owner.
    absent = tuple(target for target in absent if target != "day" or mapping.period is None)
    choice.questions += [asked for layout in fitting if (asked := layout.asks)][:1]
    if fitting[0].table.places is not None and "day" not in targets.values():
        absent = (*absent, "day")
    choice.questions += _missing(job, mapping.fact, absent)
    choice.questions += _about_scores(fitting[0], targets)
    choice.questions += doubtful
    return choice


def _filled_since(
    layout: Layout, known: tuple[AbstractSet[str], dict[int, str], list[Profile]], fact: FactTable
) -> dict[int, str]:
    """Columns that were empty when the layout was seen first, so that nothing is remembered of them: proposed now."""
    names, targets, looks = known
    new = {place for place, head in enumerate(layout.headings) if head.text and key(head.text) not in names}
    new = {place for place in new if looks[place].filled}
    if not new:
        return {}
    taken = set(targets.values())
    offered = {place: name for place, name in propose(layout, looks, fact).targets.items() if name not in taken}
    own = free_columns(layout, looks, targets | offered)
    return {place: name for place, name in (own | offered).items() if place in new}


def _by_titles(mapping: Mapping) -> bool:
    """Whether the table is one without dates, which a month above it dates."""
    return mapping.fact in OF_PERIODS and mapping.period is None and "day" not in mapping.targets.values()


def _says_so(job: Job, mapping: Mapping, layout: Layout) -> bool:
    """Whether the words of a table without days say again what it is: lists of stock may have the columns of sales."""
    if mapping.fact not in GUARDED:
        return True
    found = of_a_period(layout, profiles(layout), job.facts, job.source.name)
    return found is not None and found.fact == mapping.fact


def _about_scores(layout: Layout, targets: MappingType[int, str]) -> list[Message]:
    """A table by itself holds the answers to one question."""
    scores = [index for index, target in targets.items() if target == "score"]
    names = ", ".join(f"«{layout.headings[index].text}»" for index in scores)
    said = msg("Columns {columns} could each be “{target}”", columns=names, target="score")
    return [said] if len(scores) > 1 else []


def _holds(layout: Layout, mapping: Mapping) -> bool:
    heads = {key(head.text) for head in layout.headings if head.text}
    needed = [heading for heading, target in mapping.targets.items() if target and not target.startswith("x_")]
    return bool(needed) and all(key(heading) in heads for heading in needed)


def by_itself(job: Job, layouts: list[Layout]) -> tuple[list[Choice], list[Choice]]:
    """What the file tells by itself: choices that are certain, and the nearest guesses for the others."""
    groups: dict[str, list[Layout]] = {}
    for layout in layouts:
        groups.setdefault(layout.hash, []).append(layout)
    sure: list[Choice] = []
    unsure: list[Choice] = []
    for found in _by_own_months(list(groups.values()), job):
        group = found
        looks = profiles(group[0])
        proposal, certain, whole = _told(job, group[0], looks)
        if proposal is None:
            continue
        proposal = _with_asked_days(group[0], proposal)
        targets = dict(proposal.targets)
        if certain:
            targets |= free_columns(group[0], looks, targets)
        period = stated_day(group, proposal, job.source.name) if whole else None
        if period is None and (span := _span_of_advertising(group, proposal, job.source.name)):
            period = (span[0].isoformat(), span[1].isoformat())
            group = [replace(group[0], notes=(*group[0].notes, _told_span(span)))]
        mapping = Mapping(proposal.fact, {}, layout=group[0].hash, period=period)
        if mapping.period is not None:
            proposal = replace(proposal, absent=tuple(one for one in proposal.absent if one != "day"))
            certain = certain or not proposal.absent
        group, doubtful = in_roubles(job, group, targets, job.facts[proposal.fact])
        choice = chosen(job, group, (mapping, targets, looks), replayed=False)
        choice.why = proposal.why
        choice.questions += [asked for layout in group if (asked := layout.asks)][:1]
        choice.questions += _asked(job, group[0], proposal)
        choice.questions += doubtful
        if not certain and not choice.questions:
            choice.questions.append(_which_fact(job, proposal))
        (sure if not choice.questions else unsure).append(choice)
    _ask_rivals(sure, unsure)
    return sure, unsure


def _which_fact(job: Job, proposal: Proposal) -> Message:
    """The question what the rows are, with the answer of the draft where the sums speak for it."""
    fact = job.facts[proposal.fact]
    if not fact.main or fact.main not in proposal.found:
        return msg("The columns do not tell what these rows are, sales, expenses or something else: choose it")
    likely = fact.name_ru if job.options.lang == "ru" else fact.name_en
    return msg("The columns do not tell what these rows are, sales, expenses or something else: choose it. The draft "
               "has the likeliest: “{fact}”", fact=likely)  # fmt: skip


def _told(job: Job, layout: Layout, looks: list[Profile]) -> tuple[Proposal | None, bool, bool]:
    """What the columns tell, whether that is certain by them alone, and whether it is so once their period is known."""
    proposal, certain = choose_fact(layout, looks, job.facts, job.source.name)
    whole = None if certain else of_a_period(layout, looks, job.facts, job.source.name)
    if whole is not None:
        return whole, False, True
    return proposal, certain, proposal is not None and proposal.fact not in GUARDED


def _with_asked_days(layout: Layout, proposal: Proposal) -> Proposal:
    """Months whose year is asked for are days all the same: the owner has to state the year only."""
    index = next((at for at, head in enumerate(layout.headings) if head.key.startswith(_PERIODS)), None)
    if layout.asks is None or index is None or "day" in proposal.found:
        return proposal
    absent = tuple(one for one in proposal.absent if one != "day")
    return replace(proposal, targets={**proposal.targets, index: "day"}, absent=absent)


def _by_own_months(groups: list[list[Layout]], job: Job) -> list[list[Layout]]:
    """Sheets of one shape without dates, each of the month in its own title or name, are read one by one."""
    found: list[list[Layout]] = []
    for group in groups:
        name, looks = job.source.name, profiles(group[0])
        months = [span_of(layout, name) for layout in group]
        apart = len(group) > 1 and None not in months and len(set(months)) == len(group)
        proposal, _, whole = _told(job, group[0], looks) if apart else (None, False, False)
        apart = proposal is not None and whole and proposal.absent == ("day",) and proposal.fact in OF_PERIODS
        found += [[layout] for layout in group] if apart else [group]
    return found


def stated_day(layouts: list[Layout], proposal: Proposal, name: str = "") -> tuple[str, str] | None:
    """The day of a price list that has none in its rows: the one date that stands above it.

    Plans, hours, sales and expenses without dates are of the period that stands above them, or that the tab names.
    """
    if "day" in proposal.found:
        return None
    if proposal.fact in OF_PERIODS and proposal.absent == ("day",) and len(layouts) == 1:
        span = span_of(layouts[0], name)
        return None if span is None else (span[0].isoformat(), span[1].isoformat())
    if proposal.fact != "price":
        return None
    found = {day for layout in layouts for caption in layout.captions for day in days_in(caption)}
    return (min(found), min(found)) if len(found) == 1 else None


def _told_span(span: tuple[date, date]) -> Message:
    first, last = (day_message(day) for day in span)
    return msg(
        "The figures are of {first} to {last}: the caption or the name of the file says so", first=first, last=last
    )


def _span_of_advertising(layouts: list[Layout], proposal: Proposal, name: str) -> tuple[date, date] | None:
    """The days of a report of advertising that has none in its rows: those above it, else those of the file's name."""
    if proposal.fact != "advertising" or proposal.absent != ("day",) or len(layouts) != 1:
        return None
    lines = layouts[0].captions
    span = next((found for line in lines if (found := span_inside(line))), None) or stated_period(lines)
    return span or span_of_name(name)


def _ask_rivals(sure: list[Choice], unsure: list[Choice]) -> None:
    """Two differently laid out sheets of one fact may be the same rows twice: the owner says which of them counts."""
    for fact in {choice.mapping.fact for choice in sure}:
        rivals = [choice for choice in sure if choice.mapping.fact == fact]
        if len(rivals) > 1 and not _of_other_months(rivals) and not _parts_of_one(rivals):
            names = ", ".join(f"«{layout.table.sheet}»" for choice in rivals for layout in choice.layouts)
            for choice in rivals:
                choice.questions.append(
                    msg("Sheets {sheets} could each be the data: leave in `sheets` the one that counts", sheets=names)
                )
                sure.remove(choice)
            unsure += rivals


def _parts_of_one(rivals: list[Choice]) -> bool:
    """Whether the sheets are parts of one list of which some tell more than others."""
    lists = {layout.part_of for choice in rivals for layout in choice.layouts}
    return len(lists) == 1 and "" not in lists


def _of_other_months(rivals: list[Choice]) -> bool:
    """Whether each of the sheets is wholly of a period of its own, which overlaps no other."""
    spans = [choice.reading.days for choice in rivals]
    known = sorted(span for span in spans if span is not None)
    apart = all(one[1] < two[0] for one, two in pairwise(known))
    return len(known) == len(spans) and apart


def _asked(job: Job, layout: Layout, proposal: Proposal) -> list[Message]:
    asked = _missing(job, proposal.fact, proposal.absent)
    for target, columns in proposal.ties:
        names = ", ".join(f"«{layout.headings[index].text}»" for index in columns)
        asked.append(msg("Columns {columns} could each be “{target}”", columns=names, target=target))
    return asked


def _about_order(given: Order, text: str) -> Message:
    if given is Order.UNKNOWN:
        return msg("Dates like {text} read both ways: set date_order to dmy or mdy", text=text)
    return msg("Dates like {text} contradict date_order = {order}", text=text, order=given.value)


def _about_sign(given: str | None, text: str) -> Message:
    if given is None:
        return msg("Numbers like {text} read both ways: set decimal_sign to the mark before decimals", text=text)
    return msg("Numbers like {text} contradict decimal_sign = {sign}", text=text, sign=given)


def _missing(job: Job, fact: str, absent: tuple[str, ...]) -> list[Message]:
    asked = []
    for target in absent:
        column = job.facts[fact].column(target)
        name = column.name_ru if job.options.lang == "ru" else column.name_en
        asked.append(msg("No column was found for “{name}” ({target})", name=name, target=target))
    return asked


def chosen(
    job: Job,
    layouts: list[Layout],
    found: tuple[Mapping, dict[int, str], list[Profile]],
    *,
    replayed: bool,
) -> Choice:
    """The choice with day order and decimal sign decided over all its sheets, or asked for."""
    mapping, targets, looks = found
    fact = job.facts[mapping.fact]
    measures = frozenset(
        target
        for index, target in targets.items()
        if target.startswith("x_") and is_measure(layouts[0].headings[index].text, looks[index])
    )
    draft = Reading(
        fact, targets, measures, mapping.date_order, mapping.decimal_sign, mapping.returns, mapping.rules,
        None if "day" in targets.values() else days_of(mapping),
    )  # fmt: skip
    questions = []
    order, open_order = _order(layouts, draft)
    if open_order:
        questions.append(_about_order(draft.order, open_order))
    sign, open_sign = _sign(job, layouts, draft)
    if open_sign:
        questions.append(_about_sign(draft.sign, open_sign))
    reading = replace(draft, order=order, sign=sign)
    whole = replace(
        mapping,
        targets={
            head.text: targets.get(index, "")
            for index, head in enumerate(layouts[0].headings)
            if head.text and (index in targets or looks[index].filled)
        },
        layout=layouts[0].hash,
        date_order=order,
        decimal_sign=sign,
    )
    return Choice(layouts, whole, reading, looks, questions=questions, replayed=replayed)


def days_of(mapping: Mapping) -> tuple[date, date] | None:
    """The first and the last day that the owner stated."""
    if mapping.period is None:
        return None
    first, last = mapping.period
    return date.fromisoformat(first), date.fromisoformat(last)


def _words(layouts: list[Layout], reading: Reading, kinds: frozenset[Kind]) -> list[str]:
    words: dict[str, None] = {}
    for index, target in reading.targets.items():
        if kind_of(reading, target) in kinds:
            for layout in layouts:
                cells = read_cells(layout.table.columns[index], layout.first, layout.table.rows)
                words |= dict.fromkeys(cells.used_words())
    return list(words)


def _order(layouts: list[Layout], reading: Reading) -> tuple[Order, str]:
    words = _words(layouts, reading, frozenset({Kind.DATE, Kind.TIME}))
    if reading.order is not Order.UNKNOWN:
        return reading.order, contradicting(words, reading.order)
    order, undecided = order_of(words)
    return order, next((word for word in words if order_of([word])[1]), "") if undecided else ""


def _sign(job: Job, layouts: list[Layout], reading: Reading) -> tuple[str | None, str]:
    words = _words(layouts, reading, frozenset({Kind.MONEY, Kind.QUANTITY, Kind.COUNT}))
    sign = numbers.decimal_sign(words)
    if reading.sign:
        against = sign is not None and sign != reading.sign
        shown = (word for word, _ in numbers.shapes(tuple(words)) if numbers.decimal_sign([word]) == sign)
        return reading.sign, next(shown, "") if against else ""
    if sign:
        return sign, ""
    money, others = (
        [word for word in _words(layouts, reading, frozenset({kind})) if numbers.ambiguous(word)]
        for kind in (Kind.MONEY, Kind.QUANTITY)
    )
    if not money and (not others or job.source.details.get("separator") == ";"):
        # Kilograms have three decimals, money has not: a Russian spreadsheet's «1,234» is settled for quantities only.
        return ("," if others else None), ""
    return None, (money or others)[0]
