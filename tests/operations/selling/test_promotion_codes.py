"""Codes, coupons and groups at the till: a coupon is spent once in the whole shop, and good again after a return."""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import partial

import pytest
import sqlalchemy as sa

from models.own_code import OwnCode, OwnCodeKind
from models.payments.attempt import PaymentMethod
from models.promotions.promotion import ONE_TIME, Promotion, PromotionKind, Slot
from models.selling.sale import Sale
from models.selling.settlement import Offer, TenderKind
from models.selling.till_event import Cancel, ChooseGroup, Park, Recall, RemoveCode, Scan, ShowCode, TillEvent
from models.selling.till_state import TillState
from operations.catalogue.coupon_making import NoCouponsWanted, make_coupons
from operations.catalogue.promotion_changes import create_promotion, end_promotion
from operations.selling.complete_sale import Payment
from operations.selling.payment_correction import CorrectionWish, correct_payment
from operations.selling.training import begin_training, complete_training, practise
from store import invariants, schema
from store.database.engine import Store
from store.selling.coupons import find_coupon
from tests.builders import AT, OFFICE_ACTOR, SECOND_TILL, TILL, Operator, kr, small_shop
from tests.operations.cash.shop_days import manager_at
from tests.operations.selling.test_promoted_sales import ALWAYS, due
from tests.operations.selling.test_return_races import Rounds, both
from tests.operations.selling.test_returns import Returner, line
from tests.operations.selling.test_undo_sale import undo

FIVE_OFF = Promotion(0, "5 kr av", PromotionKind.AMOUNT, (Slot(),), ALWAYS, amount_minor=500, coupon=ONE_TIME)
WINTER = replace(FIVE_OFF, name="Vinter", coupon="VINTER26", amount_minor=100)
MEMBERS = replace(FIVE_OFF, name="Medlemspris", coupon=None, customer_group="Medlemmar", amount_minor=200)
NOBODYS = OwnCode(OwnCodeKind.COUPON, "0000000000").text


@pytest.fixture
def shop(store: Store) -> Store:
    return small_shop(store)


@pytest.fixture
def coupon(shop: Store) -> str:
    promotion = create_promotion(shop, OFFICE_ACTOR, FIVE_OFF, at=AT)
    (code,) = make_coupons(shop, OFFICE_ACTOR, promotion.id, 1, at=AT)
    return code


def refusals(state: TillState) -> list[str]:
    return [each.code for each in state.problems]


def spent_on(shop: Store, code: str) -> int | None:
    with shop.view() as view:
        stored = find_coupon(view, code)
    assert stored is not None
    assert stored.basket_id is None
    return stored.sale_id


def check(shop: Store) -> None:
    with shop.view() as view:
        assert invariants.check_all(view) == []


def test_a_coupon_is_good_for_one_purchase(shop: Store, coupon: str) -> None:
    anna = Operator(shop)
    assert refusals(anna.do(ShowCode, code=coupon.lower())) == [], "it may come before the goods"
    anna.scan("MILK")
    assert due(anna) == 1490
    assert refusals(anna.do(ShowCode, code=coupon)) == [], "twice is once"
    sale = anna.pay_cash()
    assert [(part.text, part.amount_minor) for part in sale.lines[0].discounts] == [("5 kr av", 500)]
    assert spent_on(shop, coupon) == sale.id
    anna.scan("MILK")
    assert refusals(anna.do(ShowCode, code=coupon)) == ["coupon_used"]
    assert due(anna) == 1990
    check(shop)


def test_a_coupon_that_gave_nothing_is_not_spent(shop: Store) -> None:
    large = replace(FIVE_OFF, kind=PromotionKind.THRESHOLD, threshold_minor=10_000_00)
    promotion = create_promotion(shop, OFFICE_ACTOR, large, at=AT)
    (code,) = make_coupons(shop, OFFICE_ACTOR, promotion.id, 1, at=AT)
    anna = Operator(shop)
    anna.scan("MILK")
    anna.do(ShowCode, code=code)
    anna.pay_cash()
    assert spent_on(shop, code) is None
    check(shop)


def test_a_basket_holds_its_coupon_until_it_is_removed_cancelled_or_paid(shop: Store, coupon: str) -> None:
    anna, bo = Operator(shop), Operator(shop, SECOND_TILL)
    for each in (anna, bo):
        each.scan("MILK")
    anna.do(ShowCode, code=coupon)
    assert refusals(bo.do(ShowCode, code=coupon)) == ["coupon_in_use"]
    anna.do(RemoveCode, code=coupon)
    assert refusals(bo.do(ShowCode, code=coupon)) == []
    bo.do(Cancel)
    anna.do(ShowCode, code=coupon)
    basket = anna.state().basket
    assert basket is not None
    anna.do(Park)
    assert refusals(anna.do(ShowCode, code=coupon)) == ["coupon_in_use"]
    anna.do(Recall, basket_id=basket.basket.id)
    assert due(anna) == 1490
    sale = anna.pay_cash()
    assert spent_on(shop, coupon) == sale.id
    check(shop)


def test_a_purchase_takes_one_coupon_of_a_promotion(shop: Store, coupon: str) -> None:
    (second,) = make_coupons(shop, OFFICE_ACTOR, 1, 1, at=AT)
    anna = Operator(shop)
    anna.scan("MILK")
    anna.do(ShowCode, code=coupon)
    assert refusals(anna.do(ShowCode, code=second)) == ["second_coupon"]
    assert anna.pay_cash().settlement.gross == kr(1490)
    assert spent_on(shop, second) is None


