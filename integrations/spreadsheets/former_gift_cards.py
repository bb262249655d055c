"""Rows of another system's list of gift cards, understood."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from integrations.spreadsheets.cells import moment
from integrations.spreadsheets.column_roles import ColumnRole
from integrations.spreadsheets.columns import Column
from integrations.spreadsheets.heading_words import plain
from integrations.spreadsheets.reading import Cells
from integrations.spreadsheets.rows import Row, RowProblem, damaged
from integrations.spreadsheets.sales import Writing
from models.selling.gift_card import UnknownGiftCard, read_code

CODE_LENGTH_MAX = 60
#: A code of which only the end is shown cannot be found again.
_MASKED = re.compile(r"[*•●·x]{2,}", re.IGNORECASE)
#: What programs write of a card that does not pay.
_BLOCKED = frozenset(
    {"disabled", "blocked", "inactive", "deactivated", "false", "no", "nej", "sparrad", "0", "lost", "cancelled"}
)


@dataclass(frozen=True, slots=True)
class FormerGiftCard:
    """A card as one row describes it: its code as it is hashed, and what is on it in minor units.

    ``good_until`` is the first day on which it no longer pays.
    """

    row: int
    code: str
    balance_minor: int
    good_until: date | None
    is_blocked: bool


class FormerGiftCardReader:
    """Reads one list of gift cards."""

    def __init__(self, headers: tuple[str, ...], columns: Mapping[ColumnRole, Column], writing: Writing) -> None:
        self._columns, self._width, self._writing = columns, len(headers), writing

    def read(self, row: Row) -> FormerGiftCard | list[RowProblem] | None:
        """The card of a row, what is wrong with it, or ``None`` where nothing is left on it."""
        if row.damage:
            return [damaged(row)]
        if any(cell.strip() for cell in row.cells[self._width :]):
            return [RowProblem(row.number, "", "", "too_many_cells", "has more cells than there are columns")]
        cells = Cells(row, self._columns, self._writing.style, self._writing.currency)
        if cells.problems:
            return cells.problems
        balance = cells.amount(ColumnRole.BALANCE)
        if not cells.problems and not balance:
            return None
        code, until = self._code(cells), self._until(cells)
        blocked = plain(cells.raw(ColumnRole.ACTIVE)) in _BLOCKED
        return cells.problems or FormerGiftCard(row.number, code, balance or 0, until, blocked)

    def _code(self, cells: Cells) -> str:
        """The code, which is shown in no problem: whoever reads a report could spend it."""
        text = cells.name(ColumnRole.CODE, CODE_LENGTH_MAX)
        if cells.problems:
            return ""
        if _MASKED.search(text):
            cells.wrong(ColumnRole.CODE, "masked_code", "is only the end of a code; export whole codes")
            return ""
        try:
            return read_code(text)
        except UnknownGiftCard:
            cells.wrong(ColumnRole.CODE, "not_a_card_code", "cannot be the code of a gift card")
            return ""

    def _until(self, cells: Cells) -> date | None:
        """The last day is in the file; the first day on which the card no longer pays follows it."""
        if not cells.raw(ColumnRole.UNTIL):
            return None
        zone, order = self._writing.zone, self._writing.day_order
        last = cells.understood(ColumnRole.UNTIL, lambda text: moment(text, "", zone, order), "not_a_date")
        return None if last is None else last.astimezone(zone).date() + timedelta(days=1)
