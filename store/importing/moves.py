"""The moves from other systems, as the journal has them."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from models.facts.moving_in import MovedFile, MovedIn, MoveInBegun
from models.facts.registry import read_fact
from models.journal import JournalKind
from models.shop import DeviceKind
from store import schema

#: What happens in a shop by itself, or only by looking at it: undoing a move loses nothing of it that anybody misses.
HARMLESS = frozenset(
    {
        JournalKind.SIGNED_IN,
        JournalKind.SIGNED_OUT,
        JournalKind.SIGN_IN_REFUSED,
        JournalKind.KEY_INTRODUCED,
        JournalKind.CLOCK_JUMPED,
    }
)


@dataclass(frozen=True, slots=True)
class StoredMove:
    """A move: its number, the backup before it, its files, whether it was completed, and its rows in the journal.

    ``begun`` and ``done`` are rows of the journal of ``device_id``.
    """

    number: int
    backup: str
    files: tuple[MovedFile, ...]
    device_id: int
    begun: int
    done: int | None
    at_micros: int
    rows: int

    @property
    def is_done(self) -> bool:
        """Whether everything came over."""
        return self.done is not None


@dataclass(frozen=True, slots=True)
class UsedRows:
    """Rows of a device that are not of a move: how many there are, and the kind of the first."""

    device: str
    rows: int
    kind: str


def last_move(view: sa.Connection) -> StoredMove | None:
    """The last move that was begun; one that was undone is in no journal any more."""
    table = schema.journal.c
    kinds = (JournalKind.MOVE_IN_BEGUN.value, JournalKind.MOVED_IN.value)
    at = sa.type_coerce(table.at, sa.BigInteger)
    query = sa.select(table.device_id, table.seq, at, table.kind, table.payload).where(table.kind.in_(kinds))
    begun: tuple[int, int, int, MoveInBegun] | None = None
    done: int | None = None
    for device_id, seq, at_micros, kind, payload in view.execute(query.order_by(at, table.seq)):
        fact = read_fact(kind, payload).fact
        if isinstance(fact, MoveInBegun):
            begun, done = (device_id, seq, at_micros, fact), None
        elif isinstance(fact, MovedIn) and begun is not None and begun[3].move == fact.move:
            done = seq
    if begun is None:
        return None
    device_id, seq, at_micros, fact = begun
    return StoredMove(
        *(fact.move, fact.backup, fact.files, device_id, seq, done, at_micros),
        rows=_rows_of(view, device_id, seq),
    )


def _rows_of(view: sa.Connection, device_id: int, begun: int) -> int:
    """The rows that the move and everything since wrote."""
    table, device = schema.journal.c, schema.device.c
    imports = sa.select(device.id).where(device.kind == DeviceKind.IMPORT.value)
    of_move = sa.or_(sa.and_(table.device_id == device_id, table.seq >= begun), table.device_id.in_(imports))
    return int(view.scalar(sa.select(sa.func.count()).select_from(schema.journal).where(of_move)) or 0)


def rows_since(view: sa.Connection, move: StoredMove) -> UsedRows | None:
    """What a device recorded since a move that is not part of it; ``None`` if nobody worked in the shop."""
    table, device = schema.journal.c, schema.device.c
    at = sa.type_coerce(table.at, sa.BigInteger)
    after_it = sa.and_(
        table.device_id == move.device_id, table.seq > (move.begun + move.rows if move.done is None else move.done)
    )
    elsewhere = sa.and_(table.device_id != move.device_id, device.kind != DeviceKind.IMPORT.value, at >= move.at_micros)
    query = (
        sa.select(device.name, sa.func.count(), sa.func.min(table.kind))
        .join_from(schema.journal, schema.device, device.id == table.device_id)
        .where(sa.or_(after_it, elsewhere), table.kind.not_in([kind.value for kind in HARMLESS]))
        .group_by(device.name)
        .order_by(device.name)
        .limit(1)
    )
    row = view.execute(query).first()
    return None if row is None else UsedRows(*row)
