"""Receipts listed the newest first, a page at a time: the next page begins after a receipt, however many are before."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta

import sqlalchemy as sa

from models.money import Money
from models.selling.receipt_list import ListedKind, ListedReceipt, ListTotals, ReceiptFilter
from models.selling.sale import SaleKind
from models.selling.settlement import TenderKind
from store import schema
from store.database.columns import Instant

_SALE, _TENDER, _JOURNAL = schema.sale.c, schema.tender.c, schema.journal.c
#: The order of the list, which an index has.
_PLACE = sa.tuple_(_SALE.business_day, _SALE.at, _SALE.id)
#: No shop copies more receipts in a period that somebody looks at; older copies are left out then.
COPIES_MAX = 20_000


def list_receipts(
    view: sa.Connection, receipts: ReceiptFilter, *, most: int, after: int | None = None
) -> list[ListedReceipt]:
    """At most so many receipts, the newest first; those that come after the receipt of a sale in the list."""
    query = (
        sa.select(
            *(_SALE.id, _SALE.device_id, _SALE.receipt_number, _SALE.at),
            *(_SALE.operator, _SALE.kind, _SALE.due_minor, _SALE.currency),
        )
        .where(*_conditions(view, receipts))
        .order_by(_SALE.business_day.desc(), _SALE.at.desc(), _SALE.id.desc())
        .limit(most)
    )
    if after is not None:
        query = query.where(_comes_after(view, after))
    rows = view.execute(query).all()
    if not rows:
        return []
    tenders = _tenders(view, [row.id for row in rows])
    copies = _copied_since(view, min(row.at for row in rows))
    return [
        ListedReceipt(
            sale_id=row.id,
            till_id=row.device_id,
            number=row.receipt_number,
            at=row.at,
            operator=row.operator,
            kind=SaleKind(row.kind),
            due=Money(row.due_minor, row.currency),
            tenders=tuple(tenders.get(row.id, ())),
            is_copied=row.id in copies,
        )
        for row in rows
    ]


def _comes_after(view: sa.Connection, sale_id: int) -> sa.ColumnElement[bool]:
    """The condition that a receipt comes after one in the list; after one that is not there comes nothing."""
    query = sa.select(_SALE.business_day, _SALE.at, _SALE.id).where(_SALE.id == sale_id)
    row = view.execute(query).one_or_none()
    if row is None:
        return sa.false()
    day, at = sa.literal(row.business_day, sa.Date()), sa.literal(row.at, Instant())
    return _PLACE.__lt__(sa.tuple_(day, at, sa.literal(sale_id, sa.BigInteger())))


def sum_receipts(view: sa.Connection, receipts: ReceiptFilter, currency: str) -> ListTotals:
    """What all receipts of a filter sum to."""
    amount = sa.func.coalesce(sa.func.sum(_SALE.due_minor), 0)
    query = sa.select(_SALE.kind, sa.func.count(), amount).where(*_conditions(view, receipts)).group_by(_SALE.kind)
    sums = {kind: (count, int(minor)) for kind, count, minor in view.execute(query)}
    sales, sold = sums.get(SaleKind.SALE.value, (0, 0))
    refunds, refunded = sums.get(SaleKind.REFUND.value, (0, 0))
    return ListTotals(sales, Money(sold, currency), refunds, Money(-refunded, currency))


def _conditions(view: sa.Connection, receipts: ReceiptFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = [_SALE.business_day.between(receipts.first, receipts.last)]
    if receipts.till_id is not None:
        conditions.append(_SALE.device_id == receipts.till_id)
    if receipts.location_id is not None:
        conditions.append(_SALE.location_id == receipts.location_id)
    if receipts.operator:
        conditions.append(_SALE.operator == receipts.operator)
    if receipts.tender is not None:
        conditions.append(sa.exists().where(_TENDER.sale_id == _SALE.id, _TENDER.kind == receipts.tender.value))
    if receipts.kind is ListedKind.COPIED:
        began_at = datetime.combine(receipts.first - timedelta(days=1), time(), UTC)
        conditions.append(_SALE.id.in_(_copied_since(view, began_at)))
    elif receipts.kind is not None:
        conditions.append(_SALE.kind == receipts.kind.value)
    return conditions + _search_conditions(receipts)


def _search_conditions(receipts: ReceiptFilter) -> list[sa.ColumnElement[bool]]:
    search = receipts.search
    if search is None:
        return []
    fits = []
    if search.sale_id is not None:
        fits.append(_SALE.id == search.sale_id)
    if search.number is not None:
        fits.append(_SALE.receipt_number == search.number)
    if search.due_minor is not None:
        fits.append(_SALE.due_minor.in_((search.due_minor, -search.due_minor)))
    return [sa.or_(sa.false(), *fits)]


def _tenders(view: sa.Connection, sale_ids: list[int]) -> dict[int, list[TenderKind]]:
    query = sa.select(_TENDER.sale_id, _TENDER.kind).where(_TENDER.sale_id.in_(sale_ids))
    tenders: dict[int, list[TenderKind]] = {}
    for sale_id, kind in view.execute(query.order_by(_TENDER.sale_id, _TENDER.position)):
        of_sale = tenders.setdefault(sale_id, [])
        if TenderKind(kind) not in of_sale:
            of_sale.append(TenderKind(kind))
    return tenders


def _copied_since(view: sa.Connection, since: datetime) -> set[int]:
    """The sales whose receipts were copied from an instant on; a copy is never made before its receipt."""
    query = sa.select(_JOURNAL.payload).where(schema.OF_COPIES, _JOURNAL.at >= since)
    rows = view.scalars(query.order_by(_JOURNAL.at.desc()).limit(COPIES_MAX))
    return {int(json.loads(payload)["sale"]) for payload in rows}
