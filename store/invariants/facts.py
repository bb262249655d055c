"""What the journal tells is what the tables keep, to the last column (C6, C5 for goods)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

import sqlalchemy as sa

from models.errors import Broken
from models.journal import JournalKind, JournalRow
from models.ledger.posting import entry_of_sale
from models.selling.sale import Sale, movements_of
from store import journal, ledger, sales, schema, stock
from store.columns import to_micros
from store.invariants.violation import Violation

#: Sales that are compared with the journal at a time.
PORTION = 500

_SALE_KINDS = {JournalKind.SALE_COMPLETED.value, JournalKind.SALE_IMPORTED.value}
#: What reading a column raises that somebody wrote something impossible into.
_UNREADABLE = (TypeError, ValueError, ArithmeticError, Broken)
_ID_MAX = 2**63 - 1
_Found = TypeVar("_Found")


def sales_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Each sale stands in the journal of its device with the same facts, and nothing else does."""
    written = 0
    for (device_id,) in view.execute(sa.select(schema.device.c.id)).all():
        portion: list[JournalRow] = []
        for row in journal.read(view, device_id):
            if row.kind in _SALE_KINDS:
                portion.append(row)
            if len(portion) == PORTION:
                written += len(portion)
                yield from _compare(view, portion)
                portion = []
        written += len(portion)
        yield from _compare(view, portion)
    kept = view.scalar(sa.select(sa.func.count()).select_from(schema.sale))
    if kept != written:
        yield Violation("C6", "the journal", f"tells of {written} sales but {kept} are kept")


def _compare(view: sa.Connection, rows: list[JournalRow]) -> Iterator[Violation]:
    told = [(row, _payload(row)) for row in rows]
    kept, unreadable = _readable(view, sales.find_sales, [_sale_id(payload) for _, payload in told])
    same: list[Sale] = []
    for row, payload in told:
        where = f"journal of device {row.device_id}, row {row.seq}"
        sale_id = _sale_id(payload)
        sale = kept.get(sale_id)
        if sale is not None:
            differing = _differences(sale, row, payload)
            if differing:
                yield Violation("C6", f"sale {sale_id}", f"differs from the {where} in {', '.join(differing)}")
            else:
                same.append(sale)
        elif sale_id in unreadable:
            yield Violation("C2", f"sale {sale_id}", f"cannot be read: {unreadable[sale_id]}")
        else:
            yield Violation("C6", where, f"tells of sale {sale_id}, which is not kept")
    yield from _what_follows(view, same)


def _differences(sale: Sale, row: JournalRow, payload: dict[str, object]) -> list[str]:
    """What the journal tells otherwise than the tables."""
    facts = json.loads(json.dumps(sales.sale_facts(sale)))
    differing = sorted(key for key, value in payload.items() if facts.get(key) != value)
    if sale.origin.device_id != row.device_id:
        differing.append("device")
    if row.kind == JournalKind.SALE_COMPLETED and to_micros(sale.origin.at) != row.at_micros:
        differing.append("at")
    return differing


def _what_follows(view: sa.Connection, sold: list[Sale]) -> Iterator[Violation]:
    """Books and goods are what the sale itself makes of them, to the last column."""
    ids = [sale.id for sale in sold]
    entries, _ = _readable(view, ledger.entries_of, ids)
    movements, _ = _readable(view, stock.movements_from, ids)
    for sale in sold:
        if entries.get(sale.id) != entry_of_sale(sale):
            yield Violation("C6", f"entry {sale.id}", "is not what its sale makes of it")
        if movements.get(sale.id) != movements_of(sale):
            yield Violation("C5", f"the movements of sale {sale.id}", "are not what it makes of them")


def _readable(
    view: sa.Connection, find: Callable[[sa.Connection, list[int]], Mapping[int, _Found]], ids: list[int]
) -> tuple[Mapping[int, _Found], dict[int, str]]:
    """What can be read, and why the rest cannot: somebody may have written what no column of ours can hold."""
    try:
        return find(view, ids), {}
    except _UNREADABLE as error:
        if len(ids) == 1:
            return {}, {ids[0]: str(error)}
    found: dict[int, _Found] = {}
    unreadable: dict[int, str] = {}
    for each in ids:
        one, why = _readable(view, find, [each])
        found |= one
        unreadable |= why
    return found, unreadable


def _payload(row: JournalRow) -> dict[str, object]:
    try:
        values = json.loads(row.payload)
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _sale_id(payload: dict[str, object]) -> int:
    """The sale that a journal row tells of; 0, which no sale has, where it tells nothing that can be one."""
    told = payload.get("sale")
    return told if isinstance(told, int) and 0 < told <= _ID_MAX else 0
