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


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that was run: its exit code and what it wrote to stdout and stderr."""

    code: int
    out: str
    said: str


def kpi(*arguments: object, stdin: str | None = None) -> Answer:
    """`kpi-desktop ARGUMENTS --json`, run here."""
    return _answer(run_here(*arguments, "--json", stdin=stdin))


def kpi_process(*arguments: object, stdin: str | None = None) -> Answer:
    """`kpi-desktop ARGUMENTS --json` in a process of its own."""
    return _answer(run_process(*arguments, "--json", stdin=stdin))


def figures(book: object, month: str, *more: object) -> dict[str, Any]:
    """The totals of `kpis` by metric id."""
    answer = kpi("kpis", "--book", book, "--month", month, *more)
    assert answer.code == 0, answer.said
    return {item["id"]: item for item in answer.json["metrics"] if item["member"] is None}


def run_here(*arguments: object, stdin: str | None = None) -> Ran:
    """The command by the program's own entry, in this process: an interpreter is not started for each of them.

    What a process adds (its start, its exit code, its streams) is tested by `run_process`.
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
            code = int(run([*map(str, arguments)]))
        except SystemExit as ended:
            code = int(ended.code or 0)
    return Ran(code, out.getvalue(), said.getvalue())


def run_process(*arguments: object, stdin: str | None = None) -> Ran:
    """The command as a user's script runs it."""
    done = subprocess.run(
        [sys.executable, "-m", "kpi_desktop", *map(str, arguments)],
        input=stdin, capture_output=True, text=True, encoding="utf-8", check=False, env={**os.environ},
    )  # fmt: skip
    return Ran(done.returncode, done.stdout, done.stderr)


def _answer(ran: Ran) -> Answer:
    return Answer(ran.code, json.loads(ran.out) if ran.out.strip() else None, ran.said)


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
