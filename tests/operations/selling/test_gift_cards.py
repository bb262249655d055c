"""Gift cards: filled only by a paid sale, spent once, given back to, and always what the books owe for them."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from models.access.actor import Actor
from models.access.attempts import LIMITS, Failures, Subject, count_failure, seconds_to_wait
from models.access.permission import PERMISSIONS, BuiltInRole
from models.own_code import NUMBER_SIGNS
from models.payments.attempt import PaymentMethod
from models.selling.gift_card import (
    GiftCard,
    GiftCardEmpty,
    GiftCardInBasket,
    GiftCardState,
    GiftCardUnusable,
    GiftCardUse,
    GiftCardWithReturn,
    SaleWithGiftCard,
    UnknownGiftCard,
    WrongGiftAmount,
    new_code,
)
from models.selling.sale import LineKind, Sale
from models.selling.settlement import Offer, TenderKind
from models.selling.till_event import Cancel, DiscountBasket, Park, RemoveLine
from models.shop_settings import GIFT_CARD_YEARS
from operations.access.permissions import NotPermitted
from operations.cash.day_close import read_day
from operations.counted_codes import WaitForGiftCard
from operations.installation.change_settings import change_setting
from operations.selling.complete_sale import Payment, complete_sale
from operations.selling.gift_card_codes import find_gift_card
from operations.selling.gift_card_office import CardInUse, block_gift_card, make_blanks, move_gift_card
from operations.selling.gift_cards_at_till import CardWish, remove_gift_card, take_gift_card
from operations.selling.give_back import GiveBackWish, give_back
from operations.selling.payment_correction import CorrectionWish, correct_payment
from store import invariants, schema
from store.access.secrets import InstallationSecret
from store.analysis import frames
from store.database.engine import Store
from store.selling import gift_card_rows
from tests.builders import AT, OFFICE_ACTOR, SECOND_TILL, TILL, kr, small_shop
from tests.columns import balances
from tests.operations.cash.shop_days import manager_at
from tests.operations.selling.test_returns import Returner, line
from tests.operations.selling.test_undo_sale import undo

LIABILITY = "2421"


class CardSeller(Returner):
    """An operator who sells gift cards and takes them."""

    def __init__(self, store: Store, secret: InstallationSecret, device_id: int = TILL) -> None:
        super().__init__(store, device_id)
        self.secret = secret

    def put(self, code: str, minor: int) -> None:
        wish = CardWish(code, GiftCardUse.LOAD, minor)
        take_gift_card(self.store, self.actor, self.secret, wish, at=AT)

    def take(self, code: str, minor: int | None = None, *, after: timedelta = timedelta(0)) -> None:
        wish = CardWish(code, GiftCardUse.PAY, minor)
        take_gift_card(self.store, self.actor, self.secret, wish, at=AT + after)

    def pay_due(self, *, after: timedelta = timedelta(0)) -> Sale:
        due = kr(self.due())
        offers = (Offer(TenderKind.CASH, kr(due.minor + 50 if due.minor else 0)),)
        return complete_sale(self.store, self.actor, Payment(self.basket_id(), due, offers), at=AT + after)

    def sell_card(self, code: str, minor: int) -> Sale:
        self.put(code, minor)
        return self.pay_due()

    def card(self, code: str) -> GiftCard:
        return find_gift_card(self.store, self.actor, self.secret, code, at=AT)


class Cards:
    """A shop with blank cards, and two tills."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.secret = small_shop(store), InstallationSecret(folder)
        self.codes = make_blanks(store, OFFICE_ACTOR, self.secret, 4, at=AT)
        self.anna, self.berit = (CardSeller(store, self.secret, till) for till in (TILL, SECOND_TILL))

    def check(self) -> None:
        with self.store.view() as view:
            assert [str(each) for each in invariants.check_all(view)] == []

    def owed(self) -> int:
        with self.store.view() as view:
            return -int(balances(view).get(LIABILITY, 0))

    def balance(self, code: str) -> int:
        return self.anna.card(code).balance_minor


