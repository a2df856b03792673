"""The house of DESIGN: floors, sizes, and which room may touch which library."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "kpi_desktop"
FILES = sorted(PACKAGE.rglob("*.py"))

#: A library and the rooms that may import it.
ROOMS = {
    "PySide6": ("gui",),
    "duckdb": ("store", "engine"),
    "weasyprint": ("report",),
    "xlsxwriter": ("workbook", "sample"),
    "openpyxl": ("workbook", "ingest"),
    "python_calamine": ("ingest", "workbook"),
    "xlrd": ("ingest",),
    "http": ("live",),
    "keyring": ("live",),
    "pandas": (),
    "polars": (),
}


def _imports(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def test_imports_only_go_down() -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(tool)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_libraries_stay_in_their_rooms(path: Path) -> None:
    room = path.relative_to(PACKAGE).parts[0]
    for library in _imports(ast.parse(path.read_text(encoding="utf-8"))) & set(ROOMS):
        assert room in ROOMS[library], f"{library} in {room}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_sizes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 600, "a file of more than 600 lines has more than one room"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= 60, f"{node.name} has {length} lines"


def test_module_docstrings() -> None:
    without = [str(p.relative_to(ROOT)) for p in FILES if not ast.get_docstring(ast.parse(p.read_text("utf-8")))]
    assert not without


@pytest.mark.parametrize("command", ["--help", "--version"])
def test_shell_starts_light(command: str) -> None:
    code = (
        "import sys; sys.argv=['kpi-desktop', %r]\n"
        "from kpi_desktop.__main__ import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "heavy = {'duckdb','pyarrow','numpy','PySide6','weasyprint','openpyxl','xlsxwriter','jinja2','lxml'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code % command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_no_third_party_material() -> None:
    """Nothing of the shared material is in the project, and no path of a machine."""
    import hashlib

    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    ours = {
        hashlib.sha256((ROOT / name).read_bytes()).hexdigest()
        for name in listed.stdout.decode().split("\0")
        if name and (ROOT / name).is_file() and (ROOT / name).stat().st_size > 200
    }
    from tests.shared import shared

    for path in shared("data").rglob("*"):
        if path.is_file() and path.stat().st_size > 200:
            assert hashlib.sha256(path.read_bytes()).hexdigest() not in ours, path.name
