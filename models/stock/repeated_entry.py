"""The same entry again: once, if it is the same; a clear word where something else came under the same key."""

from __future__ import annotations

from models.errors import Refused


class EntryDiffers(Refused):
    """Something came under the key of an entry that was saved with other goods."""

    code = "entry_differs"
    text = (
        "Something else was saved under the key {key}: nothing of this was saved. Look at what was saved, "
        "then enter what is missing under a key of its own."
    )

    key: str


def check_repeated(key: str, saved: object, entered: object) -> None:
    """Refuse what differs from what was saved under its key.

    >>> check_repeated("k", {"MILK": 2}, {"MILK": 2})
    >>> check_repeated("k", {"MILK": 2}, {"MILK": 3})
    Traceback (most recent call last):
    models.stock.repeated_entry.EntryDiffers: Something else was saved under the key k: ...
    """
    if saved != entered:
        raise EntryDiffers(key[:40])
