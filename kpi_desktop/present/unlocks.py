"""What to add, in words: the export with the columns that the book lacks, and the way to it in its program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import Message, msg, named

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.present.bundle import Unlock

#: More columns than these would be a list, not a sentence.
_MOST_COLUMNS = 4


def export_name(unlock: Unlock, catalogue: Catalogue) -> Message:
    """«Строки продаж» with the columns “Себестоимость”, “Покупатель”: what is to be exported."""
    name = _called(unlock, catalogue)
    if unlock.earlier:
        return msg("“{export}” of earlier months", export=name)
    columns = unlock.columns or ((unlock.column,) if unlock.column else ())
    if not columns:
        return msg("“{export}”", export=name)
    told = _column_names(unlock.fact, columns[:_MOST_COLUMNS], catalogue)
    if len(columns) == 1:
        return msg("“{export}” with a column {columns}", export=name, columns=told)
    if len(columns) > _MOST_COLUMNS:
        told = msg("{columns} and others", columns=told)
    return msg("“{export}” with columns {columns}", export=name, columns=told)


def _called(unlock: Unlock, catalogue: Catalogue) -> Message:
    one = catalogue.formats.get(unlock.export)
    if one is not None:
        return named(one.name_en, one.name_ru)
    fact = catalogue.facts.get(unlock.fact)
    return named(fact.name_en, fact.name_ru) if fact else named(unlock.fact, unlock.fact)


def _column_names(fact_id: str, columns: tuple[str, ...], catalogue: Catalogue) -> Message:
    fact = catalogue.facts.get(fact_id)
    known = {column.id: column for column in fact.columns} if fact else {}
    english = [known[column].name_en if column in known else column for column in columns]
    russian = [known[column].name_ru if column in known else column for column in columns]
    return named(", ".join(f"“{name}”" for name in english), ", ".join(f"«{name}»" for name in russian))


def way_to(unlock: Unlock, catalogue: Catalogue, lang: str) -> str:
    """The usual way to the export: the program, then what to press; '' where none is known."""
    one = catalogue.formats.get(unlock.export)
    if one is not None and one.how:
        way = one.how[0]
        return f"{way.program(lang)}: {'; '.join(way.steps(lang))}"
    fact = catalogue.facts.get(unlock.fact)
    return "" if fact is None else fact.how_ru if lang == "ru" else fact.how_en