@pytest.fixture
def cards(store: Store, tmp_path: Path) -> Cards:
    return Cards(store, tmp_path / "keys")


def test_a_card_is_worth_nothing_until_its_sale_is_paid(cards: Cards) -> None:
    code, anna = cards.codes[0], cards.anna
    assert anna.card(code).state is GiftCardState.BLANK
    anna.put(code, 50000)
    assert (anna.card(code).state, cards.balance(code)) == (GiftCardState.BLANK, 0)
    with pytest.raises(GiftCardUnusable, match="blank"):
        cards.berit.take(code)
    cards.check()
    sale = anna.pay_due()
    (sold,) = sale.lines
    assert (sold.kind, sold.gross, sold.tax, sale.tax, sale.discount) == (LineKind.GIFT_CARD, kr(50000), *[kr(0)] * 3)
    assert (anna.card(code).state, cards.balance(code), cards.owed()) == (GiftCardState.ACTIVE, 50000, 50000)
    assert anna.card(code).good_until == date(AT.year + 10, AT.month, AT.day)
    cards.check()


def test_a_card_pays_in_part_and_several_in_one_receipt(cards: Cards) -> None:
    (first, second, *_), anna = cards.codes, cards.anna
    anna.sell_card(first, 5000)
    anna.sell_card(second, 10000)
    anna.take(first)
    anna.scan("LUNCH")  # 129.00, after the card: it pays as far as it goes
    assert anna.due() == 7900
    anna.take(second, 4000)
    anna.take(second)
    assert anna.due() == 3900
    sale = anna.pay_due()
    assert [(t.kind, t.amount.minor) for t in sale.settlement.tenders[:2]] == [
        (TenderKind.GIFT_CARD, 5000),
        (TenderKind.GIFT_CARD, 4000),
    ]
    assert (cards.balance(first), cards.balance(second), cards.owed()) == (0, 6000, 6000)
    assert sale.tax.minor == 12900 - round(12900 / 1.12), "tax is that of the goods, at redemption"
    with pytest.raises(GiftCardEmpty):
        anna.take(first)
    anna.scan("MILK")
    anna.take(second)
    assert anna.due() == 0
    anna.pay_due()
    assert cards.balance(second) == 6000 - 1990, "what is not needed stays on the card"
    cards.check()


def test_a_card_buys_no_card(cards: Cards) -> None:
    (first, second, *_), anna = cards.codes, cards.anna
    anna.sell_card(first, 50000)
    anna.put(second, 20000)
    anna.take(first)
    assert anna.due() == 20000
    anna.scan("MILK")
    assert anna.due() == 20000, "it pays for the milk alone"
    anna.do(DiscountBasket, rate_ppm=100_000, reason="regular")
    anna.pay_due()
    assert (cards.balance(second), cards.balance(first)) == (20000, 50000 - 1791), "no discount on the card"
    cards.check()


def test_a_card_is_filled_again_up_to_the_most(cards: Cards) -> None:
    code, anna = cards.codes[0], cards.anna
    anna.sell_card(code, 300000)
    for wrong in (0, 200001):
        with pytest.raises(WrongGiftAmount):
            anna.put(code, wrong)
    anna.put(code, 200000)
    with pytest.raises(GiftCardInBasket):
        cards.berit.put(code, 100)
    anna.pay_due()
    assert cards.balance(code) == 500000
    cards.check()


def test_two_tills_do_not_spend_the_same_money(cards: Cards) -> None:
    code, anna, berit = cards.codes[0], cards.anna, cards.berit
    anna.sell_card(code, 5000)
    anna.scan("LUNCH")
    anna.take(code, 4000)
    anna.do(Park)
    berit.scan("LUNCH")
    with pytest.raises(GiftCardEmpty, match=r"10\.00"):
        berit.take(code, 2000)
    berit.take(code)
    assert berit.due() == 12900 - 1000
    berit.do(Cancel, reason="left")
    assert anna.card(code).available_minor == 1000
    cards.check()


