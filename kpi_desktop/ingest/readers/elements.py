"""Exchange files in XML, whole branches one after another: memory holds one branch, whatever the size of the file."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from kpi_desktop.ingest import refusal
from kpi_desktop.ingest.container import HEAD
from kpi_desktop.ingest.readers.encoding import declared_encoding

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator
    from pathlib import Path

    from lxml.etree import _Element

_DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([\w.-]+)")


def branches(
    path: Path, wanted: Container[str], entered: Callable[[_Element, str, bool], None]
) -> Iterator[tuple[str, _Element]]:
    """Every outermost wanted element with its name when it is whole; what was read before is thrown away.

    `entered` is told of each element at its start, outside the wanted ones too, and whether it is the root. Refusal
    where the file is broken or carries definitions of types and entities.
    """
    from lxml import etree

    inside, depth = 0, 0
    try:
        with path.open("rb") as stream:
            events = etree.iterparse(
                stream, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
                huge_tree=False, remove_comments=True, remove_pis=True, encoding=true_encoding(path),
            )  # fmt: skip
            for event, element in events:
                name = local(element)
                depth += 1 if event == "start" else -1
                if event == "start":
                    _enter(element, name, entered)
                    inside += name in wanted
                    continue
                inside -= name in wanted
                if inside:
                    continue
                if name in wanted:
                    yield name, element
                _forget(element)
    except etree.XMLSyntaxError as error:
        # A prefix that nothing explains, as in answers cut out of SOAP, takes nothing from a file that is whole.
        if getattr(error, "code", 0) != etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE or depth:
            raise refusal.damaged("XML") from error


def true_encoding(path: Path) -> str | None:
    """The encoding of a file that declares none or a wrong one: old shops write windows-1251 and say nothing of it."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    declared = _DECLARED.search(head[:200])
    if declared_encoding(head)[0] or (declared and declared[1].lower() not in {b"utf-8", b"utf8"}):
        return None
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return None if error.start > len(head) - 4 else "windows-1251"
    return None


def _enter(element: _Element, name: str, entered: Callable[[_Element, str, bool], None]) -> None:
    first = element.getparent() is None
    if first and element.getroottree().docinfo.internalDTD is not None:
        raise refusal.damaged("DOCTYPE")
    entered(element, name, first)


def _forget(element: _Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def local(element: _Element) -> str:
    """The name without its namespace, which differs between versions of one format."""
    return _local(element.tag)


@lru_cache(maxsize=4096)
def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def children(element: _Element) -> Iterator[_Element]:
    """The elements right inside."""
    return (child for child in element if isinstance(child.tag, str))


def named(element: _Element, name: str) -> Iterator[_Element]:
    """The elements of that name right inside."""
    return element.iterchildren("{*}" + name)


def child(element: _Element | None, *names: str) -> _Element | None:
    """The first element along the path of names; None where a step is absent."""
    for name in names:
        element = None if element is None else next(named(element, name), None)
    return element


def value(element: _Element | None, *names: str) -> str:
    """The text of the element along the path of names, the first that says anything; '' where there is none."""
    if element is None:
        return ""
    if not names:
        return (element.text or "").strip()
    for one in named(element, names[0]):
        text = value(one, *names[1:])
        if text:
            return text
    return ""


def attributes(element: _Element) -> dict[str, str]:
    """The attributes that say anything, without namespaces."""
    found = ((str(name).rpartition("}")[2], str(text).strip()) for name, text in element.attrib.items())
    return {name: text for name, text in found if text}


def line_of(element: _Element) -> int:
    """The line of the file at which the element begins; 0 where the parser lost it."""
    line = element.sourceline
    return line if isinstance(line, int) else 0
