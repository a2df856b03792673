"""How much of a stranger's file the program will take on: named settings, each with its reason."""

from __future__ import annotations

from dataclasses import asdict, dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one import; the archive's are Apache POI's rule, which refused no real workbook of 831.

    `ratio` unpacked to packed bytes is allowed beyond `grace` bytes of a part; `cells` is the widest rectangle that is
    laid out as columns; `memory` and `seconds` bind the child process for one file.
    """

    file_bytes: int = 1024 * MIB
    unpacked_bytes: int = 6 * 1024 * MIB
    ratio: int = 100
    grace: int = 100 * 1024
    entries: int = 1000
    cells: int = 60_000_000
    text_columns: int = 16_384
    memory: int = 2048 * MIB
    seconds: float = 300.0

    def to_json(self) -> dict[str, object]:
        """The limits as they travel to the child."""
        return dict(asdict(self))

    @classmethod
    def from_json(cls, values: dict[str, int | float]) -> Limits:
        """The limits as the child gets them."""
        return cls(
            **{name: int(value) for name, value in values.items() if name != "seconds"}, seconds=values["seconds"]
        )
