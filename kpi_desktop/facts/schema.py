"""The typed schema of facts: which tables a book holds and what each column means, read from `formulas/facts.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(StrEnum):
    """What a column holds, and so how it is read, kept and compared."""

    DATE = "date"  # a business day; Arrow date32
    TIME = "time"  # a moment in local time, to the second; Arrow timestamp('s')
    MONEY = "money"  # Arrow decimal128(18, 4)
    QUANTITY = "quantity"  # Arrow decimal128(18, 6)
    COUNT = "count"  # whole number; Arrow int64
    KEY = "key"  # identifies a document, customer, deal; text in a file, integer code in the book
    DIMENSION = "dimension"  # what figures are split by; text in a file, integer code in the book
    CHOICE = "choice"  # one of a fixed list of words (`choices`)
    FLAG = "flag"  # yes or no
    TEXT = "text"  # kept as written, for lists of rows


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a fact: its id, kind, names on screen, and the headings under which files carry it."""

    id: str
    kind: Kind
    name_ru: str
    name_en: str
    required: bool = False
    headings: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    document_level: bool = False
    choices_ru: tuple[str, ...] = ()
    choices_en: tuple[str, ...] = ()
    split: str = ""  # the dimension that figures are split by through this column of fixed words

    def word(self, choice: str, lang: str) -> str:
        """What the owner calls one of the choices; a word that is none of them as it is."""
        named = self.choices_ru if lang == "ru" else self.choices_en
        return dict(zip(self.choices, named, strict=True)).get(choice, choice) if named else choice


@dataclass(frozen=True, slots=True)
class FactTable:
    """One kind of fact (sale lines, calls, advertising, ...): the table of a book that importers fill.

    `how_ru`, `how_en` say where the usual programs export it.
    """

    id: str
    name_ru: str
    name_en: str
    columns: tuple[Column, ...]
    main: str
    how_ru: str = ""
    how_en: str = ""

    def column(self, column_id: str) -> Column:
        """The column of that id; KeyError where the fact has none."""
        for column in self.columns:
            if column.id == column_id:
                return column
        raise KeyError(f"{self.id}.{column_id}")

    def split_column(self, dimension: str) -> Column | None:
        """The column by which rows of the fact belong to members of a dimension of the catalogue; None without one."""
        for column in self.columns:
            if column.split == dimension or (column.id == dimension and column.kind in {Kind.DIMENSION, Kind.KEY}):
                return column
        return None


@lru_cache(maxsize=4)
def load_facts(text: str) -> Mapping[str, FactTable]:
    """Read `facts.toml`; `main` names the column whose total is the control total of an import.

    The same text gives the same tables: every book and every file is opened with them, and nobody changes them.
    """
    facts = {}
    for fact_id, table in tomllib.loads(text).items():
        columns = tuple(_column(column_id, entry) for column_id, entry in table["columns"].items())
        facts[fact_id] = FactTable(
            fact_id, table["ru"], table["en"], columns, table["main"], table.get("how_ru", ""), table.get("how_en", "")
        )
    return MappingProxyType(facts)


def _column(column_id: str, entry: Mapping[str, object]) -> Column:
    return Column(
        id=column_id,
        kind=Kind(str(entry["kind"])),
        name_ru=str(entry["ru"]),
        name_en=str(entry["en"]),
        required=bool(entry.get("required", False)),
        headings=_words(entry.get("headings", ())),
        choices=_words(entry.get("choices", ())),
        document_level=bool(entry.get("document_level", False)),
        choices_ru=_words(entry.get("choices_ru", ())),
        choices_en=_words(entry.get("choices_en", ())),
        split=str(entry.get("split", "")),
    )


def _words(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise TypeError(f"a list of words was expected, not {value!r}")
    return tuple(str(word) for word in value)
