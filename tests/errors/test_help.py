"""The help of the shell: every argument of every command says what it is, in both languages, with no word untold."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.cli.help_data import DATA_HELP
from kpi_desktop.cli.help_examples import EXAMPLES
from kpi_desktop.cli.help_figures import FIGURES_HELP
from kpi_desktop.cli.shell import COMMANDS, parser, run

if TYPE_CHECKING:
    from collections.abc import Iterator


def commands(lang: str) -> dict[str, argparse.ArgumentParser]:
    top = parser(lang)
    found = next(action for action in top._actions if isinstance(action, argparse._SubParsersAction))
    return dict(found.choices)


def arguments(lang: str) -> Iterator[tuple[str, argparse.Action]]:
    for name, command in commands(lang).items():
        for action in command._actions:
            yield name, action


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_every_argument_has_a_help(lang: str) -> None:
    silent = [f"{name} {action.dest}" for name, action in arguments(lang) if not (action.help or "").strip()]
    assert not silent, "\n".join(silent)


def test_every_help_is_russian_in_russian_and_another_text_in_english() -> None:
    english = {(name, action.dest): action.help for name, action in arguments("en")}
    wrong = [
        f"{name} {action.dest}: {action.help}"
        for name, action in arguments("ru")
        if action.dest != "help"
        and (not re.search(r"[а-яё]", action.help or "") or action.help == english[name, action.dest])
    ]
    assert not wrong, "\n".join(wrong)


def test_no_help_is_kept_for_an_argument_that_is_gone() -> None:
    there = {(name, action.dest) for name, action in arguments("ru")}
    told = {(name, dest) for table in (DATA_HELP, FIGURES_HELP) for name, own in table.items() for dest in own}
    assert not told - there
    assert not set(EXAMPLES) - {command.name for command in COMMANDS}


def test_place_holders_are_words_of_the_language() -> None:
    """`--book BOOK` in Russian is `--book КНИГА`: no capitals of another language are left."""
    wrong = []
    for name, action in arguments("ru"):
        places = action.metavar if isinstance(action.metavar, tuple) else (action.metavar or "",)
        wrong += [f"{name} {action.dest}: {place}" for place in places if re.search(r"\b[A-Z_]{2,}\b", place)]
    assert set(wrong) <= {"connect url: URL", "connect remove: URL", "fetch url: URL"}, "\n".join(wrong)


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_every_example_is_understood_by_the_parser(lang: str) -> None:
    import shlex

    whole = parser(lang)
    for command in commands(lang).values():
        for line in (command.epilog or "").splitlines()[1:]:
            program, *words = shlex.split(line)
            assert program == "kpi-desktop"
            assert whole.parse_args(words).command == command.prog.split()[-1]


def test_the_language_may_stand_before_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["--lang", "en", "plan", "--help"])
    english = capsys.readouterr().out
    with pytest.raises(SystemExit):
        run(["plan", "--help"])
    russian = capsys.readouterr().out
    assert "examples:" in english
    assert "the planned amount" in english
    assert "примеры:" in russian
    assert "сумма плана" in russian
