"""The catalogue does not fit together: all findings at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.errors import KpiDesktopError
from kpi_desktop.i18n.message import Message, nmsg

if TYPE_CHECKING:
    from kpi_desktop.core.issue import Issue


class CatalogueError(KpiDesktopError):
    """Definitions in `formulas/` that contradict one another or cannot be read; `issues` lists every one."""

    def __init__(self, issues: tuple[Issue, ...]) -> None:
        """Keep the findings; the message lists them with file and line."""
        self.issues = issues
        lines = Message(
            "\n".join(f"{{p{place}}}" for place in range(len(issues))),
            tuple((f"p{place}", issue_line(issue)) for place, issue in enumerate(issues)),
        )
        lines = Message(lines.template, lines.args, ru=lines.template)
        super().__init__(
            nmsg(
                "The catalogue of metrics has {n} mistake:\n{lines}",
                "The catalogue of metrics has {n} mistakes:\n{lines}",
                n=len(issues),
                lines=lines,
            )
        )


def issue_line(issue: Issue) -> Message:
    """One finding on a line: `shop/aov.toml:7: what (what to do)`."""
    place = issue.file + (f":{issue.row}" if issue.row else "") + (f" [{issue.column}]" if issue.column else "")
    if issue.fix is None:
        pattern = "{place}: {what}"
        return Message(pattern, (("place", place), ("what", issue.message)), ru=pattern)
    pattern = "{place}: {what}\n  {fix}"
    return Message(pattern, (("place", place), ("what", issue.message), ("fix", issue.fix)), ru=pattern)
