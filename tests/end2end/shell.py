"""Runs the program as a user's script does and reads its JSON."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from unittest import mock

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Answer:
    """Exit code, parsed JSON (None where none was printed), what was said on stderr."""

    code: int
    json: Any
    said: str


def kpi(*arguments: object, stdin: str | None = None) -> Answer:
    """`kpi-desktop ARGUMENTS --json`, run here: the same entry as the program's, without starting an interpreter.

    What a process of its own would add (its start, its exit code, its streams) is tested with `kpi_process`.
    """
    from kpi_desktop.cli.shell import run

    out, said = io.StringIO(), io.StringIO()
    with (
        mock.patch.object(sys, "stdin", io.StringIO(stdin or "")),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(said),
        _warnings_told(said),
    ):
        try:
            code = int(run([*map(str, arguments), "--json"]))
        except SystemExit as ended:
            code = int(ended.code or 0)
    return _answer(code, out.getvalue(), said.getvalue())


def kpi_process(*arguments: object, stdin: str | None = None) -> Answer:
    """`kpi-desktop ARGUMENTS --json` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "kpi_desktop", *map(str, arguments), "--json"],
        input=stdin, capture_output=True, text=True, encoding="utf-8", check=False, env={**os.environ},
    )  # fmt: skip
    return _answer(done.returncode, done.stdout, done.stderr)


def figures(book: object, month: str, *more: object) -> dict[str, Any]:
    """The totals of `kpis` by metric id."""
    answer = kpi("kpis", "--book", book, "--month", month, *more)
    assert answer.code == 0, answer.said
    return {item["id"]: item for item in answer.json["metrics"] if item["member"] is None}


def _answer(code: int, out: str, said: str) -> Answer:
    return Answer(code, json.loads(out) if out.strip() else None, said)


@contextlib.contextmanager
def _warnings_told(said: io.StringIO) -> Iterator[None]:
    """Warnings of the log go to stderr, as in a process where nobody has set up logging."""
    handler = logging.StreamHandler(said)
    handler.setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
