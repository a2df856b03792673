"""Recognises the XML and JSON exports of the contract by their roots."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest import refusal
from kpi_desktop.ingest.container import HEAD, Container, decoded_head

if TYPE_CHECKING:
    from pathlib import Path

_COMMERCE = {"КоммерческаяИнформация", "Классификатор", "Каталог", "ПакетПредложений"}


def refusal_of_markup(path: Path, kind: Container) -> refusal.Refusal | None:
    """What this XML or JSON is, if it is one of the contract's formats; None if it is any other."""
    return _xml(path) if kind is Container.XML else _json(path)


def _xml(path: Path) -> refusal.Refusal | None:
    from lxml import etree

    try:
        steps = etree.iterparse(str(path), events=("start",), resolve_entities=False, no_network=True, huge_tree=False)
        _, root = next(iter(steps))
    except (etree.XMLSyntaxError, StopIteration, OSError) as error:
        raise refusal.damaged("XML") from error
    namespace, _, local = str(root.tag).rpartition("}")
    if local.rpartition(":")[2] in _COMMERCE:
        return refusal.unsupported(
            msg("an exchange file of 1C with a web shop (CommerceML)"),
            msg("Save the orders or sales from 1C as Excel (.xlsx) and import that file"),
            recognised="commerceml",
        )
    if "1c.ru/SSL/Exchange" in namespace or "EnterpriseData" in namespace:
        return refusal.unsupported(
            msg("an exchange file of 1C (EnterpriseData)"),
            msg("Save the report from 1C as Excel (.xlsx) and import that file"),
            recognised="enterprisedata",
        )
    return None


def _json(path: Path) -> refusal.Refusal | None:
    with path.open("rb") as stream:
        text = decoded_head(stream.read(HEAD))
    if '"odata.metadata"' in text or "standard.odata" in text:
        return refusal.unsupported(
            msg("data of 1C by OData (JSON)"),
            msg("Save the report from 1C as Excel (.xlsx) and import that file"),
            recognised="1c-odata",
        )
    if path.stat().st_size <= 1 << 20:
        try:
            json.loads(path.read_bytes())
        except (ValueError, RecursionError):
            raise refusal.damaged("JSON") from None
    return None
