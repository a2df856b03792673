"""A funnel's stages as SQL over the book: counted by date of event, and single cases followed from stage to stage."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.funnels import Via
from kpi_desktop.catalogue.model import Aggregation
from kpi_desktop.engine.condition import condition, frozen, has_key
from kpi_desktop.engine.sql import day_literal

if TYPE_CHECKING:
    from datetime import date

    from kpi_desktop.catalogue.funnels import Funnel, FunnelStage
    from kpi_desktop.catalogue.model import Catalogue, Measure
    from kpi_desktop.facts.schema import FactTable


@dataclass(frozen=True, slots=True)
class Source:
    """Where a stage's cases are: its measure, its fact, and the columns of its date, channel and person ('' for none).

    `counted` is the condition on rows (`f`) that count at all.
    """

    stage: FunnelStage
    measure: Measure
    fact: FactTable
    channel: str
    person: str
    counted: str = "1 = 1"

    @property
    def day(self) -> str:
        """The date by which the stage counts."""
        return self.stage.day or self.measure.day

    @property
    def where(self) -> str:
        """The condition on rows (`f`) of the stage."""
        found = [condition(self.fact, frozen(self.measure.where)), f'f."{self.day}" IS NOT NULL', self.counted]
        if self.measure.aggregation is Aggregation.DISTINCT:
            found.append(has_key(self.fact, self.measure.key))
        return " AND ".join(found)

    @property
    def number(self) -> str:
        """How many cases a group of rows (`f`) holds."""
        match self.measure.aggregation:
            case Aggregation.DISTINCT:
                return f'COUNT(DISTINCT f."{self.measure.key}")'
            case Aggregation.SUM:
                return f'SUM(COALESCE(f."{self.measure.column}", 1))'
            case _:
                return "COUNT(*)"

    def member(self, column: str, row: str = "f") -> str:
        """The code of a channel or a person; 0 where the fact has none."""
        return f'{row}."{column}"' if column else "0"


def source_of(catalogue: Catalogue, funnel: Funnel, stage: FunnelStage, counted: str = "1 = 1") -> Source:
    """Where the stage's cases are."""
    measure = catalogue.measures[stage.measure]
    fact = catalogue.facts[measure.fact]
    there = {column.id for column in fact.columns}
    channel, person = (name if name in there else "" for name in (funnel.channel, funnel.person))
    return Source(stage, measure, fact, channel, person, counted)


def again(before: Source, after: Source) -> Source:
    """The stage's cases of customers only who had come to the stage before on an earlier day."""
    earlier = _renamed(before.where, "y")
    came = (
        f'EXISTS (SELECT 1 FROM "{before.fact.id}" y WHERE {earlier} AND y."customer" = f."customer" '
        f'AND y."{before.day}" < f."{after.day}")'
    )
    return replace(after, counted=f"{after.counted} AND {came}")


def _renamed(where: str, row: str) -> str:
    """The same condition of rows that go by another name."""
    return where.replace('f."', f'{row}."').replace("f.batch", f"{row}.batch")


def events_sql(source: Source, first: date, end: date) -> str:
    """Rows (year * 12 + month - 1, channel, person, number of cases) by date of event."""
    day = f'f."{source.day}"'
    return (
        f"SELECT year({day}) * 12 + month({day}) - 1, {source.member(source.channel)}, "
        f"{source.member(source.person)}, {source.number}\n"
        f'FROM "{source.fact.id}" f\n'
        f"WHERE {source.where} AND {day} >= {day_literal(first)} AND {day} < {day_literal(end)}\nGROUP BY 1, 2, 3"
    )


def totals_sql(source: Source, first: date, end: date) -> str:
    """Rows (year * 12 + month - 1, number of cases): a key of two channels counts once."""
    day = f'f."{source.day}"'
    return (
        f'SELECT year({day}) * 12 + month({day}) - 1, {source.number}\nFROM "{source.fact.id}" f\n'
        f"WHERE {source.where} AND {day} >= {day_literal(first)} AND {day} < {day_literal(end)}\nGROUP BY 1"
    )


def ways_sql(before: Source, after: Source, first: date, end: date) -> str:
    """Rows (day came, day went on or NULL, channel, person, number of cases) of cases that came to `before`.

    Cases without the key by which they are followed are left out: they have neither gone on nor been lost.
    """
    came = f"came >= {day_literal(first)} AND came < {day_literal(end)}"
    if after.stage.via is Via.ROW:
        went = f'CASE WHEN {after.where} THEN f."{after.day}" END'
        inner = _cases(before, f"MIN({went}) AS went")
        return f"SELECT came, went, c, p, SUM(n) FROM ({inner}) a WHERE {came}\nGROUP BY 1, 2, 3, 4"
    key = after.stage.via.key
    inner = _cases(before, f"MIN({before.member(key)}) AS k")
    sign = "<" if after.stage.again else "<="
    later = f'SELECT f."{key}" AS k, f."{after.day}" AS day FROM "{after.fact.id}" f WHERE {after.where}'
    return (
        f"SELECT a.came, b.day, a.c, a.p, SUM(a.n)\nFROM ({inner}) a\n"
        f"ASOF LEFT JOIN (SELECT k, day FROM ({later}) g WHERE k IS NOT NULL) b ON a.k = b.k AND a.came {sign} b.day\n"
        f"WHERE a.{came.replace('AND came', 'AND a.came')} AND a.k IS NOT NULL\nGROUP BY 1, 2, 3, 4"
    )


def _cases(source: Source, more: str) -> str:
    """One row for each case: its day, channel, person, how many it stands for."""
    distinct = source.measure.aggregation is Aggregation.DISTINCT
    group = f'f."{source.measure.key}"' if distinct else "f.batch, f.src_sheet, f.src_row"
    if distinct and source.measure.key == "customer":
        # A buyer is one case in each month.
        group += f', year(f."{source.day}") * 12 + month(f."{source.day}")'
    number = f'SUM(COALESCE(f."{source.measure.column}", 1))' if source.measure.column else "1"
    return (
        f'SELECT MIN(f."{source.day}") AS came, MIN({source.member(source.channel)}) AS c, '
        f"MIN({source.member(source.person)}) AS p, {number} AS n, {more}\n"
        f'FROM "{source.fact.id}" f WHERE {source.where} GROUP BY {group}'
    )


def keyed_sql(source: Source, key: str) -> str:
    """One row: how many rows of the stage there are, and how many of them name a customer (a lead)."""
    return f'SELECT COUNT(*), COUNT(f."{key}") FROM "{source.fact.id}" f WHERE {source.where}'


def lost_where(before: Source, after: Source, first: date, end: date, as_of: date) -> str:
    """The condition on rows (`f`) of `before` that came in [first, end) and have not gone on by the as-of date."""
    base = f'{before.where} AND f."{before.day}" >= {day_literal(first)} AND f."{before.day}" < {day_literal(end)}'
    by = f"<= {day_literal(as_of)}"
    if after.stage.via is Via.ROW:
        return f'{base} AND NOT COALESCE({after.where} AND f."{after.day}" {by}, FALSE)'
    inner, sign, key = _renamed(after.where, "x"), ">" if after.stage.again else ">=", after.stage.via.key
    return (
        f'{base} AND f."{key}" IS NOT NULL '
        f'AND NOT EXISTS (SELECT 1 FROM "{after.fact.id}" x WHERE {inner} AND x."{key}" = f."{key}" '
        f'AND x."{after.day}" {sign} f."{before.day}" AND x."{after.day}" {by})'
    )
