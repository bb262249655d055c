"""Somebody without a private key writes a journal anew, so that every hash is right."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

import sqlalchemy as sa

from models.journal import ChainHead, Happening, JournalKind, JournalRow, chain
from models.journal_signature import commit_text
from store import schema
from store.signing.ed25519 import PrivateKey

JOURNAL, HEAD = schema.journal, schema.device_head
Happenings = list[Happening]


def edit(rows: Happenings, rng: Random) -> Happenings:
    """One payload has another text."""
    place = rng.randrange(len(rows))
    values = {**json.loads(rows[place].payload), "reason": f"forged {rng.randrange(10**9)}"}
    return [*rows[:place], replace(rows[place], payload=json.dumps(values)), *rows[place + 1 :]]


def move_in_time(rows: Happenings, rng: Random) -> Happenings:
    """One row is of another instant."""
    place = rng.randrange(len(rows))
    return [*rows[:place], replace(rows[place], at_micros=rows[place].at_micros + 1), *rows[place + 1 :]]


def delete(rows: Happenings, rng: Random) -> Happenings:
    """One row never was."""
    place = rng.randrange(len(rows))
    return rows[:place] + rows[place + 1 :]


def insert(rows: Happenings, rng: Random) -> Happenings:
    """One row is told that never happened."""
    place = rng.randrange(len(rows) + 1)
    forged = Happening(JournalKind.DRAWER_OPENED, 1_790_000_000_000_000, '{"reason":"change"}')
    return [*rows[:place], forged, *rows[place:]]


def reorder(rows: Happenings, rng: Random) -> Happenings:
    """Two rows change places."""
    one, other = rng.sample(range(len(rows)), 2)
    moved = list(rows)
    moved[one], moved[other] = moved[other], moved[one]
    return moved


def cut(rows: Happenings, rng: Random) -> Happenings:
    """The end never was."""
    return rows[: rng.randrange(len(rows))]


def wipe(_rows: Happenings, _rng: Random) -> Happenings:
    """Nothing ever was."""
    return []


CHANGES: dict[str, Callable[[Happenings, Random], Happenings]] = {
    each.__name__: each for each in (edit, move_in_time, delete, insert, reorder, cut, wipe)
}


@dataclass(frozen=True, slots=True)
class Forger:
    """Who writes the journal of a device anew, and with what in place of its signatures."""

    tx: sa.Connection
    rows: list[JournalRow]

    def write(self, happenings: Happenings, signing: str) -> None:
        """Replace the journal by these happenings, chained from the first to the last."""
        device_id = self.rows[0].device_id
        own = PrivateKey.generate() if signing == "own key" else None
        if own is not None:
            happenings = [_with_key(each, own) for each in happenings]
        rows = SIGNINGS[signing](self.rows, chain(device_id, ChainHead(0, ""), happenings), own)
        self.tx.execute(JOURNAL.delete().where(JOURNAL.c.device_id == device_id))
        names = [column.name for column in JOURNAL.columns]
        for row in rows:
            values = (row.device_id, row.seq, row.at_micros, row.kind, row.payload, row.prev_hash, row.hash)
            stored = dict(zip(names, (*values, row.signature), strict=True))
            self.tx.execute(_INSERT, stored)
        last = rows[-1] if rows else None
        head = HEAD.update().where(HEAD.c.device_id == device_id)
        key = (
            own.public_key
            if own is not None and rows
            else ("" if signing == "none" or not rows else HEAD.c.signing_key)
        )
        self.tx.execute(
            head.values(last_journal=last.seq if last else 0, journal_hash=last.hash if last else "", signing_key=key)
        )


_INSERT = sa.text(
    "INSERT INTO journal (device_id, seq, at, kind, payload, prev_hash, hash, signature)"
    " VALUES (:device_id, :seq, :at, :kind, :payload, :prev_hash, :hash, :signature)"
)


def _with_key(happening: Happening, own: PrivateKey) -> Happening:
    if happening.kind != JournalKind.KEY_INTRODUCED:
        return happening
    values = {**json.loads(happening.payload), "public_key": own.public_key}
    return replace(happening, payload=json.dumps(values, sort_keys=True, separators=(",", ":")))


def _same(before: list[JournalRow], after: list[JournalRow], _own: PrivateKey | None) -> list[JournalRow]:
    """The signatures stay at their numbers."""
    at = {row.seq: row.signature for row in before}
    return [replace(row, signature=at.get(row.seq)) for row in after]


def _none(_before: list[JournalRow], after: list[JournalRow], _own: PrivateKey | None) -> list[JournalRow]:
    """A shop of before there were keys."""
    kinds = [row for row in after if row.kind != JournalKind.KEY_INTRODUCED]
    happenings = [Happening(JournalKind(row.kind), row.at_micros, row.payload) for row in kinds]
    return chain(after[0].device_id, ChainHead(0, ""), happenings) if after else []


def _own_key(before: list[JournalRow], after: list[JournalRow], own: PrivateKey | None) -> list[JournalRow]:
    """Each commit is signed with a key of the forger's own, which the journal introduces."""
    assert own is not None
    signed, first, ends = [], 1, {row.seq for row in before if row.signature}
    for row in after:
        if row.seq in ends or row is after[-1]:
            text = commit_text(row.device_id, first, row.seq, row.hash)
            signed.append(replace(row, signature=own.sign(text)))
            first = row.seq + 1
        else:
            signed.append(row)
    return signed


SIGNINGS: dict[str, Callable[[list[JournalRow], list[JournalRow], PrivateKey | None], list[JournalRow]]] = {
    "kept": _same,
    "none": _none,
    "own key": _own_key,
}
