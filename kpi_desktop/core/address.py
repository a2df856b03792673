"""The address of a cell as spreadsheets write it: letters for the column, the number of the row from 1."""

from __future__ import annotations


def letters(column: int) -> str:
    """The letters of a column counted from 0: 0 is A, 26 is AA."""
    text, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
