"""A customer who buys on account, for tests of everything that knows each table."""

from __future__ import annotations

from datetime import datetime
from random import Random
from uuid import UUID

from models.payments.attempt import PaymentAttempt, PaymentMethod
from models.selling.customer_account import AccountDetails, AccountTerms, AccountWish, CustomerAccount
from models.selling.sale import Sale
from operations.selling.customer_account_office import open_account, receive_account_payment
from operations.selling.payment_changes import PaymentWish, begin_payment
from store.database.engine import Store
from store.selling import sales
from tests.builders import AT, CLIENT, OFFICE_ACTOR, TILL, kr
from tests.operations.selling.test_returns import Returner

VIKEN = AccountDetails("Byggbolaget i Viken AB", "556000-4755", "Hamngatan 1, 263 61 Viken", "faktura@example.com")
#: Two milks fit in it, and not three.
LIMIT = 50_00


class AccountSeller(Returner):
    """An operator whose customers pay later."""

    def __init__(self, store: Store, device_id: int = TILL, client: str = CLIENT, *, at: datetime = AT) -> None:
        super().__init__(store, device_id, client)
        self.at = at
        self.random = Random(device_id)

    def key(self) -> str:
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def charge(self, number: str, minor: int | None = None) -> PaymentAttempt:
        """Let the basket, or a part of it, be on the account."""
        basket = self.state().basket
        assert basket is not None
        amount = basket.due if minor is None else kr(minor)
        wish = PaymentWish(
            *(self.key(), basket.basket.id, basket.due, PaymentMethod.ON_ACCOUNT, amount), reference=number
        )
        return begin_payment(self.store, self.actor, wish, at=self.at)

    def buy(self, number: str) -> Sale:
        self.scan("MILK", at=self.at)
        attempt = self.charge(number)
        with self.store.view() as view:
            return sales.get_sale(view, attempt.order.basket_id)


def buy_and_pay_later(store: Store, *, at: datetime = AT) -> CustomerAccount:
    """Open an account, buy milk on it at the first till and pay 5 kr of it."""
    account = open_account(store, OFFICE_ACTOR, AccountWish(VIKEN, AccountTerms(LIMIT)), at=at)
    AccountSeller(store, client="00000000-0000-4000-8000-00000000000e", at=at).buy(account.number)
    return receive_account_payment(store, OFFICE_ACTOR, account.number, kr(500), "Bankgiro", at=at)
