"""Orders that are paid on the web: reserved, taken for what was picked, given back; the order follows its money."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.counter.payment_steps import take_step
from hardware.device_settings import SIMULATED_PAGE, terminal_of
from hardware.terminal.simulated_page_bank import PAGE_TIME, RESERVED_TIME, PagePress
from models.catalogue.product import Product, TaxCategory
from models.online.online_order import PAYMENT_TIME, OnlineOrderState, PrepaymentPending, WrongOrderStep
from models.online.payment_choice import PaymentNotOffered
from models.payments.attempt import PaymentAnswer, PaymentAttempt, PaymentMethod
from models.payments.attempt_state import AttemptState
from models.quantity import Unit
from models.selling.settlement import TenderKind
from models.selling.till_event import ConfirmAge
from models.shop_settings import STOREFRONT_PAYMENT
from operations.installation.change_settings import change_setting
from operations.installation.opening import Range, register_range
from operations.online.end_orders import cancel_order, cancel_own_order, end_unfetched, pick_order
from operations.online.place_order import place_order
from operations.online.prepayments import UnknownPrepayment, follow_payment, record_prepayment
from operations.selling.give_back import OtherTender
from operations.selling.payment_changes import return_part
from operations.selling.prepaid_hand_over import sell_prepaid
from operations.selling.web_orders_at_till import hand_over_order
from store.database.engine import Store
from store.selling import payment_attempts, sales
from store.selling.prepayment_reading import without_waiting_orders
from tests.builders import AT, OFFICE, OFFICE_ACTOR, anna_at, gtin, small_shop
from tests.operations.online.web_customers import (
    FIRST_PICKUP,
    WEB_ACTOR,
    Customer,
    WebTill,
    check_shop,
    count_units,
    on_hand,
    promised,
    stored_order,
)
from tests.operations.online.web_payers import Bank, Payer, open_paying_shop, owed
from tests.operations.selling.test_returns import Returner, line

MILK, PAPER = 19_90, 35_00


@pytest.fixture
def shop(store: Store) -> Store:
    open_paying_shop(small_shop(store))
    count_units(store, "MILK", 9)
    count_units(store, "PAPER", 9)
    return store


@pytest.fixture
def bank(shop: Store, tmp_path: Path) -> Bank:
    return Bank(shop, tmp_path)


def test_a_card_is_reserved_and_pays_what_was_picked(shop: Store, bank: Bank) -> None:
    order = Payer(shop).order(("MILK", 3), ("PAPER", 1))
    assert (order.state, order.is_prepaid) == (OnlineOrderState.UNPAID, True)
    assert promised(shop, "MILK") == 3, "the goods are put aside while the customer pays"
    with pytest.raises(WrongOrderStep):
        pick_order(shop, anna_at(1), order.id, at=AT)
    bank.settle(order)
    assert stored_order(shop, order).state is OnlineOrderState.UNPAID
    assert bank.press(order, PagePress.DECLINE)
    assert bank.press(order, PagePress.CARD)
    assert not bank.press(order, PagePress.SWISH), "nobody pays twice on a page"
    for _ in range(2):
        bank.settle(order)
    assert stored_order(shop, order).state is OnlineOrderState.PLACED
    assert (bank.in_all(), owed(shop)) == (0, 0), "reserved is not taken"
    with pytest.raises(PrepaymentPending):
        hand_over_order(shop, anna_at(1), order.code, at=AT)
    pick_order(shop, anna_at(1), order.id, {1: 2}, at=AT)
    for _ in range(2):
        bank.settle(order)
    assert bank.net(order) == owed(shop) == 2 * MILK + PAPER
    check_shop(shop)
    basket_id = hand_over_order(shop, anna_at(1), order.code, at=AT)
    assert basket_id == hand_over_order(shop, anna_at(1), order.code, at=AT) == order.id
    sale = sell_prepaid(shop, anna_at(1), basket_id, at=AT)
    assert sale is not None
    assert sell_prepaid(shop, anna_at(1), basket_id, at=AT) == sale
    assert [(each.kind, each.amount.minor) for each in sale.settlement.tenders] == [(TenderKind.WEB, 2 * MILK + PAPER)]
    assert (int(on_hand(shop, "MILK")), int(promised(shop, "MILK")), owed(shop)) == (7, 0, 0)
    assert stored_order(shop, order).state is OnlineOrderState.COLLECTED
    bank.settle(order)
    assert bank.net(order) == sale.settlement.gross.minor
    check_shop(shop)


def test_swish_is_taken_at_once_and_what_is_missing_goes_back(shop: Store, bank: Bank) -> None:
    order = Payer(shop).order(("MILK", 3))
    bank.settle(order)
    bank.press(order, PagePress.SWISH)
    bank.settle(order)
    assert bank.net(order) == owed(shop) == 3 * MILK
    pick_order(shop, anna_at(1), order.id, {1: 1}, at=AT)
    with pytest.raises(PrepaymentPending):
        hand_over_order(shop, anna_at(1), order.code, at=AT)
    for _ in range(2):
        bank.settle(order)
    assert bank.net(order) == owed(shop) == MILK
    sale = sell_prepaid(shop, anna_at(1), hand_over_order(shop, anna_at(1), order.code, at=AT), at=AT)
    assert sale is not None
    assert sale.settlement.gross.minor == MILK
    assert owed(shop) == 0
    check_shop(shop)


@pytest.mark.parametrize("press", [PagePress.CARD, PagePress.SWISH])
def test_a_cancelled_order_costs_nothing(shop: Store, bank: Bank, press: PagePress) -> None:
    order, other = Payer(shop).order(("MILK", 1)), Payer(shop, "b@example.com").order(("MILK", 1))
    for each in (order, other):
        bank.settle(each)
        bank.press(each, press)
        bank.settle(each)
    cancel_own_order(shop, WEB_ACTOR, order.secret, at=AT)
    cancel_order(shop, anna_at(1), other.id, at=AT)
    for each in (order, other, order):
        bank.settle(each)
    assert (bank.in_all(), owed(shop), int(promised(shop, "MILK"))) == (0, 0, 0)
    check_shop(shop)


def test_who_never_pays_loses_the_goods_and_who_pays_too_late_gets_the_money_back(shop: Store, bank: Bank) -> None:
    order, never = Payer(shop).order(("MILK", 4)), Payer(shop, "b@example.com").order(("MILK", 4))
    bank.settle(order)
    bank.settle(never)
    cancel_own_order(shop, WEB_ACTOR, order.secret, at=AT)
    assert bank.press(order, PagePress.SWISH), "the page does not know yet"
    late = AT + PAGE_TIME
    assert not bank.press(never, PagePress.SWISH, at=late)
    for each in (order, never):
        bank.settle(each, at=late)
    ended = stored_order(shop, never)
    assert (ended.state, ended.ended_by) == (OnlineOrderState.EXPIRED, "payment")
    assert (bank.in_all(), owed(shop), int(promised(shop, "MILK"))) == (0, 0, 0)
    assert bank.money(order).refunds[0].state is AttemptState.APPROVED
    check_shop(shop)


def test_an_order_that_ends_before_anything_was_asked_asks_for_nothing(shop: Store, bank: Bank) -> None:
    order = Payer(shop).order(("MILK", 1))
    cancel_own_order(shop, WEB_ACTOR, order.secret, at=AT)
    bank.settle(order)
    charge = bank.money(order).charge
    assert charge is not None
    assert charge.state is AttemptState.CANCELLED
    assert bank.accounts.pages() == {}


def test_a_reservation_that_lapses_is_paid_in_the_shop(shop: Store, bank: Bank) -> None:
    order = Payer(shop).order(("MILK", 1))
    bank.settle(order)
    bank.press(order, PagePress.CARD)
    bank.settle(order)
    late = AT + RESERVED_TIME
    bank.settle(order, at=late)
    assert stored_order(shop, order).state is OnlineOrderState.PLACED
    sale = WebTill(shop).sell_order(order, at=late)
    assert sale.id != order.id
    assert sale.settlement.tenders[0].kind is TenderKind.CASH
    check_shop(shop)


def test_goods_that_turn_up_after_the_money_was_taken_are_paid_at_the_till(shop: Store, bank: Bank) -> None:
    order = Payer(shop).order(("MILK", 2))
    bank.settle(order)
    bank.press(order, PagePress.CARD)
    bank.settle(order)
    pick_order(shop, anna_at(1), order.id, {1: 1}, at=AT)
    bank.settle(order)
    pick_order(shop, anna_at(1), order.id, at=AT)
    bank.settle(order)
    till = WebTill(shop)
    basket_id = till.fetch(order)
    assert sell_prepaid(shop, anna_at(1), basket_id, at=AT) is None
    sale = till.pay_cash()
    assert {each.kind: each.amount.minor - each.change.minor for each in sale.settlement.tenders} == {
        TenderKind.WEB: MILK,
        TenderKind.CASH: 20_00,
    }
    check_shop(shop)


def test_where_customers_pay_is_a_setting(shop: Store) -> None:
    payer = Payer(shop)
    payer.put("MILK")
    change_setting(shop, OFFICE_ACTOR, STOREFRONT_PAYMENT, "shop", at=AT)
    with pytest.raises(PaymentNotOffered):
        place_order(shop, WEB_ACTOR, payer.wish(), at=AT)
    change_setting(shop, OFFICE_ACTOR, STOREFRONT_PAYMENT, "web", at=AT)
    order = place_order(shop, WEB_ACTOR, payer.wish(), at=AT)
    assert order.is_prepaid
    assert place_order(shop, WEB_ACTOR, payer.wish(), at=AT + timedelta(minutes=1)).id == order.id
    with pytest.raises(PaymentNotOffered):
        Customer(shop, "c@example.com").order(("PAPER", 1))
    assert payer.wish().pay_at == SIMULATED_PAGE


def test_what_was_paid_on_the_web_goes_back_there_when_goods_come_back(shop: Store, bank: Bank) -> None:
    order = Payer(shop).order(("MILK", 2))
    bank.settle(order)
    bank.press(order, PagePress.SWISH)
    bank.settle(order)
    pick_order(shop, anna_at(1), order.id, at=AT)
    bank.settle(order)
    sale = sell_prepaid(shop, anna_at(1), hand_over_order(shop, anna_at(1), order.code, at=AT), at=AT)
    assert sale is not None
    till = Returner(shop)
    till.choose(sale, line(1))
    with pytest.raises(OtherTender):
        till.give(PaymentMethod.CARD)
    attempt = till.give(PaymentMethod.WEB, 2)
    assert isinstance(attempt, PaymentAttempt)
    provider = terminal_of(attempt.terminal or "", bank.folder)
    assert take_step(shop, provider, attempt, at=AT).state is AttemptState.APPROVED
    assert bank.net(order) == MILK
    with shop.view() as view:
        refund = sales.find_return_of(view, attempt.order.basket_id)
    assert refund is not None
    assert [(each.kind, each.amount.minor) for each in refund.settlement.tenders] == [(TenderKind.WEB, -MILK)]
    bank.settle(order, is_late=True)
    assert bank.net(order) == MILK, "the web shop gives nothing back besides"
    check_shop(shop)


def test_the_age_is_asked_for_at_the_till_although_everything_is_paid(shop: Store, bank: Bank) -> None:
    order = Payer(shop).order(("MILK", 1))
    bank.settle(order)
    bank.press(order, PagePress.SWISH)
    bank.settle(order)
    pick_order(shop, anna_at(1), order.id, at=AT)
    milk = Product("MILK", "Mellanmjölk 1,5 l", Unit.PIECE, "dairy", TaxCategory.FOOD, (gtin(1),), age_limit=15)
    register_range(shop, OFFICE_ACTOR, Range(products=(milk,)), at=AT)
    till = WebTill(shop)
    basket_id = till.fetch(order)
    assert sell_prepaid(shop, anna_at(1), basket_id, at=AT) is None
    till.do(ConfirmAge, years=15)
    assert hand_over_order(shop, anna_at(1), order.code, at=AT) == basket_id
    sale = sell_prepaid(shop, anna_at(1), basket_id, at=AT)
    assert sale is not None
    assert [each.kind for each in sale.settlement.tenders] == [TenderKind.WEB]
    check_shop(shop)


def test_money_that_does_not_go_back_is_for_the_office(shop: Store, bank: Bank) -> None:
    """The provider refuses: nothing is asked again and again, and the list of payments shows it."""
    order = Payer(shop).order(("MILK", 1))
    bank.settle(order)
    bank.press(order, PagePress.SWISH)
    bank.settle(order)
    with shop.view() as view:
        assert without_waiting_orders(view, payment_attempts.unsold_parts(view)) == [], "it goes its way"
    cancel_order(shop, anna_at(1), order.id, at=AT)
    refund = follow_payment(shop, WEB_ACTOR, order.id, at=AT)
    assert refund is not None
    assert follow_payment(shop, WEB_ACTOR, order.id, at=AT) is None
    record_prepayment(shop, WEB_ACTOR, refund.id, PaymentAnswer(AttemptState.IN_PROGRESS), at=AT)
    record_prepayment(shop, WEB_ACTOR, refund.id, PaymentAnswer(AttemptState.DECLINED, reason="closed"), at=AT)
    for _ in range(2):
        bank.settle(order)
    assert len(bank.money(order).refunds) == 1
    with shop.view() as view:
        (stuck,) = without_waiting_orders(view, payment_attempts.unsold_parts(view))
    assert stuck.order.basket_id == order.id
    back = return_part(shop, anna_at(OFFICE), stuck.order.key, "again", at=AT)
    bank.settle(order)
    assert bank.net(order) == owed(shop) == 0
    assert back.original == stuck.id
    check_shop(shop)
    with pytest.raises(UnknownPrepayment):
        record_prepayment(shop, WEB_ACTOR, 7, PaymentAnswer(AttemptState.APPROVED), at=AT)


def test_goods_are_freed_although_nobody_knows_whether_they_were_paid(shop: Store, bank: Bank) -> None:
    """The provider is silent for an hour; once it answers, what was paid goes back."""
    order = Payer(shop).order(("MILK", 9))
    bank.settle(order)
    bank.press(order, PagePress.SWISH)
    end_unfetched(shop, WEB_ACTOR, at=AT + PAYMENT_TIME - timedelta(seconds=1))
    assert stored_order(shop, order).is_open
    other = Payer(shop, "b@example.com").order(("MILK", 9), at=AT + PAYMENT_TIME, pickup=FIRST_PICKUP + PAYMENT_TIME)
    assert stored_order(shop, order).ended_by == "payment"
    bank.settle(order, at=AT + PAYMENT_TIME)
    assert bank.net(order) == owed(shop) == 0
    assert other.state is OnlineOrderState.UNPAID
    check_shop(shop)
