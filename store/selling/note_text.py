"""Lines of free text of a basket or a sale, in one column: JSON, a list of place and text."""

from __future__ import annotations

import json
from collections.abc import Iterable

from models.selling.basket import BasketNote
from models.selling.sale import SaleNote

_NONE = "[]"


def write_notes(notes: Iterable[BasketNote | SaleNote]) -> str:
    """The text of a column."""
    rows = [(note.position, note.text) for note in notes]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) if rows else _NONE


def read_notes(text: str) -> list[tuple[int, str]]:
    """Place and text of each note that :func:`write_notes` wrote."""
    return [] if text == _NONE else [(int(position), str(note)) for position, note in json.loads(text)]
