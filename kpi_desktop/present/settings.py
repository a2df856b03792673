"""The settings of a book in the owner's words: what each is called, what its values mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.choices import CHOICE_WORDS
from kpi_desktop.i18n.message import Message, msg, named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.catalogue.model import Parameter
    from kpi_desktop.i18n.translator import Translator

#: The bases of amounts where a file does not say.
VAT_CHOICES = (
    ("unknown", msg("not stated")),
    ("with", msg("amounts include VAT")),
    ("without", msg("amounts exclude VAT")),
)
VAT_REPORTS = (
    ("unknown", msg("as in the files")),
    ("with", msg("all figures with VAT")),
    ("without", msg("all figures without VAT")),
)
VAT_COSTS = (
    ("unknown", msg("as the amounts of the same file")),
    ("with", msg("the cost includes VAT")),
    ("without", msg("the cost excludes VAT")),
)
KEPT_CHOICES = (("", msg("imported ones first")), ("all", msg("those entered by hand first")))

#: The settings of the book itself; the parameters of definitions carry their names.
NAMES: Mapping[str, Message] = {
    "company": msg("Company name"),
    "currency": msg("Currency"),
    "language": msg("Language of the reports"),
    "vat_basis": msg("VAT where a file does not say"),
    "vat_report": msg("VAT in the reports"),
    "vat_cost": msg("VAT in the cost of goods"),
    "kept_first": msg("Figures by hand"),
}

#: The values that the book's own settings take, with what they mean; the others are any text.
CHOICES: Mapping[str, tuple[tuple[str, Message], ...]] = {
    "language": (("ru", named("Русский", "Русский")), ("en", named("English", "English"))),
    "vat_basis": VAT_CHOICES,
    "vat_report": VAT_REPORTS,
    "vat_cost": VAT_COSTS,
    "kept_first": KEPT_CHOICES,
}


def choices_of(setting: str, parameters: Mapping[str, Parameter]) -> tuple[tuple[str, Message], ...]:
    """The values of a setting or a parameter with their words; none where it takes numbers or any text."""
    if setting in CHOICES:
        return CHOICES[setting]
    taken = parameters[setting].choices if setting in parameters else ()
    return tuple((value, CHOICE_WORDS.get((setting, value), named(value, value))) for value in taken)


def setting_text(setting: str, value: str, parameters: Mapping[str, Parameter], tr: Translator) -> str:
    """A value in words, with what is typed for it behind where it is not the same; a dash for nothing."""
    words = dict(choices_of(setting, parameters)).get(value)
    said = value if words is None else tr(words)
    return f"{said} [{value}]" if value and said != value else said or "—"
