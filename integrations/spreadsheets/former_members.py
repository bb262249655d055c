"""Rows of another system's list of customers, understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal

from integrations.spreadsheets.cells import moment
from integrations.spreadsheets.column_roles import ColumnRole
from integrations.spreadsheets.columns import Column
from integrations.spreadsheets.heading_words import plain
from integrations.spreadsheets.reading import Cells
from integrations.spreadsheets.rows import Row, RowProblem, damaged
from integrations.spreadsheets.sales import Writing
from models.members.member import NAME_SIGNS_MAX, POSTCODE_SIGNS_MAX

#: What programs write where somebody agreed to be written to; any other text is no agreement.
_AGREES = frozenset({"yes", "ja", "true", "1", "subscribed", "subscribe", "opted in", "optin", "x", "y", "j", "sant"})
#: Nobody has more points.
POINTS_MAX = 10_000_000


@dataclass(frozen=True, slots=True)
class FormerMember:
    """A customer as one row describes them; empty texts and ``None`` are unknown.

    ``agrees`` to offers, since ``agreed_at``; ``fraction`` of a point was rounded up. ``points_until`` is the last
    instant of the points.
    """

    row: int
    name: str
    email: str
    phone: str
    postcode: str
    birthday: str
    birth_year: int | None
    joined_at: datetime | None
    agrees: bool
    agreed_at: datetime | None
    points: int
    points_until: datetime | None
    has_fraction: bool = False

    @property
    def has_contact(self) -> bool:
        """Whether the shop would find them again."""
        return bool(self.email or self.phone)


class FormerMemberReader:
    """Reads one list of customers."""

    def __init__(self, headers: tuple[str, ...], columns: Mapping[ColumnRole, Column], writing: Writing) -> None:
        self._columns, self._width, self._writing = columns, len(headers), writing

    def read(self, row: Row) -> FormerMember | list[RowProblem]:
        """The customer of a row, or what is wrong with it."""
        if row.damage:
            return [damaged(row)]
        if any(cell.strip() for cell in row.cells[self._width :]):
            return [RowProblem(row.number, "", "", "too_many_cells", "has more cells than there are columns")]
        cells = Cells(row, self._columns, self._writing.style, self._writing.currency)
        if cells.problems:
            return cells.problems
        born, points = self._instant(cells, ColumnRole.BIRTHDAY), self._points(cells)
        whole = points.to_integral_value(ROUND_CEILING)
        local = None if born is None else born.astimezone(self._writing.zone)
        member = FormerMember(
            row=row.number,
            name=_name(cells),
            email=cells.text(ColumnRole.EMAIL),
            phone=cells.text(ColumnRole.PHONE),
            postcode=cells.text(ColumnRole.POSTCODE, POSTCODE_SIGNS_MAX),
            birthday="" if local is None else f"{local:%m-%d}",
            birth_year=None if local is None else local.year,
            joined_at=self._instant(cells, ColumnRole.JOINED),
            agrees=plain(cells.raw(ColumnRole.CONSENT)) in _AGREES,
            agreed_at=self._instant(cells, ColumnRole.CONSENT_DATE),
            points=int(whole),
            points_until=self._instant(cells, ColumnRole.UNTIL),
            has_fraction=points != whole,
        )
        return cells.problems or member

    def _points(self, cells: Cells) -> Decimal:
        points = cells.quantity(ColumnRole.POINTS) or Decimal(0)
        if points < 0 or points > POINTS_MAX:
            cells.wrong(ColumnRole.POINTS, "negative" if points < 0 else "too_large", "is no number of points")
            return Decimal(0)
        return points

    def _instant(self, cells: Cells, role: ColumnRole) -> datetime | None:
        if not cells.raw(role):
            return None
        zone, order = self._writing.zone, self._writing.day_order
        return cells.understood(role, lambda text: moment(text, "", zone, order), "not_a_date")


def _name(cells: Cells) -> str:
    """The whole name; whoever has none is called by what they are found by."""
    parts = (cells.text(ColumnRole.FIRST_NAME), cells.text(ColumnRole.LAST_NAME))
    name = " ".join(part for part in parts if part) or cells.text(ColumnRole.NAME)
    return (name or cells.text(ColumnRole.EMAIL) or cells.text(ColumnRole.PHONE))[:NAME_SIGNS_MAX]
