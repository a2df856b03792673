"""Compiles the message catalogues when the wheel is built, so that an installed program needs no compiler at start."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface[Any]):
    """Called by hatchling before files are collected."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling calls it so
        """Write `messages.mo` for every language of a wheel; an editable install compiles on first run."""
        if version == "editable":
            return
        package = Path(self.root) / "kpi_desktop"
        spec = importlib.util.spec_from_file_location("compile_messages", package / "i18n" / "compile.py")
        if spec is None or spec.loader is None:
            raise RuntimeError("kpi_desktop/i18n/compile.py is missing")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.compile_all(package / "i18n" / "locale")
