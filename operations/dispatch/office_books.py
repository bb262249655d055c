"""What the office booked reaches the bookkeeper as well: it is closed in steps, and each step is a voucher."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.facts.office_books import OfficeBooksClosed
from operations.access.permissions import check
from operations.dispatch.day_documents import queue_documents
from operations.unit_of_work import unit_of_work
from store.cash.office_closings import closed_up_to, has_entries
from store.database.engine import Store


def close_office_books(store: Store, actor: Actor, *, at: datetime) -> OfficeBooksClosed | None:
    """Close what the office booked since the last closing, and send its voucher; ``None`` if there is nothing.

    Whatever has a smaller id than the closing is stored already: ids of one device are given one after the other.
    """
    check(actor, Permission.CLOSE_OFFICE_BOOKS)
    with unit_of_work(store, actor, at=at) as work:
        (closing,) = work.take_ids()
        number, after = closed_up_to(work.tx)
        if not has_entries(work.tx, after, closing):
            return None
        closed = OfficeBooksClosed(closing, number + 1, after, work.station.shop.business_day(at))
        work.record(closed)
        queue_documents(work, closing)
        return closed
