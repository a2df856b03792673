"""The levers of «what if» as `formulas/levers.toml` defines them: chains of drivers and what grows with each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LEVERS = "levers.toml"


@dataclass(frozen=True, slots=True)
class Chain:
    """A result as a product of drivers; `scales` are the measures that grow with a driver and with all before it.

    A chain that stands `apart` from the money of sales has its own `money` and `results`, and no margin.
    """

    id: str
    name_ru: str
    name_en: str
    drivers: tuple[str, ...]
    scales: Mapping[str, tuple[str, ...]]
    money: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Levers:
    """All chains, with what holds for each of them.

    `money` grows with the whole chain; of the revenue `costed` the share `margin` is not `cost`; `within` are sums
    that hold growing parts; `results` are the metrics that a chain ends in, the best first.
    """

    chains: tuple[Chain, ...]
    money: tuple[str, ...]
    margin: str
    cost: str
    costed: str
    within: Mapping[str, tuple[str, ...]]
    results: tuple[str, ...]

    def names(self) -> frozenset[str]:
        """Every measure and metric that the file names: each must exist."""
        parts = [*self.money, self.margin, self.cost, self.costed, *self.results, *self.within]
        parts += [name for held in self.within.values() for name in held]
        for chain in self.chains:
            parts += [*chain.drivers, *(name for held in chain.scales.values() for name in held)]
        return frozenset(parts)


def read_levers(text: str) -> Levers:
    """The levers of the file's text; KeyError where a part of it is absent."""
    data = tomllib.loads(text)
    money, share, within, results = (data.pop(name) for name in ("money", "share", "within", "results"))
    chains = tuple(
        Chain(
            id=name,
            name_ru=table["ru"],
            name_en=table["en"],
            drivers=tuple(table["drivers"]),
            scales={driver: tuple(measures) for driver, measures in table["scales"].items()},
        )
        for name, table in data.items()
    )
    return Levers(
        chains=chains,
        money=tuple(money["measures"]),
        margin=share["driver"],
        cost=share["cost"],
        costed=share["revenue"],
        within={name: tuple(parts) for name, parts in within.items()},
        results=tuple(results["metrics"]),
    )
