"""Taking the files of a month out of the shop, which the journal records with who did it."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from models.access.actor import Actor
from models.access.permission import Permission
from models.facts.office_books import MonthExported
from models.ledger.month_control import BookMonth
from operations.access.permissions import check
from operations.unit_of_work import unit_of_work
from store.database.engine import Store


def record_month_export(
    store: Store, actor: Actor, month: BookMonth, content: bytes, *, vouchers: int, at: datetime
) -> MonthExported:
    """Record that somebody takes the files of a month; the caller hands out ``content`` only after this.

    Raises :class:`operations.access.permissions.NotPermitted`.
    """
    check(actor, Permission.EXPORT_FIGURES)
    exported = MonthExported(str(month), vouchers, len(content), sha256(content).hexdigest())
    with unit_of_work(store, actor, at=at) as work:
        work.record(exported)
    return exported
