"""The standard OData interface of a base: what it publishes, and its objects page by page.

Pages come in a stable order. A page that breaks off is asked for again, after a pause; what was read before stays.
Pages overlap by one element, and at the end the keys that came are compared with 1C's own count: where either differs,
the data changed under the reader and the object is read anew.
"""

from __future__ import annotations

import json
import logging
import re
import time
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from kpi_desktop.core.errors import Cancelled
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.live import errors
from kpi_desktop.live.metadata import published
from kpi_desktop.live.wire import Bounds, Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from kpi_desktop.live.address import Address

_log = logging.getLogger(__name__)
Result = TypeVar("Result")
JSON, XML, TEXT = "application/json", "application/xml", "text/plain"
PAGE = 500
#: Seconds before the next tries of one page.
PAUSES = (0.5, 1.0, 2.0, 4.0)
_ROUNDS = 3
_SAFE = "$',()/:-"


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of one object: days [first, end) by `moment` (None for all), and the fields."""

    name: str
    period: tuple[date, date] | None = None
    moment: str = "Date"
    fields: tuple[str, ...] = ()

    @property
    def filter(self) -> str:
        """The condition in the language of the service."""
        if self.period is None:
            return ""
        first, end = (f"datetime'{day.isoformat()}T00:00:00'" for day in self.period)
        return f"{self.moment} ge {first} and {self.moment} lt {end}"


@dataclass(slots=True)
class Fetched:
    """One object as it came: pages of JSON in files, how many elements they hold, the day of the first one."""

    query: Query
    pages: list[Path] = field(default_factory=list)
    count: int = 0
    metadata: str = ""
    first: date | None = None


@dataclass(slots=True)
class Service:
    """A live base. `told` hears what is being read; `cancelled` is asked all the time."""

    address: Address
    user: str
    password: str
    cancelled: Callable[[], bool]
    told: Callable[[Message], None] = lambda _message: None
    bounds: Bounds = field(default_factory=Bounds)
    page: int = PAGE
    pauses: tuple[float, ...] = PAUSES
    _wire: Wire = field(init=False)

    def __post_init__(self) -> None:
        """Make the connection's keeper."""
        self._wire = Wire(self.address, self.user, self.password, self.bounds)

    def close(self) -> None:
        """Let go of the server."""
        self._wire.close()

    def published(self) -> Mapping[str, frozenset[str]]:
        """The objects that this user's base publishes, with their fields."""
        self.told(msg("Asking 1C what it publishes"))
        return published(self._asked("$metadata", XML, "$metadata"))

    def fetch(self, query: Query, folder: Path) -> Fetched:
        """All elements of an object into files of `folder`; LiveError where they cannot be had whole."""
        expected = self._count(query)
        for round_ in range(_ROUNDS):
            read = self._pages(query, folder / f"{query.name}-{round_}", expected)
            expected = self._count(query)
            if read is not None and (expected is None or expected == len(read[1])):
                return read[0]
        raise errors.LiveError(
            msg("“{name}” changes in 1C while it is being read", name=query.name),
            fix=msg("Try again when fewer people work in 1C, or fetch a shorter period"),
        )  # fmt: skip

    def _pages(self, query: Query, folder: Path, expected: int | None) -> tuple[Fetched, set[str]] | None:
        """Page after page; a short one is the last, unless 1C counts more (it may give fewer than asked for).

        Each page begins with the last element of the one before: where it does not, elements moved under the reader,
        and there is no result.
        """
        folder.mkdir(parents=True)
        found, keys, manner = Fetched(query), set[str](), _Manner()
        last = ""
        while True:
            self.told(msg("1C: {name}, {count} read", name=query.name, count=len(keys)))
            again = 1 if last else 0
            body, elements, metadata = self._page(query, len(keys) - again, manner)
            came = [_key(one, len(keys) + place) for place, one in enumerate(elements)]
            if last and came[:1] != [last]:
                return None
            fresh = came[again:]
            if fresh:
                target = folder / f"{len(found.pages):05d}.json"
                target.write_bytes(body)
                found.pages.append(target)
                keys |= {*fresh}
                found.metadata = found.metadata or metadata
                found.first = min(filter(None, (found.first, _first_day(query, elements))), default=None)
                last = came[-1] if came[-1][:1] != "#" else ""
            found.count = len(keys)
            short = len(elements) < self.page and len(keys) >= (expected or 0)
            if short or not fresh:
                return found, keys

    def _page(self, query: Query, skip: int, manner: _Manner) -> tuple[bytes, list[dict[str, object]], str]:
        """One page; where the server refuses a wish (fields, order) at the first one, it is asked without it.

        So it is where fields that were named do not come: then everything is asked for.
        """
        while True:
            path = f"{quote(query.name)}?{_arguments(query, skip, self.page, manner)}"
            try:
                page = self._tried(partial(self._elements, path, query.name))
            except errors.LiveError as error:
                if skip or not error.refused or not manner.simpler(query):
                    raise
                continue
            if not manner.fields or not _lacking(query, page[1]):
                return page
            manner.fields = False

    def _count(self, query: Query) -> int | None:
        """How many elements 1C itself counts; None where it does not say."""
        condition = f"?$filter={quote(query.filter, safe=_SAFE)}" if query.filter else ""
        try:
            body = self._asked(f"{quote(query.name)}/$count{condition}", TEXT, query.name)
        except errors.LiveError as error:
            _log.info("no count of %s: %s", query.name, error)
            return None
        text = body.decode("utf-8-sig", "replace").strip()
        return int(text) if text.isdigit() else None

    def _asked(self, path: str, accept: str, what: str) -> bytes:
        return self._tried(partial(self._once, path, accept, what))

    def _elements(self, path: str, what: str) -> tuple[bytes, list[dict[str, object]], str]:
        return _elements(self._once(path, JSON, what))

    def _tried(self, ask: Callable[[], Result]) -> Result:
        """Ask, and again after a pause where another try may help."""
        for pause in (*self.pauses, None):
            try:
                return ask()
            except errors.LiveError as error:
                if pause is None or not error.again:
                    raise
                self._wire.close()
                self.told(msg("{why}. Trying again", why=error.message))
                self._wait(pause)
        raise AssertionError("the last try has no pause")

    def _once(self, path: str, accept: str, what: str) -> bytes:
        reply = self._wire.get(f"{self.address.path}/{path}", accept, self.cancelled)
        if 200 <= reply.status < 300:
            return reply.body
        raise errors.of_status(reply.status, reply.body, what)

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.cancelled():
                raise Cancelled(msg("Fetching from 1C was cancelled; nothing was changed"))
            time.sleep(0.05)


