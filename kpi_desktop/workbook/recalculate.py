"""Recalculates a workbook with LibreOffice: hard, in a profile of its own, without macros."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kpi_desktop.core.errors import KpiDesktopError, ProgramAbsent
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Where installers put the program when it is not on the path.
_PLACES = (
    "/opt/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)

#: Recalculate on load always (0); otherwise planted cached values stay. No macro runs.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""

#: How the program is installed, by system.
_INSTALL = {
    "linux": "sudo apt-get install libreoffice-calc",
    "darwin": "brew install --cask libreoffice",
    "win32": "winget install TheDocumentFoundation.LibreOffice",
}

#: Seconds; a workbook of 150,000 live rows takes about half a minute.
DEADLINE = 300.0


@contextmanager
def recalculated(path: Path, deadline: float = DEADLINE) -> Iterator[Path]:
    """A recalculated copy of the workbook, removed afterwards. ProgramAbsent where LibreOffice is not installed."""
    program = _program()
    with tempfile.TemporaryDirectory(prefix="kpi-recalculate-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, encoding="utf-8")
        source, result = folder / "in" / "workbook.xlsx", folder / "out" / "workbook.xlsx"
        source.parent.mkdir()
        shutil.copyfile(path, source)
        command = [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(result.parent),
            str(source),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=deadline, check=False)
        except subprocess.TimeoutExpired:
            raise KpiDesktopError(
                msg("LibreOffice did not recalculate “{file}” in {n} seconds", file=path.name, n=int(deadline)),
                fix=msg("Close other programs and try again"),
            ) from None
        # The program ends with 0 even where it could not load the file.
        if not result.exists():
            raise KpiDesktopError(
                msg("LibreOffice could not recalculate “{file}”", file=path.name),
                fix=msg("Open the file in LibreOffice to see what is wrong with it, or write the workbook anew"),
            )
        yield result


def _program() -> str:
    for name in ("soffice", "libreoffice"):
        found = shutil.which(name)
        if found:
            return found
    for place in _PLACES:
        if Path(place).is_file():
            return place
    raise ProgramAbsent(
        msg("LibreOffice is needed to recalculate the workbook, and it is not installed"),
        fix=msg("Install it: {command}", command=_INSTALL.get(sys.platform, _INSTALL["linux"])),
    )
