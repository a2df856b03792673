"""What the figures of a book can be split by: the dimensions that the rows of any of its facts carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.app.naming import listed, meant
from kpi_desktop.catalogue.model import Dimension
from kpi_desktop.engine.engine import CUSTOMER
from kpi_desktop.engine.splitting import filled_splits
from kpi_desktop.engine.staff import PERSON, TEAM, staff_of
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.store.book import Book

#: The fact whose dimensions come first: the sale lines are what most figures are made of.
_MAIN = "sale"


def split_dimensions(workspace: Workspace, book: Book) -> tuple[Dimension, ...]:
    """The dimensions that the rows of the book really carry: those of sale lines first, then of the other facts."""
    catalogue = workspace.catalogue
    filled = {batch.fact for batch in book.batches() if batch.state == "live"}
    order = [_MAIN, *(fact for fact in catalogue.facts if fact != _MAIN)]
    found: dict[str, Dimension] = {}
    for fact in order:
        if fact not in filled:
            continue
        columns = {column.id: column for column in catalogue.facts[fact].columns}
        for dimension in book.dimensions(fact):
            column = columns.get(dimension.id)
            names = (column.name_ru, column.name_en) if column else (dimension.heading, dimension.heading)
            shared = catalogue.dimensions.get(dimension.id)
            if shared is not None and fact != _MAIN:
                names = (shared.name_ru, shared.name_en)
            found.setdefault(dimension.id, Dimension(dimension.id, *names))
        for name in sorted(filled_splits(catalogue, catalogue.facts[fact], book.filled(fact)) - found.keys()):
            found[name] = catalogue.dimensions[name]
    team = catalogue.dimensions.get(TEAM)
    if team is not None and PERSON in found and staff_of(book.settings):
        found.setdefault(TEAM, team)
    entered = {one.cell.dimension for one in book.kept()}
    by_hand = {name: dimension for name, dimension in catalogue.dimensions.items() if name in entered}
    return (*found.values(), *_beside(by_hand, found))


def _beside(by_hand: Mapping[str, Dimension], found: Mapping[str, Dimension]) -> Iterable[Dimension]:
    """The dimensions that only figures kept by hand have."""
    return (dimension for name, dimension in by_hand.items() if name not in found)


def checked_dimension(workspace: Workspace, book: Book, by: str | None, *, customers: bool = False) -> str | None:
    """The dimension asked for, by its id or by its name; UsageError with the list of those that the book has.

    With `customers` figures may be asked by customer too: a list for the owner's eyes, of one metric.
    """
    if by is None:
        return None
    known = split_dimensions(workspace, book)
    if customers:
        column = workspace.catalogue.facts[_MAIN].column(CUSTOMER)
        known = (*known, Dimension(CUSTOMER, column.name_ru, column.name_en))
    otherwise = msg("Choose one of: {names}", names=listed(known)) if known else msg("Import lines with columns")
    return meant(by, known, msg("The data has no dimension “{name}”", name=by), otherwise).id
