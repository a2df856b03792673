"""An answer of 1C's OData service (JSON) as elements with typed look-ups; nothing in it is interpreted yet.

The service writes numbers as numbers or as texts, pads texts of fixed length with blanks, and says «nothing» by an
empty reference or by the first day of the first year.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import unquote

from kpi_desktop.ingest import refusal
from kpi_desktop.ingest.normalise import tidy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

EMPTY_KEY = "00000000-0000-0000-0000-000000000000"
#: What the program adds to the answers that it fetched itself: the days asked for, and the pages as they came.
PERIOD, PAGES = "kpi.period", "kpi.pages"

_NAME = re.compile(r"\$metadata#(\w{1,200})")
_KEY = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_NUMBER = re.compile(r"-?\d{1,20}(?:[.,]\d{1,15})?")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d))?(?:\.\d+)?Z?")
_SHOWN = "____Presentation"


@dataclass(frozen=True, slots=True)
class Reference:
    """What a field points to: its key ('' where it is a plain text), the name the answer itself gives, if any."""

    key: str
    name: str = ""
    element: Element | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A value that stands in the answer and is not what the field should hold."""

    place: int
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Element:
    """One object of the answer or one line of its tabular part; `place` is the object's number in the file, from 1."""

    values: Mapping[str, object]
    place: int
    faults: list[Fault] = field(default_factory=list, repr=False, compare=False)

    def has(self, *names: str) -> bool:
        """Whether the answer has any of these fields, filled or not."""
        return any(name in self.values for name in names)

    def text(self, *names: str) -> str:
        """The first of these fields that holds a text (or a number, as it is written)."""
        for name in names:
            value = self.values.get(name)
            if isinstance(value, str) and tidy(value):
                return tidy(value)
            if isinstance(value, int | Decimal) and not isinstance(value, bool):
                return f"{value:f}" if isinstance(value, Decimal) else str(value)
        return ""

    def number(self, *names: str) -> Decimal | None:
        """The first of these fields that holds a number, be it written as a text; what cannot be read is noted."""
        for name in names:
            value = self.values.get(name)
            if isinstance(value, bool) or value is None or value == "":
                continue
            if isinstance(value, int | Decimal):
                return Decimal(value)
            bare = tidy(str(value)).replace(" ", "")
            if _NUMBER.fullmatch(bare):
                return Decimal(bare.replace(",", "."))
            if bare:
                self.faults.append(Fault(self.place, name, str(value)[:80]))
        return None

    def flag(self, *names: str) -> bool | None:
        """Yes or no; None where the answer does not say."""
        for name in names:
            value = self.values.get(name)
            if isinstance(value, bool):
                return value
            if isinstance(value, str) and value.strip().lower() in {"true", "false"}:
                return value.strip().lower() == "true"
        return None

    def moment(self, *names: str) -> datetime | None:
        """Local time as 1C shows it; None for the empty date."""
        for name in names:
            value = self.values.get(name)
            found = _MOMENT.fullmatch(value.strip()) if isinstance(value, str) else None
            if found is None:
                continue
            try:
                moment = datetime.fromisoformat(f"{found[1]}T{found[2] or '00:00:00'}")
            except ValueError:
                continue
            if moment.year > 1:
                return moment
        return None

    def reference(self, *names: str) -> Reference | None:
        """What the first filled one of these fields (named without `_Key`) points to."""
        for name in names:
            found = self._reference(name)
            if found is not None:
                return found
        return None

    def _reference(self, name: str) -> Reference | None:
        shown = self.text(name + _SHOWN, f"{name}_Key{_SHOWN}")
        inside = self.values.get(name)
        if isinstance(inside, dict):
            element = Element(inside, self.place, self.faults)
            key = _key_of(element.text("Ref_Key"))
            name_inside = element.text("Description", "Ref" + _SHOWN)
            return Reference(key, shown or name_inside, element) if key or name_inside else None
        key = _key_of(self.text(name + "_Key")) or _key_of(self.text(name))
        if key:
            return Reference(key, shown)
        plain = self.text(name)
        if plain and plain != EMPTY_KEY and not _KEY.fullmatch(plain):
            return Reference("", shown or plain)
        return Reference("", shown) if shown else None

    def part(self, *names: str) -> list[Element]:
        """The lines of these tabular parts, one part after another."""
        return [line for name in names for line in self._lines(name)]

    def _lines(self, name: str) -> Iterator[Element]:
        lines = self.values.get(name)
        for line in lines if isinstance(lines, list) else ():
            if isinstance(line, dict):
                yield Element(line, self.place, self.faults)


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole file: the object that it lists, its elements, the days asked for ([first, end)) where they are known.

    `repeated` elements came more than once (of several pages) and count once. `cut` says that the service has more.
    """

    name: str
    elements: list[Element]
    faults: list[Fault]
    period: tuple[date, date] | None = None
    repeated: int = 0
    cut: bool = False
    error: str = ""


def object_name(text: str) -> str:
    """The object that `odata.metadata` names: `Document_РеализацияТоваровУслуг`; '' where it names none."""
    found = _NAME.search(unquote(text))
    return found[1] if found else ""


def read_answer(path: Path, name: str = "") -> Answer:
    """The answer of a file; `name` is the file's own, which tells the object where the answer does not. Refusal."""
    root = _parsed(path.read_bytes())
    pages = root.get(PAGES) if isinstance(root, dict) else None
    roots: list[object] = [page for page in pages if isinstance(page, dict)] if isinstance(pages, list) else [root]
    found = [one for page in roots for one in _objects(page)]
    kept, repeated = _once(found)
    faults: list[Fault] = []
    head = root if isinstance(root, dict) else {}
    return Answer(
        _told_name(head, roots, found) or _file_object(name),
        [Element(one, place, faults) for place, one in enumerate(kept, 1)],
        faults,
        _period(head.get(PERIOD)),
        0 if isinstance(pages, list) else repeated,  # pages of one answer overlap on purpose
        any(isinstance(page, dict) and "odata.nextLink" in page for page in roots),
        _error(head),
    )


