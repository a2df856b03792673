"""Make and import tables by number, and count how they end.

python -m tests.roundtrip.run [FIRST] [LAST] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random

from kpi_desktop.ingest.normalise import key
from kpi_desktop.ingest.options import ImportOptions
from tests.importers.files import read
from tests.roundtrip.dress import Dress, draw_dress
from tests.roundtrip.judge import Verdict, judged
from tests.roundtrip.lay import laid_out
from tests.roundtrip.truth import Truth, draw_cross, draw_truth
from tests.roundtrip.write import write


def table(number: int, folder: Path) -> tuple[Path, Truth, Dress]:
    """Table number so-and-so: always the same."""
    dice = Random(number)
    truth = draw_cross(dice) if dice.random() < 0.2 else draw_truth(dice)
    dress = draw_dress(dice)
    grids = laid_out(truth, dress, dice)
    return write(grids, dress, folder, f"table{number}"), truth, dress


def verdict_of(number: int, folder: Path) -> tuple[Verdict, Truth, Dress]:
    """Make one table, import it, judge it."""
    path, truth, dress = table(number, folder)
    work = folder / f"work{number}"
    work.mkdir()
    return judged(read(path, work), truth), truth, dress


def answered(number: int, folder: Path) -> Verdict:
    """A table that was asked about, imported again with the draft filled in by somebody who knows what it holds."""
    path, truth, _dress = table(number, folder)
    work = folder / f"again{number}"
    work.mkdir()
    draft = read(path, work).mapping
    return judged(read(path, work, ImportOptions(mapping=filled(draft, truth))), truth)


def filled(draft: str, truth: Truth) -> str:
    """The draft with the fact, the columns and, where asked, the order of dates, the mark of decimals and the days."""
    names = {key(head): target for target, head in truth.heads.items()}
    if truth.cross:
        names |= {"месяц": "day", "дата": "day"}
    days = sorted(str(record.values["day"]) for record in truth.records)
    return "\n".join(_answer(line, names, truth, days) for line in draft.split("\n"))


def _answer(line: str, names: dict[str, str], truth: Truth, days: list[str]) -> str:
    """One line of the draft as it is left or as it is filled in."""
    found = re.match(r'"((?:[^"\\\\]|\\\\.)*)" = "[^"]*"', line)
    if line.startswith("fact = "):
        return f'fact = "{truth.kind.fact}"'
    if line.startswith("period = "):
        return f'period = ["{days[0]}", "{days[-1]}"]'
    return f'"{found[1]}" = "{_target(found[1], names, truth)}"' if found else line


def _target(head: str, names: dict[str, str], truth: Truth) -> str:
    lowest = key(json.loads(f'"{head}"').rpartition(" / ")[2])
    if truth.cross and lowest not in names:
        return truth.kind.main
    return names.get(lowest, "")


def main() -> None:
    """Print the count and every table that went wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("first", type=int, nargs="?", default=0)
    parser.add_argument("last", type=int, nargs="?", default=2000)
    parser.add_argument("--asked", action="store_true")
    given = parser.parse_args()
    ends: Counter[str] = Counter()
    answers: Counter[str] = Counter()
    by_kind: Counter[tuple[str, str]] = Counter()
    cells = listed = 0
    with tempfile.TemporaryDirectory() as place:
        for number in range(given.first, given.last):
            try:
                verdict, truth, dress = verdict_of(number, Path(place))
            except Exception as error:  # noqa: BLE001 - a defect of the program, to be counted
                ends["raised"] += 1
                sys.stdout.write(f"{number} raised {type(error).__name__}: {error}\n")
                continue
            if verdict.end == "asked":
                again = answered(number, Path(place))
                answers["WRONG" if again.wrong else again.end] += 1
                if again.wrong or given.asked:
                    sys.stdout.write(f"{number} answered {again.end}: {again.wrong[:2]}\n")
            end = "WRONG" if verdict.wrong else verdict.end
            ends[end] += 1
            by_kind[truth.kind.fact + (f"/{truth.cross}" if truth.cross else ""), end] += 1
            cells, listed = cells + verdict.cells, listed + verdict.listed
            if verdict.wrong or (given.asked and end != "read"):
                what = f"{truth.kind.fact}{truth.cross} {dress.container} {len(verdict.wrong)}"
                sys.stdout.write(f"{number} {end} {what}: {verdict.wrong[:2]}\n")
    for (kind, end), count in sorted(by_kind.items()):
        sys.stdout.write(f"{kind:20} {end:20} {count}\n")
    sys.stdout.write(f"of those asked, with the draft filled in: {dict(answers)}\n")
    sys.stdout.write(f"{dict(ends)}, {cells} cells compared, {listed} doubtful rows listed\n")


if __name__ == "__main__":
    main()
