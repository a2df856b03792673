"""Parses the command line, runs one command and turns errors into sentences and exit codes."""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import sys
from typing import TYPE_CHECKING, NoReturn

from kpi_desktop.cli.call import Call, Command
from kpi_desktop.cli.commands import (
    articles,
    bonus,
    books,
    close,
    customers,
    data,
    definitions,
    diagnose,
    experiments,
    figures,
    findings,
    formats,
    keep,
    lists,
    live,
    mappings,
    metric,
    outputs,
    plans,
    presets,
    reconcile,
    rules,
    send,
    staff,
    streams,
    tax,
    watch,
    whatif,
)
from kpi_desktop.cli.help import tell
from kpi_desktop.core.errors import Exit, KpiDesktopError
from kpi_desktop.core.period import Period
from kpi_desktop.i18n.message import msg
from kpi_desktop.i18n.translator import LANGUAGES, Translator
from kpi_desktop.present.periods import period_text

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = (*outputs.COMMANDS, *presets.COMMANDS, *lists.COMMANDS,
            *books.COMMANDS, *data.COMMANDS, *keep.COMMANDS, *mappings.COMMANDS, *live.COMMANDS,
            *findings.COMMANDS, *staff.COMMANDS, *tax.COMMANDS,
            *figures.COMMANDS, *formats.COMMANDS, *watch.COMMANDS, *streams.COMMANDS, *reconcile.COMMANDS,
            *customers.COMMANDS, *rules.COMMANDS, *articles.COMMANDS, *bonus.COMMANDS, *plans.COMMANDS,
            *close.COMMANDS, *send.COMMANDS, *metric.COMMANDS,
            *whatif.COMMANDS, *experiments.COMMANDS, *diagnose.COMMANDS, *definitions.COMMANDS)  # fmt: skip

#: A list of more answers than these is not read by eye.
_LONG = 1_000

_DOTTED = re.compile(r"(\d{1,2})\.(\d{4})")

_LANGUAGE = msg("the language; else the book's, else Russian")

#: Sentences of the standard parser, which knows no Russian.
_ARGPARSE = (
    ("the following arguments are required: ", msg("these arguments are required: ")),
    ("unrecognized arguments: ", msg("unknown arguments: ")),
    ("expected one argument", msg("a value is expected")),
    ("expected at least one argument", msg("at least one value is expected")),
    ("invalid choice: ", msg("there is no such choice: ")),
    ("(choose from ", msg("(one of ")),
    ("invalid int value: ", msg("not a whole number: ")),
    ("argument ", msg("argument ")),
)


class _Parser(argparse.ArgumentParser):
    """The standard parser with its words in the user's language."""

    tr = Translator(LANGUAGES[0])

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line; exit code 2."""
        for english, own in _ARGPARSE:
            message = message.replace(english, self.tr(own))
        self.exit(Exit.USAGE, f"{self.format_usage()}{self.prog}: {message}\n")

    def format_usage(self) -> str:
        """The usage line with its heading translated."""
        return super().format_usage().replace("usage:", self.tr(msg("usage:")))

    def format_help(self) -> str:
        """The help with its headings translated."""
        text = super().format_help()
        for english, own in (
            ("usage:", msg("usage:")),
            ("positional arguments:", msg("arguments:")),
            ("options:", msg("options:")),
            ("show this help message and exit", msg("show this help and exit")),
        ):
            text = text.replace(english, self.tr(own))
        return text


def parser(lang: str) -> argparse.ArgumentParser:
    """The commands and their arguments, described in `lang`."""
    tr = Translator(lang)
    _Parser.tr = tr
    top = _Parser(prog="kpi-desktop", description=tr(msg("Figures of a small business from its own exports")))
    top.add_argument("--lang", choices=LANGUAGES, help=tr(_LANGUAGE))
    top.add_argument("--version", action="store_true", help=tr(msg("the program's version")))
    commands = top.add_subparsers(dest="command", metavar=tr(msg("COMMAND")), title=tr(msg("commands")))
    for command in COMMANDS:
        sub = commands.add_parser(command.name, help=tr(command.help), description=tr(command.help))
        command.arguments(sub)
        if command.book:
            sub.add_argument("--book", required=True, help=tr(msg("the company's book, *.kpi")))
        if command.month:
            sub.add_argument("--month", help=tr(msg("the month, 2011-11; else the last one that is fully covered")))
        if command.period:
            told = msg("a month 2011-11, a quarter 2011-Q4 or a year 2011; else the last month that is fully covered")
            sub.add_argument("--month", help=tr(told))
        tell(sub, command.name, tr)
        sub.add_argument("--json", action="store_true", help=tr(msg("answer in JSON")))
        sub.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=tr(_LANGUAGE))
    return top


def run(argv: Sequence[str]) -> int:
    """Run one command; messages go to stderr, data to stdout, and the exit code follows the contract."""
    _speak_utf8()
    options = parser(_asked_language(argv)).parse_args(argv)
    if options.version or not options.command:
        from kpi_desktop import __version__

        sys.stdout.write(f"KPI Desktop {__version__}\n")
        return Exit.DONE
    command = next(found for found in COMMANDS if found.name == options.command)
    if getattr(options, "month", None):
        options.month = _as_iso(options.month)
    call = Call(options)
    try:
        code = command.run(call)
        _tell_month(call, command)
        if call.json and call.answer is not None:
            _print_json(call.answer)
    except KpiDesktopError as error:
        return _failed(call, error)
    except KeyboardInterrupt:
        return Exit.CANCELLED
    except BrokenPipeError:
        return Exit.DONE
    return code


def _as_iso(month: str) -> str:
    """A month as people write it, 10.2026, as the program names it; anything else as it is."""
    found = _DOTTED.fullmatch(month.strip())
    return f"{found[2]}-{int(found[1]):02}" if found else month


def _tell_month(call: Call, command: Command) -> None:
    """Which month was taken where none was asked for: nobody has to guess what the figures are of."""
    shown = call.answer.get("month") if isinstance(call.answer, dict) else None
    if call.json or not isinstance(shown, str) or not (command.month or command.period) or call.options.month:
        return
    period = period_text(Period.named(shown), call.lang)
    call.say(msg("Without --month: {period}, the last one that the data covers whole, else the last with data",
                 period=period))  # fmt: skip


def _asked_language(argv: Sequence[str]) -> str:
    """The language of the parser's own words: what follows `--lang`, else Russian."""
    for place, word in enumerate(argv):
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
        if word == "--lang" and place + 1 < len(argv):
            return argv[place + 1]
    return LANGUAGES[0]


def _failed(call: Call, error: KpiDesktopError) -> int:
    """Say what happened and what to do; JSON is printed too unless the code is 1 or 2."""
    translate = Translator(call.lang_or_default())
    message = translate(error.message)
    fix = translate(error.fix) if error.fix is not None else ""
    sys.stderr.write(f"{message}\n{fix}\n" if fix else f"{message}\n")
    if call.json and error.exit_code not in (Exit.INTERNAL, Exit.USAGE):
        _print_json({"error": message, "fix": fix, "code": int(error.exit_code)})
    return error.exit_code


def _print_json(answer: object) -> None:
    """Spread over lines for people; a long answer is for programs, and one line of it is written many times faster."""
    many = isinstance(answer, dict) and any(isinstance(one, list) and len(one) > _LONG for one in answer.values())
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=None if many else 2))
    sys.stdout.write("\n")


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
