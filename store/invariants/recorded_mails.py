"""Receipts that were sent by e-mail are as the journal recorded them (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.dispatch.sending_rules import DispatchKind
from models.facts.device import ReceiptMailed
from store import dispatch
from store.invariants.replay import compare, replay
from store.invariants.violation import Invariant, Violation


def mails_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """E-mails of receipts that differ from what was recorded of them."""
    recorded, unreadable = replay(view, ReceiptMailed, lambda each: [(f"e-mail {each.fact.dispatch}", each.fact.sale)])
    yield from unreadable
    stored = dispatch.dispatches_of_kind(view, DispatchKind.RECEIPT_MAIL)
    yield from compare(recorded, {f"e-mail {each.id}": each.subject_id for each in stored})


INVARIANTS = (Invariant(("C8",), "E-mails of receipts are as they were recorded.", mails_and_journal),)
