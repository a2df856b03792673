"""Chooses window, shell or child process before anything heavy is imported."""

from __future__ import annotations

import sys


def main() -> int:
    """The program's start: without arguments the window; `--child ENTRY` is the program's own helper process."""
    arguments = sys.argv[1:]
    if len(arguments) == 2 and arguments[0] == "--child":
        from kpi_desktop.core.child import serve

        return serve(arguments[1])
    if not arguments or arguments[0] == "--window":
        from kpi_desktop.gui.start import open_window

        return open_window(arguments[1:])
    from kpi_desktop.cli.shell import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
