"""The help of the command line: what every argument means, its place-holder in the language, an example."""

from __future__ import annotations

import re
from argparse import RawDescriptionHelpFormatter
from typing import TYPE_CHECKING

from kpi_desktop.cli.help_data import DATA_HELP
from kpi_desktop.cli.help_examples import EXAMPLES
from kpi_desktop.cli.help_figures import FIGURES_HELP
from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from argparse import Action, ArgumentParser
    from collections.abc import Mapping

    from kpi_desktop.i18n.translator import Translator

#: What arguments mean that several commands have.
_COMMON: Mapping[str, Message] = {
    "who": msg("who does it: kept with the version"),
    "password_stdin": msg("read the password from standard input: it is never typed in the command"),
    "contacts": msg("show phones and e-mails in full; else they are masked"),
    "by": msg("the split: its name or its id, as channel"),
    "metric": msg("the metric: its name or its id; `catalogue` lists all"),
    "preset": msg("the set of figures: its name or its id; `presets` lists them"),
}

#: Place-holders of values as the usage shows them.
_PLACES: Mapping[str, Message] = {
    "BOOK": msg("BOOK"),
    "FILE": msg("FILE"),
    "METRIC": msg("METRIC"),
    "DIMENSION": msg("DIMENSION"),
    "ID": msg("ID"),
    "MONTH": msg("MONTH"),
    "NAME": msg("NAME"),
    "OTHER": msg("OTHER"),
    "FOLDER": msg("FOLDER"),
    "DIR": msg("DIR"),
    "COPY": msg("COPY"),
    "BATCH": msg("BATCH"),
    "CLASS": msg("CLASS"),
    "WORDS": msg("WORDS"),
    "ARTICLE": msg("ARTICLE"),
    "SOURCE": msg("SOURCE"),
    "CHANNEL": msg("CHANNEL"),
    "MEMBER": msg("MEMBER"),
    "MEASURE": msg("MEASURE"),
    "VALUE": msg("VALUE"),
    "DAY": msg("DAY"),
    "PERSON": msg("PERSON"),
    "TEAM": msg("TEAM"),
    "WHO": msg("WHO"),
    "NOTE": msg("NOTE"),
    "WHY": msg("WHY"),
    "AMOUNT": msg("AMOUNT"),
    "MANAGER": msg("MANAGER"),
    "ADDRESS": msg("ADDRESS"),
    "HOST": msg("HOST"),
    "PORT": msg("PORT"),
    "USER": msg("USER"),
    "STAGE": msg("STAGE"),
    "WAY": msg("WAY"),
    "BASE": msg("BASE"),
    "LAYOUT": msg("LAYOUT"),
    "PRESET": msg("PRESET"),
    "NUMBER": msg("NUMBER"),
    "SECONDS": msg("SECONDS"),
    "SHARE": msg("SHARE"),
    "REGIME": msg("REGIME"),
    "RATE": msg("RATE"),
    "LIST": msg("LIST"),
    "OUT": msg("OUT"),
    "COMPANY": msg("COMPANY"),
    "CURRENCY": msg("CURRENCY"),
    "AUTHOR": msg("AUTHOR"),
    "MEASURES": msg("MEASURES"),
    "OFFSET": msg("OFFSET"),
    "LIMIT": msg("LIMIT"),
    "FORMULA": msg("FORMULA"),
    "UNIT": msg("UNIT"),
    "DISPLAY": msg("DISPLAY"),
    "BETTER": msg("BETTER"),
    "DEFINITION": msg("DEFINITION"),
    "ADVICE": msg("ADVICE"),
    "DECIMALS": msg("DECIMALS"),
    "COST": msg("COST"),
    "NAME_EN": msg("NAME_EN"),
}
_PLACE = re.compile(r"[A-Z_]{2,}")


def tell(parser: ArgumentParser, command: str, tr: Translator) -> None:
    """Give every argument of a command its help and its place-holder, and the command its examples."""
    own = {**DATA_HELP.get(command, {}), **FIGURES_HELP.get(command, {})}
    for action in parser._actions:  # the standard parser has no other way to its arguments
        told = own.get(action.dest) or _COMMON.get(action.dest)
        if action.help is None and told is not None:
            action.help = tr(told).replace("%", "%%")
        action.metavar = _place(action, tr)
    examples = EXAMPLES.get(command, ())
    if examples:
        heading = tr(msg("examples:"))
        parser.epilog = "\n".join((heading, *(f"  kpi-desktop {tr(one)}" for one in examples)))
        parser.formatter_class = RawDescriptionHelpFormatter


def _place(action: Action, tr: Translator) -> str | tuple[str, ...] | None:
    """The place-holder of a value in the language; choices and switches keep theirs."""
    if action.nargs == 0 or (action.choices is not None and action.metavar is None):
        return action.metavar
    if isinstance(action.metavar, tuple):
        return tuple(_spoken(one, tr) for one in action.metavar)
    if action.metavar is None and not action.option_strings:
        return _spoken(action.dest.upper(), tr)
    return _spoken(action.metavar or action.dest.upper(), tr)


def _spoken(words: str, tr: Translator) -> str:
    """«FILE.xlsx» is «ФАЙЛ.xlsx»; what is no word of the program stays."""
    return _PLACE.sub(lambda found: tr(_PLACES[found[0]]) if found[0] in _PLACES else found[0], words)
