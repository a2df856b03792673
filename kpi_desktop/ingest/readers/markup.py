"""Recognises the XML and JSON exports of the contract by their roots."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest import refusal
from kpi_desktop.ingest.container import HEAD, Container, decoded_head
from kpi_desktop.ingest.readers.elements import true_encoding

if TYPE_CHECKING:
    from pathlib import Path

#: Words of an answer of 1C's OData service; without metadata only its own field names are left.
_ODATA = ('"odata.metadata"', "standard.odata", '"odata.error"', '"Ref_Key"', '"Recorder_Type"')
_ATOM = ("http://www.w3.org/2005/Atom", "http://schemas.microsoft.com/ado/2007/06/edmx")
_COMMERCE = {"КоммерческаяИнформация", "Классификатор", "Каталог", "ПакетПредложений"}


def exchange_word(path: Path, kind: Container) -> str:
    """The contract's word for this XML or JSON, '' if it is none; Refusal where it is broken or not read at all."""
    return _xml(path) if kind is Container.XML else _json(path)


def _xml(path: Path) -> str:
    from lxml import etree

    head = _checked_head(path)
    try:
        with path.open("rb") as stream:
            steps = etree.iterparse(
                stream, events=("start",), resolve_entities=False, no_network=True, huge_tree=False,
                encoding=true_encoding(path),
            )  # fmt: skip
            _, root = next(iter(steps))
    except (etree.XMLSyntaxError, StopIteration, OSError) as error:
        raise refusal.damaged("XML") from error
    namespace, _, local = str(root.tag).rpartition("}")
    if local.rpartition(":")[2] in _COMMERCE:
        return "commerceml"
    if namespace.strip("{") in _ATOM and "odata" in head.lower():
        raise refusal.unsupported(
            msg("an answer of the OData service as XML"),
            msg("Ask the service for JSON: add “?$format=json” to the address, save the answer and import that file"),
            recognised="1c-odata",
        )
    if "1c.ru/SSL/Exchange" in namespace or "edi_stnd/EnterpriseData" in head or "Документ." in local:
        return "enterprisedata"
    return ""


def _checked_head(path: Path) -> str:
    """The beginning of the file.

    Exchange files carry no definitions of types and entities: one that does is an attack or another thing.
    """
    with path.open("rb") as stream:
        text = decoded_head(stream.read(HEAD))
    low = text.lower()
    if "<!doctype" in low or "<!entity" in low:
        raise refusal.unsupported(
            msg("an XML file with definitions of its own (DOCTYPE)"),
            msg("Ask for the file without a DOCTYPE, or export the data as Excel (.xlsx) or CSV"),
        )
    return text


def _json(path: Path) -> str:
    with path.open("rb") as stream:
        text = decoded_head(stream.read(HEAD))
    if any(sign in text for sign in _ODATA):
        return "1c-odata"
    if path.stat().st_size <= 1 << 20:
        try:
            json.loads(path.read_bytes())
        except (ValueError, RecursionError):
            raise refusal.damaged("JSON") from None
    return ""
