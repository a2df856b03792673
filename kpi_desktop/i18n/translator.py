"""Messages in a language: gettext catalogues, one folder of fragments (one per room) for each language."""

from __future__ import annotations

import gettext
import io
import re
from decimal import Decimal
from functools import cache
from importlib import resources

from kpi_desktop.i18n.formats import number_text
from kpi_desktop.i18n.message import Message

#: Languages of the window, the shell, the workbook and the report; the first is the default.
LANGUAGES = ("ru", "en")

#: How many sentences a translator keeps: a split of thousands of members says the same ones over and over.
_KEPT = 5_000

#: The stop of an abbreviation and that of its sentence; three are an ellipsis.
_TWO_STOPS = re.compile(r"(?<=\w)\.\.(?=\s|$)")


@cache
def _catalogue(lang: str) -> gettext.NullTranslations:
    """The compiled messages of a language; made from the fragments where the build did not compile them."""
    folder = resources.files("kpi_desktop.i18n") / "locale" / lang
    compiled = folder / "messages.mo"
    if compiled.is_file():
        return gettext.GNUTranslations(io.BytesIO(compiled.read_bytes()))
    if not folder.is_dir():
        return gettext.NullTranslations()
    from kpi_desktop.i18n.kept import kept_fragments

    return gettext.GNUTranslations(io.BytesIO(kept_fragments(folder)))


class Translator:
    """Renders messages in one language; English is the language of the ids, so it needs no catalogue."""

    def __init__(self, lang: str) -> None:
        """Choose the language: `ru` or `en`."""
        self.lang = lang if lang in LANGUAGES else LANGUAGES[0]
        self._messages = gettext.NullTranslations() if self.lang == "en" else _catalogue(self.lang)
        self._said: dict[Message, str] = {}

    def __call__(self, message: Message) -> str:
        """The sentence in this language, with its numbers put in; one that was said is not put together again."""
        found = self._said.get(message)
        if found is None:
            if len(self._said) >= _KEPT:
                self._said.clear()
            found = self._said[message] = self._say(message)
        return found

    def _say(self, message: Message) -> str:
        args = {name: self(value) if isinstance(value, Message) else value for name, value in message.args}
        if message.ru:
            template = message.ru if self.lang == "ru" else message.template
        elif message.plural:
            count = args.get("n", 0)
            template = self._messages.ngettext(message.template, message.plural, count if isinstance(count, int) else 0)
            if isinstance(count, int):
                args["n"] = number_text(Decimal(count), 0, self.lang)
        else:
            template = self._messages.gettext(message.template)
        return one_stop(template.format(**args))


def one_stop(text: str) -> str:
    """A sentence whose last word is an abbreviation («п. п.») ends with the stop of that word and no second one."""
    return _TWO_STOPS.sub(".", text) if ".." in text else text
