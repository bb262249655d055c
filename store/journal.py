"""The journal, appended and read back."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from models.facts.envelope import decode_fact
from models.facts.key import KeyIntroduced
from models.journal import ChainBreak, ChainHead, Happening, JournalKind, JournalRow, chain, find_break
from models.journal_signature import SignedRow
from models.selling.sale import Sale
from store import schema
from store.database.columns import EPOCH
from store.database.prepared import Prepared
from store.signing.commit_signing import signing_of

#: Rows are read in portions, so that a long chain needs little memory.
PORTION = 5_000
#: No row has a higher number.
SEQ_MAX = 2**63 - 1

#: How a column of text is read, whatever is in it.
_Raw = Callable[[sa.ColumnElement[str]], sa.ColumnElement[Any]]


def append(
    tx: sa.Connection, device_id: int, head: ChainHead, happenings: Sequence[Happening], *, key: str = ""
) -> ChainHead:
    """Continue the chain of a locked device; returns its new head, which the caller must keep.

    The last row is signed with the device's ``key``, if the store was opened with it.
    """
    rows = chain(device_id, head, happenings)
    if not rows:
        return head
    last = ChainHead(rows[-1].seq, rows[-1].hash)
    signing = signing_of(tx) if key else None
    if signing is not None:
        rows[-1] = replace(rows[-1], signature=signing.sign(device_id, key, head.seq + 1, last))
    _ADD.send(tx, [_row(row) for row in rows])
    return last


_ADD = Prepared(schema.journal.insert())


def read(
    view: sa.Connection, device_id: int, after: int = 0, kinds: Collection[JournalKind] = ()
) -> Generator[JournalRow, None, None]:
    """The rows of a device after number ``after``, in order, whatever stands in them; with ``kinds`` only those."""
    query = _rows_after(_raw_form(view), tuple(kinds))
    values = {"device_id": device_id, "after": after}
    with view.execute(query, values, execution_options={"yield_per": PORTION}) as rows:
        for of_device, seq, at_micros, *texts in rows:
            yield JournalRow(of_device, seq, at_micros, *(_text(each) for each in texts))


@cache
def _rows_after(raw: _Raw, kinds: tuple[JournalKind, ...]) -> sa.Select[Any]:
    """Written once, as whoever verifies a shop asks for the rows of about sixty sets of kinds, device by device."""
    table = schema.journal.c
    columns = (
        table.device_id,
        table.seq,
        sa.type_coerce(table.at, sa.BigInteger),
        *(raw(column) for column in (table.kind, table.payload, table.prev_hash, table.hash)),
    )
    of_device = table.device_id == sa.bindparam("device_id"), table.seq > sa.bindparam("after")
    query = sa.select(*columns).where(*of_device).order_by(table.seq)
    return query.where(table.kind.in_([kind.value for kind in kinds])) if kinds else query


@dataclass(frozen=True, slots=True)
class JournalPeriod:
    """The rows of a device from the instant ``since`` (included) to ``until`` (excluded)."""

    device_id: int
    since: datetime
    until: datetime

    @property
    def chosen(self) -> sa.ColumnElement[bool]:
        """The condition on rows."""
        table = schema.journal.c
        return sa.and_(table.device_id == self.device_id, table.at >= self.since, table.at < self.until)


def read_period(
    view: sa.Connection, period: JournalPeriod, kinds: Collection[JournalKind]
) -> Generator[JournalRow, None, None]:
    """The rows of some kinds in a period, in the order in which they were written; the hash before is left out."""
    table = schema.journal.c
    at = sa.type_coerce(table.at, sa.BigInteger)
    query = (
        sa.select(table.device_id, table.seq, at, table.kind, table.payload, table.hash)
        .where(period.chosen, table.kind.in_([kind.value for kind in kinds]))
        .order_by(table.seq)
    )
    with view.execute(query, execution_options={"yield_per": PORTION}) as rows:
        for of_device, seq, at_micros, kind, payload, row_hash in rows:
            yield JournalRow(of_device, seq, at_micros, kind, payload, "", row_hash)


def rows_of_basket(
    view: sa.Connection, device_id: int, basket: int, before: int, kinds: Collection[JournalKind]
) -> Generator[JournalRow, None, None]:
    """The rows of some kinds about one basket before a row of its till; it looks through the journal of the till."""
    table = schema.journal.c
    query = (
        sa.select(table.device_id, table.seq, sa.type_coerce(table.at, sa.BigInteger), table.kind, table.payload)
        .where(table.device_id == device_id, table.seq < before, table.kind.in_([kind.value for kind in kinds]))
        .where(table.payload.contains(f'"basket":{basket},'))
        .order_by(table.seq)
    )
    for of_device, seq, at_micros, kind, payload in view.execute(query):
        yield JournalRow(of_device, seq, at_micros, kind, payload, "", "")


def count_kinds(view: sa.Connection, period: JournalPeriod) -> dict[str, int]:
    """How many rows of each kind are in a period."""
    table = schema.journal.c
    query = sa.select(table.kind, sa.func.count()).where(period.chosen).group_by(table.kind).order_by(table.kind)
    return dict(iter(view.execute(query).tuples()))


def signed_rows(view: sa.Connection, device_id: int, *, keys_only: bool = False) -> Generator[SignedRow, None, None]:
    """The rows of a device that have a signature or begin the use of a key, in order; with ``keys_only`` the latter."""
    query = _rows_with_keys(_raw_form(view), keys_only=keys_only)
    with view.execute(query, {"device_id": device_id}, execution_options={"yield_per": PORTION}) as rows:
        for seq, row_hash, signature, key_payload in rows:
            named = () if key_payload is None else _named_key(_text(key_payload), device_id)
            yield SignedRow(seq, _text(row_hash), None if signature is None else _text(signature), *named)


@cache
def _rows_with_keys(raw: _Raw, *, keys_only: bool) -> sa.Select[Any]:
    table = schema.journal.c
    begins_key = table.kind == JournalKind.KEY_INTRODUCED.value
    payload = sa.case((begins_key, raw(table.payload)))
    wanted = begins_key if keys_only else sa.or_(table.signature.is_not(None), begins_key)
    return (
        sa.select(table.seq, raw(table.hash), raw(table.signature), payload)
        .where(table.device_id == sa.bindparam("device_id"), wanted)
        .order_by(table.seq)
    )


def _named_key(payload: str, device_id: int) -> tuple[str | None, ...]:
    """The key, the key before it and its endorsement; a damaged fact names nobody's key."""
    try:
        fact = decode_fact(KeyIntroduced, payload).fact
    except ValueError:
        return ("", None, None)
    return (fact.public_key if fact.device == device_id else "", fact.previous, fact.endorsement)