def test_what_a_basket_holds_is_let_go(cards: Cards) -> None:
    code, anna = cards.codes[0], cards.anna
    anna.sell_card(code, 5000)
    card = anna.card(code).id
    anna.scan("MILK")
    anna.take(code)
    for _ in range(2):
        remove_gift_card(cards.store, anna.actor, card, GiftCardUse.PAY, at=AT)
    assert anna.card(code).available_minor == 5000
    anna.take(code)
    anna.put(cards.codes[1], 1000)
    remove_gift_card(cards.store, anna.actor, anna.card(cards.codes[1]).id, GiftCardUse.LOAD, at=AT)
    cards.berit.put(cards.codes[1], 1000)
    anna.do(RemoveLine, position=1)
    anna.do(Cancel, reason="left")
    cards.berit.do(Cancel, reason="left")
    assert anna.card(code).available_minor == 5000
    cards.check()


def test_what_a_card_paid_goes_back_to_it(cards: Cards) -> None:
    (first, second, *_), anna = cards.codes, cards.anna
    anna.sell_card(first, 3000)
    anna.sell_card(second, 5000)
    anna.scan("LUNCH", 1)
    anna.take(first)
    anna.take(second)
    sale = anna.pay_due()
    with pytest.raises(GiftCardWithReturn):
        _mix(anna, sale, first)
    given = anna.give(PaymentMethod.GIFT_CARD)
    assert isinstance(given, Sale)
    kinds = [(t.kind, t.amount.minor) for t in given.settlement.tenders]
    assert kinds == [(TenderKind.GIFT_CARD, -3000), (TenderKind.GIFT_CARD, -5000), (TenderKind.CASH, -4900)]
    assert (cards.balance(first), cards.balance(second), cards.owed()) == (3000, 5000, 8000)
    cards.check()


def _mix(anna: CardSeller, sale: Sale, code: str) -> None:
    anna.choose(sale, line(1))
    anna.put(code, 100)


def test_cash_in_place_of_the_card_takes_approval(cards: Cards) -> None:
    code, anna = cards.codes[0], cards.anna
    anna.sell_card(code, 5000)
    anna.scan("MILK")
    anna.take(code)
    sale = anna.pay_due()
    anna.choose(sale, line(1))
    weak = Actor("anna", TILL, PERMISSIONS[BuiltInRole.SALES_ASSISTANT])
    wish = GiveBackWish("11111111-0000-4000-8000-000000000000", anna.basket_id(), kr(-1990), PaymentMethod.CASH)
    with pytest.raises(NotPermitted):
        give_back(cards.store, weak, wish, at=AT)
    anna.give(PaymentMethod.GIFT_CARD)
    cards.check()


def test_a_sale_of_a_card_is_not_undone_and_its_payment_not_corrected(cards: Cards) -> None:
    code, anna = cards.codes[0], cards.anna
    with pytest.raises(SaleWithGiftCard):
        undo(anna, anna.sell_card(code, 5000))
    anna.scan("MILK")
    anna.take(code)
    wish = CorrectionWish("11111111-0000-4000-8000-000000000000", anna.pay_due().id, PaymentMethod.OWN_TERMINAL)
    with pytest.raises(SaleWithGiftCard):
        correct_payment(cards.store, anna.actor, wish, at=AT)
    cards.check()


def test_a_blocked_card_and_an_old_one_pay_for_nothing(cards: Cards) -> None:
    code, anna = cards.codes[0], cards.anna
    change_setting(cards.store, OFFICE_ACTOR, GIFT_CARD_YEARS, "1", at=AT)
    anna.sell_card(code, 5000)
    card = anna.card(code).id
    block_gift_card(cards.store, OFFICE_ACTOR, card, "lost", is_blocked=True, at=AT)
    cards.check()
    for action in (partial(anna.take, code), partial(anna.put, code, 100)):
        with pytest.raises(GiftCardUnusable, match="blocked"):
            action()
    block_gift_card(cards.store, OFFICE_ACTOR, card, "found", is_blocked=False, at=AT)
    anna.scan("MILK")
    anna.take(code, after=timedelta(days=300))
    anna.do(Cancel, reason="left")
    with pytest.raises(GiftCardUnusable, match="expired"):
        anna.take(code, after=timedelta(days=366))
    cards.check()


