"""What must always hold, asked of the database: whoever breaks it, these queries find it.

C2 no sale is half · C3 receipt numbers without a gap · C4 the journal is as it was written ·
C5 stock is the sum of its movements · C6 books, sales and journal tell the same.
(C1, that every acknowledged sale is there, can only be asked by who got the acknowledgements.)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa

from models.errors import Broken
from models.journal import JournalKind, JournalRow
from models.ledger.posting import entry_of_sale
from models.selling.sale import Sale, movements_of
from store import journal, ledger, sales, schema, stock
from store.columns import to_micros

#: Violations of one rule that are named; more of the same kind add nothing.
NAMED_MAX = 20
#: Sales that are compared with the journal at a time.
PORTION = 500

_SALE_KINDS = {JournalKind.SALE_COMPLETED.value, JournalKind.SALE_IMPORTED.value}
#: What reading a column raises that somebody wrote something impossible into.
_UNREADABLE = (TypeError, ValueError, ArithmeticError, Broken)
_ID_MAX = 2**63 - 1
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that does not hold, where, and what was found."""

    rule: str
    subject: str
    found: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.subject} {self.found}"


def check_all(view: sa.Connection, told: Callable[[int, int], None] | None = None) -> list[Violation]:
    """Every violation of C2 to C6, at most :data:`NAMED_MAX` of each check; ``told(done, total)`` hears of each."""
    checks = (
        _sales_without_lines,
        _line_sums,
        _lines_of_their_sale,
        _tender_sums,
        _receipt_gaps,
        _chains,
        _stock_levels,
        _sales_without_goods,
        _unbalanced,
        _sales_without_entry,
        _sales_and_journal,
    )
    violations: list[Violation] = []
    for done, check in enumerate(checks, start=1):
        violations += _first(check(view))
        if told is not None:
            told(done, len(checks))
    return violations


def _first(found: Iterator[Violation]) -> Iterator[Violation]:
    for _, violation in zip(range(NAMED_MAX), found, strict=False):
        yield violation


def _sales_without_lines(view: sa.Connection) -> Iterator[Violation]:
    for part, name in ((schema.sale_line, "lines"), (schema.tender, "tenders")):
        missing = ~sa.exists().where(part.c.sale_id == schema.sale.c.id)
        for (sale_id,) in view.execute(sa.select(schema.sale.c.id).where(missing).limit(NAMED_MAX)):
            yield Violation("C2", f"sale {sale_id}", f"has no {name}")


def _line_sums(view: sa.Connection) -> Iterator[Violation]:
    line, sale = schema.sale_line.c, schema.sale.c
    sums = (
        sa.select(
            line.sale_id,
            *(
                sa.func.sum(line[name]).label(name)
                for name in ("gross_minor", "net_minor", "tax_minor", "discount_minor")
            ),
        )
        .group_by(line.sale_id)
        .subquery()
    )
    for name in ("gross_minor", "net_minor", "tax_minor", "discount_minor"):
        query = sa.select(sale.id, sale[name], sums.c[name]).join_from(schema.sale, sums, sums.c.sale_id == sale.id)
        for sale_id, whole, parts in view.execute(query.where(sale[name] != sums.c[name]).limit(NAMED_MAX)):
            yield Violation("C2", f"sale {sale_id}", f"has {name} {whole} but its lines sum to {parts}")


def _lines_of_their_sale(view: sa.Connection) -> Iterator[Violation]:
    line, sale = schema.sale_line.c, schema.sale.c
    query = sa.select(line.sale_id, line.position).join_from(schema.sale_line, schema.sale)
    differs = sa.or_(line.business_day != sale.business_day, line.location_id != sale.location_id)
    for sale_id, position in view.execute(query.where(differs).limit(NAMED_MAX)):
        yield Violation("C2", f"sale {sale_id} line {position}", "has another day or location than its sale")


def _tender_sums(view: sa.Connection) -> Iterator[Violation]:
    tender, sale = schema.tender.c, schema.sale.c
    taken = sa.func.sum(tender.amount_minor - tender.change_minor)
    sums = sa.select(tender.sale_id, taken.label("taken")).group_by(tender.sale_id).subquery()
    query = sa.select(sale.id, sale.due_minor, sums.c.taken).join_from(schema.sale, sums, sums.c.sale_id == sale.id)
    for sale_id, due, paid in view.execute(query.where(sale.due_minor != sums.c.taken).limit(NAMED_MAX)):
        yield Violation("C2", f"sale {sale_id}", f"was due {due} but {paid} was taken")


