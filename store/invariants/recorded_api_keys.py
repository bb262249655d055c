"""Which keys programs may use, and for what, is what the journal recorded last (C8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa

from models.access.api_key import scope_text
from models.facts.api_key import ApiKeyMade, ApiKeyRevoked
from store.access import stored_api_keys
from store.access.secrets import digest_of
from store.invariants.replay import compare, replay
from store.invariants.violation import Invariant, Violation


def keys_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Keys without a fact, with another secret, more scopes or a later end, or that hold although they were revoked."""
    recorded, unreadable = replay(
        view, ApiKeyMade, lambda each: [(_subject(each.fact.key), (*_values(each.fact), each.fact.digest))]
    )
    yield from unreadable
    revoked, unreadable = replay(view, ApiKeyRevoked, lambda each: [(_subject(each.fact.key), True)])
    yield from unreadable
    hashes = stored_api_keys.hashes_of_keys(view)
    stored = {
        _subject(each.id): (
            (each.name, scope_text(each.scopes), each.ends_at, digest_of(hashes[each.id])),
            each.revoked_at is not None,
        )
        for each in stored_api_keys.all_keys(view)
    }
    yield from compare({subject: (values, subject in revoked) for subject, values in recorded.items()}, stored)


def _values(fact: ApiKeyMade) -> tuple[str, str, datetime]:
    return fact.name, fact.scopes, datetime.fromisoformat(fact.ends_at)


def _subject(number: int) -> str:
    return f"the key {number} of a program"


INVARIANTS = (Invariant(("C8",), "Keys of programs hold for what was recorded last.", keys_and_journal),)