def test_a_lost_card_moves_to_a_new_one(cards: Cards) -> None:
    (lost, new, *_), anna = cards.codes, cards.anna
    anna.sell_card(lost, 5000)
    ids = anna.card(lost).id, anna.card(new).id
    anna.scan("MILK")
    anna.take(lost)
    with pytest.raises(CardInUse):
        move_gift_card(cards.store, OFFICE_ACTOR, *ids, at=AT)
    anna.do(Cancel, reason="left")
    assert move_gift_card(cards.store, OFFICE_ACTOR, *ids, at=AT) == 5000
    assert (cards.balance(lost), cards.balance(new), cards.owed()) == (0, 5000, 5000)
    with pytest.raises(GiftCardUnusable):
        move_gift_card(cards.store, OFFICE_ACTOR, *ids, at=AT)
    with pytest.raises(GiftCardUnusable, match="blocked"):
        anna.take(lost)
    third, later = anna.card(cards.codes[2]).id, AT + timedelta(days=400)
    assert move_gift_card(cards.store, OFFICE_ACTOR, ids[1], third, at=later) == 5000
    with cards.store.view() as view:
        (debt,) = gift_card_rows.debts(view)
    assert (debt.amount_minor, debt.filled_on) == (5000, AT.date()), "a move puts no money on a card"
    assert anna.card(cards.codes[2]).last_day == date(AT.year + 10, AT.month, AT.day) - timedelta(days=1)
    cards.check()


def test_a_guess_at_any_till_counts_for_all_of_them(cards: Cards) -> None:
    chance, tried = random.Random(1), 0
    for number in range(60):
        seller = (cards.anna, cards.berit)[number % 2]
        code, at = new_code(chance.choice).text, AT + timedelta(seconds=number)
        with suppress(WaitForGiftCard):
            with pytest.raises(UnknownGiftCard):
                find_gift_card(cards.store, seller.actor, cards.secret, code, at=at)
            tried += 1
    assert tried <= 16


def test_of_ten_thousand_guesses_in_an_hour_few_are_looked_up() -> None:
    """What decides is the time since the last one that was looked up: three a second, and at most fifty are."""
    limit, counted, tried = LIMITS[Subject.GIFT_CARD], Failures(0, AT), 0
    for number in range(10_000):
        at = AT + timedelta(hours=1) * number / 10_000
        if seconds_to_wait(limit, counted, at) <= 0:
            counted, tried = count_failure(limit, counted, at), tried + 1
    assert 10 < tried <= 50


def test_no_table_and_no_fact_has_a_code(cards: Cards) -> None:
    anna = cards.anna
    anna.sell_card(cards.codes[0], 5000)
    with cards.store.view() as view:
        for table in (schema.gift_card, schema.journal, schema.sale_line, schema.tender, schema.basket):
            text = str(view.execute(sa.select(table)).all())
            assert not any(code in text or code[3:-2] in text for code in cards.codes), table.name


def test_a_gift_card_is_no_turnover(cards: Cards) -> None:
    anna = cards.anna
    anna.scan("MILK")
    anna.sell_card(cards.codes[0], 5000)
    trade = read_day(cards.store, manager_at(TILL), at=AT).figures.trade
    assert (trade.sales.amount, trade.gift_cards.amount) == (1990, 5000)
    with cards.store.view() as view:
        assert frames.daily_sales(view)["gross_minor"].to_list() == [1990]
    assert sum(each.gross for each in trade.taxes) == 1990


def test_codes_are_random() -> None:
    codes = {new_code(random.choice).body for _ in range(500)}
    assert len(codes) == 500
    assert {sign for code in codes for sign in code} == set(NUMBER_SIGNS)
