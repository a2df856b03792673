"""Call logs of telephone systems (Mango Office, MTT, UIS, Zadarma, Sipuni, МегаФон, Билайн): by documentation.

There is no common format: columns are known by their names, and a log is one where moment, duration and direction (or
both parties) stand together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.ingest import numbers, totals
from kpi_desktop.ingest.dates import read_days
from kpi_desktop.ingest.headings import cell_text, has_values
from kpi_desktop.ingest.importers import call_words
from kpi_desktop.ingest.importers.block import Block, filled_rows
from kpi_desktop.ingest.importers.call_words import IN, INSIDE, OUT, UNKNOWN
from kpi_desktop.ingest.importers.delivery import Delivery, Draft, deliver, empty, refuse, two_readings
from kpi_desktop.ingest.normalise import dictionary_array, identifiers, key
from kpi_desktop.ingest.sales import times

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi_desktop.i18n.message import Message
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.outcome import FileReport
    from kpi_desktop.ingest.source import SourceTable

WORD = "telephony"

_TOP = 30
#: So many rows are looked at to see whether a column holds directions.
_LOOKED = 200
#: The log of MegaFon's exchange puts missed calls into the column of directions.
_MISSED = frozenset(map(key, ("missed", "пропущенный", "пропущенные", "пропущен")))


def recognise(table: SourceTable) -> bool:
    """Whether the sheet is a call log."""
    return _find(table) is not None


def _find(table: SourceTable) -> Block | None:
    for row in range(min(table.rows, _TOP)):
        names = tuple(cell_text(table, row, column) for column in range(len(table.columns)))
        if not _has_heads({key(name) for name in names if name}):
            if has_values(table, row):
                return None  # calls stand above: these headings only repeat those of a head that is not known here
            continue
        first = Block(table, row, names, np.arange(row + 1, min(table.rows, row + 1 + _LOOKED)))
        both = first.column(*call_words.FROM) is not None and first.column(*call_words.TO) is not None
        if both or _direction_column(first) is not None or _is_tracked(first):
            return Block(table, row, names, filled_rows(table, row + 1, table.rows))
    return None


def _keys(*groups: tuple[str, ...]) -> frozenset[str]:
    return frozenset(key(word) for words in groups for word in words)


_MOMENTS, _DURATIONS = _keys(call_words.MOMENT), _keys(call_words.TALK, call_words.WHOLE)
_TALKS, _FROM, _TO = _keys(call_words.TALK), _keys(call_words.FROM), _keys(call_words.TO)
_TRACKED = _keys(call_words.TRACKED)
_PARTIES, _WAYS = _keys(call_words.CLIENT, call_words.FROM, call_words.TO), _keys(call_words.DIRECTION)


def _has_heads(names: set[str]) -> bool:
    """Whether moment and duration stand together with both parties, or with the direction and a party."""
    if not (names & _MOMENTS and names & _DURATIONS):
        return False
    if (names & _FROM and names & _TO) or (names & _TRACKED and names & _PARTIES):
        return True
    return bool(names & _WAYS) and bool(names & _PARTIES or names & _TALKS)


def _is_client(number: str, own: frozenset[str]) -> bool:
    """Whether it is a number of the public network that is not the firm's."""
    return call_words.is_outside(number) and number not in own


def _is_tracked(block: Block) -> bool:
    """Whether it is a log of call tracking, which follows calls to the numbers shown in advertising."""
    return (
        block.column(*call_words.TRACKED) is not None and block.column(*call_words.CLIENT, *call_words.FROM) is not None
    )


def _direction_column(block: Block) -> int | None:
    """The column whose words are directions; a column «Тип» may hold something else."""
    for index in block.columns(*call_words.DIRECTION):
        cells = block.cells(index)
        words = cells.used_words()[:_LOOKED]
        known = sum(call_words.direction_of(word) != UNKNOWN for word in words)
        if words and known * 2 > len(words):
            return index
    return None if len(block.rows) else block.column(*call_words.DIRECTION)


def examine(job: Job, table: SourceTable) -> FileReport | None:
    """Read the calls; None where the sheet is no call log."""
    block = _find(table)
    if block is None:
        return None
    draft, about = Draft(job, _without_totals(block), job.facts["call"]), Delivery(WORD)
    about.rows = len(draft.block.rows)
    moment = draft.block.column(*call_words.MOMENT)
    assert moment is not None
    if not about.rows:
        return empty(draft, about)
    doubt = draft.doubtful_dates(draft.block.names[moment])
    if doubt:
        return refuse(draft, about, two_readings(doubt))
    draft.read_column("day", moment)
    about.partial = draft.drop_undated() > 0
    if not len(draft.block.rows):
        return empty(draft, about, about.rows)
    _Calls(draft, moment).put()
    if not len(draft.block.rows):
        return empty(draft, about, about.rows)
    return deliver(draft, about)


