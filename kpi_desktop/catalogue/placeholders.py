"""Parameters in the texts of `formulas/`: `{churn_days}` stands for the book's value, `{churn_days*2}` for twice it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME = re.compile(r"\{([a-z][a-z0-9_]*)(?:\*(\d+))?\}")


def filled(data: Mapping[str, object], values: Mapping[str, str]) -> tuple[dict[str, object], tuple[str, ...]]:
    """The table with every known `{name}` replaced by its value, and the names that it used, in their order."""
    used: dict[str, None] = {}

    def put(found: re.Match[str]) -> str:
        name = found[1]
        if name not in values:
            return found[0]
        used[name] = None
        return str(int(values[name]) * int(found[2])) if found[2] else values[name]

    def changed(value: object) -> object:
        if isinstance(value, str):
            return _NAME.sub(put, value)
        if isinstance(value, dict):
            return {key: changed(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [changed(inner) for inner in value]
        return value

    return {key: changed(value) for key, value in data.items()}, tuple(used)
