"""Names for the ids of goods, groups, kinds of prices and warehouses, out of the other files of the same export."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kpi_desktop.ingest.container import HEAD, decoded_head
from kpi_desktop.ingest.readers.goods_xml import Entry, GoodsFile, read_goods
from kpi_desktop.ingest.refusal import Refusal

if TYPE_CHECKING:
    from kpi_desktop.ingest.job import Job

#: An export comes in a handful of files; more of them are other things.
_MOST_FILES = 24
_ROOT = "КоммерческаяИнформация"


def named_beside(job: Job, found: GoodsFile) -> GoodsFile:
    """The file with names from the files beside it where it has ids only; version 3 keeps them apart."""
    if not job.options.beside or not _lacks_names(found):
        return found
    known: dict[str, Entry] = {}
    for path in job.options.beside[:_MOST_FILES]:
        other = _goods_of(Path(path)) if Path(path) != job.path.resolve() else None
        if other is None:
            continue
        known |= {
            one.key: one for one in other.entries if one.key and one.name and not (one.offer and one.key in known)
        }
        found.groups = {**other.groups, **found.groups}
        found.price_kinds = {**other.price_kinds, **found.price_kinds}
        found.warehouses = {**other.warehouses, **found.warehouses}
        found.units = {**other.units, **found.units}
    found.entries = [_named(one, known) for one in found.entries]
    return found


def _lacks_names(found: GoodsFile) -> bool:
    for one in found.entries:
        if not one.name or (one.group not in found.groups):
            return True
        if any(price.kind not in found.price_kinds for price in one.prices):
            return True
        if any(rest.warehouse and rest.warehouse not in found.warehouses for rest in one.rests):
            return True
    return False


def _goods_of(path: Path) -> GoodsFile | None:
    """The goods of another file of the export; None where it is something else or broken."""
    try:
        with path.open("rb") as stream:
            if _ROOT not in decoded_head(stream.read(HEAD)):
                return None
        return read_goods(path)
    except (OSError, Refusal):
        return None


def _named(entry: Entry, known: dict[str, Entry]) -> Entry:
    """The entry with what its own id, else that of its product (before «#»), is known by."""
    own, product = known.get(entry.key), known.get(entry.key.partition("#")[0])
    for other in (own, product):
        if other is not None:
            entry = replace(
                entry, name=entry.name or other.name, sku=entry.sku or other.sku, unit=entry.unit or other.unit,
                group=entry.group or other.group,
            )  # fmt: skip
    return entry
