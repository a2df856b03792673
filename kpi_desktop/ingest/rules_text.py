"""The rules of a mapping file as TOML: which rows count, which spellings are one value, what the stages mean."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kpi_desktop.core.errors import UsageError
from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest.rules import Match, RowRule, Rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kpi_desktop.i18n.translator import Translator

_STAGES = (("won", "won"), ("lost", "lost"), ("open", "still_open"))


def quoted(text: str) -> str:
    """A text as TOML."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def listed(texts: Iterable[str]) -> str:
    """Texts as a TOML list."""
    return f"[{', '.join(quoted(text) for text in texts)}]"


def write_plain_rules(rules: Rules, say: Translator) -> list[str]:
    """The rules that are single settings: they stand before every table of the file."""
    lines = []
    if rules.return_column:
        lines.append(f"return_column = {quoted(rules.return_column)}")
    if rules.return_words:
        about = say(msg("rows with one of these words in that column are returns"))
        lines.append(f"return_words = {listed(rules.return_words)}  # {about}")
    if rules.return_sheets:
        lines.append(f"return_sheets = {listed(rules.return_sheets)}  # {say(msg('sheets of nothing but returns'))}")
    if rules.sale_documents:
        about = say(msg("documents that begin so are sales; others are left out"))
        lines.append(f"sale_documents = {listed(rules.sale_documents)}  # {about}")
    return lines


def write_rules(rules: Rules, say: Translator) -> list[str]:
    """The rules that are tables of their own, at the end of the file."""
    lines: list[str] = []
    if rules.rows:
        lines += ["", "# " + say(msg("Rows to leave out (drop) or the only ones to take (keep), by a column's words"))]
    for rule in rules.rows:
        lines += ["[[rows]]", f"column = {quoted(rule.column)}"]
        lines.append(f"{'keep' if rule.keep else 'drop'} = {listed(rule.words)}")
        if rule.match is not Match.EQUAL:
            lines.append(f'match = "{rule.match.value}"')
    if any(rules.values.values()):
        lines += ["", "# " + say(msg("Spellings of one value: as in the file = as it shall be"))]
    for heading, spellings in rules.values.items():
        if spellings:
            lines.append(f"[values.{quoted(heading)}]")
            lines += [f"{quoted(word)} = {quoted(into)}" for word, into in spellings.items()]
    stages = [f"{name} = {listed(words)}" for name, field in _STAGES if (words := getattr(rules, field))]
    if stages:
        lines += ["", "# " + say(msg("What the stages of deals mean")), "[stages]", *stages]
    return lines


def read_rules(found: Mapping[str, object]) -> Rules:
    """The rules out of a parsed mapping file; UsageError where they cannot be understood."""
    values = _table(found, "values")
    stages = _table(found, "stages")
    return Rules(
        rows=tuple(_row_rule(one) for one in _list(found, "rows")),
        values={str(name): {str(word): str(into) for word, into in _table(values, name).items()} for name in values},
        return_column=str(found.get("return_column", "")),
        return_words=words_of(found, "return_words"),
        return_sheets=words_of(found, "return_sheets"),
        sale_documents=words_of(found, "sale_documents"),
        won=words_of(stages, "won"),
        lost=words_of(stages, "lost"),
        still_open=words_of(stages, "open"),
    )


def _row_rule(one: object) -> RowRule:
    if not isinstance(one, dict) or not one.get("column") or ("keep" in one) == ("drop" in one):
        raise UsageError(
            msg("A rule for rows in the mapping file has no column or not one of drop and keep"),
            fix=msg('Write it so: [[rows]], column = "…", drop = ["…"]'),
        )
    match = str(one.get("match", Match.EQUAL.value))
    if match not in set(Match):
        raise UsageError(
            msg("The mapping file says {name} = “{value}”", name="match", value=match),
            fix=msg("Use one of: {facts}", facts=", ".join(Match)),
        )
    keep = "keep" in one
    return RowRule(str(one["column"]), words_of(one, "keep" if keep else "drop"), keep, Match(match))


def words_of(found: Mapping[str, object], name: str) -> tuple[str, ...]:
    """A list of texts; one text alone is a list of one. UsageError where it is something else."""
    value = found.get(name, [])
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list):
        raise UsageError(
            msg("The mapping file says {name} = “{value}”", name=name, value=str(value)),
            fix=msg('Write a list of texts: ["…", "…"]'),
        )
    return tuple(str(word) for word in value)


def _list(found: Mapping[str, object], name: str) -> list[object]:
    value = found.get(name, [])
    return value if isinstance(value, list) else [value]


def _table(found: Mapping[str, object], name: str) -> dict[str, object]:
    value = found.get(name, {})
    if not isinstance(value, dict):
        raise UsageError(
            msg("The mapping file says {name} = “{value}”", name=name, value=str(value)),
            fix=msg("Import without it: a draft of the mapping is printed where one is needed"),
        )
    return value
