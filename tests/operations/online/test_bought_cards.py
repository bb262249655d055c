"""Gift cards that are bought in the web shop: paid first, then good; taken back while nothing of them was used."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hardware.terminal.simulated_page_bank import PagePress
from models.dispatch.mail_address import WrongMailAddress
from models.dispatch.sending_rules import DispatchKind
from models.errors import Refused
from models.online.card_purchase import CardNotWithdrawn, CardWords, WebCardsNotSold, WrongWebCardAmount
from models.online.online_order import (
    CONTACT_STAYS,
    PAYMENT_TIME,
    OnlineOrderState,
    OrderContact,
    TooManyOpenOrders,
)
from models.online.order_contact import WrongOrderContact
from models.payments.attempt import PaymentAnswer
from models.payments.attempt_state import AttemptState
from models.selling.gift_card import GiftCardState, GiftCardUse, UnknownGiftCard
from models.selling.gift_card_pin import GiftCardNeedsPin
from models.shop_settings import MAIL_FROM, MAIL_HOST, STOREFRONT_GIFT_CARDS
from operations.access.permissions import NotPermitted
from operations.counted_codes import card_pin
from operations.gift_card_changes import derived_code
from operations.installation.change_settings import change_setting
from operations.online.card_orders import order_gift_card, withdraw_card
from operations.online.end_orders import cancel_own_order, end_unfetched
from operations.online.prepayments import claim_prepayment, follow_payment, record_prepayment
from operations.selling.gift_card_office import block_gift_card, make_blanks
from operations.selling.gift_cards_at_till import CardWish, take_gift_card
from store import dispatch
from store.database.engine import Store
from store.invariants import check_all
from store.online import order_rows
from store.selling import gift_card_rows, payment_attempts
from store.selling.prepayment_reading import without_waiting_orders
from tests.builders import AT, OFFICE, OFFICE_ACTOR, anna_at, kr, small_shop, stock_up
from tests.operations.online.card_buyers import CardBuyers
from tests.operations.online.web_customers import WEB_ACTOR, check_shop, stored_order
from tests.operations.selling.test_gift_cards import CardSeller

AMOUNT = 500_00


@pytest.fixture
def shop(store: Store, tmp_path: Path) -> CardBuyers:
    return CardBuyers(small_shop(store), tmp_path)


@pytest.mark.parametrize("press", [PagePress.CARD, PagePress.SWISH])
def test_a_paid_card_is_good_and_owed_without_tax(shop: CardBuyers, press: PagePress) -> None:
    order = shop.order(shop.wish(AMOUNT))
    assert (order.state, shop.card_of(order).state) == (OnlineOrderState.UNPAID, GiftCardState.BLANK)
    shop.bank.settle(order)
    assert (shop.booked("2420"), shop.booked("2421")) == (0, 0), "nobody has paid"
    assert shop.bank.press(order, press)
    for _ in range(3):
        shop.bank.settle(order)
    card = shop.card_of(order)
    assert stored_order(shop.store, order).state is OnlineOrderState.COLLECTED
    assert (card.state, card.balance_minor, card.has_pin) == (GiftCardState.ACTIVE, AMOUNT, True)
    assert (shop.booked("1686"), shop.booked("2420"), shop.booked("2421")) == (-AMOUNT, 0, AMOUNT)
    assert shop.booked("2611") == shop.booked("2621") == shop.booked("2631") == 0, "tax is due when the card pays"
    assert shop.bank.net(order) == AMOUNT
    check_shop(shop.store)


def test_the_time_of_an_order_is_recorded_alike_in_whatever_zone_it_is_given(shop: CardBuyers) -> None:
    shop.buy(AMOUNT, at=AT.astimezone(ZoneInfo("Europe/Stockholm")))
    check_shop(shop.store)


def test_the_same_form_sent_twice_is_one_order_and_one_card(shop: CardBuyers) -> None:
    wish = shop.wish(AMOUNT)
    assert shop.order(wish) == shop.order(wish)
    with shop.store.view() as view:
        assert len(gift_card_rows.all_cards(view)) == 1


def test_the_card_pays_with_its_code_and_its_pin(shop: CardBuyers) -> None:
    stock_up(shop.store)
    order = shop.buy(AMOUNT)
    number = shop.card_of(order).id
    code = derived_code(shop.secret, number).text
    till = CardSeller(shop.store, shop.secret)
    till.scan("MILK")
    with pytest.raises(GiftCardNeedsPin):
        take_gift_card(shop.store, anna_at(1), shop.secret, CardWish(code, GiftCardUse.PAY, pin=""), at=AT)
    wish = CardWish(code, GiftCardUse.PAY, pin=card_pin(shop.secret, number))
    take_gift_card(shop.store, anna_at(1), shop.secret, wish, at=AT)
    assert shop.card_of(order).held_minor == AMOUNT
    with pytest.raises(CardNotWithdrawn):
        withdraw_card(shop.store, WEB_ACTOR, order.secret, at=AT)
    check_shop(shop.store)


def test_no_till_fills_a_card_that_is_not_paid(shop: CardBuyers) -> None:
    order = shop.order(shop.wish(AMOUNT))
    code = derived_code(shop.secret, shop.card_of(order).id).text
    with pytest.raises(Refused):
        take_gift_card(shop.store, anna_at(1), shop.secret, CardWish(code, GiftCardUse.LOAD, AMOUNT), at=AT)
    with shop.store.view() as view:
        assert order_rows.open_orders(view, 1) == [], "there is nothing to pick"
        assert [each.id for each in order_rows.open_orders(view)] == [order.id]


def test_a_card_that_nobody_pays_is_blocked_and_late_money_goes_back(shop: CardBuyers) -> None:
    order = shop.order(shop.wish(AMOUNT))
    shop.bank.settle(order)
    later = AT + PAYMENT_TIME
    assert end_unfetched(shop.store, WEB_ACTOR, at=later) == 1
    card = shop.card_of(order)
    assert (card.state, card.balance_minor) == (GiftCardState.BLOCKED, 0)
    charge = shop.bank.money(order).charge
    assert charge is not None
    forged = PaymentAnswer(AttemptState.APPROVED, "late")
    record_prepayment(shop.store, WEB_ACTOR, charge.id, forged, at=later)
    follow_payment(shop.store, WEB_ACTOR, order.id, at=later)
    assert (shop.booked("2420"), shop.booked("2421")) == (AMOUNT, 0)
    (refund,) = shop.bank.money(order).refunds
    assert (refund.order.amount.minor, refund.state) == (AMOUNT, AttemptState.CREATED)
    check_shop(shop.store)


def test_the_buyer_may_stop_before_paying(shop: CardBuyers) -> None:
    order = shop.order(shop.wish(AMOUNT))
    shop.bank.settle(order)
    cancel_own_order(shop.store, WEB_ACTOR, order.secret, at=AT)
    shop.bank.settle(order)
    assert not shop.bank.press(order, PagePress.SWISH), "the page is closed"
    assert shop.card_of(order).state is GiftCardState.BLOCKED
    check_shop(shop.store)


def test_a_provider_that_took_more_gives_the_rest_back(shop: CardBuyers) -> None:
    """The answer names another amount than was asked: the card has what was ordered, no more."""
    order = shop.order(shop.wish(AMOUNT))
    charge = shop.bank.money(order).charge
    assert charge is not None
    claim_prepayment(shop.store, WEB_ACTOR, charge.id, at=AT)
    more = PaymentAnswer(AttemptState.APPROVED, "odd", kr(AMOUNT + 1))
    record_prepayment(shop.store, WEB_ACTOR, charge.id, more, at=AT)
    follow_payment(shop.store, WEB_ACTOR, order.id, at=AT)
    (refund,) = shop.bank.money(order).refunds
    assert (shop.card_of(order).balance_minor, refund.order.amount.minor) == (AMOUNT, 1)
    check_shop(shop.store)


def test_an_unused_card_is_taken_back_within_fourteen_days(shop: CardBuyers) -> None:
    order = shop.buy(AMOUNT, PagePress.CARD)
    last = AT + timedelta(days=14)
    for _ in range(2):
        assert withdraw_card(shop.store, WEB_ACTOR, order.secret, at=last).state is OnlineOrderState.CANCELLED
    card = shop.card_of(order)
    assert (card.state, card.balance_minor) == (GiftCardState.BLOCKED, 0)
    assert (shop.booked("2420"), shop.booked("2421")) == (AMOUNT, 0)
    for _ in range(2):
        shop.bank.settle(order, at=last)
    assert (shop.bank.net(order), shop.booked("2420"), shop.booked("1686")) == (0, 0, 0)
    check_shop(shop.store)


def test_a_card_is_not_taken_back_late_or_once_it_was_blocked(shop: CardBuyers) -> None:
    order = shop.buy(AMOUNT)
    with pytest.raises(CardNotWithdrawn, match="fourteen days"):
        withdraw_card(shop.store, WEB_ACTOR, order.secret, at=AT + timedelta(days=15))
    block_gift_card(shop.store, OFFICE_ACTOR, shop.card_of(order).id, "stolen", is_blocked=True, at=AT)
    with pytest.raises(CardNotWithdrawn, match="blocked"):
        withdraw_card(shop.store, WEB_ACTOR, order.secret, at=AT)
    assert shop.card_of(order).balance_minor == AMOUNT
    check_shop(shop.store)


def test_the_card_goes_to_its_recipient_and_the_order_forgets_whom(shop: CardBuyers) -> None:
    for name, value in ((MAIL_HOST, "mail.example.com"), (MAIL_FROM, "shop@example.com")):
        change_setting(shop.store, OFFICE_ACTOR, name, value, at=AT)
    words = CardWords("bo@example.com", "Grattis!")
    order = shop.order(shop.wish(AMOUNT, words=words))
    with shop.store.view() as view:
        assert dispatch.dispatches_of_kind(view, DispatchKind.GIFT_CARD_MAIL) == [], "nobody has paid"
    shop.bank.settle(order)
    shop.bank.press(order, PagePress.SWISH)
    for _ in range(2):
        shop.bank.settle(order)
    with shop.store.view() as view:
        (mail,) = dispatch.dispatches_of_kind(view, DispatchKind.GIFT_CARD_MAIL)
        (letter,) = dispatch.dispatches_of_kind(view, DispatchKind.WEB_ORDER)
    assert (mail.place, mail.subject_id, letter.place) == ("bo@example.com", shop.card_of(order).id, "anna@example.com")
    withdraw_card(shop.store, WEB_ACTOR, order.secret, at=AT)
    with shop.store.view() as view:
        assert dispatch.dispatches_of_kind(view, DispatchKind.GIFT_CARD_MAIL) == [], "a card taken back goes nowhere"
    end_unfetched(shop.store, WEB_ACTOR, at=AT + CONTACT_STAYS + timedelta(days=1))
    purchase = stored_order(shop.store, order).purchase
    assert purchase is not None
    assert (purchase.recipient, purchase.greeting) == ("", "")
    check_shop(shop.store)


def test_its_money_waits_for_nobody(shop: CardBuyers) -> None:
    shop.buy(AMOUNT)
    with shop.store.view() as view:
        unsold = payment_attempts.unsold_parts(view)
        assert len(unsold) == 1, "control: no sale has it"
        assert without_waiting_orders(view, unsold) == []


@pytest.mark.parametrize(
    ("minor", "words", "refusal"),
    [
        (49_99, CardWords(), WrongWebCardAmount),
        (5000_01, CardWords(), WrongWebCardAmount),
        (-100, CardWords(), WrongWebCardAmount),
        (AMOUNT, CardWords("nowhere"), WrongMailAddress),
        (AMOUNT, CardWords("", "4242 4242 4242 4242"), Refused),
    ],
)
def test_what_cannot_be_bought_is_refused_and_makes_no_card(
    shop: CardBuyers, minor: int, words: CardWords, refusal: type[Refused]
) -> None:
    with pytest.raises(refusal):
        shop.order(shop.wish(minor, words=words))
    with shop.store.view() as view:
        assert not gift_card_rows.all_cards(view)
        assert not order_rows.all_orders(view)


def test_a_shop_that_sells_none_sells_none(shop: CardBuyers) -> None:
    with pytest.raises(WrongOrderContact):
        shop.order(replace(shop.wish(AMOUNT), contact=OrderContact(" ", "a@example.com", "", "sv")))
    for _ in range(3):
        shop.order(shop.wish(AMOUNT))
    with pytest.raises(TooManyOpenOrders):
        shop.order(shop.wish(AMOUNT))
    with pytest.raises(NotPermitted):
        order_gift_card(shop.store, anna_at(OFFICE), shop.secret, shop.wish(AMOUNT), at=AT)
    with pytest.raises(NotPermitted):
        withdraw_card(shop.store, anna_at(OFFICE), "secret", at=AT)
    change_setting(shop.store, OFFICE_ACTOR, STOREFRONT_GIFT_CARDS, "no", at=AT)
    with pytest.raises(WebCardsNotSold):
        shop.order(shop.wish(AMOUNT, "bo@example.com"))


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE online_order_purchase SET amount_minor = amount_minor + 1",
        "UPDATE online_order_purchase SET card_id = (SELECT max(id) FROM gift_card)",
        "UPDATE online_order_purchase SET recipient = 'mallory@example.com'",
        "UPDATE online_order_purchase SET greeting = 'x'",
        "DELETE FROM online_order_purchase",
        "UPDATE gift_card SET loading_basket = NULL",
    ],
)
def test_a_purchase_changed_behind_the_journal_is_found(sqlite_store: Store, tmp_path: Path, damage: str) -> None:
    shop = CardBuyers(small_shop(sqlite_store), tmp_path)
    shop.order(shop.wish(AMOUNT))
    make_blanks(sqlite_store, OFFICE_ACTOR, shop.secret, 1, at=AT)
    with sqlite_store.view() as view:
        assert check_all(view) == []
    with sqlite_store.transaction() as tx:
        tx.exec_driver_sql(damage)
    with sqlite_store.view() as view:
        assert check_all(view)


def test_no_code_of_a_bought_card_is_stored(sqlite_store: Store, tmp_path: Path) -> None:
    """Neither its code nor its PIN is in the database, so no backup and no journal has them either."""
    shop = CardBuyers(small_shop(sqlite_store), tmp_path)
    order = shop.buy(AMOUNT)
    code = derived_code(shop.secret, shop.card_of(order).id).text
    with sqlite_store.view() as view:
        rows = [str(row) for row in view.exec_driver_sql("SELECT * FROM journal").all()]
    assert rows
    assert not any(code in row for row in rows)
    with pytest.raises(UnknownGiftCard):
        take_gift_card(
            sqlite_store, anna_at(1), shop.secret, CardWish(code[:-3] + "000", GiftCardUse.PAY, pin="0000"), at=AT
        )
