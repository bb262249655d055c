"""Deliveries to the devices of a till: begun, claimed and settled, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from models import delivery as rules
from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import hide_card_data
from models.delivery import Attempt, Consumer, DeadLetter, DeliveryCursor
from models.facts.device import GiftReceiptPrinted, ReceiptCopied
from models.selling.gift_receipt import check_gift
from operations.access.permissions import check
from operations.dispatch.first_copy import check_first_copy, copies_so_far
from operations.unit_of_work import unit_of_work
from store import delivery, shop
from store.database.engine import Connection, Store
from store.selling import sales

#: What a dead letter's reason may take.
REASON_MAX = 200


def begin_deliveries(store: Store, actor: Actor, consumer: Consumer, holder: str, *, at: datetime) -> None:
    """Let ``holder`` deliver to a device of the actor's till, after a start or instead of another server.

    A device that never had a cursor begins behind the last row of the journal: what was sold, imported or made before
    is not printed. What a killed server had claimed becomes uncertain.
    """
    check(actor, Permission.DELIVER)
    with store.transaction() as tx:
        cursor = delivery.lock_cursor(tx, actor.device_id, consumer)
        if cursor is None:
            head = shop.lock_head(tx, actor.device_id)
            delivery.add_cursor(tx, DeliveryCursor(actor.device_id, consumer, head.chain.seq, holder))
        else:
            _save(tx, cursor, *rules.take_over(cursor, holder, at))


def claim_delivery(store: Store, actor: Actor, consumer: Consumer, holder: str, seq: int, *, at: datetime) -> bool:
    """Claim row ``seq`` before the device gets its first byte; false if it is no longer ours to deliver."""
    check(actor, Permission.DELIVER)
    with store.transaction() as tx:
        cursor = delivery.lock_cursor(tx, actor.device_id, consumer)
        if cursor is None or cursor.holder != holder or cursor.claimed_seq is not None or seq <= cursor.delivered_seq:
            return False
        delivery.save_cursor(tx, rules.claim(cursor, seq, at))
    return True


def settle_delivery(store: Store, actor: Actor, consumer: Consumer, attempt: Attempt, *, at: datetime) -> None:
    """Record how an attempt ended; a row that was settled before stays as it is."""
    check(actor, Permission.DELIVER)
    with store.transaction() as tx:
        cursor = delivery.lock_cursor(tx, actor.device_id, consumer)
        if cursor is not None and attempt.seq > cursor.delivered_seq and cursor.claimed_seq in {None, attempt.seq}:
            reason = hide_card_data(attempt.reason)[:REASON_MAX]
            _save(tx, cursor, *rules.settle(cursor, attempt.seq, attempt.outcome, at, reason))


def copy_receipt(store: Store, actor: Actor, sale_id: int, *, at: datetime) -> None:
    """Record that a copy of a receipt is wanted; the till's printer delivers it.

    Raises :class:`store.selling.sales.UnknownSale`, :class:`models.selling.receipt.ReceiptCopiedBefore`.
    """
    check(actor, Permission.COPY_RECEIPT)
    earlier = copies_so_far(store, actor.device_id, sale_id)
    with unit_of_work(store, actor, at=at) as work:
        sale = check_first_copy(work, sale_id, earlier)
        work.record(ReceiptCopied(sale_id, sale.origin.receipt_number))


def print_gift_receipt(store: Store, actor: Actor, sale_id: int, positions: Collection[int], *, at: datetime) -> None:
    """Record that a gift receipt of some goods of a sale is wanted; the till's printer delivers it.

    It has no price, so there may be any number. Raises :class:`store.selling.sales.UnknownSale` or
    :class:`models.selling.gift_receipt.NothingToGive`.
    """
    check(actor, Permission.SELL)
    with unit_of_work(store, actor, at=at) as work:
        sale = sales.get_sale(work.tx, sale_id)
        if sale.origin.device_id != actor.device_id:
            raise sales.UnknownSale(sale_id)
        work.record(GiftReceiptPrinted(sale_id, sale.origin.receipt_number, check_gift(sale, positions)))


def _save(tx: Connection, before: DeliveryCursor, after: DeliveryCursor, letter: DeadLetter | None) -> None:
    if after != before:
        delivery.save_cursor(tx, after)
    if letter is not None:
        delivery.add_dead_letter(tx, letter)
