"""What is left on a gift card whose time is over becomes income, once, and a return makes the card good again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from models.access.actor import Actor
from models.ledger.posting.of_gift_card import entry_of_ended_card
from models.payments.attempt import PaymentMethod
from models.selling.gift_card import GiftCardUnusable
from models.selling.till_event import Cancel
from models.shop_settings import GIFT_CARD_YEARS
from operations.access.permissions import NotPermitted
from operations.installation.change_settings import change_setting
from operations.selling.ended_gift_cards import EndedCards, end_gift_cards
from store import invariants, ledger
from store.database.engine import Store
from tests.builders import AT, DAY, OFFICE_ACTOR, TILL
from tests.columns import balances
from tests.models.ledger.test_posting import CHART
from tests.operations.selling.test_gift_cards import Cards
from tests.operations.selling.test_returns import line

INCOME = "3990"
OVER = AT + timedelta(days=366)


@pytest.fixture
def cards(store: Store, tmp_path: Path) -> Cards:
    shop = Cards(store, tmp_path / "keys")
    change_setting(store, OFFICE_ACTOR, GIFT_CARD_YEARS, "1", at=AT)
    return shop


def income(cards: Cards) -> int:
    with cards.store.view() as view:
        return -int(balances(view).get(INCOME, 0))


def test_what_is_left_is_income_on_the_day_after_the_last_and_once(cards: Cards) -> None:
    first, second, *_ = cards.codes
    for code in (first, second):
        cards.anna.sell_card(code, 5000)
    cards.anna.scan("MILK")
    cards.anna.take(first)
    cards.anna.pay_due()
    assert end_gift_cards(cards.store, OFFICE_ACTOR, at=OVER - timedelta(days=2)) == EndedCards(0, 0, more=False)
    left = 5000 - 1990 + 5000
    assert end_gift_cards(cards.store, OFFICE_ACTOR, at=OVER) == EndedCards(2, left, more=False)
    assert end_gift_cards(cards.store, OFFICE_ACTOR, at=OVER) == EndedCards(0, 0, more=False)
    assert (cards.balance(first), cards.owed(), income(cards)) == (0, 0, left)
    cards.check()
    with pytest.raises(NotPermitted):
        end_gift_cards(cards.store, Actor("anna", TILL), at=OVER)


def test_what_a_basket_holds_ends_later(cards: Cards) -> None:
    code, anna = cards.codes[0], cards.anna
    anna.sell_card(code, 5000)
    anna.scan("MILK")
    anna.take(code)
    assert end_gift_cards(cards.store, OFFICE_ACTOR, at=OVER).cards == 0
    anna.do(Cancel, reason="left")
    assert end_gift_cards(cards.store, OFFICE_ACTOR, at=OVER).cards == 1
    cards.check()


def test_money_that_comes_back_to_an_old_card_can_be_spent(cards: Cards) -> None:
    code, anna = cards.codes[0], cards.anna
    anna.sell_card(code, 5000)
    shortly_before = OVER - AT - timedelta(days=3)
    anna.scan("LUNCH")
    anna.take(code, after=shortly_before)
    sale = anna.pay_due(after=shortly_before)
    anna.choose(sale, line(1, "1"), at=OVER)
    anna.give(PaymentMethod.GIFT_CARD, at=OVER)
    assert (cards.balance(code), cards.owed()) == (5000, 5000)
    assert end_gift_cards(cards.store, OFFICE_ACTOR, at=OVER).cards == 0, "it is good for another year"
    anna.scan("MILK")
    anna.take(code, after=OVER - AT)
    anna.do(Cancel, reason="left")
    with pytest.raises(GiftCardUnusable, match="expired"):
        anna.take(code, after=OVER - AT + timedelta(days=366))
    cards.check()


def test_two_offices_end_a_card_once(cards: Cards) -> None:
    for code in cards.codes:
        cards.anna.sell_card(code, 5000)
    with ThreadPoolExecutor(4) as pool:
        ended = list(pool.map(lambda _: end_gift_cards(cards.store, OFFICE_ACTOR, at=OVER), range(4)))
    assert sum(each.amount_minor for each in ended) == 4 * 5000 == income(cards)
    cards.check()


def test_a_card_that_ended_without_its_entry_is_found(cards: Cards) -> None:
    cards.anna.sell_card(cards.codes[0], 5000)
    end_gift_cards(cards.store, OFFICE_ACTOR, at=OVER)
    with cards.store.transaction() as tx:
        forged = entry_of_ended_card(7, 8, 100, chart=CHART, day=DAY)
        ledger.post(tx, [forged])
    with cards.store.view() as view:
        found = [str(each) for each in invariants.check_all(view)]
    assert any("gift card entry 8" in each for each in found)
