"""Make and import tables by number, and count how they end.

python -m tests.roundtrip.run [FIRST] [LAST] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random

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


def main() -> None:
    """Print the count and every table that went wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("first", type=int, nargs="?", default=0)
    parser.add_argument("last", type=int, nargs="?", default=2000)
    parser.add_argument("--asked", action="store_true")
    given = parser.parse_args()
    ends: Counter[str] = Counter()
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
            end = "WRONG" if verdict.wrong else verdict.end
            ends[end] += 1
            by_kind[truth.kind.fact + (f"/{truth.cross}" if truth.cross else ""), end] += 1
            cells, listed = cells + verdict.cells, listed + verdict.listed
            if verdict.wrong or (given.asked and end != "read"):
                what = f"{truth.kind.fact}{truth.cross} {dress.container} {len(verdict.wrong)}"
                sys.stdout.write(f"{number} {end} {what}: {verdict.wrong[:2]}\n")
    for (kind, end), count in sorted(by_kind.items()):
        sys.stdout.write(f"{kind:20} {end:20} {count}\n")
    sys.stdout.write(f"{dict(ends)}, {cells} cells compared, {listed} doubtful rows listed\n")


if __name__ == "__main__":
    main()
