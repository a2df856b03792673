"""`make bench`: the main job on half a million rows beside a bare reader of the same file, interleaved in one run.

    python tests/bench/ratios.py [FILE.xlsx] [--runs N]

Without a file the shared retail table is taken, or one of the same size is made. Prints wall time and peak memory (sum
over the process tree, sampled) of each command and the ratio that the goals are stated in; it never judges. Last comes
the close of a month on a million sale lines beside one scan of the columns, naive queries and naive pandas.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.month_close import close_of_month
from tests.bench.report_trees import made_report, warm_ratio

BARE = """
import sys
from python_calamine import CalamineWorkbook
rows = 0
for _ in CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).iter_rows():
    rows += 1
print(rows)
"""
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "transactions" / "uci_online_retail_derived.xlsx"
ROWS = 541_909


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a command took."""

    wall: float
    peak: float


def measured(command: list[str]) -> Cost:
    """Run a command; wall seconds and the peak of its process tree's memory in MB."""
    began, peak = time.perf_counter(), 0
    process = psutil.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while process.poll() is None:
        peak = max(peak, _tree_memory(process))
        time.sleep(0.02)
    wall = time.perf_counter() - began
    if process.returncode:
        said = process.stderr.read().decode() if process.stderr else ""
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}: {said}")
    return Cost(wall, peak / 1e6)


def _tree_memory(process: psutil.Popen) -> int:
    total = 0
    try:
        for found in (process, *process.children(recursive=True)):
            total += found.memory_info().rss
    except psutil.NoSuchProcess:
        pass
    return total


def made_table(target: Path) -> Path:
    """A table of the same size and shape where the shared one is absent."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(target), {"constant_memory": True, "default_date_format": "dd.mm.yyyy hh:mm"}) as book:
        sheet = book.add_worksheet("Retail")
        sheet.write_row(
            0, 0, ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID"]
        )
        first = datetime(2010, 12, 1, 8, 0)  # noqa: DTZ001 - local, as files keep it
        for row in range(1, ROWS + 1):
            sheet.write_number(row, 0, 536_365 + row // 20)
            sheet.write_string(row, 1, f"S{row * 7919 % 4000}")
            sheet.write_string(row, 2, f"ITEM {row * 7919 % 4000}")
            sheet.write_number(row, 3, 1 + row % 12)
            sheet.write_datetime(row, 4, first + timedelta(minutes=row))
            sheet.write_number(row, 5, 0.5 + row % 90 / 10)
            sheet.write_number(row, 6, 12_000 + row // 20 * 31 % 4372)
    return target


def main() -> None:
    """Print the table of costs and ratios."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("file", nargs="?")
    arguments.add_argument("--runs", type=int, default=3)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        file = Path(options.file) if options.file else SHARED if SHARED.exists() else made_table(folder / "made.xlsx")
        program = [sys.executable, "-m", "kpi_desktop"]
        bare: list[Cost] = []
        imports: list[Cost] = []
        for run in range(options.runs):
            book = folder / f"{run}.kpi"
            subprocess.run([*program, "new", str(book), "--company", "Bench"], check=True, stderr=subprocess.DEVNULL)
            bare.append(measured([sys.executable, "-c", BARE, str(file)]))
            imports.append(measured([*program, "import", str(file), "--book", str(book)]))
        others = {
            "kpis": measured([*program, "kpis", "--book", str(book), "--json"]),
            "workbook": measured([*program, "workbook", str(folder / "out.xlsx"), "--book", str(book)]),
            "report": measured([*program, "report", str(folder / "out.pdf"), "--book", str(book)]),
        }
        tree = warm_ratio(made_report(folder / "tree.xlsx"), max(options.runs, 5))
    sys.stdout.write(f"{file.name}, {options.runs} interleaved runs, medians\n")
    _line("bare iter_rows", bare)
    _line("import", imports)
    ratio = statistics.median(mine.wall / its.wall for mine, its in zip(imports, bare, strict=True))
    sys.stdout.write(f"import / bare iter_rows, pair by pair: {ratio:.2f}\n")
    for name, cost in others.items():
        _line(name, [cost])
    sys.stdout.write(f"report of 1C, 6,000 rows: bare {tree[0]:.2f} s, warm import {tree[1]:.2f} s, pair by pair "
                     f"{tree[2]:.2f}\n")  # fmt: skip
    sys.stdout.write("\n".join(close_of_month(options.runs)) + "\n")


def _line(name: str, costs: list[Cost]) -> None:
    wall = statistics.median(cost.wall for cost in costs)
    peak = max(cost.peak for cost in costs)
    sys.stdout.write(f"{name:16} {wall:7.2f} s   peak {peak:6.0f} MB\n")


if __name__ == "__main__":
    main()
