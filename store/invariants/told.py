"""Facts as the journal tells them, in portions, beside what the tables keep of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
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
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Told:
    """A row of the journal that tells of a fact.

    ``fact_id`` is 0, which no fact has, where the row names nothing that can be one.
    """

    row: JournalRow
    facts: Mapping[str, Any]
    fact_id: int

    @property
    def where(self) -> str:
        """The row, as a violation names it."""
        return f"journal of device {self.row.device_id}, row {self.row.seq}"


def told(view: sa.Connection, kinds: Collection[JournalKind], key: str) -> Iterator[list[Told]]:
    """What the journals of all devices tell by rows of these kinds, about :data:`PORTION` facts or goods at a time.

    ``key`` is the name under which a row tells the id of its fact.
    """
    for (device_id,) in view.execute(sa.select(schema.device.c.id)).all():
        portion: list[Told] = []
        weight = 0
        for row in journal.read(view, device_id, kinds=kinds):
            facts = _facts(row)
            portion.append(Told(row, facts, _fact_id(facts.get(key))))
            weight += _weight(facts)
            if weight >= PORTION:
                yield portion
                portion, weight = [], 0
        if portion:
            yield portion


def readable(
    view: sa.Connection, find: Callable[[sa.Connection, Sequence[int]], Mapping[int, _Found]], ids: Sequence[int]
) -> tuple[Mapping[int, _Found], dict[int, str]]:
    """What can be read, and why the rest cannot: somebody may have written what no column of ours can hold."""
    try:
        return find(view, ids), {}
    except UNREADABLE as error:
        if len(ids) == 1:
            return {}, {ids[0]: str(error)}
    found: dict[int, _Found] = {}
    unreadable: dict[int, str] = {}
    for each in ids:
        one, why = readable(view, find, [each])
        found |= one
        unreadable |= why
    return found, unreadable


def _facts(row: JournalRow) -> dict[str, Any]:
    try:
        values = json.loads(row.payload)
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _fact_id(named: object) -> int:
    return named if isinstance(named, int) and 0 < named <= _ID_MAX else 0


def _weight(facts: dict[str, Any]) -> int:
    goods = facts.get("goods")
    return len(goods) if isinstance(goods, list) and goods else 1
