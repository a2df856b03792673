"""The values of parameters that are chosen from a list, in the owner's words instead of the file's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from collections.abc import Mapping

#: By parameter and value.
CHOICE_WORDS: Mapping[tuple[str, str], Message] = {
    ("working_week", "ru"): msg("five days, Russian holidays"),
    ("working_week", "six"): msg("six days"),
    ("working_week", "seven"): msg("every day"),
    ("day_profile", "working"): msg("by working days"),
    ("day_profile", "seven"): msg("all days alike"),
    ("day_profile", "own"): msg("by our own weekdays and season"),
    ("order_sale", "auto"): msg("shipped, else paid"),
    ("order_sale", "shipped"): msg("shipped"),
    ("order_sale", "paid"): msg("paid"),
    ("order_sale", "never"): msg("never: orders only"),
    ("bank_expenses", "missing"): msg("articles that no table of expenses has"),
    ("bank_expenses", "never"): msg("never"),
    ("sale_channel", "last"): msg("of the order or deal, else of the last contact"),
    ("sale_channel", "first"): msg("of the order or deal, else of the first contact"),
    ("sale_channel", "documents"): msg("of the order or deal only"),
    ("sale_channel", "own"): msg("none: only as the file of sales has it"),
}
