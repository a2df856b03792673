"""The close of a month: frozen, read as it was, reopened with a reason; what changed since is told (NUMBERS 23)."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kpi_desktop import resources
from kpi_desktop.app.books import opened, opened_book
from kpi_desktop.app.workspace import Workspace
from kpi_desktop.catalogue.errors import CatalogueError
from kpi_desktop.core.errors import KpiDesktopError, UsageError
from kpi_desktop.core.period import Period
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.bundle import ClosedMonth, Corrected, Restated
from kpi_desktop.store.closing import BOOK, FORMULAS, REPORT, Closing, Frozen, unpacked, unzipped, zipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.present.bundle import Bundle
    from kpi_desktop.store.book import Book
    from kpi_desktop.store.records import BatchInfo

#: What later months show of corrections in closed ones: money that adds up over months.
CORRECTED = ("revenue", "gross_profit", "profit")

#: Settings that a closed month's figures depend on.
_OF_FIGURES = (
    "parameter:",
    "metric:",
    "vat_basis",
    "vat_report",
    "vat_cost",
    "tax_regime",
    "plans",
    "bonus_rules",
    "kept_first",
)


def close_month(workspace: Workspace, path: Path, month: str, who: str = "", note: str = "") -> Closing:
    """Freeze a month that is wholly covered: rows, plans, parameters, VAT basis, catalogue and figures."""
    with opened(workspace, path, read_only=False) as (book, engine):
        workspace, period = workspace.of(book.settings), _month(month)
        if period not in engine.months():
            raise UsageError(msg("There is no data of {month}", month=month))
        figures = engine.figures(list(workspace.catalogue.metrics), [period])
        revenue = next((figure for figure in figures if figure.metric == "revenue"), None)
        if revenue is not None and isinstance(revenue.value, Decimal) and not revenue.covered.complete:
            raise UsageError(
                msg("The month {month} is not loaded to its end: it cannot be closed", month=month),
                fix=msg("Import the rest of it first"),
            )
        values = {f.metric: format(f.value, "f") if isinstance(f.value, Decimal) else None for f in figures}
        frozen = Frozen(json.dumps(values), zipped(resources.folder("formulas")), formulas_digest())
        return book.close_month(month, frozen, who, note)


def reopen_month(path: Path, month: str, who: str, why: str) -> Closing:
    """Let a closed month read the current rows again; the next close makes the next edition."""
    _month(month)
    with opened_book(path, read_only=False) as book:
        return book.reopen_month(month, who, why)


def closings(path: Path) -> list[Closing]:
    """Every edition of every month that was closed."""
    with opened_book(path) as book:
        return book.closings()


def keep_sent(path: Path, month: str, file: Path) -> Closing:
    """Keep the report that was sent with the standing edition of its month."""
    with opened_book(path, read_only=False) as book:
        standing = standing_of(book, month)
        if standing is None:
            raise UsageError(msg("The month {month} is not closed", month=month))
        book.keep_report(standing.id, file.name, file.read_bytes())
        return standing


def sent_reports(path: Path, month: str, edition: int | None = None) -> Mapping[str, bytes]:
    """The reports that were kept with an edition (the last one where none is named), by file name."""
    with opened_book(path) as book:
        found = [c for c in book.closings() if c.month == month and edition in (None, c.edition)]
        return book.closing_parts(found[-1].id, REPORT) if found else {}


def standing_of(book: Book, month: str) -> Closing | None:
    """The edition by which the month is closed now."""
    return next((found for found in book.closings() if found.month == month and found.standing), None)


@contextmanager
def opened_month(workspace: Workspace, path: Path, month: str | None) -> Iterator[tuple[Workspace, Book, Engine]]:
    """The book for figures of one month: as it was frozen where the month is closed, else as it is.

    With the definitions that belong to it. Quarters, years and other windows read the book as it is.
    """
    with opened(workspace, path) as (book, engine):
        found = _standing(book, engine, month)
        if found is None:
            yield workspace.of(book.settings), book, engine
            return
        content, formulas = book.closing_parts(found.id, BOOK)[""], book.closing_parts(found.id, FORMULAS)[""]
    with TemporaryDirectory() as folder:
        frozen = Path(folder) / path.name
        unpacked(content, frozen)
        then = _definitions(workspace, found, formulas, Path(folder) / "formulas")
        with opened(then, frozen) as (book, engine):
            yield then.of(book.settings), book, engine


def _standing(book: Book, engine: Engine, month: str | None) -> Closing | None:
    closed = {found.month: found for found in book.closings() if found.standing}
    if not closed:
        return None
    if month is None:
        chosen = engine.default_period()
        return closed.get(chosen.month_text) if chosen is not None and chosen.whole_months == 1 else None
    return closed.get(month)


def _definitions(workspace: Workspace, found: Closing, formulas: bytes, folder: Path) -> Workspace:
    """The catalogue as it was at the close; where this program cannot read it any more, its own one."""
    if found.formulas_digest == formulas_digest():
        return workspace
    from kpi_desktop.catalogue.load import load_catalogue

    unzipped(formulas, folder)
    try:
        return Workspace(load_catalogue(folder), folder=folder)
    except (CatalogueError, KpiDesktopError, KeyError, ValueError):
        return workspace


def formulas_digest() -> str:
    """What tells one version of the catalogue from another."""
    return hashlib.sha256(zipped(resources.folder("formulas"))).hexdigest()


def restated(workspace: Workspace, path: Path, month: str) -> tuple[Restated, ...]:
    """Figures of a closed month that the book's rows give otherwise by now: old, new, why. None where it is open."""
    with opened(workspace, path) as (book, engine):
        found = standing_of(book, month)
        if found is None:
            return ()
        now = workspace.of(book.settings)
        figures = engine.figures(list(now.catalogue.metrics), [_month(month)])
        batches, settings = book.batches(), book.settings
        content = book.closing_parts(found.id, BOOK)[""]
    with TemporaryDirectory() as folder:
        unpacked(content, Path(folder) / path.name)
        with opened_book(Path(folder) / path.name) as frozen:
            why = _reasons(found, (frozen.batches(), batches), (frozen.settings, settings))
    old = {name: None if text is None else Decimal(text) for name, text in json.loads(found.figures).items()}
    new = {figure.metric: figure.value if isinstance(figure.value, Decimal) else None for figure in figures}
    return tuple(
        Restated(metric, found.edition, old[metric], new[metric], why)
        for metric in new
        if metric in old and old[metric] != new[metric]
    )


