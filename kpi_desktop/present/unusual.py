"""Whether a month is unusual, and how the season took part in it, in sentences: never more than the history bears."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.engine.why.sides import Against
from kpi_desktop.i18n.formats import MonthForm, month_name, share_text
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.present.estimates import estimate_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.engine.happened.result import Result, Usual

#: The last figures of a sentence about chance.
_PLACES = 4


def chance(result: Result, metric: Metric, currency: str, lang: str) -> Iterator[Message]:
    """Whether such a month is unusual, told by the months that are known; never more than they bear."""
    if result.base is None:
        return
    if result.usual is None:
        whole = result.figure.covered.complete
        if whole and result.short_past:
            yield msg("Six whole months before it are needed to tell whether this is unusual.")
        elif not whole:
            yield msg("The month is not over or not loaded wholly: whether it is unusual cannot be told yet.")
        return
    args = _range(result.usual, metric, currency, lang)
    if not result.usual.season:
        yield _by_median(result.usual, args)
    elif result.usual.place < 0:
        yield msg("This is below what is usual: season and growth counted in, 95 months of 100 lie between {low} and "
                  "{high} (months known: {n}).", **args)  # fmt: skip
    elif result.usual.place > 0:
        yield msg("This is above what is usual: season and growth counted in, 95 months of 100 lie between {low} and "
                  "{high} (months known: {n}).", **args)  # fmt: skip
    else:
        yield msg("The month is within what is usual and may be chance: season and growth counted in, 95 months of "
                  "100 lie between {low} and {high} (months known: {n}).", **args)  # fmt: skip


def _by_median(usual: Usual, args: dict[str, str | int | Message]) -> Message:
    """Under thirteen months the season is not known: the range is told, and no verdict."""
    if usual.place < 0:
        return msg("A usual month lies between {low} and {high} (months before: {n}): this one is below. The season is "
                   "not known yet: thirteen months are needed.", **args)  # fmt: skip
    if usual.place > 0:
        return msg("A usual month lies between {low} and {high} (months before: {n}): this one is above. The season is "
                   "not known yet: thirteen months are needed.", **args)  # fmt: skip
    return msg("A usual month lies between {low} and {high} (months before: {n}): this may be chance. The season is "
               "not known yet: thirteen months are needed.", **args)  # fmt: skip


def _range(usual: Usual, metric: Metric, currency: str, lang: str) -> dict[str, str | int | Message]:
    low, high = (
        estimate_text(Decimal(f"{edge or 0.0:.{_PLACES}f}"), metric, currency, lang)
        for edge in (usual.judged.low, usual.judged.high)
    )
    return {"n": str(usual.months), "low": low, "high": high}


def season(result: Result, lang: str) -> Iterator[Message]:
    """How the same step went a year ago; one year is no law."""
    previous = next((one for one in result.sides if one.base is Against.PREVIOUS), None)
    if result.season is None or previous is None:
        return
    before, after = previous.ends
    args: dict[str, str | int | Message] = {
        "change": share_text(result.season, 1, lang, signed=True), "now": month_name(previous.now.period.start, lang),
        "before": month_name(previous.period.start, lang, MonthForm.GENITIVE),
    }  # fmt: skip
    if (after - before) * result.season > 0:
        yield msg("A year ago it was {change} from {before} to {now}: a part of the change may be the season.", **args)
    else:
        yield msg("A year ago it was {change} from {before} to {now}: the season does not explain the change from "
                  "the month before.", **args)  # fmt: skip
