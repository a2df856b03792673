"""Names behind the keys of 1C: from the catalogues of the same import, else from the answer itself, else the key."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from kpi_desktop.ingest.container import HEAD, decoded_head
from kpi_desktop.ingest.importers.bank_documents import CURRENCIES
from kpi_desktop.ingest.importers.commerceml_orders import currency_code
from kpi_desktop.ingest.readers.odata_json import Element, Reference, object_name, read_answer
from kpi_desktop.ingest.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SERVICES = {"услуга", "работа", "service"}


@dataclass(frozen=True, slots=True)
class Card:
    """One element of a catalogue: its name (told apart where two cards share one), code, article, group, tax number."""

    name: str
    code: str = ""
    article: str = ""
    group: str = ""
    inn: str = ""
    service: bool | None = None


@dataclass(slots=True)
class Names:
    """The cards by key, and the references that nothing named, counted by field: they are said to the owner."""

    cards: Mapping[str, Card]
    unnamed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def card(self, found: Reference | None) -> Card | None:
        """What is known of a reference beyond its key: its card, or the element that the answer expanded."""
        if found is None:
            return None
        card = self.cards.get(found.key)
        return card or (_card(found.element) if found.element is not None else None)

    def name(self, found: Reference | None, about: str) -> str:
        """The name; the key where nothing names it (noted under `about`); '' where there is no reference."""
        if found is None:
            return ""
        card = self.cards.get(found.key)
        if card is not None and card.name:
            return card.name
        if found.name:
            return found.name
        self.unnamed[about].add(found.key)
        return found.key

    def currency(self, found: Reference | None) -> tuple[str, str]:
        """The currency's code, and the key where nothing tells it (then the code is '')."""
        if found is None:
            return "", ""
        card = self.card(found)
        words = ((card.code, card.name) if card else ()) + (found.name,)
        for word in words:
            code = CURRENCIES.get(word) or (currency_code(word) if word and not word.isdigit() else "")
            if code:
                return code, ""
        return "", found.key


def read_names(paths: Iterable[str], own: Path) -> Names:
    """The cards of all catalogues among these files; a file that cannot be read names nothing."""
    stamps = []
    for path in map(Path, paths):
        if path != own and path.is_file():
            state = path.stat()
            stamps.append((str(path), state.st_mtime_ns, state.st_size))
    return Names(_cards(tuple(stamps)))


def objects_beside(paths: Iterable[str], own: Path) -> frozenset[str]:
    """The objects of 1C that the other files of this import hold."""
    return frozenset(_head_name(path) for path in map(Path, paths) if path != own and path.is_file()) - {""}


@lru_cache(maxsize=1)
def _cards(stamps: tuple[tuple[str, int, int], ...]) -> Mapping[str, Card]:
    """Catalogues are read once for all documents of an import."""
    elements: list[tuple[str, Element]] = []
    for name, _, _ in stamps:
        path = Path(name)
        kind = _head_name(path)
        if not kind.startswith("Catalog_"):
            continue
        try:
            elements += [(kind, one) for one in read_answer(path, path.name).elements]
        except (Refusal, OSError):
            continue
    return _told_apart(elements)


def _head_name(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            head = decoded_head(stream.read(HEAD))
    except OSError:
        return ""
    if not head.lstrip("\ufeff \r\n\t").startswith(("{", "[")):
        return ""
    return object_name(head)


def _told_apart(elements: list[tuple[str, Element]]) -> Mapping[str, Card]:
    """Cards of one catalogue that share a name get their tax number or code behind it."""
    groups = {one.text("Ref_Key").lower(): one.text("Description") for _, one in elements}
    cards: dict[str, tuple[str, Card]] = {}
    for kind, one in elements:
        key = one.text("Ref_Key").lower()
        if key:
            cards[key] = (kind, _card(one, groups))
    same = Counter((kind, card.name) for kind, card in _distinct(cards.values()))
    return {
        key: card if same[kind, card.name] < 2 else _marked(card) for key, (kind, card) in cards.items()
    }  # fmt: skip


def _distinct(cards: Iterable[tuple[str, Card]]) -> set[tuple[str, Card]]:
    """Two cards of one name and one tax number are one buyer."""
    return {(kind, Card(card.name, inn=card.inn) if card.inn else card) for kind, card in cards}


def _marked(card: Card) -> Card:
    mark = card.inn or card.article or card.code
    name = f"{card.name} ({mark})" if mark else card.name
    return Card(name, card.code, card.article, card.group, card.inn, card.service)


def _card(one: Element, groups: Mapping[str, str] | None = None) -> Card:
    parent = one.reference("Parent")
    group = parent.name or (groups or {}).get(parent.key, "") if parent else ""
    kind = one.text("ТипНоменклатуры").lower()
    service = one.flag("Услуга")
    return Card(
        one.text("Description", "НаименованиеПолное"),
        one.text("БуквенныйКод", "Code"),
        one.text("Артикул"),
        group,
        one.text("ИНН"),
        kind in _SERVICES if kind else service,
    )
