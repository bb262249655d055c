"""Rows of the journal, read so that what they record can be compared with the tables."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from heapq import merge
from operator import attrgetter
from typing import Any, TypeVar

import sqlalchemy as sa

from models.errors import Broken
from models.journal import JournalKind, JournalRow
from store import journal, schema

#: Sales, or goods of a delivery, that are compared with the journal at a time.
PORTION = 500
#: What reading a column raises that somebody wrote something impossible into.
UNREADABLE = (TypeError, ValueError, ArithmeticError, LookupError, Broken)

_ID_MAX = 2**63 - 1
#: Under this name a connection knows which devices have rows of a kind, while :func:`one_state` holds.
_WRITERS = "devices by kind of their rows"
_Stored = TypeVar("_Stored")


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row of the journal with the id of the fact that it records.

    ``fact_id`` is 0, which no fact has, where the row names nothing that can be one.
    """

    row: JournalRow
    fact_id: int

    @property
    def where(self) -> str:
        """The row, as a violation names it."""
        return place_of(self.row)


def place_of(row: JournalRow) -> str:
    """A row of the journal, as a violation names it."""
    return f"journal of device {row.device_id}, row {row.seq}"


def read_in_order(view: sa.Connection, kinds: Collection[JournalKind]) -> Iterator[JournalRow]:
    """The rows of these kinds of all devices: of one device as they were written, between devices by their instants."""
    journals = (journal.read(view, device_id, kinds=kinds) for device_id in _writers(view, kinds))
    yield from merge(*journals, key=attrgetter("at_micros"))


def read_in_portions(view: sa.Connection, kinds: Collection[JournalKind], key: str) -> Iterator[list[NamedRow]]:
    """The rows of these kinds of all devices, about :data:`PORTION` facts or goods at a time.

    ``key`` is the name under which a row stores the id of its fact.
    """
    for device_id in _writers(view, kinds):
        portion: list[NamedRow] = []
        weight = 0
        for row in journal.read(view, device_id, kinds=kinds):
            values = _values(row)
            portion.append(NamedRow(row, _fact_id(values.get(key))))
            weight += _weight(values)
            if weight >= PORTION:
                yield portion
                portion, weight = [], 0
        if portion:
            yield portion


def find_readable(
    view: sa.Connection, find: Callable[[sa.Connection, Sequence[int]], Mapping[int, _Stored]], ids: Sequence[int]
) -> tuple[Mapping[int, _Stored], dict[int, str]]:
    """Records of these ids that can be read, and for the others why not: a column may hold an impossible value."""
    try:
        return find(view, ids), {}
    except UNREADABLE as error:
        if len(ids) == 1:
            return {}, {ids[0]: str(error)}
    stored: dict[int, _Stored] = {}
    unreadable: dict[int, str] = {}
    for each in ids:
        one, reason = find_readable(view, find, [each])
        stored |= one
        unreadable |= reason
    return stored, unreadable


@contextmanager
def one_state(view: sa.Connection) -> Iterator[None]:
    """Within this, ``view`` shows one state: which device wrote which kinds of rows is asked once, not for each kind.

    A journal has no index of kinds, so that whoever asks for a kind reads all rows of a device.
    """
    by_kind: defaultdict[str, list[int]] = defaultdict(list)
    columns = schema.journal.c["kind", "device_id"]
    for kind, device_id in view.execute(sa.select(*columns).distinct().order_by(columns["device_id"])):
        by_kind[kind].append(device_id)
    view.info[_WRITERS] = by_kind
    try:
        yield
    finally:
        del view.info[_WRITERS]


def _writers(view: sa.Connection, kinds: Collection[JournalKind]) -> Sequence[int]:
    """The devices that may have rows of these kinds."""
    by_kind = view.info.get(_WRITERS)
    if by_kind is None:
        return view.scalars(sa.select(schema.device.c.id).order_by(schema.device.c.id)).all()
    return sorted({device_id for kind in kinds for device_id in by_kind.get(kind.value, ())})


def _values(row: JournalRow) -> dict[str, Any]:
    try:
        values = json.loads(row.payload)
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _fact_id(value: object) -> int:
    return value if isinstance(value, int) and 0 < value <= _ID_MAX else 0


def _weight(values: dict[str, Any]) -> int:
    goods = values.get("goods")
    return len(goods) if isinstance(goods, list) and goods else 1
