"""What the sums include, in words: printed on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.i18n.message import Message
    from kpi_desktop.i18n.translator import Translator
    from kpi_desktop.present.bundle import Bundle


_AS_IN_FILES = msg("VAT: as in the source files")

#: What is said of each basis; of any other, that amounts are as their files have them.
_BASES: Mapping[str, Message] = {
    "with": msg("sums with VAT"),
    "without": msg("sums without VAT"),
    "mixed": msg("sums with and without VAT are mixed"),
    "none": msg("the company pays no VAT"),
    "own_apart": msg("revenue without the company's VAT, expenses with that of suppliers"),
    "own_within": msg("sums with the company's own VAT of 5 or 7 %"),
    "outlays_short": msg("expenses without the VAT that the company bears"),
}


def basis_message(basis: str) -> Message:
    """The VAT basis of sums as a phrase."""
    return _BASES.get(basis, _AS_IN_FILES)


def basis_text(bundle: Bundle, translate: Translator) -> str:
    """The currency and the VAT basis of the report's sums."""
    basis = translate(basis_message(bundle.basis))
    return f"{bundle.currency}, {basis}" if bundle.currency else basis
