"""A month of a book diagnosed: the funnel, why the result changed, and the weak link in money."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from kpi_desktop.app.books import opened_book
from kpi_desktop.app.closing import opened_month
from kpi_desktop.app.figures import month_of
from kpi_desktop.app.naming import listed, meant, named_thing
from kpi_desktop.catalogue.errors import CatalogueError
from kpi_desktop.catalogue.funnels import check_funnels, read_funnels
from kpi_desktop.core.errors import NothingToTell, UsageError
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.catalogue.funnels import Funnel
    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.core.issue import Issue
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.funnel.diagnosis import Diagnosis
    from kpi_desktop.engine.rows import RowPage
    from kpi_desktop.store.book import Book

#: The book's setting of an own funnel: `funnel:mine`; its value is the funnel's table of TOML.
OWN = "funnel:"

#: The stage that meetings lead to.
_CONTRACTS = "contracts"


def book_funnels(catalogue: Catalogue, settings: Mapping[str, str]) -> dict[str, Funnel]:
    """The book's own funnels, then the program's; an own one of the same id stands in its place."""
    own: dict[str, Funnel] = {}
    for key in sorted(settings):
        if key.startswith(OWN) and settings[key]:
            own |= _read(catalogue, settings[key])
    return own | {name: funnel for name, funnel in catalogue.funnels.items() if name not in own}


def save_funnels(workspace: Workspace, path: Path, text: str) -> tuple[str, ...]:
    """Keep the funnels of a TOML text in the book; CatalogueError names every mistake, UsageError a text that is none.

    Answers the ids that were kept.
    """
    with opened_book(path, read_only=False) as book:
        found = _read(workspace.of(book.settings).catalogue, text)
        for name in found:
            data = tomllib.loads(text)[name]
            book.set_setting(OWN + name, _written(name, data))
    return tuple(found)


def remove_funnel(path: Path, name: str) -> None:
    """Take an own funnel out of the book; the program's funnel of that id counts again."""
    with opened_book(path, read_only=False) as book:
        if not book.settings.get(OWN + name):
            raise UsageError(msg("The book has no own funnel “{name}”", name=name))
        book.set_setting(OWN + name, "")


def listed_funnels(workspace: Workspace, path: Path) -> tuple[Funnel, ...]:
    """The funnels of the book, in the order in which they are tried."""
    with opened_book(path) as book:
        return tuple(book_funnels(workspace.of(book.settings).catalogue, book.settings).values())


def diagnosis(workspace: Workspace, path: Path, month: str | None, funnel: str | None = None) -> tuple[Diagnosis, str]:
    """The month diagnosed by the funnel asked for, else by the first that fits, with the book's currency.

    NothingToTell where no funnel has two stages with data in the month.
    """
    from kpi_desktop.engine.funnel.diagnosis import chosen, diagnose
    from kpi_desktop.engine.funnel.reading import FunnelReader

    with opened_month(workspace, path, month) as (_, book, engine):
        period = month_of(month, engine)
        reader = FunnelReader(book, engine.catalogue)
        found = chosen(reader, _asked(book_funnels(engine.catalogue, book.settings), funnel), period)
        if found is None:
            raise _no_funnel(period)
        return diagnose(engine, reader, found, period), book.currency


def named_people(book: Book, engine: Engine, month: Period) -> frozenset[str]:
    """The people whom the month's funnel names at its meetings' step: none where it has none or the month is running.

    A person is named where the fall is no chance, the rest did not fall and the mix of leads is taken out.
    """
    from kpi_desktop.engine.funnel.diagnosis import chosen, diagnose
    from kpi_desktop.engine.funnel.reading import FunnelReader

    reader = FunnelReader(book, engine.catalogue)
    funnels = [one for one in book_funnels(engine.catalogue, book.settings).values() if _has_contracts(one)]
    found = chosen(reader, funnels, month)
    weak = diagnose(engine, reader, found, month).weak if found is not None else None
    stages = [stage for stage in weak.stages if stage.id == _CONTRACTS and stage.depth is not None] if weak else []
    return frozenset(stage.depth.person for stage in stages if stage.depth is not None and stage.depth.person)


def _has_contracts(funnel: Funnel) -> bool:
    return any(stage.id == _CONTRACTS for stage in funnel.stages)


