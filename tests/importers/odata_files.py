"""Answers of 1C's OData service, composed by hand: what importers' and live tests serve and read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    Json = dict[str, object]

ADDRESS = "http://h/base/odata/standard.odata/$metadata"
NONE = "00000000-0000-0000-0000-000000000000"


def key(n: int, kind: int = 1) -> str:
    """The n-th key of a kind of objects."""
    return f"{kind:08x}-cd73-11e6-aede-{n:012x}"


TEA, CUP, DELIVERY = key(1, 2), key(2, 2), key(3, 2)
OWL, FOX = key(1, 3), key(2, 3)
RUB, USD = key(1, 4), key(2, 4)


def line(product: str, quantity: object, amount: object, vat: object = 0, **more: object) -> Json:
    """A line of «Товары»."""
    return {
        "LineNumber": "1", "Номенклатура_Key": product, "Количество": quantity, "Сумма": amount, "СуммаНДС": vat,
    } | more  # fmt: skip


def sale(n: int, day: str, total: object, lines: Sequence[Json], **more: object) -> Json:
    """A posted realisation."""
    return {
        "Ref_Key": key(n), "DataVersion": "AAAA", "DeletionMark": False, "Number": f"0000-{n:06d}",
        "Date": f"{day}T10:30:00", "Posted": True, "Контрагент_Key": OWL, "ВалютаДокумента_Key": RUB,
        "Организация_Key": key(1, 5), "СуммаВключаетНДС": True, "СуммаДокумента": total, "Товары": list(lines),
        "Услуги": [], "Контрагент@navigationLinkUrl": "Document_X(guid'')/Контрагент",
    } | more  # fmt: skip


def card(ref: str, name: str, code: str = "", **more: object) -> Json:
    """An element of a catalogue."""
    return {"Ref_Key": ref, "DeletionMark": False, "Code": code, "Description": name} | more


CATALOGUES: dict[str, list[Json]] = {
    "Catalog_Номенклатура": [
        card(TEA, "Чай", "00-01", Артикул="TEA-1", Parent_Key=key(9, 2)),
        card(CUP, "Чашка", "00-02", Parent_Key=NONE),
        card(DELIVERY, "Доставка", "00-03", ТипНоменклатуры="Услуга"),
        card(key(9, 2), "Напитки", "00-09", IsFolder=True),
    ],
    "Catalog_Контрагенты": [card(OWL, "ООО Сова", ИНН="7700000001"), card(FOX, "ИП Лисица", ИНН="770000000002")],
    "Catalog_Валюты": [card(RUB, "руб.", "643"), card(USD, "USD", "840")],
    "Catalog_Организации": [card(key(1, 5), "ООО Наша")],
}


def write(path: Path, name: str, elements: Sequence[Json], **more: object) -> Path:
    """The answer as a file."""
    root = {"odata.metadata": f"{ADDRESS}#{name}", "value": list(elements)} | more
    path.write_text(json.dumps(root, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def write_catalogues(folder: Path) -> tuple[str, ...]:
    """All catalogues as files; their paths."""
    return tuple(str(write(folder / f"{name}.json", name, cards)) for name, cards in CATALOGUES.items())