def last_row(view: sa.Connection, device_id: int) -> ChainHead:
    """The last row of a device that is there, whatever the device remembers."""
    table = schema.journal.c
    query = sa.select(table.seq, table.hash).where(table.device_id == device_id).order_by(table.seq.desc()).limit(1)
    row = view.execute(query).one_or_none()
    return ChainHead(0, "") if row is None else ChainHead(row.seq, row.hash)


def newest_of_kind(view: sa.Connection, device_id: int, kind: JournalKind) -> datetime | None:
    """When a device last recorded a fact of a kind; looked for from the end, so it suits kinds of every day."""
    query = (
        sa.select(schema.journal.c.at)
        .where(schema.journal.c.device_id == device_id, schema.journal.c.kind == kind.value)
        .order_by(schema.journal.c.seq.desc())
        .limit(1)
    )
    return view.scalar(query)


def kinds_in(view: sa.Connection) -> frozenset[str]:
    """The kinds of all rows of all devices; reads the whole journal."""
    return frozenset(view.scalars(sa.select(schema.journal.c.kind).distinct()))


def newest_instant(view: sa.Connection) -> datetime:
    """The instant of the newest row of any device, or 1970 for a journal without rows; reads the whole journal."""
    return view.scalar(sa.select(sa.func.max(schema.journal.c.at))) or EPOCH


