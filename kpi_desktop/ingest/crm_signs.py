"""By what a table is told to be of deals or of leads: days, headings, words of states, the names of sheet and file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.ingest.assemble import CHOICE_WORDS
from kpi_desktop.ingest.importers.deal_stages import is_end
from kpi_desktop.ingest.normalise import fold, key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kpi_desktop.facts.schema import FactTable
    from kpi_desktop.ingest.headings import Layout
    from kpi_desktop.ingest.profile import Profile
    from kpi_desktop.ingest.proposal import Proposal

#: Days that only a list of requests has.
_LEAD_DAYS = frozenset(map(key, (
    "дата лида", "дата обращения", "дата заявки", "дата поступления заявки", "дата и время обращения", "дата запроса",
    "дата и время заявки", "lead date", "first contact date", "sended",
)))  # fmt: skip
#: Further headings of lists of requests.
_LEAD_HEADS = frozenset(map(key, (
    "тип обращения", "первое обращение", "вид обращения", "форма заявки", "название формы", "form name", "id лида",
    "номер лида", "id заявки", "номер заявки", "статус лида", "статус заявки", "lead id", "lead status",
)))  # fmt: skip
_LEAD_NAMES = ("заявк", "обращени", "лиды", "leads")
_DEAL_NAMES = ("сделк", "deals", "opportunit")
_STAGES = frozenset(map(key, ("этап", "стадия", "воронка", "этап сделки", "стадия сделки", "stage", "deal stage",
                              "pipeline", "pipeline stage")))  # fmt: skip
_STATES = frozenset({*_STAGES, *map(key, ("статус", "состояние", "статус сделки", "status", "deal status"))})
_DEAL_PARTS = ("сделк", "deal", "opportunit", "mql")
#: Any list has these: only what else a table says makes it one of deals or leads.
_ANY_STATE = frozenset(map(key, ("статус", "status")))


def _names(layout: Layout, name: str) -> str:
    return fold(" ".join((*layout.captions, layout.table.sheet, name)))


def surely_deals(layout: Layout, looks: list[Profile], name: str) -> bool:
    """Whether rows are deals, won or not, whatever else they look like: their names or the words of states say so."""
    if any(word in _names(layout, name) for word in _DEAL_NAMES):
        return True
    states = [index for index, head in enumerate(layout.headings) if head.key in _STATES]
    return any(is_end(word) for index in states for word in looks[index].cells.used_words())


def like_deals(layout: Layout) -> bool:
    """Whether headings speak of deals: a deal's number, a stage, a pipeline."""
    return any(
        head.key in _STAGES or any(part in head.key for part in _DEAL_PARTS) for head in layout.headings if head.text
    )


def surely_leads(layout: Layout, found: Proposal, name: str) -> bool:
    """Whether rows are requests: their day or another heading says so, or the name of a list without sums."""
    keys = {head.key for head in layout.headings if head.text}
    day = next((layout.headings[index].key for index, target in found.targets.items() if target == "day"), "")
    if day in _LEAD_DAYS or keys & _LEAD_HEADS:
        return True
    sums = any(word in one for one in keys for word in ("сумма", "бюджет", "стоимость", "amount", "total", "price"))
    return not sums and any(word in _names(layout, name) for word in _LEAD_NAMES)


def surely_orders(layout: Layout, found: Proposal, name: str) -> bool:
    """Whether numbers are those of orders: a heading or a name says so, or rows say that they were cancelled."""
    named = fold(" ".join((*(head.text for head in layout.headings), _names(layout, name))))
    return "cancelled" in found.found or any(word in named for word in ("заказ", "order"))


def with_known_states(
    layout: Layout, looks: list[Profile], found: Proposal, about: tuple[FactTable, str]
) -> dict[int, str]:
    """The columns of a lead; of other lists, or with words that are not known, «Статус» is a column to split by.

    `about` is the fact and the file's name.
    """
    fact, name = about
    sure = surely_leads(layout, found, name)
    choices = fact.column("status").choices
    known = {fold(word) for choice in choices for word in (choice, *CHOICE_WORDS.get(choice, ()))}
    return {
        index: target
        for index, target in found.targets.items()
        if target != "status"
        or layout.headings[index].key not in _ANY_STATE
        or (sure and _all_known(looks[index].cells.used_words(), known))
    }


def _all_known(words: Iterable[str], known: set[str]) -> bool:
    return all(fold(word) in known for word in words)
