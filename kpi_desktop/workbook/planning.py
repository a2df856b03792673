"""Makes the plan of a workbook: which measures, KPIs, months and members it shows, and where each of them stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing
from kpi_desktop.expr.dialects.leaves import leaves
from kpi_desktop.workbook.bulk import data_places
from kpi_desktop.workbook.layout import FIRST_LINE, FIRST_ROW, Plan, sheet_titles
from kpi_desktop.workbook.order import ordered, section
from kpi_desktop.workbook.sheets.split import KEYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kpi_desktop.expr.leaf import Leaf
    from kpi_desktop.expr.nodes import Node
    from kpi_desktop.i18n.translator import Translator
    from kpi_desktop.present.bundle import Bundle


def make_plan(bundle: Bundle, trees: Mapping[str, Node | None], translate: Translator) -> Plan:
    """The plan: KPIs that have a value in some month, the measures under them, and the split's lines."""
    metrics = _shown(bundle)
    rows = _split_rows(bundle)
    split = tuple(dict.fromkeys(metric for metric, _, _ in bundle.matrix.split)) if rows else ()
    known = [metric for metric in split if metric in bundle.catalogue.metrics and _split_known(bundle, metric)]
    split = tuple(metric.id for metric in ordered([bundle.catalogue.metrics[metric] for metric in known]))
    split_leaves = [leaf for leaf in _used(split, trees) if not leaf.total]
    places = {leaf: KEYS + index for index, leaf in enumerate(split_leaves)}
    totals = [leaf for leaf in _used(split, trees) if leaf.total]
    return Plan(
        titles=sheet_titles(translate),
        months=bundle.matrix.months,
        measures=_measure_rows(bundle, [*_used(metrics, trees), *totals]),
        metrics=_metric_rows(bundle, metrics),
        members=bundle.matrix.members,
        split_rows=rows,
        split_leaves=places,
        split_metrics={metric: KEYS + len(places) + index for index, metric in enumerate(split)},
        data_columns=data_places(bundle),
    )


def _shown(bundle: Bundle) -> list[str]:
    """The metrics that have a value in some month, in the order of the sheets."""
    known = [
        metric
        for metric in bundle.matrix.metrics
        if metric in bundle.catalogue.metrics
        and any(
            (figure := bundle.matrix.total.get((metric, month.month_text))) is not None
            and not isinstance(figure.value, Missing)
            for month in bundle.matrix.months
        )
    ]
    return [metric.id for metric in ordered([bundle.catalogue.metrics[metric] for metric in known])]


def _metric_rows(bundle: Bundle, metrics: Iterable[str]) -> dict[str, int]:
    """A row for each metric; a heading stands before each group."""
    found: dict[str, int] = {}
    row, group = FIRST_LINE, None
    for metric in metrics:
        heading = section(bundle.catalogue.metrics[metric])
        if heading != group:
            group = heading
            row += 1
        found[metric] = row
        row += 1
    return found


def _measure_rows(bundle: Bundle, used: Iterable[Leaf]) -> dict[Leaf, int]:
    """A row for each measure in its window: those that KPIs stand on, and those that have a value."""
    wanted = dict.fromkeys(used)
    for (leaf, _, member), value in bundle.leaves.values.items():
        if member is None and not isinstance(value, Missing):
            wanted[leaf] = None
    order = {measure: index for index, measure in enumerate(bundle.catalogue.measures)}
    ranked = sorted(wanted, key=lambda leaf: (order.get(leaf.measure, len(order)), leaf.steps, leaf.total))
    return {leaf: FIRST_LINE + index for index, leaf in enumerate(ranked)}


def _used(metrics: Iterable[str], trees: Mapping[str, Node | None]) -> list[Leaf]:
    found: dict[Leaf, None] = {}
    for metric in metrics:
        tree = trees.get(metric)
        if tree is not None:
            found.update(dict.fromkeys(leaves(tree)))
    return list(found)


def _split_rows(bundle: Bundle) -> dict[tuple[str, str], int]:
    """A row for each month and member that the matrix splits, month by month."""
    months = {month for _, month, _ in bundle.matrix.split}
    pairs = (
        (month.month_text, member)
        for month in bundle.matrix.months
        if month.month_text in months
        for member in bundle.matrix.members
    )
    return {pair: FIRST_ROW + index for index, pair in enumerate(pairs)}


def _split_known(bundle: Bundle, metric: str) -> bool:
    return any(
        not isinstance(figure.value, Missing) for (name, _, _), figure in bundle.matrix.split.items() if name == metric
    )
