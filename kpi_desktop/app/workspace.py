"""What every use case stands on: the checked catalogue, loaded once by the shell or the window and passed on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kpi_desktop import resources

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.catalogue.model import Catalogue, Metric
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


@dataclass(frozen=True, slots=True)
class Workspace:
    """The program's definitions: facts, measures, metrics, dimensions; `adapted` are those of books with own values."""

    catalogue: Catalogue
    adapted: dict[tuple[tuple[str, str], ...], Workspace] = field(default_factory=dict, compare=False, repr=False)

    def of(self, settings: Mapping[str, str]) -> Workspace:
        """The definitions with the values that a book's owner gave to parameters; this one where there are none."""
        own = {name.removeprefix(PARAMETER): value for name, value in settings.items() if name.startswith(PARAMETER)}
        changed = {name: value for name, value in own.items() if self.catalogue.values.get(name, value) != value}
        if not changed:
            return self
        key = tuple(sorted(changed.items()))
        if key not in self.adapted:
            from kpi_desktop.catalogue.load import load_catalogue

            self.adapted[key] = Workspace(load_catalogue(resources.folder("formulas"), changed))
        return self.adapted[key]

    def metric(self, metric_id: str) -> Metric:
        """The metric of that id; UsageError with the nearest ids where there is none."""
        found = self.catalogue.metrics.get(metric_id)
        if found is None:
            raise unknown_metric(metric_id, tuple(self.catalogue.metrics))
        return found


def load_workspace() -> Workspace:
    """Load and check `formulas/`."""
    from kpi_desktop.catalogue.load import load_catalogue

    return Workspace(load_catalogue(resources.folder("formulas")))


def unknown_metric(metric_id: str, known: tuple[str, ...]) -> Exception:
    """The error for a metric that the catalogue does not have."""
    from difflib import get_close_matches

    from kpi_desktop.core.errors import UsageError
    from kpi_desktop.i18n.message import msg

    near = get_close_matches(metric_id, known, 3, 0.5)
    return UsageError(
        msg("There is no metric “{metric}”", metric=metric_id),
        fix=msg("Did you mean: {names}?", names=", ".join(near)) if near else msg("See `kpi-desktop catalogue`"),
    )
