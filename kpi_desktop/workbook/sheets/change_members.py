"""A change by members on the sheet of the change: their links as values, ratios, shares and parts as formulas.

A part is the Shapley value of a link of the chain: an integral of a polynomial in the share of the change that is
done. Four points of Gauss and Legendre give polynomials up to the seventh power exactly, so no step of it is hidden.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import sqrt
from typing import TYPE_CHECKING

from kpi_desktop.core.address import letters
from kpi_desktop.core.amount import rounded
from kpi_desktop.engine.funnel.shares import UNLINKED, MemberChain, chains_of, decimal, shapley
from kpi_desktop.engine.funnel.words import CHECK, MARGIN, Axis
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.diagnosis import DiagnosisText
from kpi_desktop.present.numbers import member_text
from kpi_desktop.workbook.sheets.funnel_levels import result_number
from kpi_desktop.workbook.styles import all_whole, plain_number

if TYPE_CHECKING:
    from kpi_desktop.engine.funnel.against import Against, Members
    from kpi_desktop.engine.funnel.diagnosis import Diagnosis
    from kpi_desktop.workbook.cells import Page
    from kpi_desktop.workbook.scene import Scene

_INNER, _OUTER = sqrt(3 / 7 - 2 / 7 * sqrt(6 / 5)), sqrt(3 / 7 + 2 / 7 * sqrt(6 / 5))
_HEAVY, _LIGHT = (18 + sqrt(30)) / 72, (18 - sqrt(30)) / 72

#: Where the polynomial is read between the base (0) and the month (1), and what each reading weighs.
POINTS = tuple(
    (Decimal(repr((1 + at) / 2)), Decimal(repr(weight)))
    for at, weight in ((-_OUTER, _LIGHT), (-_INNER, _HEAVY), (_INNER, _HEAVY), (_OUTER, _LIGHT))
)

#: Causes up to which four points are exact, and members that a sheet has rows for.
_MOST_CAUSES, _MOST_MEMBERS = 8, 40

_PLACES = 6

_WIDTH = 15

#: The last column that is printed: the parts of a block by members, and the whole of the others.
LAST_PRINTED = 12


def live_members(found: Diagnosis) -> list[Against]:
    """The changes by channel and by person that formulas can tell; those of products are too many for a sheet."""
    return [one for one in found.against if one.by in (Axis.CHANNEL, Axis.PERSON) and _fits(one)]


def _fits(one: Against) -> bool:
    members = one.members
    if members is None or len(members.causes) + 1 > _MOST_CAUSES or not (members.head[0] or members.before):
        return False
    return 1 < len({*members.before, *members.after}) <= _MOST_MEMBERS


@dataclass(frozen=True, slots=True)
class _Block:
    """Where a block stands: its points, the row of all members, and the columns of parts, links and ratios.

    Parts come first, so that they stand beside the names and are printed; what they are told from follows.
    """

    against: Against
    members: Members
    chains: tuple[MemberChain, ...]
    causes: tuple[str, ...]
    top: int

    @property
    def head(self) -> int:
        return len(self.members.head[0])

    @property
    def links(self) -> int:
        return len(self.members.causes)

    @property
    def whole(self) -> int:
        """The row of all members together."""
        return self.top + 4

    def link(self, index: int, side: int) -> int:
        return self.part(len(self.causes) + 1) + index + side * self.links

    def ratio(self, index: int, side: int) -> int:
        return self.link(0, 2) + index + side * len(self.causes)

    def part(self, index: int) -> int:
        return 1 + index

    def row_of(self, index: int, row: int) -> int:
        """Where a ratio stands: those that all members share in the row of all of them."""
        return self.whole if index <= self.head else row


def write_members(scene: Scene, page: Page, row: int, against: Against) -> int:
    """One change by members from `row` on; the next free row."""
    members, found = against.members, scene.bundle.diagnosis
    assert members is not None
    assert found is not None
    chains = tuple(chains_of(len(members.causes), members.before, members.after, members.head))
    causes = tuple(cause for cause in against.change.parts if cause != UNLINKED)
    block = _Block(against, members, chains, causes, row)
    _heads(scene, page, block, found)
    _whole(scene, page, block)
    for index, chain in enumerate(chains):
        _member(scene, page, block, (block.whole + 1 + index, chain))
    return _sums(scene, page, block) + 2


def _heads(scene: Scene, page: Page, block: _Block, found: Diagnosis) -> None:
    """The title, the points where the change is read, the names of the columns."""
    styles, text = scene.styles, DiagnosisText(found, scene.bundle.currency, scene.translate)
    page.text(block.top, 0, text.base(block.against), styles("group"))
    for index, (at, weight) in enumerate(POINTS):
        page.number(block.top + 1, 1 + index, at, styles("value", "0.0000"))
        page.number(block.top + 2, 1 + index, weight, styles("value", "0.0000"))
    page.text(block.top + 1, 0, scene.say(msg("Where the change is read, from 0 to 1")), styles("muted"))
    page.text(block.top + 2, 0, scene.say(msg("Weight of the reading")), styles("muted"))
    row, head = block.top + 3, styles("head_right")
    names = [scene.say(found.name(cause, block.against.by)) for cause in block.members.causes]
    told = [scene.say(found.name(cause, block.against.by)) for cause in block.causes]
    page.text(row, 0, scene.say(msg("Member")), styles("head"))
    for side, word in enumerate((msg("then"), msg("now"))):
        for index, name in enumerate(names):
            page.text(row, block.link(index, side), f"{name}: {scene.say(word)}", head)
    for side, word in enumerate((msg("link then"), msg("link now"))):
        for index, name in enumerate(told):
            page.text(row, block.ratio(index, side), f"{name}: {scene.say(word)}", head)
    for index, name in enumerate(told):
        page.text(row, block.part(index), f"{name}: {scene.say(msg('part'))}", head)
    if UNLINKED in block.against.change.parts:
        page.text(row, block.part(len(told)), scene.say(found.name(UNLINKED, block.against.by)), head)
    page.sheet.set_row(row, 42)
    page.sheet.set_column(block.link(0, 0), block.ratio(len(told), 1), _WIDTH)


def _number(scene: Scene, block: _Block, index: int, value: Fraction) -> str:
    """Money for a link that is counted in it, else cases: whole ones without decimals."""
    if block.members.causes[index] in (CHECK, MARGIN):
        return result_number(scene)
    return plain_number(whole=all_whole([value]))


def _whole(scene: Scene, page: Page, block: _Block) -> None:
    """All members together: the links before theirs as values, their own as sums, the ratios that all share."""
    styles, row = scene.styles, block.whole
    first, last = row + 2, row + 1 + len(block.chains)
    page.text(row, 0, scene.say(msg("All together")), styles("told"))
    totals: list[list[Fraction]] = [[], []]
    for side in (0, 1):
        for index in range(block.links):
            column = block.link(index, side)
            if index < block.head:
                value = block.members.head[side][index]
                page.number(row, column, decimal(value), styles("value", _number(scene, block, index, value)))
            else:
                own = [(chain.before, chain.after)[side][index - block.head] for chain in block.chains]
                value = sum(own, Fraction(0))
                span = f"{letters(column)}{first}:{letters(column)}{last}"
                page.formula(
                    row, column, f"SUM({span})", decimal(value), styles("figure", _number(scene, block, index, value))
                )
            totals[side].append(value)
    ratios = next((chain.ratios for chain in block.chains if chain.ratios is not None), ())
    for index in range(min(block.head + 1, len(ratios))):
        for side in (0, 1):
            told = _over(block, (index, index - 1), side, (row, row)) if index else _at(block.link(0, side), row)
            page.formula(
                row, block.ratio(index, side), told, decimal(ratios[index][side]), styles("figure", "#,##0.0000")
            )


def _at(column: int, row: int, *, fixed: bool = False) -> str:
    return f"{letters(column)}{'$' if fixed else ''}{row + 1}"


def _over(block: _Block, links: tuple[int, int], side: int, rows: tuple[int, int]) -> str:
    """A link over another one; where there is nothing to divide by, the other side's."""
    (part, whole), (own, under) = links, rows
    told = [
        (_at(block.link(part, one), own), _at(block.link(whole, one), under, fixed=own != under))
        for one in (side, 1 - side)
    ]
    (part_here, whole_here), (part_there, whole_there) = told
    return f"IF({whole_here}=0,IF({whole_there}=0,0,{part_there}/{whole_there}),{part_here}/{whole_here})"


