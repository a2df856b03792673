"""What a base publishes: the objects of its OData service and their fields, out of `$metadata`."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg
from kpi_desktop.live.errors import LiveError, publishing

if TYPE_CHECKING:
    from collections.abc import Mapping


def published(body: bytes) -> Mapping[str, frozenset[str]]:
    """Objects by name with the names of their fields; LiveError where the answer is not a description of a service."""
    from lxml import etree

    found: dict[str, frozenset[str]] = {}
    sets: set[str] = set()
    try:
        steps = etree.iterparse(
            io.BytesIO(body), events=("end",), resolve_entities=False, no_network=True, huge_tree=True
        )
        for _, element in steps:
            local = str(element.tag).rpartition("}")[2]
            if local in {"EntityType", "ComplexType"}:
                names = (child.get("Name") for child in element if str(child.tag).endswith("}Property"))
                if local == "EntityType":
                    found[element.get("Name", "")] = frozenset(name for name in names if name)
                element.clear()
            elif local == "EntitySet":
                sets.add(element.get("Name", ""))
    except etree.XMLSyntaxError:
        raise LiveError(
            msg("The server answers, but not with a description of an OData service of 1C"), fix=publishing()
        ) from None
    return {name: fields for name, fields in found.items() if not sets or name in sets}
