"""Gift cards with a PIN: whoever only saw the code of one cannot pay with it, nor guess what is missing."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from models.access.attempts import LIMITS, Subject
from models.selling.gift_card import GiftCardUse
from models.selling.gift_card_pin import GiftCardNeedsPin, WrongGiftCardPin
from operations.counted_codes import WaitForGiftCard, card_pin
from operations.online.visitor_cards import VisitorCode, choose_gift_card
from operations.selling.gift_card_office import block_gift_card, make_blanks, make_blanks_with_pins
from operations.selling.gift_cards_at_till import CardWish, take_gift_card
from store import invariants, schema
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from tests.builders import AT, OFFICE_ACTOR, TILL, small_shop
from tests.operations.online.web_customers import WEB_ACTOR, open_web_shop
from tests.operations.selling.test_gift_cards import CardSeller

BALANCE = 100_00


class PinnedCard:
    """A shop with one card that has a PIN and money on it, and the till that sold it."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.secret = small_shop(store), InstallationSecret(folder)
        (self.printed,) = make_blanks_with_pins(store, OFFICE_ACTOR, self.secret, 1, at=AT)
        self.anna = CardSeller(store, self.secret, TILL)
        self.anna.sell_card(self.printed.code, BALANCE)
        self.number = self.anna.card(self.printed.code).id

    def take(self, pin: str, *, after: timedelta = timedelta(0)) -> None:
        wish = CardWish(self.printed.code, GiftCardUse.PAY, pin=pin)
        take_gift_card(self.store, self.anna.actor, self.secret, wish, at=AT + after)

    def other_pin(self, number: int = 1) -> str:
        return f"{(int(self.printed.pin) + number) % 10_000:04d}"

    def held(self) -> int:
        return self.anna.card(self.printed.code).held_minor


@pytest.fixture
def card(sqlite_store: Store, tmp_path: Path) -> PinnedCard:
    return PinnedCard(sqlite_store, tmp_path / "keys")


def test_a_card_with_a_pin_pays_with_it_alone(store: Store, tmp_path: Path) -> None:
    """Selling it and looking at it needs no PIN: the first has a receipt, the second takes nothing."""
    card = PinnedCard(store, tmp_path / "keys")
    card.anna.scan("MILK")
    with pytest.raises(GiftCardNeedsPin, match="4 digits"):
        card.take("")
    with pytest.raises(WrongGiftCardPin, match=card.printed.code[-6:-2]):
        card.take(card.other_pin())
    assert card.held() == 0
    card.take(f" {card.printed.pin[:2]} {card.printed.pin[2:]}")
    assert card.held() > 0
    card.anna.pay_due()
    assert 0 < card.anna.card(card.printed.code).balance_minor < BALANCE
    with store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []


def test_a_pin_follows_from_the_secret_of_the_installation_and_the_card(card: PinnedCard, tmp_path: Path) -> None:
    """Of 50 cards few have the same; with another secret they are others, so nothing that is stored has them."""
    numbers = range(card.number, card.number + 50)
    here, elsewhere = card.secret, InstallationSecret(tmp_path / "other keys")
    assert card_pin(here, card.number) == card.printed.pin
    assert len({card_pin(here, each) for each in numbers}) > 45
    assert sum(card_pin(here, each) == card_pin(elsewhere, each) for each in numbers) < 3


def test_whoever_knows_the_code_has_few_tries(card: PinnedCard) -> None:
    """As fast as the shop lets them: at most 12 in the first hour and 40 in a day, of 10 000."""
    heard, at, tried = [], timedelta(0), count(1)
    while at < timedelta(days=1):
        try:
            card.take(card.other_pin(next(tried)), after=at)
        except WrongGiftCardPin:
            heard.append(at)
        except WaitForGiftCard as wait:
            at += timedelta(seconds=wait.seconds)
    assert sum(each < timedelta(hours=1) for each in heard) <= 12
    assert LIMITS[Subject.GIFT_CARD_PIN].free < len(heard) <= 40
    with pytest.raises(WaitForGiftCard):  # the control: it was the waiting that kept them away, not the PIN
        card.take(card.printed.pin, after=heard[-1])


def test_the_owner_of_the_card_gets_past_what_somebody_else_tried(card: PinnedCard) -> None:
    """A right PIN forgives itself alone; somebody who may block cards forgives all wrong ones by letting it pay."""
    card.anna.scan("MILK")
    for number in range(1, 5):
        with pytest.raises(WrongGiftCardPin):
            card.take(card.other_pin(number))
    card.take(card.printed.pin)
    with pytest.raises(WrongGiftCardPin):
        card.take(card.other_pin(5))
    with pytest.raises(WaitForGiftCard):
        card.take(card.printed.pin)
    block_gift_card(card.store, OFFICE_ACTOR, card.number, "", is_blocked=False, at=AT)
    card.take(card.printed.pin)


def test_cards_without_a_pin_ask_for_none(card: PinnedCard) -> None:
    """What is typed beside them means nothing."""
    (code,) = make_blanks(card.store, OFFICE_ACTOR, card.secret, 1, at=AT)
    card.anna.sell_card(code, BALANCE)
    card.anna.scan("MILK")
    take_gift_card(card.store, card.anna.actor, card.secret, CardWish(code, GiftCardUse.PAY, pin="9"), at=AT)
    assert card.anna.card(code).held_minor > 0


def test_the_web_shop_asks_for_the_pin_too(card: PinnedCard) -> None:
    open_web_shop(card.store)

    def choose(pin: str) -> None:
        code = VisitorCode(card.printed.code, "127.0.0.1", pin)
        choose_gift_card(card.store, WEB_ACTOR, card.secret, "basket", code, at=AT)

    with pytest.raises(GiftCardNeedsPin):
        choose("")
    with pytest.raises(WrongGiftCardPin):
        choose(card.other_pin())
    choose(card.printed.pin)


def test_nobody_takes_the_pin_off_a_card_behind_our_back(card: PinnedCard) -> None:
    def found() -> set[str]:
        with card.store.view() as view:
            return {each.rule for each in invariants.check_all(view)}

    assert found() == set()
    with card.store.transaction() as tx:
        tx.execute(schema.gift_card.update().values(has_pin=False))
    assert found() == {"C8"}
