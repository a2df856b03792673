"""An import run: files are looked at in one warm child process, whatever they do to it, and each gets its report."""

from __future__ import annotations

import logging
import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kpi_desktop.core.child import Child, ChildEnded, End
from kpi_desktop.core.errors import UsageError
from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest import refusal
from kpi_desktop.ingest.codec import message_from_json, report_from_json
from kpi_desktop.ingest.leftovers import make_work_folder
from kpi_desktop.ingest.limits import Limits
from kpi_desktop.ingest.outcome import FileReport, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_desktop.i18n.message import Message
    from kpi_desktop.ingest.options import ImportOptions

    Progress = Callable[[float, Message], None]

ENTRY = "kpi_desktop.ingest.worker:main"
_log = logging.getLogger(__name__)
#: A file this small that eats all the memory is not big but broken.
_SMALL = 1 << 20
_GOOD = {Outcome.OK, Outcome.PARTIAL}


class ImportSession:
    """Looks at files one after another; Arrow files of their facts live in its folder until the session ends."""

    def __init__(self, options: ImportOptions | None = None, *, limits: Limits | None = None) -> None:
        """`options` None only reads the files and makes no facts: for checks of readers."""
        self._options = options
        self._limits = limits or Limits()
        self._child = Child(ENTRY, memory=self._limits.memory)
        self._folder = Path()
        self._count = 0

    def __enter__(self) -> ImportSession:
        """Make the work folder and warm the child up."""
        self._folder = make_work_folder()
        self._child.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End the child and remove everything that the session wrote."""
        self._child.close()
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
            inside = [(entry.name, entry) for entry in sorted(path.iterdir()) if entry.is_file()]
            return self._together(path.name, [(name, entry) for name, entry in inside if name[0] != "."], look)
        return self._inspected(path, path.name, look, nested=False)

    def _inspected(self, path: Path, name: str, look: _Look, *, nested: bool) -> FileReport:
        """One file, by the quick reader, then, if that died of it, by the patient one."""
        until = time.monotonic() + self._limits.seconds
        try:
            answer = self._asked(path, name, look, until, patient=False)
            if "members" in answer:
                members = answer["members"]
                assert isinstance(members, list)
                if nested:
                    raise _unread_archive()
                return self._together(name, [(str(inner), Path(str(place))) for inner, place in members], look)
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

    def _together(self, name: str, inside: list[tuple[str, Path]], look: _Look) -> FileReport:
        """An archive or folder: its files one by one; each knows of the others (catalogues of 1C name documents)."""
        members = []
        if look.options is not None:
            beside = tuple(dict.fromkeys([*look.options.beside, *(str(path.resolve()) for _, path in inside)]))
            look = _Look(look.password, replace(look.options, beside=beside), look.progress, look.cancelled)
        for inner, path in inside:
            members.append(self._inspected(path, inner, look.inside(inner), nested=True))
            if members[-1].outcome is Outcome.CANCELLED:
                break
        if not members:
            return refusal.empty_file().report(name)
        outcomes = [member.outcome for member in members]
        good = [outcome for outcome in outcomes if outcome in _GOOD]
        if Outcome.CANCELLED in outcomes:
            outcome = Outcome.CANCELLED
        elif good and (len(good) < len(outcomes) or Outcome.PARTIAL in good):
            outcome = Outcome.PARTIAL
        else:
            outcome = outcomes[0]
        return FileReport(name, outcome, rows=sum(member.rows for member in members), members=tuple(members))

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


class _Look:
    """What goes with every question about a file."""

    def __init__(
        self,
        password: str | None,
        options: ImportOptions | None,
        progress: Progress | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self.password = password
        self.options = options
        self.progress = progress
        self.cancelled = cancelled

    def inside(self, name: str) -> _Look:
        """What goes with the questions about one file of an archive or a folder."""
        wish = self.options.members.get(name) if self.options else None
        if wish is None or self.options is None:
            return self
        wish = replace(wish, beside=self.options.beside)
        return _Look(wish.password or self.password, wish, self.progress, self.cancelled)


def _unread_archive() -> refusal.Refusal:
    return refusal.unsupported(msg("an archive inside an archive"), msg("Unpack it and import the files from it"))