def _parsed(raw: bytes) -> object:
    try:
        text = raw.decode(json.detect_encoding(raw)).lstrip("\ufeff")
    except UnicodeDecodeError:
        text = raw.decode("cp1251", "replace")
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise refusal.damaged("JSON") from None


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(word)


def _objects(page: object) -> list[dict[str, object]]:
    listed = page.get("value") if isinstance(page, dict) else page
    if isinstance(listed, list):
        return [one for one in listed if isinstance(one, dict)]
    return [page] if isinstance(page, dict) and {"Ref_Key", "RecordSet", "Recorder"} & set(page) else []


def _once(found: list[dict[str, object]]) -> tuple[list[dict[str, object]], int]:
    """Each object once, the last state of it, in the order in which they came first; and how many came again."""
    last: dict[str, dict[str, object]] = {}
    for place, one in enumerate(found):
        keys = (one.get(name) for name in ("Ref_Key", "Recorder", "Recorder_Key"))
        key = next((key for key in keys if isinstance(key, str) and key), "")
        last[f"{key} {one.get('LineNumber')}" if key else f"#{place}"] = one
    return list(last.values()), len(found) - len(last)


def _told_name(head: Mapping[str, object], roots: list[object], found: list[dict[str, object]]) -> str:
    for page in (head, *roots):
        told = page.get("odata.metadata") if isinstance(page, dict) else None
        if isinstance(told, str) and object_name(told):
            return object_name(told)
    kind = found[0].get("odata.type") if found else None
    return kind.rpartition(".")[2] if isinstance(kind, str) else ""


def _file_object(name: str) -> str:
    """`Document_РеализацияТоваровУслуг (2).json` names the object of an answer without metadata."""
    found = re.match(r"(Document|Catalog|AccumulationRegister|InformationRegister)_[^\W_]+(_RecordType)?", name)
    return found[0] if found else ""


def _period(value: object) -> tuple[date, date] | None:
    if not isinstance(value, list) or len(value) != 2:
        return None
    try:
        first, end = (date.fromisoformat(str(day)) for day in value)
    except ValueError:
        return None
    return (first, end) if first < end else None


def _error(head: Mapping[str, object]) -> str:
    """What 1C itself says where it answers with an error."""
    found = head.get("odata.error")
    message = found.get("message") if isinstance(found, dict) else None
    text = message.get("value") if isinstance(message, dict) else message
    return tidy(str(text))[:300] if text else ""


def _key_of(text: str) -> str:
    return text.lower() if _KEY.fullmatch(text) and text != EMPTY_KEY else ""
