"""The first page: what happened, what to do first and with how much money, and what to add to know more.

One selection and one order for every place that tells what to do: the cover, the summary, the overview of the window,
the shell. The stage that is no chance comes first (in a short history a step of the funnel that fell), then a running
month that is much lower, then all that the rules and the month itself show, the largest sum first; what has no sum
follows in the order of the rules. What may be chance or happened but once comes last.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.judgements import Severity
from kpi_desktop.core.amount import rounded
from kpi_desktop.engine.funnel.shares import decimal
from kpi_desktop.engine.funnel.words import Money
from kpi_desktop.i18n.formats import number_text, share_text
from kpi_desktop.i18n.message import Message, msg, nmsg
from kpi_desktop.present.diagnosis import DiagnosisText
from kpi_desktop.present.happened import Writer, levels, reasons
from kpi_desktop.present.numbers import capital
from kpi_desktop.present.settings import NAMES
from kpi_desktop.present.steps import RUNNING, Step, month_steps
from kpi_desktop.present.unlocks import export_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi_desktop.engine.funnel.diagnosis import Diagnosis
    from kpi_desktop.engine.funnel.fallen import Fallen
    from kpi_desktop.engine.happened.happened import Happened
    from kpi_desktop.i18n.translator import Translator
    from kpi_desktop.present.bundle import Bundle, Unlock
    from kpi_desktop.present.findings import FindingsText, Told

#: Steps that a page has room for.
MOST = 3


@dataclass(frozen=True, slots=True)
class FirstPage:
    """What an owner reads first: what the month came to, why, all steps in their order, what to add in one line.

    `vat`: that line begins with the setting that alone hides the profit: whether the amounts include VAT.
    """

    levels: tuple[str, ...]
    reasons: tuple[str, ...]
    steps: tuple[Step, ...]
    unlock: str
    vat: bool = False

    @property
    def happened(self) -> tuple[str, ...]:
        """All sentences of what happened, the results first."""
        return (*self.levels, *self.reasons)

    @property
    def shown(self) -> tuple[Step, ...]:
        """The steps that a page has room for."""
        return self.steps[:MOST]


@dataclass(frozen=True, slots=True)
class Known:
    """All that the first page is made of; what the data does not give is None or empty."""

    happened: Happened | None
    diagnosis: Diagnosis | None
    findings: FindingsText
    unlock: Unlock | None = None


def first_page(known: Known, writer: Writer) -> FirstPage:
    """The first page in a language."""
    found = known.happened
    result, why = ((), ()) if found is None else (tuple(levels(found, writer)), tuple(reasons(found, writer)))
    vat = found is not None and found.vat_unknown
    told = (writer.translate(_VAT) if vat else "", _unlock(known.unlock, writer))
    return FirstPage(result, why, tuple(_steps(known, writer)), " ".join(one for one in told if one), vat)


def first_of(bundle: Bundle, translate: Translator) -> FirstPage:
    """The first page of a report or a workbook."""
    from kpi_desktop.present.findings import told_of

    findings = told_of(bundle, translate.lang)
    known = Known(bundle.happened, bundle.diagnosis, findings, bundle.first_unlock)
    return first_page(known, Writer(bundle.catalogue, bundle.currency, translate))


def _steps(known: Known, writer: Writer) -> Iterator[Step]:
    if known.diagnosis is not None:
        yield from _weak(known.diagnosis, writer)
        yield from _fallen(known.diagnosis, writer)
    told = [_of_rule(one) for one in known.findings.told if one.metrics]
    month = [] if known.happened is None else list(month_steps(known.happened, writer))
    yield from (one for one in month if one.id == RUNNING)
    rest = [*told, *(one for one in month if one.id != RUNNING)]
    yield from sorted(rest, key=lambda one: (one.late, -(one.money or Decimal(0))))
    if not rest:
        yield from (_of_rule(one) for one in known.findings.told if not one.metrics)


def _weak(found: Diagnosis, writer: Writer) -> Iterator[Step]:
    """The weakest stage, only where chance is ruled out."""
    weak = found.weak
    if weak is None or weak.first is None or not weak.certain:
        return
    text, say = DiagnosisText(found, writer.currency, writer.translate), writer.translate
    told = " ".join(_sentence(say(one)) for one in (text.headline(), *text.depth()))
    gain = weak.first.gain
    money = None if gain is None or gain < 0 or found.money is Money.CASES else rounded(decimal(gain), 2)
    do = say(msg("Look at the cases that did not go on from this stage: the program lists them on the page “Funnel”."))
    yield Step("weak_link", say(msg("The weak link")), told, do, money, tone="bad", page="funnel")


def _fallen(found: Diagnosis, writer: Writer) -> Iterator[Step]:
    """A step of the funnel of which fewer go on than before, while the history is too short for a weak link."""
    one, say = found.fallen, writer.translate
    if one is None:
        return
    names = [line.id for line in found.lines]
    stage, before = found.name(one.stage), found.name(names[names.index(one.stage) - 1])
    share, usual = (share_text(Decimal(f"{part:.9f}"), 1, say.lang) for part in (one.hits / one.cases, one.usual))
    numbers = {name: number_text(Decimal(round(part)), 0, say.lang) for name, part in (
        ("cases", one.cases), ("hits", one.hits), ("due", one.due), ("more", round(one.due) - one.hits))}  # fmt: skip
    said = [say(msg("“{before}”: {cases}; of them {hits} came to “{stage}”, {share}.", before=before, stage=stage,
                    share=share, **numbers)),
            say(nmsg("By the {n} month before, with the same channels and people, it would be about {usual}: {due}, "
                     "{more} more.",
                     "By the {n} months before, with the same channels and people, it would be about {usual}: "
                     "{due}, {more} more.",
                     n=one.months, usual=usual, **numbers)),
            *([say(_where(one))] if one.split else []),
            say(msg("Chance is unlikely here; whether it is the season is not known before thirteen months are "
                    "loaded."))]  # fmt: skip
    do = say(msg("Check how fast and by whom they were answered and whether offer, price or people have changed; the "
                 "page “Funnel” lists the cases that did not go on."))  # fmt: skip
    money = None if one.gain is None else rounded(decimal(one.gain), 2)
    yield Step("step_fell", say(msg("Fewer go on: {stage}", stage=stage)), " ".join(said), do, money, page="funnel")


def _where(one: Fallen) -> Message:
    """Where the fall lies: in a channel, with a person, or nowhere in particular."""
    if one.depth.channel:
        return msg("It fell in one channel, “{name}”.", name=one.depth.channel)
    if one.depth.person:
        return msg("It fell with one person, “{name}”: check what has changed in the work.", name=one.depth.person)
    return msg("No channel and no person stands out: it is lower in all of them together.")


def _of_rule(told: Told) -> Step:
    evidence = f"{told.evidence} {told.money_line}." if told.money_line else told.evidence
    tone = "bad" if told.severity is Severity.PROBLEM else "warn"
    return Step(told.rule, told.title, evidence, told.action or told.check, told.money, tone=tone, list=told.list,
                metric=told.metrics[0] if told.metrics else "", rule=told.rule)  # fmt: skip


def _sentence(text: str) -> str:
    told = capital(text)
    return told if told.endswith((".", "!", "?")) else told + "."


#: What hides the profit though its sales and their cost are there.
_VAT = msg("The profit is not computed until it is said whether the amounts include VAT: in the program, Settings → "
           "Book → “{setting}”.", setting=NAMES["vat_basis"])  # fmt: skip

#: What an owner asks first, by the metric that answers it.
_GOALS = {
    "revenue": msg("To see the revenue add {what}."),
    "gross_profit": msg("To see the profit and not the revenue alone add {what}."),
    "buyers": msg("To see who buys and who stopped add {what}."),
    "operating_expenses": msg("To see the profit after expenses add {what}."),
    "cac": msg("To see what a new customer costs add {what}."),
}


def _unlock(one: Unlock | None, writer: Writer) -> str:
    """The one file that would tell most more: what it answers, or how many metrics it gives."""
    if one is None:
        return ""
    what = export_name(one, writer.catalogue)
    goal = next((text for name, text in _GOALS.items() if name in one.metrics), None)
    if goal is not None:
        return writer.translate(Message(goal.template, (("what", what),)))
    return writer.translate(nmsg("To know more add {what}: it gives {n} more metric.", "To know more add {what}: it "
                                 "gives {n} more metrics.", n=len(one.metrics), what=what))  # fmt: skip
