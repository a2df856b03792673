"""The hidden manifest: what every formula and cell of the workbook must be, so that a changed one can be named."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kpi_desktop.core.marks import MANIFEST_FORMAT, MANIFEST_MARK
from kpi_desktop.workbook.layout import unquoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xlsxwriter.worksheet import Worksheet

    from kpi_desktop.workbook.cells import Ledger

#: Texts are cut into cells of this length.
_CHUNK = 30_000

#: Longer texts are kept as hashes, marked by a sign that no cell begins with.
_LONG_TEXT, HASHED = 80, "\x1f"


@dataclass(frozen=True, slots=True)
class BigSheet:
    """A sheet of many rows: its headings by column, which columns are formulas, its checksums and column totals.

    `totals` are the exact totals of the number columns by letter, so that one changed number can be told back.
    """

    title: str
    first_row: int
    columns: tuple[str, ...]
    formulas: tuple[bool, ...]
    row_sums: list[int]
    column_sums: list[int]
    totals: Mapping[str, str]
    slant_sums: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that `verify` compares a workbook with.

    `cells` gives a formula's hash, the text that it must show, and whether it follows the drop-down `choice` or the
    `inputs` of its sheet, numbers that the reader may change; `numbers` the figures that are values, `texts` the words
    (a long text as its hash).
    """

    cells: dict[tuple[str, str], tuple[int, str, bool]]
    numbers: dict[tuple[str, str], str]
    big: tuple[BigSheet, ...]
    choice: tuple[str, str, str] | None = None
    control: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[tuple[str, str], str] = field(default_factory=dict)
    inputs: Mapping[tuple[str, str], str] = field(default_factory=dict)


def formula_hash(formula: str) -> int:
    """The hash of a formula's text, without its equals sign."""
    return zlib.crc32(unquoted(formula).encode())


def from_ledger(
    ledger: Ledger, big: Iterable[BigSheet], choice: tuple[str, str, str] | None, control: Mapping[str, str]
) -> Manifest:
    """The manifest of a workbook that was just written."""
    cells = {
        place: (formula_hash(formula), shown, follows) for place, (formula, shown, follows) in ledger.formulas.items()
    }
    texts = {place: text_mark(text) for place, text in ledger.texts.items()}
    return Manifest(cells, dict(ledger.numbers), tuple(big), choice, control, texts, dict(ledger.inputs))


def text_mark(text: str) -> str:
    """What the manifest keeps of a text: itself, or the hash of a long one."""
    return text if len(text) <= _LONG_TEXT else f"{HASHED}{zlib.crc32(text.encode())}"


def write_manifest(sheet: Worksheet, manifest: Manifest) -> None:
    """Put the manifest into its sheet: the mark, the format, then texts of one long line."""
    sheet.write_string(0, 0, MANIFEST_MARK)
    sheet.write_number(0, 1, MANIFEST_FORMAT)
    text = json.dumps(_as_json(manifest), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for index, start in enumerate(range(0, len(text), _CHUNK)):
        sheet.write_string(1 + index, 0, "|" + text[start : start + _CHUNK])


def read_manifest(lines: Iterable[str]) -> Manifest:
    """The manifest from the texts of its sheet below the first row."""
    found = json.loads("".join(line[1:] for line in lines))
    cells = {
        (sheet, place): (entry[0], entry[1], bool(entry[2]))
        for sheet, entries in found["cells"].items()
        for place, entry in entries.items()
    }
    big = tuple(
        BigSheet(
            title=entry["title"],
            first_row=entry["first_row"],
            columns=tuple(entry["columns"]),
            formulas=tuple(entry["formulas"]),
            row_sums=_unpacked(entry["row_sums"]),
            column_sums=entry["column_sums"],
            totals=entry["totals"],
            slant_sums=_unpacked(entry.get("slant_sums", "")),
        )
        for entry in found["big"]
    )
    choice = found["choice"]
    numbers, texts, inputs = (_by_place(found.get(part, {})) for part in ("numbers", "texts", "inputs"))
    chosen = (choice[0], choice[1], choice[2]) if choice else None
    return Manifest(cells, numbers, big, chosen, found["control"], texts, inputs)


def _by_place(sheets: Mapping[str, Mapping[str, str]]) -> dict[tuple[str, str], str]:
    return {(sheet, place): text for sheet, entries in sheets.items() for place, text in entries.items()}


def _as_json(manifest: Manifest) -> dict[str, object]:
    cells: dict[str, dict[str, list[int | str]]] = {}
    for (sheet, place), (hashed, shown, follows) in manifest.cells.items():
        cells.setdefault(sheet, {})[place] = [hashed, shown, int(follows)]
    big = [
        {
            "title": sheet.title,
            "first_row": sheet.first_row,
            "columns": list(sheet.columns),
            "formulas": list(sheet.formulas),
            "row_sums": _packed(sheet.row_sums),
            "slant_sums": _packed(sheet.slant_sums),
            "column_sums": sheet.column_sums,
            "totals": dict(sheet.totals),
        }
        for sheet in manifest.big
    ]
    choice = list(manifest.choice) if manifest.choice else None
    return {
        "cells": cells,
        "numbers": _by_sheet(manifest.numbers),
        "texts": _by_sheet(manifest.texts),
        "inputs": _by_sheet(manifest.inputs),
        "big": big,
        "choice": choice,
        "control": dict(manifest.control),
    }


def _by_sheet(texts: Mapping[tuple[str, str], str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for (sheet, place), text in texts.items():
        found.setdefault(sheet, {})[place] = text
    return found


def _packed(sums: list[int]) -> str:
    return base64.b64encode(struct.pack(f"<{len(sums)}I", *sums)).decode()


def _unpacked(text: str) -> list[int]:
    raw = base64.b64decode(text)
    return list(struct.unpack(f"<{len(raw) // 4}I", raw))
