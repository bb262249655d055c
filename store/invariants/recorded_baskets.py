"""Goods of a basket are sold as they were added: what, how much of it, and at which price (C8).

Sales that were taken over in bulk were in no basket and have no facts of lines.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from models.facts.envelope import decode_fact
from models.facts.sale import SaleCompleted
from models.journal import JournalKind, JournalRow
from models.quantity import to_milli
from models.selling.sale import DEPOSIT_PREFIX, LineKind
from store import journal, schema
from store.invariants.journal_rows import UNREADABLE, place_of
from store.invariants.replay import compare
from store.invariants.violation import Invariant, Violation

_SETS = (JournalKind.LINE_ADDED, JournalKind.LINE_CHANGED)
_ENDS = (JournalKind.BASKET_CANCELLED, JournalKind.SALE_COMPLETED)
#: SKU, thousandths, price of a unit, discount, class and price of the deposit, and lot, by place in the basket.
_Line = tuple[str, int, int, int, str | None, int | None, str | None]
_Lines = dict[int, _Line]


def baskets_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Lines of open baskets and sales from the till that differ from what was recorded of them."""
    baskets: dict[int, _Lines] = {}
    for device_id in view.scalars(sa.select(schema.device.c.id).order_by(schema.device.c.id)).all():
        for row in journal.read(view, device_id, kinds=[*_SETS, JournalKind.LINE_REMOVED, *_ENDS]):
            try:
                yield from _follow(baskets, row)
            except UNREADABLE:
                yield Violation("C8", place_of(row), "is no readable fact of a basket")
    recorded: dict[str, object] = {
        _subject(basket_id, position): values
        for basket_id, lines in baskets.items()
        for position, values in lines.items()
    }
    yield from compare(recorded, _stored(view))


def _follow(baskets: dict[int, _Lines], row: JournalRow) -> Iterator[Violation]:
    """Do to ``baskets`` what a row records; a sale is compared with its basket."""
    values = json.loads(row.payload)
    if row.kind in _SETS:
        sold = (values["sku"], to_milli(Decimal(values["quantity"])), values["price"], 0)
        line = (*sold, values.get("deposit"), values.get("deposit_price"), values.get("lot"))
        baskets.setdefault(values["basket"], {})[values["position"]] = line
    elif row.kind == JournalKind.LINE_REMOVED:
        baskets.get(values["basket"], {}).pop(values["position"], None)
    elif row.kind == JournalKind.BASKET_CANCELLED:
        baskets.pop(values["basket"], None)
    elif values["sale"] in baskets:
        yield from _compare_sale(baskets.pop(values["sale"]), row)


def _compare_sale(lines: Mapping[int, Any], row: JournalRow) -> Iterator[Violation]:
    sale = decode_fact(SaleCompleted, row.payload).fact
    recorded = sorted(((*each[:-1], None) for each in lines.values()), key=repr)  # lots have facts of their own
    sold = sorted(_sold_lines(sale), key=repr)
    if sold != recorded:
        yield Violation("C8", f"sale {sale.sale}", f"sold {sold} but {recorded} was in its basket")


def _sold_lines(sale: SaleCompleted) -> Iterator[_Line]:
    """The goods of a sale, each with the deposit that belongs to it, if as much of it was sold."""
    deposits = {(each.belongs_to, each.quantity): each for each in sale.lines if each.kind == LineKind.DEPOSIT}
    for each in sale.lines:
        unnamed = each.discount - sum(part.amount for part in each.discounts)
        own = deposits.pop((each.position, each.quantity), None)
        if each.kind == LineKind.GOODS:
            deposit = (own.sku.removeprefix(DEPOSIT_PREFIX), own.unit_price) if own else (None, None)
            yield (each.sku, to_milli(each.quantity), each.unit_price, unnamed, *deposit, None)
    for each in deposits.values():  # of no goods: then it was in no basket
        yield (each.sku, to_milli(each.quantity), each.unit_price, each.discount, None, None, None)


def _stored(view: sa.Connection) -> dict[str, object]:
    line = schema.basket_line.c
    query = sa.select(
        *line["basket_id", "position", "sku"],
        sa.type_coerce(line.quantity, sa.BigInteger),
        *line["unit_price_minor", "discount_minor", "deposit", "deposit_minor", "lot"],
    )
    return {_subject(basket_id, position): tuple(values) for basket_id, position, *values in view.execute(query)}


def _subject(basket_id: int, position: int) -> str:
    return f"line {position} of basket {basket_id}"


INVARIANTS = (Invariant(("C8",), "Goods of a basket are sold as they were recorded in it.", baskets_and_journal),)
