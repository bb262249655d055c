"""What one till's devices have yet to do, read from the store and recorded there."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor
from models.access.operator import DEVICE_OPERATOR
from models.delivery import Attempt, Consumer, DeliveryCursor, Outcome, is_due, is_expired
from models.journal import JournalKind
from models.selling.settlement import TenderKind
from operations.delivery import begin_deliveries, claim_delivery, settle_delivery
from store import delivery
from store.database.engine import Connection, Store
from store.delivery import Delivery
from store.selling import sales


class DeliveryProgress:
    """The deliveries of one consumer at one till, in the hands of the installation ``holder``."""

    def __init__(self, store: Store, till_id: int, consumer: Consumer, holder: str) -> None:
        self._store, self._consumer, self._holder = store, consumer, holder
        self._actor = Actor(DEVICE_OPERATOR, till_id)
        #: Rows up to here need no delivery; the stored cursor may be behind.
        self._seen = 0

    def begin(self, *, at: datetime) -> None:
        """Take the deliveries over; see :func:`operations.delivery.begin_deliveries`."""
        begin_deliveries(self._store, self._actor, self._consumer, self._holder, at=at)

    def cursor(self) -> DeliveryCursor | None:
        """How far it has come, if these deliveries are ours."""
        with self._store.view() as view:
            return self._ours(view)

    def next_due(self, *, at: datetime, hurried: bool = False) -> Delivery | None:
        """The first row to act on now; ``hurried`` does not wait for the time of the next attempt."""
        with self._store.view() as view:
            cursor = self._ours(view)
            if cursor is None or cursor.claimed_seq or not (hurried or is_due(cursor, at)):
                return None
            for row in delivery.waiting(view, cursor, self._seen):
                if self._needs_something(view, cursor, row, at):
                    return row
                self._seen = row.seq
        return None

    def is_expired(self, row: Delivery, *, at: datetime) -> bool:
        """Whether acting on a row would come too late."""
        cursor = self.cursor()
        return cursor is not None and is_expired(cursor, row.at, at)

    def claim(self, row: Delivery, *, at: datetime) -> bool:
        """Claim a row before the device gets its first byte."""
        return claim_delivery(self._store, self._actor, self._consumer, self._holder, row.seq, at=at)

    def settle(self, row: Delivery, outcome: Outcome, *, at: datetime, reason: str = "") -> None:
        """Record how an attempt ended."""
        settle_delivery(self._store, self._actor, self._consumer, Attempt(row.seq, outcome, reason), at=at)

    def _ours(self, view: Connection) -> DeliveryCursor | None:
        cursor = delivery.find_cursor(view, self._actor.device_id, self._consumer)
        return cursor if cursor is not None and cursor.holder == self._holder else None

    def _needs_something(self, view: Connection, cursor: DeliveryCursor, row: Delivery, at: datetime) -> bool:
        """A printer settles each row; a drawer acts on what it is not too late for, and of sales on those in cash."""
        if self._consumer is Consumer.RECEIPT_PRINTER:
            return True
        if is_expired(cursor, row.at, at):
            return False
        return row.kind != JournalKind.SALE_COMPLETED or _took_cash(view, row.sale_id)


def _took_cash(view: Connection, sale_id: int) -> bool:
    sale = sales.find_sale(view, sale_id)
    return sale is not None and any(tender.kind is TenderKind.CASH for tender in sale.settlement.tenders)
