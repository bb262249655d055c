"""Whoever takes an invoice or an order as a file is in the journal, with the digest of the file."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.facts.office_books import DocumentExported
from models.facts.registry import read_fact
from operations.access.permissions import NotPermitted
from operations.dispatch.document_export import WrittenDocument, record_invoice_export, record_order_export
from store import journal
from store.database.engine import Store
from tests.builders import AT, OFFICE, OFFICE_ACTOR, small_shop
from tests.contents import contents

FILE = WrittenDocument("invoice", 7, "peppol-invoice-1-7.xml", b"<Invoice/>")


@pytest.mark.parametrize("record", [record_invoice_export, record_order_export])
def test_who_took_a_document_is_recorded(store: Store, record: Callable[..., Any]) -> None:
    small_shop(store)
    record(store, OFFICE_ACTOR, FILE, at=AT)
    with store.view() as view:
        (row,) = journal.read(view, OFFICE, kinds=[DocumentExported.kind])
    digest = sha256(FILE.content).hexdigest()
    assert read_fact(row.kind, row.payload).fact == DocumentExported("invoice", 7, FILE.name, digest)


@pytest.mark.parametrize(
    ("record", "role"),
    [(record_invoice_export, BuiltInRole.ANALYST), (record_order_export, BuiltInRole.BOOKKEEPER)],
)
def test_who_may_not_take_it_leaves_no_trace(store: Store, record: Callable[..., Any], role: BuiltInRole) -> None:
    before = contents(small_shop(store))
    with pytest.raises(NotPermitted):
        record(store, Actor("eva", OFFICE, PERMISSIONS[role]), FILE, at=AT)
    assert contents(store) == before