def test_a_code_that_many_have_is_shown_or_typed_in_place_of_goods(shop: Store) -> None:
    create_promotion(shop, OFFICE_ACTOR, WINTER, at=AT)
    anna = Operator(shop)
    anna.scan("MILK")
    assert refusals(anna.do(Scan, code=" vinter26")) == []
    assert due(anna) == 1890
    anna.do(RemoveCode, code="Vinter26")
    assert due(anna) == 1990
    assert refusals(anna.do(ShowCode, code="SOMMAR")) == ["unknown_promotion_code"]
    assert refusals(anna.do(ShowCode, code=NOBODYS)) == ["unknown_promotion_code"]
    assert refusals(anna.do(ShowCode, code=ONE_TIME)) == ["unknown_promotion_code"]
    anna.do(ShowCode, code="VINTER26")
    assert anna.pay_cash().settlement.gross == kr(1890)
    end_promotion(shop, OFFICE_ACTOR, 1, at=AT)
    anna.scan("MILK")
    assert refusals(anna.do(ShowCode, code="VINTER26")) == ["unknown_promotion_code"]
    check(shop)


def test_a_member_price_is_for_the_group_that_somebody_chose(shop: Store) -> None:
    create_promotion(shop, OFFICE_ACTOR, MEMBERS, at=AT)
    anna = Operator(shop)
    anna.scan("MILK")
    assert due(anna) == 1990
    assert refusals(anna.do(ChooseGroup, code="Anställda")) == ["unknown_customer_group"]
    anna.do(ChooseGroup, code="medlemmar")
    assert due(anna) == 1790
    anna.do(ChooseGroup)
    assert due(anna) == 1990
    anna.do(ChooseGroup, code="Medlemmar")
    anna.pay_cash()
    anna.scan("MILK")
    assert due(anna) == 1990, "the next customer is another"
    check(shop)


def test_a_coupon_is_good_again_when_the_sale_is_undone(shop: Store, coupon: str) -> None:
    who = Returner(shop)
    sale = sell_with(who, coupon, "MILK")
    undo(who, sale)
    assert spent_on(shop, coupon) is None
    again = sell_with(who, coupon, "MILK")
    assert spent_on(shop, coupon) == again.id
    check(shop)


def test_a_coupon_is_good_again_with_the_last_part_that_comes_back(shop: Store, coupon: str) -> None:
    who = Returner(shop)
    sale = sell_with(who, coupon, "MILK", "PAPER")
    who.choose(sale, line(1))
    who.refund()
    assert spent_on(shop, coupon) == sale.id
    who.choose(sale, line(2))
    who.refund()
    assert spent_on(shop, coupon) is None
    check(shop)


def test_a_corrected_payment_spends_the_coupon_once(shop: Store, coupon: str) -> None:
    who = Returner(shop)
    sale = sell_with(who, coupon, "MILK")
    key = "00000000-0000-4000-8000-000000000001"
    corrected = correct_payment(
        shop, who.actor, CorrectionWish(key, sale.id, PaymentMethod.OWN_TERMINAL, "1234"), at=AT
    )
    assert spent_on(shop, coupon) == corrected.id
    check(shop)


def sell_with(who: Returner, code: str, *skus: str) -> Sale:
    for sku in skus:
        who.scan(sku)
    who.do(ShowCode, code=code)
    return who.pay_cash()


def test_practising_spends_nothing(shop: Store, coupon: str) -> None:
    actor = manager_at(TILL)
    practice = begin_training(shop, actor, at=AT)
    events: list[TillEvent] = [Scan(1, "MILK"), ShowCode(2, coupon)]
    practice, state = practise(shop, actor, practice, "practice", events, at=AT)
    assert state.basket is not None
    assert state.basket.due == kr(1490)
    offers = (Offer(TenderKind.CASH, kr(1500)),)
    complete_training(shop, actor, practice, Payment(state.basket.basket.id, kr(1490), offers), at=AT)
    assert spent_on(shop, coupon) is None
    check(shop)


@pytest.mark.parametrize("count", [0, 1001])
def test_coupons_are_made_for_a_promotion_that_asks_for_a_code(shop: Store, count: int) -> None:
    create_promotion(shop, OFFICE_ACTOR, FIVE_OFF, at=AT)
    create_promotion(shop, OFFICE_ACTOR, MEMBERS, at=AT)
    for promotion, wanted in ((1, count), (2, 1)):
        with pytest.raises(NoCouponsWanted):
            make_coupons(shop, OFFICE_ACTOR, promotion, wanted, at=AT)


def show(operator: Operator, code: str) -> bool:
    return refusals(operator.do(ShowCode, code=code)) == []


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_of_two_tills_at_once_one_gets_the_coupon(shop: Store, coupon: str, rounds: Rounds) -> None:
    tills = [Operator(shop), Operator(shop, SECOND_TILL)]
    for each in tills:
        each.scan("MILK")
    for _ in range(rounds(15, 1_000)):
        assert sorted(both(*(partial(show, each, coupon) for each in tills))) == [False, True]
        for each in tills:
            each.do(RemoveCode, code=coupon)


def test_a_naive_look_gives_it_to_both(shop: Store, coupon: str) -> None:
    """The control: who looks first and writes then lets two tills have what is good once."""
    seen = threading.Barrier(2)

    def naively() -> bool:
        table = schema.coupon.c
        with shop.view() as view:
            holder = view.scalar(sa.select(table.basket_id).where(table.code == coupon))
        seen.wait()
        return holder is None

    assert both(naively, naively) == [True, True]
