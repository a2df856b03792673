"""How many hand-made files are read rightly: `python -m tests.soundness.hand.tally [family] [seeds] [form …]`."""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from kpi_desktop.i18n.translator import Translator
from tests.soundness.hand import families
from tests.soundness.hand.judge import Verdict, judge
from tests.soundness.hand.kit import write


def _told(counts: Counter[Verdict]) -> str:
    return ", ".join(f"{verdict} {count}" for verdict, count in counts.items())


def main(wanted: str = "", seeds: str = "12", *forms: str) -> None:
    """Every family by its seeds: counts, and the faults in words."""
    say = Translator("ru")
    whole: Counter[Verdict] = Counter()
    for family in families.ALL:
        if wanted and wanted != "all" and wanted not in family.__name__:
            continue
        counts: Counter[Verdict] = Counter()
        faults: dict[str, str] = {}
        for seed in range(int(seeds)):
            made = family(random.Random(f"{family.__name__} {seed}"))
            for form in forms or ("xlsx",):
                with tempfile.TemporaryDirectory() as folder:
                    verdict, why, report = judge(write(made, Path(folder), form), Path(folder), made.truth)
                counts[verdict] += 1
                if verdict not in {Verdict.RIGHT, Verdict.ASKED}:
                    told = "" if report is None else " | ".join(
                        f"{issue.code}: {say(issue.message)}" for issue in report.issues)  # fmt: skip
                    faults.setdefault(
                        f"{verdict} {why}"[:60], f"  {seed} {form} {made.name}: {verdict}: {why}\n      {told[:600]}"
                    )
        whole += counts
        sys.stdout.write(f"{family.__name__} {_told(counts)}\n")
        for text in list(faults.values())[:6]:
            sys.stdout.write(f"{text}\n")
    sys.stdout.write(f"ALL {whole.total()} {_told(whole)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
