"""A payment of the demo shop that the customer's bank asks back: it can be answered for a week."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from app.counter.payment_steps import take_step
from hardware.device_settings import terminal_of
from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.payments.attempt import PaymentMethod
from models.selling.till_event import Scan
from operations.installation import upkeep
from operations.installation.configuration import Settings
from operations.selling.note_disputes import note_disputes
from operations.selling.payment_changes import PaymentWish, begin_payment
from operations.selling.till_events import apply_events, till_state
from pipelines.demo.demo_gift_cards import plain_goods
from pipelines.demo.demo_home import AFTER_TRADE, DemoFound
from pipelines.demo.demo_shop import ACTOR, ends_at
from store.database.engine import Store

#: The customer of this simulated terminal does not recognise the payment later.
LINK = "simulated:disputed"
_CLIENT, _KEY = "00000000-0000-4000-8000-0000000000df", "00000000-0000-4000-8000-0000000000e0"
_SELLER, _TILL, _PIECES = "bo", 1, 2
_STEP, _LONG = timedelta(seconds=1), timedelta(hours=1)


def with_dispute(settings: Settings, demo: DemoFound) -> DemoFound:
    """Add the payment to a demo shop that was made just now; any other is left alone."""
    if demo.figures is None:
        return demo
    with upkeep.shop_in_use(settings) as store:
        is_paid = _dispute_payment(store, settings.home, at=ends_at(demo.plan) + AFTER_TRADE + timedelta(minutes=2))
    figures = replace(demo.figures, receipts=demo.figures.receipts + is_paid, lines=demo.figures.lines + is_paid)
    return replace(demo, figures=figures)


def _dispute_payment(store: Store, folder: Path, *, at: datetime) -> bool:
    """Let a customer pay by card at till 1 and the bank ask for it; whether there was anything to buy."""
    with store.view() as view:
        sku = plain_goods(view)
    if sku is None:
        return False
    seller = Actor(_SELLER, _TILL, PERMISSIONS[BuiltInRole.SALES_ASSISTANT])
    seq = till_state(store, _TILL, _CLIENT, at=at).acked_seq
    basket = apply_events(store, seller, _CLIENT, [Scan(seq + 1, sku, Decimal(_PIECES))], at=at).basket
    assert basket is not None, "goods are in the basket"
    wish = PaymentWish(_KEY, basket.basket.id, basket.due, PaymentMethod.CARD, basket.due, LINK)
    attempt = begin_payment(store, seller, wish, at=at)
    terminal = terminal_of(LINK, folder)
    while attempt.is_open:
        at += _STEP
        attempt = take_step(store, terminal, attempt, at=at)
    note_disputes(store, ACTOR, terminal.disputes(at - _LONG, at), at=at)
    return True