def diagnosed(book: Book, engine: Engine, month: Period) -> Diagnosis | None:
    """The month diagnosed by the first funnel that fits; None for a longer period or where the data fills no funnel."""
    from kpi_desktop.engine.funnel.diagnosis import chosen, diagnose
    from kpi_desktop.engine.funnel.reading import FunnelReader

    if month.whole_months != 1:
        return None
    reader = FunnelReader(book, engine.catalogue)
    found = chosen(reader, tuple(book_funnels(engine.catalogue, book.settings).values()), month)
    return None if found is None else diagnose(engine, reader, found, month)


def month_funnels(
    workspace: Workspace, path: Path, month: str | None, funnel: str = ""
) -> tuple[tuple[Funnel, ...], Diagnosis | None, str]:
    """The funnels that the month's data fills, its diagnosis by the one named (else the first), and the currency.

    No funnel and no diagnosis where no two stages have data, as in an empty book.
    """
    from kpi_desktop.engine.funnel.diagnosis import diagnose
    from kpi_desktop.engine.funnel.reading import FunnelReader

    with opened_month(workspace, path, month) as (_, book, engine):
        if month is None and engine.default_month() is None:
            return (), None, book.currency
        period = month_of(month, engine)
        reader = FunnelReader(book, engine.catalogue)
        known = book_funnels(engine.catalogue, book.settings).values()
        there = tuple(one for one in known if reader.fits(one, period))
        wanted = next((one for one in there if one.id == funnel), there[0] if there else None)
        found = None if wanted is None else diagnose(engine, reader, wanted, period)
        return there, found, book.currency


def lost_rows(
    workspace: Workspace,
    path: Path,
    month: str | None,
    stage: str,
    funnel: str | None = None,
    page: tuple[int, int] = (0, 200),
) -> RowPage:
    """The rows of cases that came to the stage before this one in the month and have not gone on to it.

    `page`: from which row on, and so many at most.
    """
    from kpi_desktop.engine.funnel.diagnosis import chosen
    from kpi_desktop.engine.funnel.reading import FunnelReader

    with opened_month(workspace, path, month) as (_, book, engine):
        period = month_of(month, engine)
        reader = FunnelReader(book, engine.catalogue)
        found = chosen(reader, _asked(book_funnels(engine.catalogue, book.settings), funnel), period)
        if found is None:
            raise _no_funnel(period)
        reading = reader.read(found, period)
        steps = {step.after.id: step for step in reading.every_step if step.cohort}
        known = [named_thing(one.after.id, one.after.name) for one in steps.values()]
        otherwise = msg("Choose one of: {names}", names=listed(known)) if known else None
        unknown = msg("Cases are not followed to the stage “{stage}”", stage=stage)
        step = steps[meant(stage, known, unknown, otherwise).id]
        return reader.lost(reading, step, *page)


def _asked(funnels: Mapping[str, Funnel], name: str | None) -> tuple[Funnel, ...]:
    if name is None:
        return tuple(funnels.values())
    known = [named_thing(one.id, one.name) for one in funnels.values()]
    unknown = msg("There is no funnel “{name}”", name=name)
    return (funnels[meant(name, known, unknown, msg("Choose one of: {names}", names=listed(known))).id],)


def _no_funnel(period: Period) -> NothingToTell:
    return NothingToTell(
        msg("No funnel has two stages with data in this month"),
        fix=msg("Import leads, meetings, calls, deals, contracts or the site's traffic: `kpi-desktop formats`"),
        period=period.name,
    )


def _read(catalogue: Catalogue, text: str) -> dict[str, Funnel]:
    issues: list[Issue] = []
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(msg("The file is not valid TOML: {error}", error=str(error))) from None
    found = read_funnels(data, issues)
    issues.extend(check_funnels(catalogue, found))
    if issues:
        raise CatalogueError(tuple(issues))
    return found


def _written(name: str, data: Mapping[str, object]) -> str:
    """One funnel as TOML again: only texts and tables of texts are in it."""
    import json

    lines = [f"[{name}]"]
    lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in data.items() if key != "stages"]
    stages = data["stages"]
    assert isinstance(stages, list)
    for stage in stages:
        lines += ["", f"[[{name}.stages]]"]
        lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in stage.items()]
    return "\n".join(lines) + "\n"