@dataclass(slots=True)
class _Manner:
    """Which wishes the server takes: fields, and the key beside the date in the order."""

    fields: bool = True
    by_key: bool = True

    def simpler(self, query: Query) -> bool:
        """Give up one wish; False where none is left."""
        if self.fields and query.fields:
            self.fields = False
        elif self.by_key:
            self.by_key = False
        else:
            return False
        return True


def _arguments(query: Query, skip: int, top: int, manner: _Manner) -> str:
    order = ["Ref_Key asc"] if manner.by_key else []
    if query.period is not None:
        order = [f"{query.moment} asc", *(order or ["Number asc"])]
    wishes = {
        "$filter": query.filter,
        "$orderby": ",".join(order),
        "$select": ",".join(query.fields) if manner.fields else "",
        "$top": str(top),
        "$skip": str(skip) if skip else "",
    }
    told = [f"{name}={quote(value, safe=_SAFE)}" for name, value in wishes.items() if value]
    return "&".join(["$format=json", *told])


def _elements(body: bytes) -> tuple[bytes, list[dict[str, object]], str]:
    """The page, its elements, and the address that names their object; a page that is no JSON broke off."""
    raw = body.removeprefix(b"\xef\xbb\xbf")
    try:
        root = json.loads(raw)
    except (ValueError, RecursionError):
        raise errors.broken("1C") from None
    listed = root.get("value") if isinstance(root, dict) else None
    if not isinstance(listed, list):
        raise errors.of_status(500, raw, "1C")
    told = root.get("odata.metadata")
    return raw, [one for one in listed if isinstance(one, dict)], told if isinstance(told, str) else ""


def _lacking(query: Query, elements: list[dict[str, object]]) -> bool:
    """Whether a field that was asked for by name stands in no element of the page."""
    here = {name for one in elements for name in one}
    return bool(elements) and not {*query.fields} <= here


def _first_day(query: Query, elements: list[dict[str, object]]) -> date | None:
    """The earliest day of a page; None where it tells none."""
    days = [str(one.get(query.moment))[:10] for one in elements]
    told = [day for day in days if re.fullmatch(r"[12]\d{3}-\d\d-\d\d", day)]
    return date.fromisoformat(min(told)) if told else None


def _key(one: Mapping[str, object], place: int) -> str:
    key = one.get("Ref_Key")
    return key if isinstance(key, str) else f"#{place}"
