"""Runs the program as a user's script does and reads its JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """Exit code, parsed JSON (None where none was printed), what was said on stderr."""

    code: int
    json: Any
    said: str


def kpi(*arguments: object, stdin: str | None = None) -> Answer:
    """`kpi-desktop ARGUMENTS --json` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "kpi_desktop", *map(str, arguments), "--json"],
        input=stdin, capture_output=True, text=True, encoding="utf-8", check=False, env={**os.environ},
    )  # fmt: skip
    return Answer(done.returncode, json.loads(done.stdout) if done.stdout.strip() else None, done.stderr)


def figures(book: object, month: str, *more: object) -> dict[str, Any]:
    """The totals of `kpis` by metric id."""
    answer = kpi("kpis", "--book", book, "--month", month, *more)
    assert answer.code == 0, answer.said
    return {item["id"]: item for item in answer.json["metrics"] if item["member"] is None}
