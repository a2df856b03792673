"""An import run: files are looked at in one warm child process, whatever they do to it, and each gets its report."""

from __future__ import annotations

import hashlib
import logging
import shutil
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kpi_desktop.core.child import Child, ChildEnded, End
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.ingest import refusal
from kpi_desktop.ingest.codec import message_from_json, report_from_json
from kpi_desktop.ingest.folder import files_of
from kpi_desktop.ingest.leftovers import make_work_folder
from kpi_desktop.ingest.limits import Limits
from kpi_desktop.ingest.outcome import GOOD, FileReport, Outcome, together

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_desktop.i18n.message import Message
    from kpi_desktop.ingest.options import ImportOptions

    Progress = Callable[[float, Message], None]

ENTRY = "kpi_desktop.ingest.worker:main"
#: How long the child waits for the next import, in seconds: people import one file after another.
WAITS = 90.0
_log = logging.getLogger(__name__)
#: A file this small that eats all the memory is not big but broken.
_SMALL = 1 << 20


class ImportSession:
    """Looks at files one after another; Arrow files of their facts live in its folder until the session ends."""

    def __init__(self, options: ImportOptions | None = None, *, limits: Limits | None = None) -> None:
        """`options` None only reads the files and makes no facts: for checks of readers."""
        self._options = options
        self._limits = limits or Limits()
        self._child = Child(ENTRY, memory=self._limits.memory, waits=WAITS)
        self._folder = Path()
        self._count = 0

    def __enter__(self) -> ImportSession:
        """Make the work folder and warm the child up."""
        self._folder = make_work_folder()
        self._child.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End the run and remove everything that the session wrote; the child may wait for the next import."""
        self._child.rest()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def pid(self) -> int | None:
        """The child's process id, for measuring."""
        return self._child.pid

    def inspect(
        self,
        path: Path,
        *,
        password: str | None = None,
        options: ImportOptions | None = None,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> FileReport:
        """What the file (or archive, or folder) is and its facts, ready for the book; never raises for a bad file.

        The report of an archive or folder has no batches of its own: they are in its `members`. Raises UsageError for
        an absent file.
        """
        if not path.exists():
            raise UsageError(
                msg("There is no file “{file}”", file=str(path)), fix=msg("Check the name and the folder of the file")
            )
        look = _Look(password, options or self._options, progress, cancelled)
        if path.is_dir():
            return self._folder_report(path, look)
        return self._inspected(path, path.name, look, archives=0)

    def _folder_report(self, path: Path, look: _Look) -> FileReport:
        """A folder with the folders in it; what was not looked at is said."""
        found = files_of(path)
        report = self._together(path.name or str(path), list(found.files), look, archives=0)
        told = []
        if found.cut:
            text = msg("The folder is too big: only its first {n} files were looked at", n=len(found.files))
            told.append(Issue("folder_cut", Level.WARNING, text, _SMALLER_FOLDER, file=report.file))
        if found.left_out:
            text = nmsg(
                "{n} file of the folder is no data and was left out",
                "{n} files of the folder are no data and were left out",
                n=found.left_out,
            )
            told.append(Issue("left_out", Level.INFO, text, file=report.file))
        return replace(report, issues=(*report.issues, *told))

    def _inspected(self, path: Path, name: str, look: _Look, *, archives: int) -> FileReport:
        """One file, by the quick reader, then, if that died of it, by the patient one; `archives` stand around it."""
        until = time.monotonic() + self._limits.seconds
        try:
            answer = self._asked(path, name, look, until, patient=False)
            if "members" in answer:
                members = answer["members"]
                assert isinstance(members, list)
                if archives > 1:
                    raise _unread_archive()
                inside = [(str(inner), Path(str(place))) for inner, place in members]
                return self._together(name, inside, look, archives + 1)
            report = answer["report"]
            assert isinstance(report, dict)
            return report_from_json(report)
        except ChildEnded as ended:
            _log.warning("reading %s ended: %s %s", name, ended, ended.log)
            return self._refused(ended, path.stat().st_size).report(name)
        except refusal.Refusal as refused:
            return refused.report(name)

    def _asked(self, path: Path, name: str, look: _Look, until: float, *, patient: bool) -> dict[str, object]:
        self._count += 1
        work = self._folder / f"{self._count:05d}"
        work.mkdir()
        request: dict[str, object] = {
            "path": str(path.resolve()),
            "name": name,
            "work": str(work),
            "password": look.password,
            "options": look.options.as_json() if look.options else None,
            "limits": self._limits.to_json(),
            "patient": patient,
        }
        last: dict[str, object] = {}

        def note(fraction: float, about: dict[str, object]) -> None:
            last.update(about)
            message = about.get("message")
            if look.progress and isinstance(message, dict):
                look.progress(fraction, message_from_json(message))

        try:
            left = max(until - time.monotonic(), 0.1)
            return self._child.ask(request, deadline=left, progress=note, cancelled=look.cancelled)
        except ChildEnded as ended:
            brought_down = ended.end in {End.DIED, End.MEMORY}
            if patient or not brought_down or last.get("kind") != "xlsx" or last.get("stage") != "reading":
                raise
            return self._asked(path, name, look, until, patient=True)

    def _together(self, name: str, inside: list[tuple[str, Path]], look: _Look, archives: int) -> FileReport:
        """An archive or folder: its files one by one; each knows of the others (catalogues of 1C name documents)."""
        members: list[FileReport] = []
        if look.options is not None:
            beside = tuple(dict.fromkeys([*look.options.beside, *(str(path.resolve()) for _, path in inside)]))
            look = look.with_options(replace(look.options, beside=beside))
        for number, (inner, path) in enumerate(inside):
            if look.cancelled is not None and look.cancelled():
                members.append(refusal.cancelled().report(inner))
                break
            members.append(self._member(path, inner, look.part(number, len(inside)).inside(inner), archives))
            if members[-1].outcome is Outcome.CANCELLED:
                break
        if not members:
            return refusal.empty_file().report(name)
        rows = sum(member.rows for member in members)
        return FileReport(name, together(members), rows=rows, members=tuple(members))

    def _member(self, path: Path, name: str, look: _Look, archives: int) -> FileReport:
        """One of several files; the very same file under two names is imported once."""
        try:
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError:
            return refusal.unreadable().report(name)
        first = look.seen.get(digest)
        if first is not None and first.outcome in GOOD:
            text = msg("It is the same file as “{file}” and is imported once", file=first.file)
            issue = Issue("duplicate", Level.INFO, text, file=name)
            return FileReport(name, first.outcome, first.recognised, first.rows, (issue,))
        look.seen[digest] = self._inspected(path, name, look, archives=archives)
        return look.seen[digest]

    def _refused(self, ended: ChildEnded, size: int) -> refusal.Refusal:
        match ended.end:
            case End.CANCELLED:
                return refusal.cancelled()
            case End.DEADLINE:
                return refusal.too_slow(int(self._limits.seconds))
            case End.MEMORY if size > _SMALL:
                return refusal.out_of_memory(self._limits.memory >> 20)
            case End.DIED | End.MEMORY:
                return refusal.reading_died()
            case End.FAILED:
                return refusal.reading_failed()


@dataclass(frozen=True, slots=True)
class _Look:
    """What goes with every question about a file; `seen` are the files of this look by their contents."""

    password: str | None
    options: ImportOptions | None
    progress: Progress | None
    cancelled: Callable[[], bool] | None
    seen: dict[str, FileReport] = field(default_factory=dict)

    def with_options(self, options: ImportOptions) -> _Look:
        """The same with other options."""
        return replace(self, options=options)

    def part(self, number: int, of: int) -> _Look:
        """The look at one of several files: its progress is a part of the whole."""
        told = self.progress
        if told is None:
            return self

        def share(fraction: float, message: Message) -> None:
            told((number + fraction) / of, message)

        return replace(self, progress=share)

    def inside(self, name: str) -> _Look:
        """What goes with the questions about one file of an archive or a folder."""
        wish = self.options.members.get(name) if self.options else None
        if wish is None or self.options is None:
            return self
        wish = replace(wish, beside=self.options.beside)
        return replace(self, password=wish.password or self.password, options=wish)


def _unread_archive() -> refusal.Refusal:
    return refusal.unsupported(
        msg("an archive inside an archive inside an archive"), msg("Unpack it and import the files from it")
    )


_SMALLER_FOLDER = msg("Choose a folder that holds only the exports")
