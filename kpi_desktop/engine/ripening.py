"""When a cohort is ripe: until then the part of its cases that has gone on is told, and said to grow.

A cohort is followed only where most rows name its key; it is young until so many median times of the step have passed
since the period's last day (NUMBERS 17).
"""

from __future__ import annotations

from decimal import Decimal

from kpi_desktop.core.missing import Missing, Reason, Value
from kpi_desktop.engine.figure import Flag
from kpi_desktop.i18n.message import msg, nmsg

#: The part of a stage's rows that must name a customer (a lead) for cases to be followed by customers (leads).
KEYED = 0.9

#: A cohort is young until this many median times of the step have passed.
RIPE = 1.5

#: Days back from a period's end in which the cases came that tell how long a step takes.
SPEED_DAYS = 365

#: The code of the flag of a young cohort.
RIPENING = "ripening"

#: Why a share that will still grow has no change against another period.
UNRIPE = Missing(
    Reason.UNRIPE, msg("Not final yet: more will still go on, so it is not compared with other periods"), "cohort"
)


def is_ripe(age: int, median: Value) -> bool:
    """Whether so many days after the period's end most of those who will go on have done so."""
    return isinstance(median, Decimal) and age >= Decimal(str(RIPE)) * median


def ripening_flags(age: int, median: Value) -> tuple[Flag, ...]:
    """Says of a young cohort that its share will grow, and how long half of those who go on take."""
    if is_ripe(age, median):
        return ()
    if not isinstance(median, Decimal) or not median:
        return (
            Flag(
                RIPENING,
                msg(
                    "not final yet: some will still go on, and the share will grow; it is not compared with "
                    "other periods"
                ),
            ),
        )
    text = nmsg(
        "not final yet: half of those who go on take {n} day or more, so the share will still grow; it is not compared "
        "with other periods",
        "not final yet: half of those who go on take {n} days or more, so the share will still grow; it is not "
        "compared with other periods",
        n=int(median),
    )
    return (Flag(RIPENING, text),)
