"""Lists that an owner works through, each with its totals and the rows behind every line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.engine.lists import burndown, carts, cohorts, lapsed, products, receivables, rfm, unpaid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.lists.model import Listing

#: Every list by its id: a new one is a file here and a line in this table.
LISTS: Mapping[str, Callable[[Engine, Period], Listing]] = {
    "callback": unpaid.callback,
    "lapsed": lapsed.lapsed,
    "receivables": receivables.receivables,
    "abc": products.abc,
    "rfm": rfm.rfm,
    "cohorts": cohorts.cohorts,
    "carts": carts.carts,
    "burndown": burndown.burndown,
}