def _receipt_gaps(view: sa.Connection) -> Iterator[Violation]:
    sale, head = schema.sale.c, schema.device_head.c
    numbers = (
        sa.select(
            sale.device_id,
            sa.func.count().label("many"),
            sa.func.min(sale.receipt_number).label("least"),
            sa.func.max(sale.receipt_number).label("most"),
        )
        .group_by(sale.device_id)
        .subquery()
    )
    query = sa.select(head.device_id, head.last_receipt, *numbers.c["many", "least", "most"]).outerjoin_from(
        schema.device_head, numbers, numbers.c.device_id == head.device_id
    )
    for device_id, last, many, least, most in view.execute(query):
        if (many or 0) != last or (last and (least != 1 or most != last)):
            found = f"gave out {last} receipt numbers but {many or 0} sales hold {least} to {most}"
            yield Violation("C3", f"till {device_id}", found)


def _chains(view: sa.Connection) -> Iterator[Violation]:
    for (device_id,) in view.execute(sa.select(schema.device.c.id)).all():
        broken = journal.verify_chain(view, device_id)
        if broken is not None:
            yield Violation("C4", f"journal of device {device_id}, row {broken.seq}", broken.reason)


def _stock_levels(view: sa.Connection) -> Iterator[Violation]:
    move, level = schema.stock_movement.c, schema.stock_level.c
    # Both sides in one list that is summed once: joining them costs the square of the range.
    nothing = sa.literal(0, sa.BigInteger)
    on_hand = sa.type_coerce(level.on_hand, sa.BigInteger).label("on_hand")
    moved = sa.type_coerce(move.quantity, sa.BigInteger).label("moved")
    both = sa.union_all(
        sa.select(level.location_id, level.sku, on_hand, nothing.label("moved")),
        sa.select(move.location_id, move.sku, nothing.label("on_hand"), moved),
    ).subquery()
    sums = (sa.func.sum(both.c.on_hand), sa.func.sum(both.c.moved))
    query = sa.select(both.c.location_id, both.c.sku, *sums).group_by(both.c.location_id, both.c.sku)
    for location_id, sku, has, sums_to in view.execute(query.having(sums[0] != sums[1]).limit(NAMED_MAX)):
        found = f"has {has} thousandths on hand but movements sum to {sums_to}"
        yield Violation("C5", f"{sku} at location {location_id}", found)


def _sales_without_goods(view: sa.Connection) -> Iterator[Violation]:
    line, move = schema.sale_line.c, schema.stock_movement.c
    same = sa.and_(move.source_id == line.sale_id, move.position == line.position)
    query = sa.select(line.sale_id, line.position).outerjoin_from(schema.sale_line, schema.stock_movement, same)
    differs = sa.or_(
        move.source_id.is_(None),
        move.sku != line.sku,
        move.location_id != line.location_id,
        sa.type_coerce(move.quantity, sa.BigInteger) != -sa.type_coerce(line.quantity, sa.BigInteger),
    )
    for sale_id, position in view.execute(query.where(differs).limit(NAMED_MAX)):
        yield Violation("C5", f"sale {sale_id} line {position}", "has no matching stock movement")


def _unbalanced(view: sa.Connection) -> Iterator[Violation]:
    posting = schema.posting.c
    whole = sa.func.sum(posting.amount_minor)
    query = sa.select(posting.entry_id, whole).group_by(posting.entry_id).having(whole != 0).limit(NAMED_MAX)
    for entry_id, difference in view.execute(query):
        yield Violation("C6", f"entry {entry_id}", f"is off balance by {difference}")


def _sales_without_entry(view: sa.Connection) -> Iterator[Violation]:
    sale, posting = schema.sale.c, schema.posting.c
    missing = ~sa.exists().where(schema.entry.c.id == sale.id)
    for (sale_id,) in view.execute(sa.select(sale.id).where(missing).limit(NAMED_MAX)):
        yield Violation("C6", f"sale {sale_id}", "is not in the books")
    # What was taken stands in debit; the rest of the entry is its counterpart, so the debit must be what was due.
    debit = sa.func.sum(sa.case((posting.account.like("1%"), posting.amount_minor), else_=0))
    booked = sa.select(posting.entry_id, debit.label("taken")).group_by(posting.entry_id).subquery()
    query = sa.select(sale.id, sale.due_minor, booked.c.taken).join_from(
        schema.sale, booked, booked.c.entry_id == sale.id
    )
    for sale_id, due, taken in view.execute(query.where(sale.due_minor != booked.c.taken).limit(NAMED_MAX)):
        yield Violation("C6", f"sale {sale_id}", f"was due {due} but {taken} is booked")


def _sales_and_journal(view: sa.Connection) -> Iterator[Violation]:
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
