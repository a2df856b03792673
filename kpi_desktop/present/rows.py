"""The rows behind a figure in the owner's words: kinds, days and numbers as every screen and the shell print them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.facts.kept import KEPT
from kpi_desktop.facts.schema import Kind
from kpi_desktop.i18n.formats import date_text, number_text, short_number_text
from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.engine.rows import Row, RowPage

#: What stands between the parts of a kept figure's kind: its measure and its split.
_PARTS = " · "

#: What the columns of a page of rows are called.
COLUMN_NAMES: Mapping[str, Message] = {
    "fact": msg("Kind"),
    "day": msg("Date"),
    "kind": msg("Operation"),
    "document": msg("Document"),
    "product": msg("Product"),
    "customer": msg("Customer"),
    "quantity": msg("Quantity"),
    "amount": msg("Amount"),
}


def row_texts(page: RowPage, row: Row, catalogue: Catalogue, lang: str) -> tuple[str, ...]:
    """The cells of a row under the page's columns, as they are printed; a dash for nothing."""
    said = []
    for name, value in zip(page.columns, row.cells, strict=True):
        match name:
            case "fact":
                said.append(_fact(str(value), catalogue, lang))
            case "kind":
                said.append(_cell(name, _kind(row, value, catalogue, lang), lang))
            case _:
                said.append(_cell(name, value, lang))
    return tuple(said)


def _cell(name: str, value: str | date | Decimal | None, lang: str) -> str:
    match value:
        case None:
            return "—"
        case date():
            return date_text(value, lang)
        case Decimal():
            return number_text(value, 2, lang) if name == "amount" else short_number_text(value, 6, lang)
        case _:
            return value


def _fact(fact_id: str, catalogue: Catalogue, lang: str) -> str:
    fact = catalogue.facts.get(fact_id)
    if fact is None:
        return fact_id
    return fact.name_ru if lang == "ru" else fact.name_en


def _kind(row: Row, value: str | date | Decimal | None, catalogue: Catalogue, lang: str) -> str | date | Decimal | None:
    """The kind of a row in the owner's words: `won` of a deal is «выиграна», a figure by hand names its measure."""
    if not isinstance(value, str):
        return value
    if str(row.cells[0]) == KEPT:
        return _PARTS.join(_called(part, catalogue, lang) for part in value.split(_PARTS))
    fact = catalogue.facts.get(str(row.cells[0]))
    chosen = next((column for column in fact.columns if column.kind is Kind.CHOICE), None) if fact else None
    return chosen.word(value, lang) if chosen is not None else value


def _called(name: str, catalogue: Catalogue, lang: str) -> str:
    """The name of a measure or of a split; the id where it is neither."""
    found = catalogue.measures.get(name) or catalogue.dimensions.get(name)
    if found is None:
        return name
    return found.name_ru if lang == "ru" else found.name_en