def _without_totals(block: Block) -> Block:
    """The log without the rows that sum it up."""
    out = np.zeros(len(block.rows), dtype=bool)
    for index in range(min(3, len(block.names))):
        cells = block.cells(index)
        out |= cells.by_word(totals.is_total(word) for word in cells.words)
    return block.without(out)


class _Calls:
    """The columns of a log as calls: who, which way, how long, answered or not, legs of one call together."""

    def __init__(self, draft: Draft, moment: int) -> None:
        self.draft, self.moment = draft, moment
        self.size = len(draft.block.rows)
        self.direction = self._directions()

    def put(self) -> None:
        """Set the columns of the fact."""
        draft = self.draft
        self._clock()
        known = np.where(self.direction == INSIDE, UNKNOWN, self.direction).astype(np.int32)
        draft.put("direction", dictionary_array(known, ["in", "out"]), *self._columns(call_words.DIRECTION))
        self._number()
        self._employee()
        self._answers()
        if draft.block.column(*call_words.LINES) is None:
            draft.read("channel", *call_words.CHANNEL)
        self._legs()
        self._inside()

    def _columns(self, words: tuple[str, ...]) -> list[int]:
        return self.draft.block.columns(*words)[:1]

    def _texts(self, *words: str) -> list[str]:
        """The cells of the first of these columns as texts, '' where there is none."""
        index = self.draft.block.column(*words)
        if index is None:
            return [""] * self.size
        codes, found = identifiers(self.draft.block.cells(index))
        return [found[code] if code >= 0 else "" for code in codes.tolist()]

    def _clock(self) -> None:
        block = self.draft.block
        cells = block.cells(self.moment)
        days = read_days(cells, order=self.draft.order, date1904=block.table.date1904)
        clock = [index for index in block.columns(*call_words.CLOCK) if index != self.moment]
        moments, _bad = times(days, block.cells(clock[0]) if clock and not days.clock else None)
        if moments is not None:
            self.draft.put("time", moments, *([] if days.clock else clock[:1]))

    def _directions(self) -> NDArray[np.int32]:
        """By the column of directions; else a number of the public network called an extension, or the other way."""
        index = _direction_column(self.draft.block)
        if index is not None:
            cells = self.draft.block.cells(index)
            table = np.array([*(call_words.direction_of(word) for word in cells.words), UNKNOWN], dtype=np.int32)
            found = np.asarray(table[cells.codes])
            self.draft.found.bad["direction"] = cells.filled & (found == UNKNOWN)
            return found
        if _is_tracked(self.draft.block) and self.draft.block.column(*call_words.TO) is None:
            self._say("tracked_calls", msg("The log does not say which way calls went: a log of call tracking is of "
                                           "calls that came in"))  # fmt: skip
            return np.full(self.size, IN, dtype=np.int32)
        pairs = list(zip(self._texts(*call_words.FROM), self._texts(*call_words.TO), strict=True))
        told = {(True, False): IN, (False, True): OUT, (False, False): INSIDE}
        own = call_words.own_numbers(pairs)
        ways = [told.get((_is_client(one, own), _is_client(two, own)), UNKNOWN) for one, two in pairs]
        unknown = ways.count(UNKNOWN)
        if unknown:
            text = nmsg("Of {n} call it cannot be told which way it went", "Of {n} calls it cannot be told which way "
                        "they went", n=unknown)  # fmt: skip
            self._say("no_direction", text)
        return np.array(ways, dtype=np.int32)

    def _say(self, code: str, text: Message) -> None:
        self.draft.issues.append(self.draft.job.info(code, text, sheet=self.draft.block.table.sheet))

    def _number(self) -> None:
        """The client's number: its own column, else the other party by the direction."""
        block = self.draft.block
        own = block.column(*call_words.CLIENT)
        if own is not None and block.cells(own).filled.any():
            self.draft.read_column("number", own)
            return
        origin, goal = self._texts(*call_words.FROM), self._texts(*call_words.TO)
        found = [{IN: a, OUT: b}.get(way, "") for way, a, b in zip(self.direction.tolist(), origin, goal, strict=True)]
        self._put_texts("number", found, *self._columns(call_words.FROM), *self._columns(call_words.TO))

    def _employee(self) -> None:
        block = self.draft.block
        own = block.column(*call_words.EMPLOYEE)
        if own is not None and block.cells(own).filled.any():
            self.draft.read_column("manager", own)
            return
        origin, goal = self._texts(*call_words.FROM), self._texts(*call_words.TO)
        found = [{IN: b, OUT: a}.get(way, "") for way, a, b in zip(self.direction.tolist(), origin, goal, strict=True)]
        self._put_texts("manager", ["" if call_words.is_outside(text) else text for text in found])

    def _put_texts(self, target: str, texts: list[str], *columns: int) -> None:
        words: dict[str, int] = {}
        codes = [words.setdefault(text, len(words)) if text else -1 for text in texts]
        if words:
            self.draft.put(target, dictionary_array(np.array(codes, dtype=np.int32), list(words)), *columns)

    def _answers(self) -> None:
        """Answered by the state, else by the time of talk; a call that was not answered has no time of talk."""
        import pyarrow as pa

        block = self.draft.block
        talk, whole = block.column(*call_words.TALK), block.column(*call_words.WHOLE)
        index = whole if talk is None else talk
        assert index is not None
        seconds, valid, bad = call_words.durations(block.cells(index), block.names[index])
        yes, known = self._states()
        # where waiting has a column of its own, the length is that of the talk
        talked = talk is not None or block.column(*call_words.WAIT) is not None
        by_talk = ~known & talked
        yes = np.where(by_talk, valid & (seconds > 0), yes)
        known = known | by_talk | (valid & (seconds == 0))
        missed = known & ~yes
        seconds, valid = np.where(missed, 0, seconds), valid | missed
        self.draft.put("duration", numbers.decimal_array(seconds * 10**6, valid, 6), index)
        self.draft.found.bad["duration"] = bad & ~missed
        if known.any():
            self.draft.put("answered", pa.array(yes, mask=~known), *self._columns(call_words.STATE))

    def _states(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Whether the call was answered, and where the log says so."""
        yes, known = np.zeros(self.size, dtype=bool), np.zeros(self.size, dtype=bool)
        index = self.draft.block.column(*call_words.STATE)
        if index is not None:
            said = [call_words.answered_of(text) for text in self._texts(self.draft.block.names[index])]
            yes = np.array([one is True for one in said], dtype=bool)
            known = np.array([one is not None for one in said], dtype=bool)
        way = _direction_column(self.draft.block)
        if way is not None:
            cells = self.draft.block.cells(way)
            missed = cells.by_word(key(word) in _MISSED or "пропущ" in word.lower() for word in cells.words)
            yes, known = yes & ~missed, known | missed
        return yes, known

    def _legs(self) -> None:
        """Rows of one call, such as a transfer, become one: its first row, answered if any leg was, with all talk."""
        import pyarrow as pa

        index = next((index for index in self.draft.block.columns(*call_words.IDENTITY)
                      if self.draft.block.cells(index).filled.all()), None)  # fmt: skip
        if index is None:
            return
        codes, _words = identifiers(self.draft.block.cells(index))
        _found, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
        if len(first) == self.size:
            return
        arrays = self.draft.found.arrays
        length = np.array([float(value or 0) for value in arrays["duration"].to_pylist()])
        total = np.bincount(inverse, weights=length, minlength=len(first))
        summed = total[inverse]
        self.draft.put("duration", numbers.decimal_array(summed.astype(np.int64) * 10**6, None, 6))
        if "answered" in arrays:
            yes = np.array([value is True for value in arrays["answered"].to_pylist()], dtype=bool)
            any_yes = np.bincount(inverse, weights=yes, minlength=len(first)) > 0
            self.draft.put("answered", pa.array(any_yes[inverse]))
        keep = np.zeros(self.size, dtype=bool)
        keep[first] = True
        text = nmsg("{n} row is a further part of a call (a transfer, a queue): it is counted with its call",
                    "{n} rows are further parts of calls (transfers, queues): they are counted with their calls",
                    n=int((~keep).sum()))  # fmt: skip
        self.draft.issues.append(self.draft.job.info("legs", text, sheet=self.draft.block.table.sheet))
        self.draft.keep(keep)
        self.direction = self.direction[keep]

    def _inside(self) -> None:
        """Talks between employees are no calls of clients."""
        inside = self.direction == INSIDE
        if inside.any():
            text = nmsg("{n} call between employees was not imported", "{n} calls between employees were not imported",
                        n=int(inside.sum()))  # fmt: skip
            self.draft.issues.append(self.draft.job.info("internal_calls", text, sheet=self.draft.block.table.sheet))
            self.draft.keep(~inside)
