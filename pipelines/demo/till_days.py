"""The last days of the demo shop, closed as a shop closes them: a float, a blind count, a Z report at each till."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.cash.drawer_session import DrawerSession
from models.money import Money
from models.selling.earlier_trade import PastSale
from operations.cash.day_close import DayEnd, close_day
from operations.cash.sessions import DrawerEnd, count_drawer, open_drawer_session
from pipelines.demo.assortment import CURRENCY
from store.cash import sessions, z_reports
from store.database.engine import Store
from store.importing.earlier_imports import last_receipts

#: So many of the last whole days are closed one by one. The first Z report of a till has everything before them, as in
#: a shop that begins to close its days.
DAYS_CLOSED = 7
#: How long before the first sale the float is put in, and how long after the last the day is closed.
BEFORE, AFTER = timedelta(minutes=12), timedelta(minutes=9)
CLOSED_BY = "bo"
FLOAT = Money(1_000_00, CURRENCY)
#: On some days so much is missing, for this reason.
MISSING_MINOR = 20_00
REASONS = {"sv": "Fel växel tillbaka", "en": "Wrong change given"}
#: What goes to the bank is whole hundreds.
_HUNDRED = 100_00


@dataclass(frozen=True, slots=True)
class TillDay:
    """The sales of a day at a till, in order; the last of them has the ``receipt`` number."""

    till_id: int
    receipt: int
    sales: Sequence[PastSale]

    @property
    def begins_at(self) -> datetime:
        """When the float is put in."""
        return self.sales[0].at - BEFORE

    @property
    def ends_at(self) -> datetime:
        """When the drawer is counted and the day closed."""
        return self.sales[-1].at + AFTER


def put_float(store: Store, day: TillDay) -> None:
    """Put the float of a day into the drawer, before its sales are saved; twice is once."""
    with store.view() as view:
        if sessions.open_session(view, day.till_id, "") is not None:
            return
    open_drawer_session(store, _actor(day.till_id), FLOAT, at=day.begins_at)


def close_till(store: Store, day: TillDay, language: str) -> None:
    """Close a day that is saved; what is closed stays so, and nothing is closed that was sold from since."""
    with store.view() as view:
        last = z_reports.last_report(view, day.till_id)
        session = sessions.open_session(view, day.till_id, "")
        if last_receipts(view)[day.till_id] != day.receipt or (last and last.receipts_up_to >= day.receipt):
            return
        if session is not None and session.opened_at != day.begins_at:
            return
        expected = 0 if session is None else sessions.cash_in(view, session, day.receipt).expected
    end = DrawerEnd() if session is None else _count(store, session, expected, day.ends_at, language)
    close_day(store, _actor(day.till_id), DayEnd(end), at=day.ends_at)


def _count(store: Store, session: DrawerSession, expected: int, at: datetime, language: str) -> DrawerEnd:
    """Count a drawer; now and then something is missing."""
    missing = MISSING_MINOR if _is_short(at.date(), session.till_id) and expected >= MISSING_MINOR else 0
    counted = expected - missing
    count_drawer(store, _actor(session.till_id), Money(counted, CURRENCY), at=at)
    to_bank = max(0, counted - FLOAT.minor) // _HUNDRED * _HUNDRED
    bag = f"{session.till_id}-{at:%m%d}" if to_bank else ""
    return DrawerEnd(REASONS[language] if missing else "", to_bank, bag)


def _is_short(day: date, till_id: int) -> bool:
    return (day.toordinal() + till_id) % 5 == 0


def _actor(till_id: int) -> Actor:
    return Actor(CLOSED_BY, till_id, PERMISSIONS[BuiltInRole.SENIOR_ASSISTANT])
