"""Turns the tables of `formulas/` into measures, dimensions and metrics, before any of them is checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import (
    Aggregation,
    Dimension,
    Direction,
    Display,
    Example,
    Measure,
    Metric,
    Parameter,
    ParameterKind,
    SplitPart,
    Variant,
)
from kpi_desktop.catalogue.placeholders import filled
from kpi_desktop.catalogue.table import Table
from kpi_desktop.core.unit import Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.core.issue import Issue

MEASURES = "measures.toml"
DIMENSIONS = "dimensions.toml"
PARAMETERS = "parameters.toml"


def read_measures(data: Mapping[str, object], issues: list[Issue]) -> dict[str, Measure]:
    """Every measure of `measures.toml`."""
    return {table.path: _measure(table) for table in _top_tables(data, MEASURES, issues)}


def read_parameters(data: Mapping[str, object], issues: list[Issue]) -> dict[str, Parameter]:
    """Every parameter of `parameters.toml`, in the order in which they are shown."""
    return {table.path: _parameter(table) for table in _top_tables(data, PARAMETERS, issues)}


def _parameter(table: Table) -> Parameter:
    parameter = Parameter(
        id=table.path,
        kind=table.choice("kind", ParameterKind, ParameterKind.NUMBER),
        name_ru=table.text("ru"),
        name_en=table.text("en"),
        default=table.text("default"),
        unit=table.text("unit", ""),
        choices=table.words("choices"),
        least=table.number("least", 0),
        most=table.number("most", 1_000_000_000),
        about_ru=table.text("about_ru", ""),
        about_en=table.text("about_en", ""),
    )
    table.finish()
    return parameter


def read_dimensions(data: Mapping[str, object], issues: list[Issue]) -> dict[str, Dimension]:
    """Every dimension of `dimensions.toml`, in the order in which they are offered."""
    found = {}
    for table in _top_tables(data, DIMENSIONS, issues):
        parts = table.table("parts", required=False)
        rest = table.flag("rest", default=False)
        members = tuple(_split_part(parts.table(key), key) for key in parts.data)
        found[table.path] = Dimension(table.path, table.text("ru"), table.text("en"), members, rest)
        table.finish()
    return found


def _split_part(table: Table, key: str) -> SplitPart:
    columns = table.table("columns")
    part = SplitPart(key, table.text("ru"), table.text("en"), {name: columns.words(name) for name in columns.data})
    table.finish()
    return part


def read_metric(raw: Mapping[str, object], file: str, values: Mapping[str, str], issues: list[Issue]) -> Metric:
    """The metric of one file, with the parameters' values in the place of their names."""
    data, named = filled(raw, values)
    group = file.partition("/")[0]
    table = Table(data, file, "", issues)
    definition, advice = table.table("definition"), table.table("advice")
    note = table.table("note", required=False)
    noted = bool(note.data)
    ranking = table.table("ranking", required=False)
    whole = table.table("whole", required=False)
    symbols = table.texts("symbols")
    metric = Metric(
        id=table.text("id"),
        group=group,
        kind=table.text("kind"),
        name_ru=table.text("ru"),
        name_en=table.text("en"),
        formula=table.text("formula").strip(),
        symbols=symbols,
        unit=Unit.of(table.text("unit")),
        display=table.choice("display", Display, Display.NUMBER),
        decimals=table.number("decimals"),
        better=table.choice("better", Direction, Direction.NONE),
        source=table.text("source", ""),
        definition_ru=definition.text("ru").strip(),
        definition_en=definition.text("en").strip(),
        advice_ru=advice.text("ru").strip(),
        advice_en=advice.text("en").strip(),
        order=table.number("order"),
        examples=tuple(_example(entry) for entry in table.tables("examples")),
        subset=table.flag("subset", default=False),
        splits=table.flag("splits", default=True),
        news=table.flag("news", default=True),
        note_ru=note.text("ru").strip() if noted else "",
        note_en=note.text("en").strip() if noted else "",
        variants=tuple(_variant(entry, symbols) for entry in table.tables("variants")),
        parameters=named,
        parts=table.words("parts"),
        form_of=table.text("form_of", ""),
        ripens=table.text("ripens", ""),
        ranking=(ranking.text("metric"), ranking.text("dimension")) if ranking.data else None,
        whole={dimension: whole.words(dimension) for dimension in whole.data},
    )
    for part in (definition, advice, note, ranking, whole, table):
        part.finish()
    return metric


def _top_tables(data: Mapping[str, object], file: str, issues: list[Issue]) -> list[Table]:
    whole = Table(data, file, "", issues)
    return [whole.table(key) for key in data]


def _measure(table: Table) -> Measure:
    where = table.table("where", required=False)
    measure = Measure(
        id=table.path,
        fact=table.text("fact"),
        aggregation=table.choice("aggregation", Aggregation, Aggregation.COUNT),
        unit=Unit.of(table.text("unit")),
        name_ru=table.text("ru"),
        name_en=table.text("en"),
        column=table.text("column", ""),
        key=table.text("key", ""),
        where={column: where.words(column) for column in where.data},
        needs=table.words("needs"),
        additive=table.flag("additive", default=False),
        top=table.number("top", 5),
        day=table.text("day", "day"),
        description_ru=table.text("about_ru", ""),
        description_en=table.text("about_en", ""),
        algorithm=table.text("algorithm", ""),
        also=table.words("also"),
        parameters=table.words("parameters"),
        daily=table.flag("daily", default=False),
        firsts=table.flag("firsts", default=False),
        stated=table.flag("stated", default=False),
        alike=table.text("alike", ""),
        optional=table.flag("optional", default=False),
        follows=table.text("follows", ""),
    )
    table.finish()
    return measure


def _example(table: Table) -> Example:
    inputs = table.texts("inputs")
    example = Example(
        id=table.text("id"),
        inputs=inputs,
        expected=table.text("expected"),
        seed=table.text("seed", ""),
        printed=table.text("printed", ""),
        note_ru=table.text("note_ru", ""),
        note_en=table.text("note_en", ""),
        formula=table.text("formula", ""),
    )
    table.finish()
    return example


def _variant(table: Table, symbols: Mapping[str, str]) -> Variant:
    own = table.texts("symbols")
    variant = Variant(table.text("formula"), table.text("ru"), table.text("en"), {**symbols, **own})
    table.finish()
    return variant
