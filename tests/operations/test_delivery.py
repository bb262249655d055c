"""Claiming and settling on both databases, and who may."""

from __future__ import annotations

import pytest

from models.access.actor import Actor
from models.delivery import Attempt, Consumer, Outcome
from operations.access.permissions import NotPermitted
from operations.delivery import begin_deliveries, claim_delivery, copy_receipt, settle_delivery
from store import delivery
from store.database.engine import Store
from store.selling.sales import UnknownSale
from tests.builders import AT, SECOND_TILL, TILL, Operator, small_shop

DEVICE = Actor("device", TILL)
PRINTER = Consumer.RECEIPT_PRINTER


def test_a_row_is_claimed_once_and_settled_once(store: Store) -> None:
    operator = Operator(small_shop(store))
    begin_deliveries(store, DEVICE, PRINTER, "here", at=AT)
    operator.scan("MILK")
    operator.pay_cash()
    with store.view() as view:
        cursor = delivery.find_cursor(view, TILL, PRINTER)
        assert cursor is not None
        (row,) = delivery.waiting(view, cursor)
    assert not claim_delivery(store, DEVICE, PRINTER, "there", row.seq, at=AT)
    assert claim_delivery(store, DEVICE, PRINTER, "here", row.seq, at=AT)
    assert not claim_delivery(store, DEVICE, PRINTER, "here", row.seq, at=AT)
    for _ in range(2):
        settle_delivery(store, DEVICE, PRINTER, Attempt(row.seq, Outcome.UNCERTAIN, "x" * 1_000), at=AT)
    assert not claim_delivery(store, DEVICE, PRINTER, "here", row.seq, at=AT)
    with store.view() as view:
        (letter,) = delivery.dead_letters(view, AT)
        cursor = delivery.find_cursor(view, TILL, PRINTER)
        assert cursor is not None
        assert delivery.find_dead_letter(view, cursor) == letter
        assert delivery.last_receipt_settled(view, cursor) == 1
    assert (letter.seq, letter.outcome, len(letter.reason)) == (row.seq, Outcome.UNCERTAIN, 200)


def test_only_devices_deliver(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    for operator in ("till", "office", "schedule"):
        actor = Actor(operator, TILL)
        with pytest.raises(NotPermitted):
            begin_deliveries(sqlite_store, actor, PRINTER, "here", at=AT)
        with pytest.raises(NotPermitted):
            claim_delivery(sqlite_store, actor, PRINTER, "here", 1, at=AT)
        with pytest.raises(NotPermitted):
            settle_delivery(sqlite_store, actor, PRINTER, Attempt(1, Outcome.DELIVERED), at=AT)
    with sqlite_store.view() as view:
        assert delivery.all_cursors(view) == []


def test_a_till_copies_its_own_receipts_only(sqlite_store: Store) -> None:
    operator = Operator(small_shop(sqlite_store))
    operator.scan("MILK")
    sale = operator.pay_cash()
    with pytest.raises(UnknownSale):
        copy_receipt(sqlite_store, Actor("till", SECOND_TILL), sale.id, at=AT)
    with pytest.raises(NotPermitted):
        copy_receipt(sqlite_store, Actor("office", TILL), sale.id, at=AT)
