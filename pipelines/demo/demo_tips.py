"""Tips of the demo shop: customers gave two by card, and some of it was paid out."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.money import Money
from models.payments.attempt import PaymentMethod
from models.payments.tip_account import SHARED, TipRule
from models.selling.till_event import Scan
from models.shop_settings import CARD_TIPS
from operations.cash.tip_payouts import TipPayout, pay_tips_from_bank
from operations.installation.change_settings import change_setting
from operations.selling.payment_changes import PaymentWish, begin_payment
from operations.selling.till_events import apply_events, till_state
from pipelines.demo.demo_gift_cards import plain_goods
from store.database.engine import Store
from store.selling.tip_rows import all_tip_entries

#: In whole units of the currency: what two customers gave, and what was paid out of it.
TIPS, PAID_OUT = (20, 35), 30
_CLIENT, _TILL = "00000000-0000-4000-8000-0000000000d8", 1
_NEXT = timedelta(seconds=1)


def give_tips(store: Store, office: Actor, *, at: datetime) -> int:
    """Let two customers at till 1 add a tip on a terminal of its own, and pay some of it out; twice is once.

    ``at`` is after everything else at that till. Returns how many receipts of one line that made.
    """
    with store.view() as view:
        sku, is_done = plain_goods(view), bool(all_tip_entries(view))
    if is_done or sku is None:
        return len(TIPS) if is_done else 0
    change_setting(store, office, CARD_TIPS, TipRule.SHARED.value, at=at)
    for number, tip in enumerate(TIPS):
        due = _buy(store, sku, tip, at=at + 2 * number * _NEXT)
    paid_out = Money(PAID_OUT * 100, due.currency)
    pay_tips_from_bank(store, office, TipPayout(SHARED, paid_out, "Bo"), at=at + 2 * len(TIPS) * _NEXT)
    return len(TIPS)


def _buy(store: Store, sku: str, tip: int, *, at: datetime) -> Money:
    seller = Actor("bo", _TILL, PERMISSIONS[BuiltInRole.SALES_ASSISTANT])
    seq = till_state(store, _TILL, _CLIENT, at=at).acked_seq + 1
    basket = apply_events(store, seller, _CLIENT, [Scan(seq, sku, Decimal(1))], at=at).basket
    assert basket is not None, "goods are in the basket"
    key = str(UUID(int=basket.basket.id, version=4))
    on_top = Money(tip * 100, basket.due.currency)
    wish = PaymentWish(key, basket.basket.id, basket.due, PaymentMethod.OWN_TERMINAL, basket.due, tip=on_top)
    begin_payment(store, seller, wish, at=at + _NEXT)
    return basket.due
