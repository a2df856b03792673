"""Loads `formulas/` and checks it: every mistake is found and told at once, with its file and line."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.errors import CatalogueError
from kpi_desktop.catalogue.formats import FORMATS, read_formats
from kpi_desktop.catalogue.funnels import FUNNELS, check_funnels, read_funnels
from kpi_desktop.catalogue.lines import line_of
from kpi_desktop.catalogue.model import Catalogue
from kpi_desktop.catalogue.presets import PRESETS, read_presets
from kpi_desktop.catalogue.read import (
    DIMENSIONS,
    MEASURES,
    PARAMETERS,
    read_dimensions,
    read_measures,
    read_metric,
    read_parameters,
)
from kpi_desktop.catalogue.rules import RULES
from kpi_desktop.catalogue.ways import WAYS, check_ways, read_ways
from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.facts.schema import load_facts
from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kpi_desktop.catalogue.model import Metric

FACTS = "facts.toml"


def load_catalogue(folder: Path, values: Mapping[str, str] | None = None) -> Catalogue:
    """The checked catalogue of a `formulas/` folder; CatalogueError lists everything that is wrong in it.

    `values` are a book's own values of parameters; the others have their defaults.
    """
    return _checked(folder, tuple(sorted((values or {}).items())), _look(folder))


@lru_cache(maxsize=8)
def _checked(folder: Path, values: tuple[tuple[str, str], ...], look: str) -> Catalogue:
    """One catalogue serves all books of a process for as long as its files are the same."""
    del look
    catalogue, issues = read_catalogue(folder, dict(values))
    if issues:
        raise CatalogueError(issues)
    return catalogue


def _look(folder: Path) -> str:
    """What tells that the files of the folder are still those that were read."""
    states = [(str(path), path.stat()) for path in sorted((*folder.glob("*.toml"), *folder.glob("*/*.toml")))]
    return repr([(path, state.st_size, state.st_mtime_ns, state.st_ino) for path, state in states])


def read_catalogue(folder: Path, values: Mapping[str, str] | None = None) -> tuple[Catalogue, tuple[Issue, ...]]:
    """What could be read of the folder, and all findings, with their lines."""
    issues: list[Issue] = []
    parameters = read_parameters(_toml(folder / PARAMETERS, PARAMETERS, issues), issues)
    known = {name: parameter.default for name, parameter in parameters.items()}
    known |= {name: value for name, value in (values or {}).items() if name in known}
    metrics = _metrics(folder, known, issues)
    catalogue = Catalogue(
        facts=load_facts(_text(folder / FACTS, FACTS, issues)),
        measures=read_measures(_toml(folder / MEASURES, MEASURES, issues), issues),
        metrics={metric.id: metric for metric in sorted(metrics, key=lambda metric: metric.order)},
        dimensions=read_dimensions(_toml(folder / DIMENSIONS, DIMENSIONS, issues), issues),
        parameters=parameters,
        values=known,
        formats=read_formats(_optional(folder, FORMATS, issues), issues),
        funnels=read_funnels(_optional(folder, FUNNELS, issues), issues),
        ways=read_ways(_optional(folder, WAYS, issues), issues),
        presets=read_presets(_optional(folder, PRESETS, issues), [metric.id for metric in metrics], issues),
    )
    issues.extend(check_funnels(catalogue, catalogue.funnels))
    issues.extend(check_ways(catalogue))
    for rule in RULES:
        issues.extend(rule(catalogue))
    return catalogue, _placed(folder, issues)


def _metrics(folder: Path, values: Mapping[str, str], issues: list[Issue]) -> list[Metric]:
    found: dict[str, Metric] = {}
    for path in sorted(folder.glob("*/*.toml")):
        file = f"{path.parent.name}/{path.name}"
        data = _toml(path, file, issues)
        if not data:
            continue
        metric = read_metric(data, file, values, issues)
        if metric.id != path.stem:
            issues.append(_issue("id_differs", file, "id", msg("The id must be the file's name, “{id}”", id=path.stem)))
            metric = replace(metric, id=path.stem)
        if metric.id in found:
            other = f"{found[metric.id].group}/{metric.id}.toml"
            issues.append(_issue("same_id", file, "id", msg("“{file}” defines this metric already", file=other)))
        else:
            found[metric.id] = metric
    return list(found.values())


def _text(path: Path, file: str, issues: list[Issue]) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        issues.append(_issue("no_file", file, "", msg("The file is absent")))
    except (OSError, UnicodeDecodeError):
        issues.append(_issue("unreadable", file, "", msg("The file cannot be read as UTF-8 text")))
    return ""


def _toml(path: Path, file: str, issues: list[Issue]) -> Mapping[str, object]:
    try:
        return _parsed(_text(path, file, issues))
    except tomllib.TOMLDecodeError as error:
        issues.append(_issue("bad_toml", file, "", msg("The file is not valid TOML: {error}", error=str(error))))
    return {}


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Mapping[str, object]:
    """A text as TOML, read once: a book with own values of parameters reads all definitions anew. Nobody changes it."""
    return tomllib.loads(text)


def _optional(folder: Path, file: str, issues: list[Issue]) -> Mapping[str, object]:
    """A file that a folder of definitions may do without."""
    return _toml(folder / file, file, issues) if (folder / file).exists() else {}


def _issue(code: str, file: str, key: str, message: Message) -> Issue:
    return Issue(code, Level.ERROR, message, file=file, column=key)


def _placed(folder: Path, issues: list[Issue]) -> tuple[Issue, ...]:
    """The findings with the line of their key, in the order of files and lines, each told once."""
    texts: dict[str, str] = {}
    placed: dict[Issue, None] = {}
    for issue in issues:
        if issue.file not in texts:
            path = folder / issue.file
            texts[issue.file] = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
        row = line_of(texts[issue.file], issue.column) if issue.column else None
        placed[replace(issue, row=row)] = None
    return tuple(sorted(placed, key=lambda issue: (issue.file, issue.row or 0)))
