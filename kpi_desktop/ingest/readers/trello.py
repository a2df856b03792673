"""The board of Trello as JSON («Share → Export as JSON»): its cards as the table that Trello writes as CSV."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kpi_desktop.ingest.readers.columns import columns_of
from kpi_desktop.ingest.source import SourceTable

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

_MOST_BYTES = 256 << 20
_HEADS = ("Card ID", "Card Name", "Labels", "Members", "Due Date", "Completed", "Last Activity Date", "List Name",
          "Board Name", "Archived")  # fmt: skip
#: How lists of finished cards are called: a card without a day of completion was done when it came there.
_DONE = ("done", "complete", "finished", "closed", "готов", "сделан", "выполнен", "завершен", "закрыт")


def read_board(path: Path) -> list[SourceTable]:
    """The cards of a board; nothing where the file is no board of Trello, or no JSON at all."""
    if path.stat().st_size > _MOST_BYTES:
        return []
    try:
        board = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return []
    if not isinstance(board, dict) or not all(isinstance(board.get(part), list) for part in ("cards", "lists")):
        return []
    lists = _names(board["lists"], "name")
    people = _names(board.get("members"), "fullName")
    came = _last_moves(board.get("actions"))
    rows = [list(_HEADS)]
    rows += [_row(card, (lists, people, came), str(board.get("name") or "")) for card in board["cards"] if _is(card)]
    count, columns = columns_of(rows, len(_HEADS))
    return [SourceTable(str(board.get("name") or "Trello"), count, columns, all_text=True)]


def _is(card: object) -> bool:
    return isinstance(card, dict) and isinstance(card.get("id"), str)


def _names(parts: object, word: str) -> dict[str, str]:
    found = parts if isinstance(parts, list) else []
    return {str(part.get("id")): str(part.get(word) or "") for part in found if isinstance(part, dict)}


def _last_moves(actions: object) -> dict[tuple[str, str], str]:
    """When each card came into a list, by the latest of its moves: card and list."""
    moves: dict[tuple[str, str], str] = {}
    for action in actions if isinstance(actions, list) else []:
        data = action.get("data") if isinstance(action, dict) else None
        if not isinstance(data, dict) or not all(isinstance(data.get(part), dict) for part in ("card", "listAfter")):
            continue
        place = (str(data["card"].get("id")), str(data["listAfter"].get("id")))
        moves[place] = max(moves.get(place, ""), str(action.get("date") or ""))
    return moves


def _row(
    card: dict[str, Any], about: tuple[dict[str, str], dict[str, str], dict[tuple[str, str], str]], board: str
) -> list[str]:
    lists, people, came = about
    home = str(card.get("idList"))
    name = lists.get(home, "")
    done = str(card.get("dateCompleted") or "")
    if not done and any(word in name.casefold() for word in _DONE):
        done = came.get((card["id"], home), "")
    labels = [
        str(one.get("name") or one.get("color") or "") for one in card.get("labels") or [] if isinstance(one, dict)
    ]
    members = [people.get(str(one), "") for one in card.get("idMembers") or []]
    return [card["id"], str(card.get("name") or ""), ", ".join(labels), ", ".join(filter(None, members)),
            str(card.get("due") or ""), done, str(card.get("dateLastActivity") or ""), name, board,
            "true" if card.get("closed") else "false"]  # fmt: skip
