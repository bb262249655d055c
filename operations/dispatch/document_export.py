"""Taking an invoice or an order out of the shop as a file, which the journal records with who did it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from models.access.actor import Actor
from models.access.permission import Permission
from models.facts.office_books import DocumentExported
from operations.access.permissions import check
from operations.unit_of_work import unit_of_work
from store.database.engine import Store


@dataclass(frozen=True, slots=True)
class WrittenDocument:
    """A file of a document: what it is (invoice, credit note, order), of which receipt or order, and its bytes."""

    document: str
    source: int
    name: str
    content: bytes


def record_invoice_export(store: Store, actor: Actor, document: WrittenDocument, *, at: datetime) -> DocumentExported:
    """Record that somebody takes an invoice or a credit note; the caller hands it out only after this."""
    check(actor, Permission.EXPORT_INVOICES)
    return _record(store, actor, document, at)


def record_order_export(store: Store, actor: Actor, document: WrittenDocument, *, at: datetime) -> DocumentExported:
    """Record that somebody takes a purchase order; the caller hands it out only after this."""
    check(actor, Permission.EXPORT_ORDERS)
    return _record(store, actor, document, at)


def _record(store: Store, actor: Actor, document: WrittenDocument, at: datetime) -> DocumentExported:
    digest = sha256(document.content).hexdigest()
    exported = DocumentExported(document.document, document.source, document.name, digest)
    with unit_of_work(store, actor, at=at) as work:
        work.record(exported)
    return exported