def _member(scene: Scene, page: Page, block: _Block, told: tuple[int, MemberChain]) -> None:
    """A member's links, its share and ratios, its parts; one whose chain is broken has its whole change alone."""
    (row, chain), styles = told, scene.styles
    page.text(row, 0, member_text(chain.name, scene.lang), styles("label"))
    for side, own in enumerate((chain.before, chain.after)):
        for index, link in enumerate(own):
            number = _number(scene, block, block.head + index, link)
            page.number(row, block.link(block.head + index, side), decimal(link), styles("value", number))
    if chain.ratios is None:
        last = block.links - 1
        told_of = f"ROUND({_at(block.link(last, 1), row)}-{_at(block.link(last, 0), row)},{_PLACES})"
        value = rounded(decimal(chain.after[-1] - chain.before[-1]), _PLACES)
        page.formula(row, block.part(len(block.causes)), told_of, value, styles("headline", result_number(scene)))
        return
    for index in range(block.head + 1, len(block.causes)):
        share = index == block.head + 1
        links = (block.head, block.head) if share else (index - 1, index - 2)
        for side in (0, 1):
            formula = _over(block, links, side, (row, block.whole if share else row))
            value = decimal(chain.ratios[index][side])
            page.formula(row, block.ratio(index, side), formula, value, styles("figure", "#,##0.0000"))
    for index, part in enumerate(shapley(chain.ratios)):
        value = rounded(decimal(part), _PLACES)
        page.formula(row, block.part(index), _part(block, index, row), value, styles("headline", result_number(scene)))


