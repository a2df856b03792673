"""The catalogue in memory: metrics, measures and dimensions as the TOML files define them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.catalogue.formats import Format
    from kpi_desktop.catalogue.funnels import Funnel
    from kpi_desktop.catalogue.presets import Preset
    from kpi_desktop.core.unit import Unit
    from kpi_desktop.expr.nodes import Node
    from kpi_desktop.facts.schema import FactTable


class Aggregation(StrEnum):
    """How a measure is made from the rows of its fact; `key` names the key column that the distinct ones count."""

    SUM = "sum"
    COUNT = "count"
    DISTINCT = "distinct"  # distinct keys in the window
    NEW = "new"  # distinct keys whose first row ever (by the filter) lies in the window
    RETURNING = "returning"  # distinct keys of the window whose first row lies before it
    FIRST_EVER = "first_ever"  # documents that are their customer's first ever, dated in the window
    SUM_NEW = "sum_new"  # sum over rows of keys that are new in the window
    SUM_RETURNING = "sum_returning"
    SUM_KEYED = "sum_keyed"  # sum over rows that have the key
    SUM_UNKEYED = "sum_unkeyed"
    TOP = "top"  # sum over the n keys with the largest sums in the window
    LOWER_MEDIAN = "lower_median"
    COMPUTED = "computed"  # by an algorithm of the engine: what no sum or count of rows gives


@dataclass(frozen=True, slots=True)
class Measure:
    """An aggregated column. `where` maps a column to the words it must be one of, or to 'known' / 'unknown'.

    `needs` are columns without which the value is Missing(no_column); `additive` measures sum over months and over
    members of any dimension. `day` is the date column by which a row belongs to a window: a deal is won on the day it
    was closed, not on the day it was created. A computed measure names its `algorithm`, the facts that it reads beside
    its own (`also`) and the parameters that it depends on; `daily` ones need days, not months, and `firsts` ask who
    bought for the first time, so that a short history says nothing. A `stated` measure is missing and not zero where no
    row of the window passes its filter; `alike` names the dimension in which all its rows must agree, as in units. An
    `optional` one is zero where the company has no such data at all: not everybody advertises. One that `follows`
    another tells of its own cases which of them came to that one: they share the column `key`.
    """

    id: str
    fact: str
    aggregation: Aggregation
    unit: Unit
    name_ru: str
    name_en: str
    column: str = ""
    key: str = ""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    additive: bool = False
    top: int = 5
    day: str = "day"
    description_ru: str = ""
    description_en: str = ""
    algorithm: str = ""
    also: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    daily: bool = False
    firsts: bool = False
    stated: bool = False
    alike: str = ""
    optional: bool = False
    follows: str = ""

    @property
    def compares_money(self) -> bool:
        """Whether it is told from the money of two facts: a day or a number of people; a followed case is no money."""
        return bool(self.also) and not self.follows


class ParameterKind(StrEnum):
    """What a parameter's value is: a number, a list of words parted by `;`, or one of fixed words."""

    NUMBER = "number"
    WORDS = "words"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Parameter:
    """What the owner may decide about definitions: after how many days a buyer is lost, which answers promote.

    `default` is the value of a new book. A number lies within `least` and `most`; `{id}` in a metric's texts and
    formulas stands for the value, so that the definition that is printed is the one that was computed.
    """

    id: str
    kind: ParameterKind
    name_ru: str
    name_en: str
    default: str
    unit: str = ""
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 1_000_000_000
    about_ru: str = ""
    about_en: str = ""


class Direction(StrEnum):
    """Which way is good: for colours and arrows."""

    UP = "up"
    DOWN = "down"
    BALANCE = "balance"
    NONE = "none"


