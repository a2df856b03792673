"""What every use case stands on: the checked catalogue, loaded once by the shell or the window and passed on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kpi_desktop import resources

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kpi_desktop.catalogue.model import Catalogue, Metric
    from kpi_desktop.catalogue.own import Refused
    from kpi_desktop.i18n.message import Message

#: Told by long work: the share done (0 to 1) and what is being done.
Progress = Callable[[float, "Message"], None]
#: Asked by long work: whether the user pressed 'Cancel'.
Cancelled = Callable[[], bool]


def silent(_share: float, _message: Message) -> None:
    """A progress that nobody watches."""


def never() -> bool:
    """A cancel that nobody presses."""
    return False


#: How a book's setting of a parameter is called: `parameter:churn_days`.
PARAMETER = "parameter:"


#: How a book's setting of an own metric is called: `metric:my_id`; its value is the metric's TOML.
OWN = "metric:"

#: What tells the definitions of one book from another's: changed parameters, own metrics.
_Key = tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]

_PLAIN: _Key = ((), ())


@dataclass(frozen=True, slots=True)
class Workspace:
    """The program's definitions: facts, measures, metrics, dimensions; `adapted` are those of books with own values.

    `own` are the TOML texts of the book's own metrics that can be used, `refused` those that cannot. `folder`
    is where the formulas were read from: a closed month has those of its day, None are the program's own.
    """

    catalogue: Catalogue
    adapted: dict[_Key, Workspace] = field(default_factory=dict, compare=False, repr=False)
    key: _Key = _PLAIN
    own: Mapping[str, str] = field(default_factory=dict)
    refused: tuple[Refused, ...] = ()
    folder: Path | None = None

    def of(self, settings: Mapping[str, str]) -> Workspace:
        """The definitions with the values of parameters and the own metrics of a book; this one where it has them."""
        parameters = self.catalogue.parameters
        values = {name.removeprefix(PARAMETER): value for name, value in settings.items() if name.startswith(PARAMETER)}
        changed = {n: value for n, value in values.items() if n in parameters and parameters[n].default != value}
        own = own_texts(settings)
        key = (tuple(sorted(changed.items())), tuple(sorted(own.items())))
        if key == self.key:
            return self
        self.adapted.setdefault(self.key, self)
        if key not in self.adapted:
            self.adapted[key] = self._made(key, changed, own)
        return self.adapted[key]

    def _made(self, key: _Key, changed: dict[str, str], own: dict[str, str]) -> Workspace:
        from kpi_desktop.catalogue.load import load_catalogue
        from kpi_desktop.catalogue.own import with_own

        base = self.adapted.get((key[0], ()))
        plain = base.catalogue if base else load_catalogue(self.folder or resources.folder("formulas"), changed)
        whole, refused = with_own(plain, own)
        usable = {name: text for name, text in own.items() if name in whole.metrics and name not in plain.metrics}
        return Workspace(whole, self.adapted, key, usable, refused, self.folder)

    def metric(self, name: str) -> Metric:
        """The metric of that id or name in either language; UsageError with the nearest where there is none."""
        found = self.catalogue.metrics.get(name)
        return found if found is not None else _metric_called(self.catalogue, name)


def own_texts(settings: Mapping[str, str]) -> dict[str, str]:
    """The TOML texts of a book's own metrics by id, usable or not."""
    return {name.removeprefix(OWN): text for name, text in settings.items() if name.startswith(OWN) and text}


def load_workspace() -> Workspace:
    """Load and check `formulas/`."""
    from kpi_desktop.catalogue.load import load_catalogue

    return Workspace(load_catalogue(resources.folder("formulas")))


def _metric_called(catalogue: Catalogue, name: str) -> Metric:
    from kpi_desktop.app.naming import meant
    from kpi_desktop.i18n.message import msg

    unknown = msg("There is no metric “{metric}”", metric=name)
    return meant(name, catalogue.metrics.values(), unknown, msg("See `kpi-desktop catalogue`"))