def with_closing(workspace: Workspace, path: Path, bundle: Bundle) -> Bundle:
    """The bundle with what it must say of closed months: its own edition and what changed since, or corrections."""
    with opened(workspace, path) as (book, engine):
        closed = book.closings()
        if not any(found.standing for found in closed):
            return bundle
        own = standing_of(book, bundle.month.name)
        if own is None:
            return replace(bundle, corrected=corrections(book, engine, bundle.month))
    return replace(bundle, closed=_edition(own), restated=restated(workspace, path, own.month))


def edition_of(path: Path, month: Period) -> ClosedMonth | None:
    """The edition by which a month is closed; None while it is open."""
    with opened_book(path) as book:
        found = standing_of(book, month.name)
    return None if found is None else _edition(found)


def _edition(found: Closing) -> ClosedMonth:
    return ClosedMonth(found.edition, date.fromisoformat(found.closed_at[:10]), found.who)


def _reasons(
    found: Closing, batches: tuple[list[BatchInfo], list[BatchInfo]], settings: tuple[dict[str, str], dict[str, str]]
) -> tuple[Message, ...]:
    """What was done to the book since the close that can change a figure."""
    then, now = ({batch.id: batch for batch in listed} for listed in batches)
    told = [msg("imported later: “{file}”", file=now[n].file_name) for n in now if n not in then]
    told += [
        msg("taken out later: “{file}”", file=now[n].file_name)
        for n in now
        if n in then and now[n].state != then[n].state and now[n].state == "undone"
    ]
    told += [
        msg("replaced later: “{file}”", file=now[n].file_name)
        for n in now
        if n in then and now[n].state != then[n].state and now[n].state == "replaced"
    ]
    changed = [
        name
        for name in sorted(settings[0].keys() | settings[1].keys())
        if name.startswith(_OF_FIGURES) and settings[0].get(name, "") != settings[1].get(name, "")
    ]
    if changed:
        told.append(msg("settings changed: {names}", names=", ".join(changed)))
    if found.formulas_digest != formulas_digest():
        told.append(msg("the catalogue of the program changed"))
    return tuple(dict.fromkeys(told)) or (msg("the streams, customers or rules of the book changed"),)


def corrections(book: Book, engine: Engine, before: Period) -> tuple[Corrected, ...]:
    """What closed months before this one differ by now: later months' totals to date hold it."""
    closed = [found for found in book.closings() if found.standing and _month(found.month) < before]
    if not closed:
        return ()
    months = [_month(found.month) for found in closed]
    now = {(f.metric, f.period.month_text): f.value for f in engine.figures(CORRECTED, months)}
    told = []
    for found in closed:
        old = json.loads(found.figures)
        for metric in CORRECTED:
            current, text = now[metric, found.month], old.get(metric)
            if text is None or not isinstance(current, Decimal):
                continue
            if current != Decimal(text):
                told.append(Corrected(_month(found.month), metric, Decimal(text), current))
    return tuple(told)


def _month(text: str) -> Period:
    try:
        return Period.month(text)
    except ValueError:
        raise UsageError(
            msg("“{text}” is not a month", text=text), fix=msg("Write it as year and month: 2011-11")
        ) from None
