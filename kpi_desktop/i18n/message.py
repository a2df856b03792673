"""A sentence for the user that is not yet in a language: the id is its English text, the arguments its numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """An English template with named places, its plural if it has one, and what fills the places.

    A message is rendered by a `Translator` at the edge (window, shell, report), so that one finding reads in any
    language. Arguments are text, whole numbers or other messages. `ru` is filled only for words that are data (the name
    of a measure): they bring their own Russian and stand in no catalogue of messages.
    """

    template: str
    args: tuple[tuple[str, str | int | Message], ...] = ()
    plural: str = ""
    ru: str = ""

    def __str__(self) -> str:
        """The English text: for logs and tracebacks."""
        count = dict(self.args).get("n")
        chosen = self.plural if self.plural and count != 1 else self.template
        return chosen.format(**{name: str(value) for name, value in self.args})


def msg(template: str, /, **args: str | int | Message) -> Message:
    """A sentence: `msg("The file “{file}” is empty", file=name)`."""
    return Message(template, tuple(args.items()))


def nmsg(one: str, many: str, /, n: int, **args: str | int | Message) -> Message:
    """A sentence that counts: `nmsg("{n} row", "{n} rows", n=3)`."""
    return Message(one, (("n", n), *args.items()), many)


def named(en: str, ru: str) -> Message:
    """A name that is data and carries both languages: a measure, a metric, a column."""
    return Message(_literal(en), ru=_literal(ru))


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
