"""All families of hand-made files."""

from tests.soundness.hand import across, others, sales, workbooks

MODULES = (sales, across, workbooks, others)
ALL = tuple(family for module in MODULES for family in module.FAMILIES)
