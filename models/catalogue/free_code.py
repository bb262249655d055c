"""A code for something that somebody named, such as a category or a supplier."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

CODE_LENGTH_MAX = 40
#: Room for a number behind the code.
_NUMBER_LENGTH = 4


def free_code(name: str, taken: Collection[str], otherwise: str) -> str:
    """A code that comes from a name and that nothing has yet; ``otherwise`` for a name without letters of ASCII.

    >>> free_code("Glass & godis", (), "category"), free_code("Glass", {"glass"}, "category")
    ('glass-godis', 'glass-2')
    """
    letters = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    code = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[: CODE_LENGTH_MAX - _NUMBER_LENGTH] or otherwise
    number, free = 2, code
    while free in taken:
        free, number = f"{code}-{number}", number + 1
    return free
