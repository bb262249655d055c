"""Returns in a sales list: rows that are one, and rows that were sold and came back later."""

from __future__ import annotations

from collections.abc import Mapping

from integrations.spreadsheets.cells import yes_or_no
from integrations.spreadsheets.column_roles import ColumnRole
from integrations.spreadsheets.heading_words import plain
from integrations.spreadsheets.reading import Cells

#: Words of a status with which a part of an order came back, and nobody knows which.
_IN_PART = ("partially", "partly", "delvis")
#: Headings whose numbers are what is left after a return.
_LEFT = ("refund", "retur")


def came_back(cells: Cells, role: ColumnRole, words: Mapping[ColumnRole, str]) -> bool:
    """Whether a whole row came back, by its status or a mark; not if the file names an amount instead.

    ``words`` are the cells of status of the row, or of the rows above. Some of a row that came back in part, of which
    no amount is known, is a problem.
    """
    if role is ColumnRole.REFUNDED:
        return _is_mark(words[role])
    amount = words.get(ColumnRole.REFUNDED, "")
    if amount and not _is_mark(amount):
        return False
    if any(each in plain(words[role]) for each in _IN_PART):
        cells.wrong(role, "refund", "came back in part, and the file does not name how much")
    return True


def refunded_minor(cells: Cells, quantity_heading: str) -> int | None:
    """What went back of a whole receipt, in minor units, if the row names it.

    It is a problem where the quantities of the row are those that were left.
    """
    word = cells.raw(ColumnRole.REFUNDED)
    if not word or _is_mark(word):
        return None
    minor = cells.amount(ColumnRole.REFUNDED, unsigned=True)
    if minor and any(each in quantity_heading.casefold() for each in _LEFT):
        cells.wrong(ColumnRole.REFUNDED, "refund", "came back in part, and the quantities are those that were left")
    return minor or None


def _is_mark(word: str) -> bool:
    """Whether a cell is a yes or a no, and not an amount."""
    try:
        yes_or_no(word)
    except ValueError:
        return False
    return not any(sign.isdigit() for sign in word)
