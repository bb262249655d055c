"""The journal is signed by the keys of its devices (C4)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.journal_signature import SignedRow, find_signature_faults
from store import journal, schema
from store.invariants.violation import Invariant, Violation
from store.signing.ed25519 import is_signed_by


def signatures(view: sa.Connection) -> Iterator[Violation]:
    """Rows that no signature of their device covers, and devices that name another key than their journal does."""
    head = schema.device_head.c
    for device_id, last, key in view.execute(sa.select(head.device_id, head.last_journal, head.signing_key)).all():
        introduced = [""]
        rows = _watched(journal.signed_rows(view, device_id), introduced)
        for fault in find_signature_faults(rows, device_id, last, is_signed_by):
            yield Violation("C4", f"journal of device {device_id}, row {fault.seq}", fault.reason)
        if key != introduced[-1]:
            yield Violation("C4", f"the key of device {device_id}", "is not the one that its journal introduced last")


def _watched(rows: Iterator[SignedRow], introduced: list[str]) -> Iterator[SignedRow]:
    """The same rows, while the keys that they introduce are noted."""
    for row in rows:
        if row.new_key is not None:
            introduced.append(row.new_key)
        yield row


INVARIANTS = (Invariant(("C4",), "The rows of the journal are signed by their device.", signatures),)
