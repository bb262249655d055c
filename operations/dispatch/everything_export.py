"""Taking everything out of the shop, which the journal records with who did it."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.facts.office_books import EverythingExported
from operations.access.permissions import check
from operations.unit_of_work import unit_of_work
from store.database.engine import Store


def may_export_everything(actor: Actor) -> None:
    """Raise :class:`operations.access.permissions.NotPermitted` before anything is written: costs are in it, too."""
    check(actor, Permission.EXPORT_EVERYTHING)
    check(actor, Permission.SEE_COSTS)


def record_everything_export(
    store: Store, actor: Actor, *, tables: int, rows: int, digest: str, at: datetime
) -> EverythingExported:
    """Record that somebody takes everything; the caller hands the folder out only after this."""
    check(actor, Permission.EXPORT_EVERYTHING)
    check(actor, Permission.SEE_COSTS)
    exported = EverythingExported(tables, rows, digest)
    with unit_of_work(store, actor, at=at) as work:
        work.record(exported)
    return exported
