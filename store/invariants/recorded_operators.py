"""People, their roles and their secrets are those that the journal recorded last (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.operator import OperatorsChanged, OperatorValues, RoleChanged, SecretChanged
from store import schema
from store.access.secrets import digest_of
from store.invariants.replay import compare, replay
from store.invariants.violation import Invariant, Violation


def operators_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """People that differ from their facts, or have none."""
    recorded, unreadable = replay(
        view, OperatorsChanged, lambda each: ((f"operator {one.code}", one) for one in each.fact.operators)
    )
    yield from unreadable
    query = sa.select(*schema.operator.c["code", "name", "role", "active", "language"])
    yield from compare(recorded, {f"operator {row[0]}": OperatorValues(*row) for row in view.execute(query)})


def roles_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Roles of the shop's own that differ from their facts, or have none."""
    recorded, unreadable = replay(
        view, RoleChanged, lambda each: [(f"role {each.fact.code}", (each.fact.name, each.fact.permissions))]
    )
    yield from unreadable
    rows = view.execute(sa.select(*schema.own_role.c["code", "name", "permissions"]))
    yield from compare(recorded, {f"role {code}": (name, tuple(may.split())) for code, name, may in rows})


def secrets_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Secrets that somebody put into the database beside the journal; a violation names no secret."""
    digests, unreadable = replay(
        view,
        SecretChanged,
        lambda each: [(f"the {each.fact.secret} of operator {each.fact.operator}", each.fact.digest)],
    )
    yield from unreadable
    recorded = {subject: digest for subject, digest in digests.items() if digest is not None}
    rows = view.execute(sa.select(*schema.operator_secret.c["operator", "kind", "stored"]))
    yield from compare(recorded, {f"the {kind} of operator {code}": digest_of(stored) for code, kind, stored in rows})


INVARIANTS = (
    Invariant(("C8",), "People are stored as they were recorded last.", operators_and_journal),
    Invariant(("C8",), "The shop's own roles are stored as they were recorded last.", roles_and_journal),
    Invariant(("C8",), "PINs, badges, passwords and second factors are those recorded last.", secrets_and_journal),
)
