"""Somebody with the database's own rights changes what is written: every way of it, at random."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from random import Random

import sqlalchemy as sa

from models.journal import ChainHead, Happening, JournalRow, chain
from store import invariants, schema
from store.database.engine import Store
from store.invariants.journal_rows import one_state

JOURNAL = schema.journal
TEXTS = ("kind", "payload", "prev_hash", "hash")


class Undone(Exception):
    """Ends a transaction whose changes are rolled back."""


@contextmanager
def unguarded(tx: sa.Connection, *tables: str) -> Iterator[None]:
    """Take the guards off, triggers and (on a server) foreign keys, and put them back as they were.

    A file looks at its foreign keys only when the transaction ends.
    """
    if tx.dialect.name != "sqlite":
        tx.exec_driver_sql("SET LOCAL session_replication_role = replica")
        yield
        tx.exec_driver_sql("SET LOCAL session_replication_role = origin")
        return
    query = sa.text("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
    guards = {name: sql for name, table, sql in tx.execute(query) if table in tables}
    for name in guards:
        tx.exec_driver_sql(f"DROP TRIGGER {name}")
    tx.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    yield
    for sql in guards.values():
        tx.exec_driver_sql(sql)


def read_all(store: Store, device_id: int) -> list[JournalRow]:
    """The rows of a device as plain values."""
    table = JOURNAL.c
    at = sa.type_coerce(table.at, sa.BigInteger)
    columns = (table.device_id, table.seq, at, table.kind, table.payload, table.prev_hash, table.hash)
    query = sa.select(*columns).where(table.device_id == device_id).order_by(table.seq)
    with store.view() as view:
        return [JournalRow(*row) for row in view.execute(query)]


@dataclass(frozen=True, slots=True)
class Attack:
    """A chain in somebody's hands. Each way to change it returns the number of the row that must be named."""

    tx: sa.Connection
    rng: Random
    rows: list[JournalRow]

    @property
    def device_id(self) -> int:
        return self.rows[0].device_id

    def flip(self) -> int:
        """One bit of one field of one row."""
        row = self.rng.choice(self.rows)
        if self.rng.random() < 0.2:
            self._write(row.seq, at=row.at_micros ^ 1 << self.rng.randrange(50))
            return row.seq
        name = self.rng.choice(TEXTS if row.seq > 1 else ("kind", "payload", "hash"))
        text = str(getattr(row, name))
        place = self.rng.choice([i for i, letter in enumerate(text) if letter.isascii()])
        flipped = chr(ord(text[place]) ^ 1 << self.rng.randrange(5))
        self._write(row.seq, **{name: text[:place] + flipped.replace("\0", "\x7f") + text[place + 1 :]})
        return row.seq

    def delete(self) -> int:
        """One row goes."""
        row = self.rng.choice(self.rows)
        self._remove(JOURNAL.c.seq == row.seq)
        return row.seq

    def truncate(self) -> int:
        """The end goes."""
        row = self.rng.choice(self.rows)
        self._remove(JOURNAL.c.seq >= row.seq)
        return row.seq

    def reorder(self) -> int:
        """Two rows change places, numbers and all."""
        one, other = sorted(self.rng.sample(self.rows, 2), key=lambda row: row.seq)
        self._remove(JOURNAL.c.seq.in_([one.seq, other.seq]))
        self._add(replace(other, seq=one.seq), replace(one, seq=other.seq))
        return one.seq

    def insert(self) -> int:
        """A row comes in between, the others move up; it copies its neighbour, so that it does not seal."""
        row = self.rng.choice(self.rows)
        self._remove(JOURNAL.c.seq >= row.seq)
        self._add(row, *(replace(later, seq=later.seq + 1) for later in self.rows[row.seq - 1 :]))
        return row.seq + 1

    def insert_sealed(self) -> int:
        """A row comes in between that seals well; the row after it does not follow it.

        Where it takes the number of the last row, the device remembers another one, and it is named itself.
        """
        row = self.rng.choice(self.rows[:-1])
        (forged,) = chain(self.device_id, ChainHead(row.seq, row.hash), [self._happening()])
        self._remove(JOURNAL.c.seq > row.seq)
        self._add(forged, *(replace(later, seq=later.seq + 1) for later in self.rows[row.seq :]))
        last = self.rows[-1]
        return forged.seq if forged.seq == last.seq and forged != last else forged.seq + 1

    def append(self) -> int:
        """A row that seals well comes to the end; the device does not know it."""
        last = self.rows[-1]
        self._add(*chain(self.device_id, ChainHead(last.seq, last.hash), [self._happening()]))
        return last.seq + 1

    def forge_the_rest(self) -> int:
        """From a row on everything is sealed anew; only the device's own record differs, so the last row is named."""
        row = self.rng.choice(self.rows)
        before = ChainHead(row.seq - 1, row.prev_hash)
        happenings = [Happening(each.kind, each.at_micros, each.payload) for each in self.rows[row.seq - 1 :]]  # type: ignore[arg-type]
        happenings[0] = replace(happenings[0], at_micros=happenings[0].at_micros + 1)
        self._remove(JOURNAL.c.seq >= row.seq)
        self._add(*chain(self.device_id, before, happenings))
        return self.rows[-1].seq

    def _happening(self) -> Happening:
        happenings = self.rng.choice(self.rows)
        return Happening(happenings.kind, happenings.at_micros, happenings.payload)  # type: ignore[arg-type]

    def _write(self, seq: int, **values: object) -> None:
        here = (JOURNAL.c.device_id == self.device_id) & (JOURNAL.c.seq == seq)
        self.tx.execute(JOURNAL.update().where(here).values(**values))

    def _remove(self, which: sa.ColumnElement[bool]) -> None:
        self.tx.execute(JOURNAL.delete().where(JOURNAL.c.device_id == self.device_id, which))

    def _add(self, *rows: JournalRow) -> None:
        names = ("device_id", "seq", "at", *TEXTS)
        fields = ("device_id", "seq", "at_micros", *TEXTS)
        written = [{name: getattr(row, field) for name, field in zip(names, fields, strict=True)} for row in rows]
        self.tx.execute(JOURNAL.insert(), written)


class Checks:
    """Whether any check of the shop finds something: asks first those that did before, and no more than it must."""

    def __init__(self) -> None:
        self._in_order = list(invariants.INVARIANTS)

    def find(self, tx: sa.Connection) -> bool:
        """Whether one of them finds anything in what ``tx`` sees."""
        with one_state(tx):
            for at, each in enumerate(self._in_order):
                if next(invariants.find_violations(each, tx), None) is not None:
                    self._in_order.insert(0, self._in_order.pop(at))
                    return True
        return False


WAYS: dict[str, Callable[[Attack], int]] = {
    "flip": Attack.flip,
    "delete": Attack.delete,
    "truncate": Attack.truncate,
    "reorder": Attack.reorder,
    "insert": Attack.insert,
    "insert sealed": Attack.insert_sealed,
    "append": Attack.append,
    "forge the rest": Attack.forge_the_rest,
}
