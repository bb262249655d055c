"""Purchases on account: within the limit, given back, paid and booked, in any order. On both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa

from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole, Permission
from models.card_data import CardDataRefused
from models.company_number import WrongCompanyNumber
from models.ledger.entry import EntryKind
from models.payments.attempt import PaymentMethod
from models.selling.customer_account import (
    AccountDetails,
    AccountIsBlocked,
    AccountState,
    AccountTerms,
    AccountWish,
    NoSuchAccount,
    OverLimit,
    WrongAccountDetail,
    WrongAccountPayment,
    open_items,
)
from models.selling.gift_card import GiftCardState, GiftCardUse
from models.selling.sale import Sale
from models.selling.settlement import TenderKind
from models.selling.till_event import Cancel
from models.shop_settings import DAY_CLOSES_AT
from operations.access.permissions import NotPermitted
from operations.installation.change_settings import change_setting
from operations.selling.customer_account_office import change_account, open_account, receive_account_payment
from operations.selling.gift_card_codes import find_gift_card
from operations.selling.gift_card_office import make_blanks
from operations.selling.gift_cards_at_till import CardWish, take_gift_card
from operations.selling.payment_changes import PaymentWish, begin_payment, return_part
from store import invariants, schema
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.invariants import recorded_customer_accounts
from store.selling import customer_account_rows, sales
from tests.builders import AT, OFFICE_ACTOR, SECOND_TILL, TILL, kr, small_shop
from tests.columns import balances
from tests.faults.tampering import Undone, unguarded
from tests.operations.selling.account_trade import LIMIT, VIKEN, AccountSeller
from tests.operations.selling.test_return_races import both
from tests.operations.selling.test_returns import line

MILK = 19_90


class AccountShop:
    """A shop with one account and two tills."""

    def __init__(self, store: Store) -> None:
        self.store = small_shop(store)
        self.number = open_account(store, OFFICE_ACTOR, AccountWish(VIKEN, AccountTerms(LIMIT, 30)), at=AT).number
        self.anna, self.berit = AccountSeller(store, TILL), AccountSeller(store, SECOND_TILL)

    def owed(self) -> int:
        with self.store.view() as view:
            return customer_account_rows.get_account(view, self.number).balance_minor

    def pay(self, minor: int) -> None:
        receive_account_payment(self.store, OFFICE_ACTOR, self.number, kr(minor), "Bankgiro", at=AT)

    def set_state(self, state: AccountState) -> None:
        change_account(self.store, OFFICE_ACTOR, self.number, AccountWish(VIKEN, AccountTerms(LIMIT, 30), state), at=AT)

    def check(self) -> None:
        with self.store.view() as view:
            assert [str(each) for each in invariants.check_all(view)] == []


@pytest.fixture
def shop(store: Store) -> AccountShop:
    return AccountShop(store)


def test_a_purchase_on_account_is_a_sale_and_a_claim_until_it_is_paid(shop: AccountShop) -> None:
    sale = shop.anna.buy(shop.number)
    (tender,) = sale.settlement.tenders
    assert (tender.kind, tender.amount, tender.reference) == (TenderKind.ON_ACCOUNT, kr(MILK), shop.number)
    assert shop.owed() == MILK
    with shop.store.view() as view:
        (entry,) = customer_account_rows.all_account_entries(view)
        assert (entry.due_on, entry.business_day) == (AT.date() + timedelta(days=30), AT.date())
        assert entry.attempt_id is not None
        receipts = customer_account_rows.receipts_of(view, [entry.attempt_id])
        assert receipts == {entry.attempt_id: f"{TILL}-{sale.origin.receipt_number}"}
        assert balances(view)["1510"] == MILK
    shop.pay(MILK)
    with shop.store.view() as view:
        books = balances(view)
        assert (shop.owed(), books["1510"], books["1930"]) == (0, 0, MILK)
        assert open_items(customer_account_rows.all_account_entries(view)) == ()
    shop.check()


def test_a_gift_card_bought_on_account_is_good_at_once_and_owed_by_both(shop: AccountShop, tmp_path: Path) -> None:
    """The sale is complete, so the card is active; the customer owes the shop its money, and the shop the card."""
    secret = InstallationSecret(tmp_path)
    (code,) = make_blanks(shop.store, OFFICE_ACTOR, secret, 1, at=AT)
    load = CardWish(code, GiftCardUse.LOAD, LIMIT)
    take_gift_card(shop.store, shop.anna.actor, secret, load, at=AT)
    assert find_gift_card(shop.store, shop.anna.actor, secret, code, at=AT).state is GiftCardState.BLANK
    shop.anna.charge(shop.number)
    assert find_gift_card(shop.store, shop.anna.actor, secret, code, at=AT).balance_minor == LIMIT
    with shop.store.view() as view:
        books = balances(view)
    assert (shop.owed(), books["1510"], books["2421"]) == (LIMIT, LIMIT, -LIMIT)
    take_gift_card(shop.store, shop.anna.actor, secret, load, at=AT)
    with pytest.raises(OverLimit):
        shop.anna.charge(shop.number)
    assert find_gift_card(shop.store, shop.anna.actor, secret, code, at=AT).balance_minor == LIMIT
    shop.check()


def test_what_is_over_the_limit_is_refused_and_a_part_in_cash_helps(shop: AccountShop) -> None:
    for _ in range(2):
        shop.anna.buy(shop.number)
    shop.anna.scan("MILK")
    with pytest.raises(OverLimit) as refused:
        shop.anna.charge(shop.number)
    left = LIMIT - 2 * MILK
    assert refused.value.left == kr(left)
    part = shop.anna.charge(shop.number, left)
    assert (part.is_paid, shop.owed()) == (True, LIMIT)
    sale = shop.anna.pay_cash(kr(1000))
    kinds = {each.kind: (each.amount - each.change).minor for each in sale.settlement.tenders}
    assert kinds == {TenderKind.ON_ACCOUNT: left, TenderKind.CASH: 1000}
    shop.check()


def test_a_part_that_is_given_back_is_owed_no_more(shop: AccountShop) -> None:
    shop.anna.scan("MILK")
    part = shop.anna.charge(shop.number, 1000)
    returned = return_part(shop.store, shop.anna.actor, part.order.key, shop.anna.key(), at=AT)
    assert (returned.is_paid, shop.owed()) == (True, 0)
    assert not shop.anna.do(Cancel, reason="left").problems
    shop.check()


def test_goods_that_come_back_are_owed_no_more_whatever_the_limit_is(shop: AccountShop) -> None:
    sale = shop.anna.buy(shop.number)
    shop.set_state(AccountState.BLOCKED)
    with pytest.raises(AccountIsBlocked):
        shop.berit.buy(shop.number)
    shop.berit.do(Cancel, reason="left")
    shop.anna.choose(sale, line(1))
    plan = shop.anna.state().returned
    assert plan is not None
    assert plan.plan is not None
    assert plan.plan.method is PaymentMethod.ON_ACCOUNT
    shop.anna.give(PaymentMethod.ON_ACCOUNT)
    assert shop.owed() == 0
    with shop.store.view() as view:
        kept = customer_account_rows.all_account_entries(view)
        assert [each.amount_minor for each in kept] == [MILK, -MILK]
        assert {key: each for key, each in balances(view).items() if each and key in {"1510", "1910", "2420"}} == {}
    shop.check()


def test_only_whoever_may_opens_accounts_and_wrong_ones_are_refused(shop: AccountShop) -> None:
    store, terms = shop.store, AccountTerms(LIMIT)
    anna = Actor("anna", TILL, PERMISSIONS[BuiltInRole.SALES_ASSISTANT])
    acts: tuple[Callable[[], object], ...] = (
        lambda: open_account(store, anna, AccountWish(VIKEN, terms), at=AT),
        lambda: receive_account_payment(store, anna, shop.number, kr(100), "", at=AT),
    )
    for act in acts:
        with pytest.raises(NotPermitted):
            act()
    for details, wrong, error in (
        (AccountDetails(" "), terms, WrongAccountDetail),
        (AccountDetails("A" * 81), terms, WrongAccountDetail),
        (AccountDetails("A", email="a@"), terms, WrongAccountDetail),
        (AccountDetails("A", "556000-4756"), terms, WrongCompanyNumber),
        (AccountDetails("A 4111 1111 1111 1111"), terms, CardDataRefused),
        (VIKEN, AccountTerms(-1), WrongAccountDetail),
        (VIKEN, AccountTerms(1, 121), WrongAccountDetail),
    ):
        with pytest.raises(error):
            open_account(store, OFFICE_ACTOR, AccountWish(details, wrong), at=AT)
    with pytest.raises(NoSuchAccount):
        receive_account_payment(store, OFFICE_ACTOR, "9", kr(1), "", at=AT)
    with pytest.raises(WrongAccountPayment):
        shop.pay(0)
    shop.anna.scan("MILK")
    with pytest.raises(NoSuchAccount):
        shop.anna.charge("9")
    wish = PaymentWish(
        *(shop.anna.key(), shop.anna.basket_id(), kr(MILK), PaymentMethod.ON_ACCOUNT, kr(MILK)), reference=shop.number
    )
    only_sells = Actor("anna", TILL, frozenset({Permission.SELL}))
    with pytest.raises(NotPermitted):
        begin_payment(store, only_sells, wish, at=AT)
    assert begin_payment(store, shop.anna.actor, wish, at=AT).is_paid, "the control: the same wish with the permission"
    with store.view() as view:
        assert len(customer_account_rows.all_accounts(view)) == 1
    shop.check()


class Walk:
    """Steps at two tills and in the office; the reference is a list of amounts."""

    def __init__(self, shop: AccountShop, chance: Random) -> None:
        self.shop, self.chance = shop, chance
        self.changes = [0]
        self.sold: list[tuple[AccountSeller, Sale, int]] = []
        self.is_blocked = False

    def buy(self, amount: int = MILK) -> None:
        """Refused by both, or done by both."""
        anna = self.chance.choice([self.shop.anna, self.shop.berit])
        anna.scan("MILK")
        fits = sum(self.changes) + amount <= LIMIT and not self.is_blocked
        try:
            attempt = anna.charge(self.shop.number, amount)
        except (OverLimit, AccountIsBlocked):
            assert not fits
            anna.do(Cancel, reason="left")
            return
        assert fits
        self.changes.append(amount)
        if amount < MILK:
            anna.pay_cash(kr(1000))
        with self.shop.store.view() as view:
            self.sold.append((anna, sales.get_sale(view, attempt.order.basket_id), amount))

    def buy_part(self) -> None:
        self.buy(990)

    def take_back(self) -> None:
        """What was paid on account goes back there, and then what was paid in cash in cash."""
        if not self.sold:
            return
        anna, sale, amount = self.sold.pop(self.chance.randrange(len(self.sold)))
        anna.choose(sale, line(1))
        anna.give(PaymentMethod.ON_ACCOUNT, key=self.chance.randint(1, 10**9))
        if anna.state().basket is not None:
            anna.give(PaymentMethod.CASH, key=self.chance.randint(1, 10**9))
        self.changes.append(-amount)

    def pay(self) -> None:
        minor = self.chance.choice([500, 3000, -700])
        self.shop.pay(minor)
        self.changes.append(-minor)

    def block(self) -> None:
        """Blocked now and then, and not for long."""
        self.is_blocked = not self.is_blocked and self.chance.random() < 0.5
        self.shop.set_state(AccountState.BLOCKED if self.is_blocked else AccountState.OPEN)


def test_any_order_of_purchases_returns_and_payments_is_what_a_slow_sum_has(shop: AccountShop) -> None:
    walk = Walk(shop, Random(7))
    for _ in range(36):
        walk.chance.choice(
            [*[walk.buy] * 3, *[walk.buy_part] * 2, *[walk.take_back] * 2, *[walk.pay] * 3, walk.block]
        )()
        assert shop.owed() == sum(walk.changes)
    with shop.store.view() as view:
        left = sum(each.left_minor for each in open_items(customer_account_rows.all_account_entries(view)))
    assert left == max(0, sum(walk.changes))
    assert len(walk.changes) > 10, "most steps did something"
    shop.check()


def test_two_tills_at_once_never_pass_the_limit(shop: AccountShop) -> None:
    """Each basket fits alone and both do not."""
    shop.anna.buy(shop.number)
    for _ in range(5):

        def buys(seller: AccountSeller) -> bool:
            seller.scan("MILK")
            try:
                seller.charge(shop.number)
            except OverLimit:
                seller.do(Cancel, reason="left")
                return False
            return True

        assert sorted(both(lambda: buys(shop.anna), lambda: buys(shop.berit))) == [False, True]
        assert shop.owed() == 2 * MILK
        shop.pay(MILK)
    shop.check()


def test_control_who_reads_what_is_left_before_writing_passes_the_limit(shop: AccountShop) -> None:
    with shop.store.view() as view:
        account = customer_account_rows.get_account(view, shop.number)
    reads = threading.Barrier(2)

    def buys_naively() -> bool:
        with shop.store.view() as view:
            left = customer_account_rows.get_account(view, shop.number).left_minor
        reads.wait()
        if left < 2 * MILK:
            return False
        with shop.store.transaction() as tx:
            customer_account_rows.change_balance(tx, account.id, 2 * MILK)
        return True

    assert both(buys_naively, buys_naively) == [True, True]
    assert shop.owed() > LIMIT


_ACCOUNT, _ENTRY = schema.customer_account, schema.customer_account_entry
#: What somebody with the database's own rights does, and what is reported of it.
FORGERIES: dict[str, tuple[sa.Update | sa.Delete, str]] = {
    "less is owed": (_ACCOUNT.update().values(balance_minor=_ACCOUNT.c.balance_minor - 100), "entries sum to"),
    "so do the entries": (_ENTRY.update().values(amount_minor=_ENTRY.c.amount_minor - 100), "is stored as"),
    "a purchase is forgotten": (_ENTRY.delete().where(_ENTRY.c.amount_minor > 0), "not stored"),
    "a higher limit": (_ACCOUNT.update().values(limit_minor=10**9), "is stored as"),
    "a longer time": (_ENTRY.update().values(due_on=None), "is stored as"),
    "of another payment": (_ENTRY.update().values(source=_ENTRY.c.id + 1), "another source"),
    "no claim in the books": (
        schema.posting.update().where(schema.posting.c.account == "1510").values(account="3001"),
        "the books claim",
    ),
    "a payment was none": (
        schema.payment_attempt.update().values(method=PaymentMethod.CASH.value),
        "was not taken so",
    ),
}


def test_a_forged_account_is_found(shop: AccountShop) -> None:
    shop.anna.buy(shop.number)
    shop.pay(500)
    shop.check()
    for way, (statement, words) in FORGERIES.items():
        with suppress(Undone), shop.store.transaction() as tx:
            with unguarded(tx, "customer_account_entry", "posting"):
                assert tx.execute(statement).rowcount != 0, way
            named = [each for rule in recorded_customer_accounts.INVARIANTS for each in rule.check(tx)]
            assert any(words in each.found for each in named), (way, named)
            raise Undone
    shop.check()


@pytest.mark.parametrize("kind", [EntryKind.PAYMENT, EntryKind.CUSTOMER_ACCOUNT])
def test_an_entry_of_another_day_or_name_is_found_and_another_closing_hour_is_no_fault(
    shop: AccountShop, kind: EntryKind
) -> None:
    shop.anna.scan("MILK")
    shop.anna.charge(shop.number, 1000)  # owed to the customer until the rest is paid: entries of their own
    shop.anna.pay_cash(kr(1000))
    shop.pay(500)
    change_setting(shop.store, OFFICE_ACTOR, DAY_CLOSES_AT, "12:00", at=AT)  # by which AT would be of the day before
    shop.check()
    entry = schema.entry
    for values in ({"business_day": AT.date() - timedelta(days=2)}, {"reference": "1-1"}):
        with suppress(Undone), shop.store.transaction() as tx:
            with unguarded(tx, "entry"):
                assert tx.execute(entry.update().where(entry.c.kind == kind.value).values(**values)).rowcount
            assert any("is booked as" in each.found for each in invariants.check_all(tx)), values
            raise Undone