def _raw_form(view: sa.Connection) -> _Raw:
    return _bytes_of if view.dialect.name == "sqlite" else _value_of


def _bytes_of(column: sa.ColumnElement[str]) -> sa.ColumnElement[bytes]:
    """SQLite gives bytes for text too, so that a damaged letter can be read and its row be named.

    In a damaged row the same bytes may also be marked as something else than text; then it gives nothing.
    """
    return sa.case((sa.func.typeof(column) == "text", sa.cast(column, sa.LargeBinary)))


def _value_of(column: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    """A server checks that its text is text."""
    return column


def _text(value: str | bytes | None) -> str:
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value or ""


def hash_of_sale(view: sa.Connection, sale: Sale) -> str | None:
    """The hash of the journal row of a sale; ``None`` if there is none where it must be.

    Binary search over ``seq``: receipt numbers and rows of a device both ascend, and each receipt has a row of its
    own. The row of the last sale is found at once, any other of a million rows in about twenty steps, without an index.
    """
    number, ask = sale.origin.receipt_number, _SALE_UP_TO[view.dialect.name].ask
    first, last, up_to = number, SEQ_MAX, SEQ_MAX
    while first <= last:
        rows = ask(view, {"device_id": sale.origin.device_id, "up_to": up_to})
        seq, told = (rows[0][0], _sale_told(_text(rows[0][1]))) if rows else (0, (0, 0))
        if told == (number, sale.id):
            return _text(rows[0][2])
        if told is None or told[0] == number:  # damaged, or of another sale: nothing to vouch with
            return None
        if told[0] > number:
            last = seq - (told[0] - number)
        else:
            first = up_to + 1
        up_to = (first + last) // 2
    return None


def _sale_up_to(raw: _Raw) -> Prepared:
    """The last row of a device that tells of a sale, up to a number."""
    table = schema.journal.c
    of_sale = sa.or_(*(table.kind == kind.value for kind in (JournalKind.SALE_COMPLETED, JournalKind.SALE_IMPORTED)))
    return Prepared(
        sa.select(table.seq, raw(table.payload), raw(table.hash))
        .where(table.device_id == sa.bindparam("device_id"), table.seq <= sa.bindparam("up_to"), of_sale)
        .order_by(table.seq.desc())
        .limit(1)
    )


_SALE_UP_TO = {"sqlite": _sale_up_to(_bytes_of), "postgresql": _sale_up_to(_value_of)}


def _sale_told(payload: str) -> tuple[int, int] | None:
    """The receipt number and the id of the sale that a row tells of, unless it is damaged."""
    try:
        facts = json.loads(payload)
        return int(facts["receipt"]), int(facts["sale"])
    except (ValueError, TypeError, KeyError):
        return None


def verify_chain(view: sa.Connection, device_id: int) -> ChainBreak | None:
    """The first bad row of a device's chain, or ``None`` when every row is as it was written.

    A device whose head is gone remembers nothing, so that the first row of its chain is the bad one.
    """
    table = schema.device_head.c
    query = sa.select(table.last_journal, table.journal_hash).where(table.device_id == device_id)
    kept = view.execute(query).one_or_none()
    head = ChainHead(0, "") if kept is None else ChainHead(kept.last_journal, kept.journal_hash)
    with closing(read(view, device_id)) as rows:
        return find_break(rows, device_id, head)


def _row(row: JournalRow) -> dict[str, object]:
    return {
        "device_id": row.device_id,
        "seq": row.seq,
        "at": row.at_micros,
        "kind": str(row.kind),
        "payload": row.payload,
        "prev_hash": row.prev_hash,
        "hash": row.hash,
        "signature": row.signature,
    }
