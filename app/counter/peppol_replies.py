"""What a supplier sends back by Peppol, taken over: an answer to an order, and goods that are on their way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from integrations.peppol.reply_reading import (
    AskedOrder,
    DespatchNote,
    OrderReply,
    read_despatch_advice,
    read_order_response,
)
from models.access.actor import Actor
from models.purchasing.arrival import CountedGoods
from models.purchasing.order_progress import LineProgress
from models.purchasing.order_steps import REASON_LENGTH_MAX, SupplierAnswer
from models.purchasing.purchase_order import PurchaseOrder
from models.shop import fact_number
from models.stock.lots import named_lot
from operations.purchasing.answer_codes import codes_of_order
from operations.purchasing.order_changes import answer_order
from operations.purchasing.purchase_orders import cancel_order
from store import catalogue
from store.database.engine import Connection, Store
from store.purchasing import get_order
from store.supplier_rules import rules_of

_MARK = b"\xef\xbb\xbf"
#: Why an order was taken back that its supplier rejected; what the supplier wrote follows.
REJECTED = "rejected by the supplier"


@dataclass(frozen=True, slots=True)
class StoredReply:
    """An order after its supplier's answer, and the answer."""

    order: PurchaseOrder
    reply: OrderReply


def is_peppol(content: bytes) -> bool:
    """Whether a file looks like XML and not like a table."""
    return content.removeprefix(_MARK).lstrip()[:1] == b"<"


def take_response(store: Store, actor: Actor, order_id: int, content: bytes, *, at: datetime) -> StoredReply:
    """Store the answer in an order response; one that rejects the order takes it back, with the supplier's reason.

    Raises :class:`integrations.peppol.xml_reading.WrongPeppolFile` and what
    :func:`operations.purchasing.order_changes.answer_order` raises.
    """
    with store.view() as view:
        order = get_order(view, order_id)
        reply = read_order_response(content, asked_order(view, order))
    if reply.is_rejected:
        reason = f"{REJECTED}: {reply.note}" if reply.note else REJECTED
        return StoredReply(cancel_order(store, actor, order_id, reason=reason[:REASON_LENGTH_MAX], at=at), reply)
    answer = SupplierAnswer(reply.reference or order.reference, reply.promised_on or order.expected_on, reply.lines)
    return StoredReply(answer_order(store, actor, order_id, answer, at=at), reply)


def despatch_note(view: Connection, order: PurchaseOrder, content: bytes) -> DespatchNote:
    """The goods of an order that a despatch advice names.

    Raises :class:`integrations.peppol.xml_reading.WrongPeppolFile`.
    """
    return read_despatch_advice(content, asked_order(view, order))


def counted_of_note(
    order: PurchaseOrder, note: DespatchNote, progress: Mapping[int, LineProgress]
) -> tuple[CountedGoods, ...]:
    """The goods of a despatch advice as they are received, each on its line of the order."""
    places = {line.sku: place for place, line in enumerate(order.lines, start=1)}
    before = {place: progress[place].delivered if place in progress else Decimal(0) for place in places.values()}
    return tuple(
        CountedGoods(
            each.sku,
            each.quantity,
            order_line=places[each.sku],
            delivered_before=before[places[each.sku]],
            lot=named_lot(each.sku, each.lot, each.best_before),
        )
        for each in note.goods
    )


def asked_order(view: Connection, order: PurchaseOrder) -> AskedOrder:
    """An order as its supplier's documents must name it."""
    products = catalogue.find_products(view, [line.sku for line in order.lines])
    return AskedOrder(
        number=fact_number(order.id),
        currency=order.currency,
        lines=order.lines,
        units={sku: each.unit for sku, each in products.items()},
        codes=codes_of_order(view, order),
        seller=rules_of(view, order.supplier_code).peppol_id,
    )
