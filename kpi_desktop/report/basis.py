"""What the sums include, in words: printed on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.i18n.translator import Translator
    from kpi_desktop.present.bundle import Bundle


def basis_message(basis: str) -> Message:
    """The VAT basis of sums as a phrase."""
    match basis:
        case "with":
            return msg("sums with VAT")
        case "without":
            return msg("sums without VAT")
        case "mixed":
            return msg("sums with and without VAT are mixed")
        case _:
            return msg("VAT: as in the source files")


def basis_text(bundle: Bundle, translate: Translator) -> str:
    """The currency and the VAT basis of the report's sums."""
    basis = translate(basis_message(bundle.basis))
    return f"{bundle.currency}, {basis}" if bundle.currency else basis
