"""Finds the line of a TOML file where a key stands, for the place of a finding."""

from __future__ import annotations

import re

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"\s*(?:\"([^\"]+)\"|'([^']+)'|([\w.-]+))\s*=")


def line_of(text: str, path: str) -> int | None:
    """The line, counted from 1, of a key such as `symbols.revenue` or `examples[2].expected`.

    Where the key itself is absent it is the line of the nearest table around it; the first line where there is none.
    """
    lines = _places(text)
    while path:
        if path in lines:
            return lines[path]
        path = path.rpartition(".")[0]
    return 1 if text else None


def _places(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.fullmatch(line)
        if header:
            table = _table_path(header[2], header[1] == "[[", counts)
            found.setdefault(table, number)
            continue
        key = _KEY.match(line)
        if key:
            name = key[1] or key[2] or key[3]
            found.setdefault(f"{table}.{name}" if table else name, number)
    return found


def _table_path(name: str, listed: bool, counts: dict[str, int]) -> str:
    """The table's path; a table inside a list belongs to the list's latest entry."""
    if listed:
        counts[name] = counts.get(name, 0) + 1
    head, dot, rest = name.partition(".")
    return f"{head}[{counts[head]}]{dot}{rest}" if head in counts else name