class Display(StrEnum):
    """How a value is printed: money with the book's currency, a share as %, a count, a plain number, ..."""

    MONEY = "money"
    SHARE = "share"
    POINTS = "points"
    COUNT = "count"
    NUMBER = "number"
    TIMES = "times"
    DAYS = "days"
    HOURS = "hours"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: inputs by symbol, the expected value, and where it stands in the sources."""

    id: str
    inputs: Mapping[str, str]
    expected: str
    seed: str = ""
    printed: str = ""
    note_ru: str = ""
    note_en: str = ""
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """Another form of a metric that the sources or their worked examples use; shown on the card, usable by `try`.

    `symbols` are the metric's own, with those that the variant binds itself; a symbol bound nowhere has a value only
    in `try`.
    """

    formula: str
    name_ru: str
    name_en: str
    symbols: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SplitPart:
    """One member of a dimension whose members stand side by side in columns: calls, letters, visits, forms.

    `columns` tell for a measure which column it sums for this member: the first of them that the import has.
    """

    id: str
    name_ru: str
    name_en: str
    columns: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Dimension:
    """What figures are split by; `fact.column` of every fact that carries it shares the id of the column.

    A column of fixed words (direction of a call) names its dimension itself, in `split`. `parts` are the members of a
    dimension that no column holds, because each has a column of figures of its own; with `rest` the measure itself is
    the sum of its parts, and what they do not tell stands under «(не указано)».
    """

    id: str
    name_ru: str
    name_en: str
    parts: tuple[SplitPart, ...] = ()
    rest: bool = False


@dataclass(frozen=True, slots=True)
class WayFactor:
    """One factor of a way: what it is (`formula` over the catalogue), and what the owner calls it.

    Without names it is called as the measure or metric that it is; `display` says how its level is written.
    """

    symbol: str
    formula: str
    name_ru: str = ""
    name_en: str = ""
    display: Display | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """A way in which the change of a metric is told: `formula` over factors, or a chain of them `over` a split.

    Over a split each member is a chain: the first factor is the volume, each of the others a ratio to the one before,
    the last one is the metric itself; the members' shares of the volume are the mix.
    """

    id: str
    name_ru: str
    name_en: str
    formula: str = ""
    over: str = ""
    mix_ru: str = ""
    mix_en: str = ""
    factors: tuple[WayFactor, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that `formulas/` defines, checked; metrics stand in the order of the sources' catalogue.

    `values` are the parameters' values that this catalogue was read with. `trees` keeps the formulas that
    `catalogue.resolve` has already written out, `chosen` the parameters that it found under a metric, `by_name` is
    filled by `catalogue.names` at the first look-up. `plans` is where evaluation keeps what follows from the definition
    of a metric alone, whatever the book: one catalogue serves many readings.
    """

    facts: Mapping[str, FactTable]
    measures: Mapping[str, Measure]
    metrics: Mapping[str, Metric]
    dimensions: Mapping[str, Dimension]
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    formats: Mapping[str, Format] = field(default_factory=dict)
    presets: Mapping[str, Preset] = field(default_factory=dict)
    funnels: Mapping[str, Funnel] = field(default_factory=dict)
    ways: Mapping[str, tuple[Way, ...]] = field(default_factory=dict)
    trees: dict[str, Node | None] = field(default_factory=dict, init=False, compare=False, repr=False)
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, compare=False, repr=False)
    by_name: dict[str, Measure | Metric] = field(default_factory=dict, init=False, compare=False, repr=False)
    plans: dict[str, object] = field(default_factory=dict, init=False, compare=False, repr=False)

    def named_dimensions(self) -> dict[str, Dimension]:
        """The dimensions whose members are texts of the owner's own: only by these figures are kept by hand."""
        named = {column.id for fact in self.facts.values() for column in fact.columns if column.kind == "dimension"}
        return {name: dimension for name, dimension in self.dimensions.items() if name in named}


@dataclass(frozen=True, slots=True)
class Metric:
    """A KPI: one formula with its names, unit, direction, definition, advice and worked examples.

    `formula` is text over `symbols` ('' where the metric has none of its own); each symbol is bound to a measure, a
    metric, or a formula over them. `catalogue.resolve` writes it out down to leaves.
    `kind` is S, M, D of the sources' catalogue, or E for those beside it. `group` is the folder of its TOML.
    `parameters` are the parameters that its file names; `parts` are metrics that are shown beside it as its parts;
    `ranking` names the metric and the dimension whose members, ranked, are its parts. `form_of` names the metric of
    which it is another definition: both are shown side by side. Without `news` its change from month to month is never
    called the month's best or worst: another metric tells it, or it is a day of the month (see `catalogue.news`).
    `ripens` names the measure of the days that the cases of a cohort take: a young period's share will still grow, is
    said to, and is compared with no other (NUMBERS 17).
    `whole` names, for a dimension, the measures that stay the company's in a split by it: the cost of an advertisement
    over its calls, over its letters.
    """

    id: str
    group: str
    kind: str
    name_ru: str
    name_en: str
    formula: str
    symbols: Mapping[str, str]
    unit: Unit
    display: Display
    decimals: int
    better: Direction
    source: str
    definition_ru: str
    definition_en: str
    advice_ru: str
    advice_en: str
    order: int
    examples: tuple[Example, ...] = ()
    subset: bool = False
    splits: bool = True
    news: bool = True
    note_ru: str = ""
    note_en: str = ""
    variants: tuple[Variant, ...] = ()
    parameters: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    ranking: tuple[str, str] | None = None
    form_of: str = ""
    ripens: str = ""
    whole: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
