"""Public bad and odd files through an import session, beside what LibreOffice opens: figures by class, no judgement.

    python tests/bench/corpus.py [FOLDER ...] [--cache FILE] [--list] [--no-libreoffice]

Without a folder the shared corpora are taken. The list of files that LibreOffice opens is made once (it takes a
quarter of an hour) and kept in the cache file, outside the project. `read` means that the tables of a file reached the
importers, or that it was found to hold none; `whole` is the same run with facts made, where only the typed end counts.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest.limits import MIB, Limits
from kpi_desktop.ingest.options import ImportOptions
from kpi_desktop.ingest.outcome import Outcome
from kpi_desktop.ingest.session import ImportSession

SHARED = Path(__file__).resolve().parents[3] / "shared" / "corpus"
CACHE = Path(tempfile.gettempdir()) / "kpi-desktop-corpus" / "libreoffice.json"
NOTES = {"MANIFEST.tsv", "README.md", "manifest.csv"}
#: Read, or found to hold not one filled cell.
READ = {Outcome.OK, Outcome.PARTIAL, Outcome.EMPTY, Outcome.NEEDS_MAPPING}
BATCH = 12


@dataclass(frozen=True, slots=True)
class Found:
    """How one file ended: its outcome, code, sentence and seconds."""

    outcome: Outcome
    code: str
    said: str
    seconds: float


def files_of(folders: list[Path]) -> list[Path]:
    """Every file of the folders, without their own lists."""
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file() and path.name not in NOTES)


def class_of(path: Path, folders: list[Path]) -> str:
    """The folder that the file stands in, as seen from the corpus."""
    home = next(folder for folder in folders if folder in path.parents)
    inner = path.relative_to(home).parent
    return str(Path(home.name) / inner)


def opened_by_libreoffice(paths: list[Path], cache: Path) -> dict[str, bool]:
    """Which files LibreOffice converts to a table within its time; asked for those only that the cache lacks."""
    known: dict[str, bool] = json.loads(cache.read_text()) if cache.exists() else {}
    cache.parent.mkdir(parents=True, exist_ok=True)
    missing = [path for path in paths if str(path) not in known]
    for start in range(0, len(missing), BATCH):
        part = missing[start : start + BATCH]
        done = _converted(part, 20 + 5 * len(part))
        for path in part:
            known[str(path)] = path in done or path in _converted([path], 40)
        cache.write_text(json.dumps(known, ensure_ascii=False, indent=0))
        sys.stderr.write(f"LibreOffice: {start + len(part)} of {len(missing)}\n")
    return known


def _converted(paths: list[Path], seconds: int) -> set[Path]:
    """The files of which a table came out; links keep equal names apart."""
    with tempfile.TemporaryDirectory() as place:
        source, target = Path(place) / "in", Path(place) / "out"
        source.mkdir()
        links = {}
        for number, path in enumerate(paths):
            link = source / f"{number}{path.suffix}"
            link.symlink_to(path)
            links[str(number)] = path
        profile = f"-env:UserInstallation=file://{CACHE.parent}/profile"
        command = [which("soffice") or "soffice", profile, "--headless", "--norestore", "--convert-to", "csv"]
        command += ["--outdir", str(target), *map(str, sorted(source.iterdir()))]
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        return {links[made.stem] for made in target.glob("*.csv")} if target.exists() else set()


def inspected(paths: list[Path], options: ImportOptions | None) -> dict[Path, Found]:
    """Each file through one warm session."""
    say = Translator("en")
    found = {}
    with ImportSession(limits=Limits(seconds=30, memory=1024 * MIB)) as session:
        for path in paths:
            began = time.monotonic()
            report = session.inspect(path, options=options)
            errors = [issue for issue in report.issues if issue.level == "error"]
            code = errors[0].code if errors else ""
            said = say(errors[0].message) if errors else ""
            found[path] = Found(report.outcome, code, said, time.monotonic() - began)
    return found


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--no-libreoffice", action="store_true")
    given = parser.parse_args()
    folders = [path.resolve() for path in given.folders] or [SHARED / "bad", SHARED / "excel"]
    paths = files_of(folders)
    opens = {} if given.no_libreoffice else opened_by_libreoffice(paths, given.cache)
    read = inspected(paths, None)
    whole = inspected(paths, ImportOptions())
    _print(folders, paths, (read, whole), opens)
    if given.list:
        for path in paths:
            if opens.get(str(path)) and read[path].outcome not in READ:
                one = read[path]
                _say(f"{class_of(path, folders)}/{path.name}: {one.outcome} {one.code} {one.said}")


def _print(
    folders: list[Path],
    paths: list[Path],
    found: tuple[dict[Path, Found], dict[Path, Found]],
    opens: dict[str, bool],
) -> None:
    read, whole = found
    groups: dict[str, list[Path]] = defaultdict(list)
    for path in paths:
        groups[class_of(path, folders)].append(path)
    _say(f"{'class':28} {'files':>6} {'LO opens':>9} {'of them read':>13} {'slowest s':>10}  ends of the whole import")
    for name, members in groups.items():
        theirs = [path for path in members if opens.get(str(path))]
        ours = [path for path in theirs if read[path].outcome in READ]
        ends = Counter(str(whole[path].outcome) for path in members)
        slow = max(max(read[path].seconds, whole[path].seconds) for path in members)
        said = ", ".join(f"{end} {count}" for end, count in ends.most_common())
        _say(f"{name:28} {len(members):6} {len(theirs):9} {len(ours):13} {slow:10.1f}  {said}")
    theirs = [path for path in paths if opens.get(str(path))]
    ours = [path for path in theirs if read[path].outcome in READ]
    if theirs:
        _say(f"read of what LibreOffice opens: {len(ours)} of {len(theirs)}, {len(ours) / len(theirs):.2%}")


if __name__ == "__main__":
    main()
