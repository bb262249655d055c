"""A shop whose customers give tips by card, for tests of everything that knows each table."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from uuid import UUID

from models.cash.drawer_session import CashKind
from models.payments.attempt import PaymentAttempt, PaymentMethod
from models.payments.tip_account import TipEntry
from models.shop_settings import CARD_TIPS
from operations.cash.sessions import CashWish, open_drawer_session
from operations.cash.tip_payouts import TipPayout, pay_tips_from_bank, pay_tips_from_drawer
from operations.installation.change_settings import change_setting
from operations.selling.payment_changes import PaymentWish, begin_payment
from store.database.engine import Store
from tests.builders import AT, OFFICE_ACTOR, TILL, Operator, kr


@dataclass
class Waiter:
    """Somebody whose customers pay on a terminal of its own and add a tip."""

    store: Store
    operator: Operator
    at: datetime = AT
    random: Random = field(init=False)

    def __post_init__(self) -> None:
        self.random = Random(7_000 + self.operator.device_id)

    def key(self) -> str:
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def serve(self, tip: int, method: PaymentMethod = PaymentMethod.OWN_TERMINAL) -> PaymentAttempt:
        """A milk, paid with so much more."""
        self.operator.scan("MILK", at=self.at)
        basket = self.operator.state().basket
        assert basket is not None
        wish = PaymentWish(
            *(self.key(), basket.basket.id, basket.due, method, basket.due), reference="slip 7", tip=kr(tip)
        )
        return begin_payment(self.store, self.operator.actor, wish, at=self.at)

    def take(self, minor: int, paid_to: str = "Anna", *, key: str | None = None) -> TipEntry | None:
        """Take tips out of the drawer."""
        wish = CashWish(key or self.key(), CashKind.TIPS, kr(minor), paid_to)
        return pay_tips_from_drawer(self.store, self.operator.actor, wish, at=self.at)

    def put_float(self, minor: int = 500_00) -> None:
        open_drawer_session(self.store, self.operator.actor, kr(minor), at=self.at)


def offer_tips(store: Store, rule: str, *, at: datetime = AT) -> None:
    """Let customers give tips, each person's own or of all."""
    change_setting(store, OFFICE_ACTOR, CARD_TIPS, rule, at=at)


def give_and_pay_out_tips(store: Store, *, at: datetime = AT) -> None:
    """A tip of 20 kr at the first till, of which 5 kr are paid from the bank."""
    offer_tips(store, "shared", at=at)
    Waiter(store, Operator(store, TILL, "00000000-0000-4000-8000-00000000000f"), at).serve(20_00)
    pay_tips_from_bank(store, OFFICE_ACTOR, TipPayout("", kr(5_00), "Anna"), at=at)
