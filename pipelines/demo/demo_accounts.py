"""Customers of the demo shop who pay later: one owes for two purchases, one has paid, and one is blocked."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.money import Money
from models.payments.attempt import PaymentMethod
from models.selling.customer_account import AccountDetails, AccountState, AccountTerms, AccountWish
from models.selling.till_event import Scan
from operations.selling.customer_account_office import change_account, open_account, receive_account_payment
from operations.selling.payment_changes import PaymentWish, begin_payment
from operations.selling.till_events import apply_events, till_state
from pipelines.demo.demo_gift_cards import plain_goods
from store.database.engine import Store
from store.selling.customer_account_rows import all_account_entries, all_accounts

#: Name, organisation number, address and limit of each. Companies that do not exist.
CUSTOMERS = (
    ("Byggbolaget i Viken AB", "556677-8899", "Hamngatan 1, 263 61 Viken", 5_000_00),
    ("Brf Solgläntan", "769601-2348", "Solvägen 12, 263 61 Viken", 2_000_00),
    ("Kafé Fyren HB", "", "Fyrvägen 3, 263 61 Viken", 1_000_00),
)
#: Who buys how many of the same goods.
PURCHASES = ((0, 4), (0, 2), (1, 3))
_CLIENT, _TILL = "00000000-0000-4000-8000-0000000000d7", 1
_NEXT = timedelta(seconds=1)


def sell_on_account(store: Store, office: Actor, *, language: str, at: datetime) -> int:
    """Open the accounts, let two customers buy at till 1, one pay and block the third; twice is once.

    ``at`` is after everything else at that till. Returns how many receipts of one line that made.
    """
    with store.view() as view:
        sku, is_done = plain_goods(view), bool(all_accounts(view))
        purchases = sum(each.attempt_id is not None for each in all_account_entries(view))
    if is_done or sku is None:
        return purchases
    numbers = []
    for name, org_number, address, limit in CUSTOMERS:
        details = AccountDetails(name, org_number, address, language=language)
        numbers.append(open_account(store, office, AccountWish(details, AccountTerms(limit)), at=at).number)
    amount = None
    for number, (customer, quantity) in enumerate(PURCHASES):
        amount = _buy(store, numbers[customer], sku, Decimal(quantity), at=at + 2 * number * _NEXT)
    last = at + 2 * len(PURCHASES) * _NEXT
    assert amount is not None, "somebody buys"
    receive_account_payment(store, office, numbers[1], amount, "Bankgiro", at=last)
    blocked = AccountWish(
        AccountDetails(CUSTOMERS[2][0], CUSTOMERS[2][1], CUSTOMERS[2][2], language=language),
        AccountTerms(CUSTOMERS[2][3]),
        AccountState.BLOCKED,
    )
    change_account(store, office, numbers[2], blocked, at=last)
    return len(PURCHASES)


def _buy(store: Store, account: str, sku: str, quantity: Decimal, *, at: datetime) -> Money:
    seller = Actor("bo", _TILL, PERMISSIONS[BuiltInRole.SALES_ASSISTANT])
    seq = till_state(store, _TILL, _CLIENT, at=at).acked_seq + 1
    basket = apply_events(store, seller, _CLIENT, [Scan(seq, sku, quantity)], at=at).basket
    assert basket is not None, "goods are in the basket"
    key = str(UUID(int=basket.basket.id, version=4))
    wish = PaymentWish(key, basket.basket.id, basket.due, PaymentMethod.ON_ACCOUNT, basket.due, reference=account)
    begin_payment(store, seller, wish, at=at + _NEXT)
    return basket.due
