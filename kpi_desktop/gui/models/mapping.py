"""The mapping of one file while its owner changes it on the screen; the reading of the file follows each change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kpi_desktop.core.errors import KpiDesktopError

if TYPE_CHECKING:
    from collections.abc import Mapping as MappingType
    from collections.abc import Sequence

    from kpi_desktop.facts.schema import FactTable
    from kpi_desktop.ingest.mapping import Mapping
    from kpi_desktop.ingest.outcome import FileReport
    from kpi_desktop.ingest.rules import Rules

#: Formats whose rows mean what the format says: there is nothing to map.
_FIXED = ("1c-", "commerceml", "enterprisedata", "own-workbook", "survey")


class MappingEdit:
    """A mapping that is being changed; `text` is what an import is given."""

    def __init__(self, facts: MappingType[str, FactTable], mapping: Mapping) -> None:
        """Begin with the mapping that the file was read by."""
        self.facts = facts
        self.mapping = mapping

    @classmethod
    def of(cls, facts: MappingType[str, FactTable], report: FileReport, given: str | None) -> MappingEdit | None:
        """The mapping of a report: the one given before, else the one it was read by; None where there is none."""
        from kpi_desktop.ingest.mapping import Mapping
        from kpi_desktop.ingest.mapping_text import read_mapping

        word = report.recognised.partition(":")[0]
        if word.startswith(_FIXED) or not report.columns:
            return None
        text = given or report.mapping
        if text:
            try:
                return cls(facts, read_mapping(text, facts))
            except KpiDesktopError:
                return None
        if not report.batches or word == "table":
            return None
        return cls(facts, Mapping(report.batches[0].fact, {}, word, reader=word))

    @property
    def fact(self) -> FactTable:
        """What the rows are taken for."""
        return self.facts[self.mapping.fact]

    @property
    def rules(self) -> Rules:
        """The rules for rows, values, returns and stages."""
        return self.mapping.rules

    @property
    def is_table(self) -> bool:
        """Whether the owner says what the columns are; of a service's export they are known."""
        return not self.mapping.reader

    def text(self, lang: str) -> str:
        """The mapping file."""
        from kpi_desktop.ingest.mapping_text import write_mapping

        return write_mapping(self.mapping, self.facts, lang)

    def set_target(self, heading: str, target: str) -> None:
        """Say what a column is; a column that was it before is not used any more."""
        targets = dict(self.mapping.targets)
        for other, taken in targets.items():
            if target and taken == target and other != heading:
                targets[other] = ""
        targets[heading] = target
        self._change(targets=targets)

    def own_target(self, heading: str) -> str:
        """The name of the column as one of the owner's own."""
        from kpi_desktop.ingest.free_columns import slug

        name, number = slug(heading), 1
        taken = {target for other, target in self.mapping.targets.items() if other != heading}
        free = name
        while free in taken:
            number += 1
            free = f"{name}_{number}"
        return free

    def set_fact(self, fact: str) -> None:
        """Say what the rows are; columns keep their meaning where the other kind of facts has it."""
        known = {column.id for column in self.facts[fact].columns}
        targets = {
            heading: target if target in known or target.startswith("x_") else ""
            for heading, target in self.mapping.targets.items()
        }
        self._change(fact=fact, targets=targets, returns="auto")

    def set_reading(self, name: str, value: str) -> None:
        """Set the order of days, the decimal mark, the VAT basis or the rule of returns by their words."""
        from kpi_desktop.facts.batch import Vat
        from kpi_desktop.ingest.dates import Order

        match name:
            case "date_order":
                self._change(date_order=Order(value))
            case "decimal_sign":
                self._change(decimal_sign=value or None)
            case "vat":
                self._change(vat=Vat(value) if value else None)
            case _:
                self._change(returns=value)

    def set_period(self, period: tuple[str, str] | None) -> None:
        """State the days that the file covers, or leave them to its rows."""
        self._change(period=period, period_file="")

    def set_words(self, name: str, words: Sequence[str]) -> None:
        """Set the sheets of returns or the documents that are sales."""
        given = tuple(word for word in words if word)
        if name == "return_sheets":
            self._rule(replace(self.rules, return_sheets=given))
        else:
            self._rule(replace(self.rules, sale_documents=given))

    def leave_out(self, column: str, words: Sequence[str], *, keep: bool) -> None:
        """Leave out the rows with these words, or take only them; words of an earlier rule of the kind stay."""
        from kpi_desktop.ingest.rules import Match, RowRule

        same = [rule for rule in self.rules.rows if (rule.column, rule.keep, rule.match) == (column, keep, Match.EQUAL)]
        before = same[0].words if same and not keep else ()
        rule = RowRule(column, tuple(dict.fromkeys((*before, *words))), keep)
        others = tuple(one for one in self.rules.rows if one not in same)
        self._rule(replace(self.rules, rows=(*others, rule)))

    def take_again(self, place: int) -> None:
        """Remove a rule for rows."""
        self._rule(replace(self.rules, rows=tuple(one for n, one in enumerate(self.rules.rows) if n != place)))

    def merge(self, column: str, words: Sequence[str], into: str) -> None:
        """Count these spellings of a column as one value."""
        known = dict(self.rules.values.get(column, {}))
        known = {word: (into if value in words else value) for word, value in known.items()}
        known |= {word: into for word in words if word != into}
        self._rule(replace(self.rules, values={**self.rules.values, column: known}))

    def part(self, column: str, into: str) -> None:
        """Count the spellings that were merged into a value apart again."""
        left = {word: value for word, value in self.rules.values.get(column, {}).items() if value != into}
        values = {name: spellings for name, spellings in self.rules.values.items() if name != column}
        self._rule(replace(self.rules, values={**values, column: left} if left else values))

    def set_returns(self, column: str, words: Sequence[str]) -> None:
        """Rows with these words are returns."""
        self._rule(replace(self.rules, return_column=column, return_words=tuple(words)))
        if self.is_table:
            self._change(returns="word")

    def set_stages(self, words: Sequence[str], status: str) -> None:
        """Say what stages of deals mean: `won`, `lost` or `open`."""
        found = {
            name: [stage for stage in stages if stage not in words]
            for name, stages in (
                ("won", self.rules.won), ("lost", self.rules.lost), ("open", self.rules.still_open),
            )
        }  # fmt: skip
        found[status] += words
        self._rule(
            replace(self.rules, won=tuple(found["won"]), lost=tuple(found["lost"]), still_open=tuple(found["open"]))
        )

    def forget_stages(self) -> None:
        """Leave the meaning of stages to their names."""
        self._rule(replace(self.rules, won=(), lost=(), still_open=()))

    def _rule(self, rules: Rules) -> None:
        self._change(rules=rules)

    def _change(self, **changes: object) -> None:
        self.mapping = replace(self.mapping, **changes)  # type: ignore[arg-type]
