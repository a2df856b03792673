"""Chooses child process or shell before anything heavy is imported."""

from __future__ import annotations

import sys


def main() -> int:
    """The program's start: `--child ENTRY` is the program's own helper process, everything else is the shell."""
    if len(sys.argv) == 3 and sys.argv[1] == "--child":
        from kpi_desktop.core.child import serve

        return serve(sys.argv[2])
    from kpi_desktop.cli import run

    return run()


if __name__ == "__main__":
    sys.exit(main())