def _part(block: _Block, index: int, row: int) -> str:
    """The change of a link times the others, each read at the four points."""

    def pair(at: int) -> tuple[str, str]:
        where = block.row_of(at, row)
        old, new = (_at(block.ratio(at, side), where, fixed=where == block.whole) for side in (0, 1))
        return old, new

    others = [pair(at) for at in range(len(block.causes)) if at != index]
    read = []
    for point in range(len(POINTS)):
        place, weight = (f"${letters(1 + point)}${block.top + line + 1}" for line in (1, 2))
        read.append("*".join([weight, *(f"({old}+{place}*({new}-{old}))" for old, new in others)]))
    old, new = pair(index)
    return f"ROUND(({new}-{old})*({'+'.join(read)}),{_PLACES})"


def _sums(scene: Scene, page: Page, block: _Block) -> int:
    """The parts of all members by cause, and the check that they are the whole change. The last row."""
    styles, change = scene.styles, block.against.change
    first, last = block.whole + 1, block.whole + len(block.chains)
    row = last + 1
    page.text(row, 0, scene.say(msg("Sum of the parts")), styles("told"))
    causes = [*block.causes, *([UNLINKED] if UNLINKED in change.parts else [])]
    for index, cause in enumerate(causes):
        column = letters(block.part(index))
        value = rounded(change.parts[cause], 2)
        page.formula(row, block.part(index), f"ROUND(SUM({column}{first + 1}:{column}{last + 1}),2)", value,
                     styles("headline", result_number(scene)))  # fmt: skip
    left, right = letters(block.part(0)), letters(block.part(len(causes) - 1))
    total = f"{_at(block.link(block.links - 1, 1), block.whole)}-{_at(block.link(block.links - 1, 0), block.whole)}"
    page.text(row + 1, 0, scene.say(msg("Check: sum less change")), styles("told"))
    page.formula(row + 1, block.part(0), f"ROUND(SUM({left}{first + 1}:{right}{last + 1})-({total}),2)", Decimal(0),
                 styles("headline", result_number(scene)))  # fmt: skip
    return row + 1
