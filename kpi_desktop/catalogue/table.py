"""Reads one table of a TOML file key by key; a mistake becomes an Issue with its file and key."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.expr.errors import did_you_mean
from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Word = TypeVar("Word", bound=StrEnum)


class Table:
    """A table with its file, its path inside the file and the list that collects findings."""

    def __init__(self, data: Mapping[str, object], file: str, path: str, issues: list[Issue]) -> None:
        """Remember the place; keys that nobody asks for are reported by `finish`."""
        self.data = data
        self.file = file
        self.path = path
        self.issues = issues
        self.asked: set[str] = set()

    def text(self, key: str, default: str | None = None) -> str:
        """The text under `key`; without a default it must be there."""
        value = self._value(key, required=default is None)
        if isinstance(value, str):
            return value
        if value is not None:
            self.report(key, "wrong_type", msg("“{key}” must be text in quotes", key=self.place(key)))
        return default or ""

    def number(self, key: str, default: int | None = None) -> int:
        """The whole number under `key`; without a default it must be there."""
        value = self._value(key, required=default is None)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if value is not None:
            self.report(key, "wrong_type", msg("“{key}” must be a whole number", key=self.place(key)))
        return default or 0

    def flag(self, key: str, *, default: bool) -> bool:
        """`true` or `false` under `key`."""
        value = self._value(key, required=False)
        if isinstance(value, bool):
            return value
        if value is not None:
            self.report(key, "wrong_type", msg("“{key}” must be true or false", key=self.place(key)))
        return default

    def choice(self, key: str, words: type[Word], default: Word) -> Word:
        """One of the fixed words; the default stands in after a finding."""
        text = self.text(key)
        if text in {word.value for word in words}:
            return words(text)
        if text:
            known = ", ".join(word.value for word in words)
            self.report(
                key,
                "unknown_word",
                msg("“{key}” is “{word}”", key=self.place(key), word=text),
                msg("Use one of: {known}", known=known),
            )
        return default

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts; absent is empty."""
        value = self._value(key, required=False)
        if value is None:
            return ()
        if isinstance(value, list) and all(isinstance(word, str) for word in value):
            return tuple(value)
        self.report(key, "wrong_type", msg("“{key}” must be a list of texts", key=self.place(key)))
        return ()

    def texts(self, key: str) -> dict[str, str]:
        """A table of texts, such as [symbols]; absent is empty."""
        inner = self.table(key, required=False)
        return {name: inner.text(name) for name in inner.data}

    def table(self, key: str, *, required: bool = True) -> Table:
        """The table under `key`; empty where it is absent."""
        value = self._value(key, required=required)
        if value is not None and not isinstance(value, dict):
            self.report(key, "wrong_type", msg("“{key}” must be a table", key=self.place(key)))
        return Table(value if isinstance(value, dict) else {}, self.file, self.place(key), self.issues)

    def tables(self, key: str) -> Iterator[Table]:
        """The tables of a [[list]]."""
        value = self._value(key, required=False)
        if value is None:
            return
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            self.report(key, "wrong_type", msg("“{key}” must be a list of tables", key=self.place(key)))
            return
        for number, entry in enumerate(value, start=1):
            yield Table(entry, self.file, f"{self.place(key)}[{number}]", self.issues)

    def finish(self) -> None:
        """Report the keys that mean nothing here."""
        for key in self.data:
            if key not in self.asked:
                what = msg("“{key}” means nothing here", key=self.place(key))
                self.report(key, "unknown_key", what, did_you_mean(key, sorted(self.asked)))

    def place(self, key: str) -> str:
        """The key with the tables it stands in: `definition.ru`."""
        return f"{self.path}.{key}" if self.path else key

    def report(self, key: str, code: str, message: Message, fix: Message | None = None) -> None:
        """Add a finding at a key."""
        self.issues.append(Issue(code, Level.ERROR, message, fix, file=self.file, column=self.place(key)))

    def _value(self, key: str, *, required: bool) -> object:
        self.asked.add(key)
        value = self.data.get(key)
        if value is None and required:
            self.report(key, "absent", msg("“{key}” is missing", key=self.place(key)))
        return value
