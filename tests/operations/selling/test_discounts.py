"""Discounts at the till: who may give how much, what is stored, sold, printed and returned."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from models.access.actor import Actor, Approval
from models.access.permission import PERMISSIONS, BuiltInRole, Permission
from models.facts.basket import DiscountGiven, DiscountRemoved
from models.facts.registry import read_fact
from models.payments.attempt import PaymentMethod
from models.pricing.discount_part import DiscountKind
from models.selling.discount_report import DiscountSum
from models.selling.return_line import GoodsTo, ReturnReason
from models.selling.sale import Sale
from models.selling.till_event import (
    DiscountBasket,
    DiscountLine,
    Park,
    Recall,
    RemoveDiscount,
    RemoveLine,
    SetQuantity,
    StaffPurchase,
)
from models.selling.till_state import TillState
from operations.catalogue.promotion_changes import create_promotion
from operations.installation.change_settings import change_setting
from operations.selling.give_back import GiveBackWish, give_back
from operations.selling.goods_return import ChosenLine, choose_returns
from operations.selling.till_events import apply_events
from store import invariants, journal
from store.database.engine import Store
from store.selling.discount_sums import discount_sums
from tests.builders import AT, DAY, OFFICE_ACTOR, TILL, Operator, kr, small_shop, stock_up
from tests.faults.tampering import Undone
from tests.operations.selling.test_promoted_sales import THREE_FOR_TWO

ASSISTANT, MANAGER = PERMISSIONS[BuiltInRole.SALES_ASSISTANT], PERMISSIONS[BuiltInRole.MANAGER]


class Giver(Operator):
    """An operator of a role, with or without the approval of somebody else."""

    role = PERMISSIONS[BuiltInRole.SENIOR_ASSISTANT]
    approval: Approval | None = None

    @property
    def actor(self) -> Actor:
        return Actor("anna", self.device_id, self.role, self.approval)


@pytest.fixture
def anna(store: Store) -> Giver:
    stock_up(small_shop(store))
    return Giver(store)


def approved(permission: Permission) -> Approval:
    return Approval("maria", permission.value, "goodwill")


def codes(state: TillState) -> list[str]:
    return [problem.code for problem in state.problems]


def off(state: TillState) -> int:
    assert state.basket is not None
    return state.basket.discount_minor


def check_whole(store: Store) -> None:
    with store.view() as view:
        assert invariants.check_all(view) == []


def test_ten_per_cent_off_the_basket_down_to_receipt_journal_and_books(anna: Giver) -> None:
    anna.scan("MILK", 2)
    anna.scan("NAPKINS")
    state = anna.do(DiscountBasket, rate_ppm=100_000, reason="Stammis")
    assert (codes(state), off(state)) == ([], 648)  # of 64,75, half up
    check_whole(anna.store)
    sale = anna.pay_cash()
    parts = [(part.kind, part.text, part.amount_minor) for line in sale.lines for part in line.discounts]
    assert parts == [(DiscountKind.BASKET, "Stammis", 398), (DiscountKind.BASKET, "Stammis", 250)]
    assert (sale.discount, sale.net + sale.tax) == (kr(648), kr(6475 - 648))
    check_whole(anna.store)
    with anna.store.view() as view:
        assert discount_sums(view, DAY, DAY) == [DiscountSum("anna", DiscountKind.BASKET, "Stammis", 2, 648)]
        assert discount_sums(view, DAY - timedelta(days=9), DAY - timedelta(days=1)) == []


def test_a_discount_on_a_line_follows_its_quantity_and_leaves_with_it(anna: Giver) -> None:
    anna.scan("MILK", 2)
    assert off(anna.do(DiscountLine, position=1, code="MILK", rate_ppm=250_000, reason="Kort datum")) == 995
    assert off(anna.do(SetQuantity, position=1, quantity=Decimal(4))) == 1990
    assert off(anna.scan("MILK")) == 1990  # a new line, at the full price
    check_whole(anna.store)
    assert off(anna.do(RemoveLine, position=1)) == 0
    check_whole(anna.store)
    assert off(anna.do(DiscountLine, position=2, rate_ppm=100_000, reason="Kort datum")) == 199
    assert off(anna.do(DiscountLine, position=2, amount_minor=100, reason="Skadad")) == 100  # instead of the other
    assert off(anna.do(RemoveDiscount, position=2)) == 0
    with anna.store.view() as view:
        facts = [read_fact(row.kind, row.payload).fact for row in journal.read(view, TILL)]
    given = [(type(each), each.position) for each in facts if isinstance(each, DiscountGiven | DiscountRemoved)]
    assert given == [(DiscountGiven, 1), (DiscountGiven, 2), (DiscountGiven, 2), (DiscountRemoved, 2)]
    check_whole(anna.store)


def test_a_parked_basket_has_its_discounts_when_it_is_recalled(anna: Giver) -> None:
    anna.scan("MILK")
    state = anna.do(DiscountBasket, amount_minor=500, reason="Stammis")
    assert state.basket is not None
    parked = anna.do(Park)
    assert [each.gross for each in parked.parked] == [kr(1490)]
    assert off(anna.do(Recall, basket_id=state.basket.basket.id)) == 500
    check_whole(anna.store)


@pytest.mark.parametrize(
    ("role", "approval", "rate", "refused"),
    [
        (ASSISTANT, None, 100_000, []),
        (ASSISTANT, None, 100_001, ["not_permitted"]),
        (ASSISTANT, Permission.APPROVE_DISCOUNTS, 300_000, []),
        (ASSISTANT, Permission.APPROVE_DISCOUNTS, 300_001, ["not_permitted"]),
        (ASSISTANT, Permission.CHANGE_PRICES, 1_000_000, []),
        (Giver.role, None, 300_000, []),
        (Giver.role, None, 300_001, ["not_permitted"]),
        (MANAGER, None, 1_000_000, []),
        (frozenset({Permission.SELL}), None, 10_000, ["not_permitted"]),
    ],
)
def test_how_much_each_may_take_off(
    sqlite_store: Store, role: frozenset[Permission], approval: Permission | None, rate: int, refused: list[str]
) -> None:
    anna = Giver(small_shop(sqlite_store))
    anna.scan("MILK")
    anna.role, anna.approval = role, approved(approval) if approval else None
    state = anna.do(DiscountBasket, rate_ppm=rate, reason="Stammis")
    assert codes(state) == refused
    assert (off(state) == 0) == bool(refused)


def test_amounts_and_new_prices_count_as_the_share_that_they_are(anna: Giver) -> None:
    anna.role = ASSISTANT
    anna.scan("NAPKINS", 2)
    assert codes(anna.do(DiscountLine, position=1, amount_minor=499, reason="Skadad")) == []
    assert codes(anna.do(DiscountLine, position=1, amount_minor=500, reason="Skadad")) == ["not_permitted"]
    assert off(anna.do(DiscountLine, position=1, price_minor=2246, reason="Prismatchning")) == 498
    assert codes(anna.do(DiscountLine, position=1, price_minor=2245, reason="Prismatchning")) == ["not_permitted"]
    assert codes(anna.do(DiscountLine, position=1, price_minor=2495, reason="Prismatchning")) == ["wrong_event"]
    assert off(anna.do(SetQuantity, position=1, quantity=Decimal(1))) == 249
    check_whole(anna.store)


def test_an_amount_shrinks_with_the_goods_that_it_was_given_on(anna: Giver) -> None:
    anna.role = ASSISTANT
    anna.scan("NAPKINS", 4)
    assert off(anna.do(DiscountBasket, amount_minor=998, reason="Stammis")) == 998
    assert off(anna.do(SetQuantity, position=1, quantity=Decimal(1))) == 250
    assert off(anna.do(SetQuantity, position=1, quantity=Decimal(9))) == 998


def test_a_margin_below_the_floor_takes_approval(anna: Giver) -> None:
    """Milk costs 9,95 without tax and is sold for 19,90 with 6 %: a margin of 47 %."""
    change_setting(anna.store, OFFICE_ACTOR, "discounts.margin", "45", at=AT)
    anna.role = ASSISTANT
    anna.scan("MILK")
    with anna.store.view() as view:
        assert invariants.check_all(view) == []
    basket = anna.state().basket
    assert basket is not None
    assert basket.lines[0].line.cost == kr(995)
    assert codes(anna.do(DiscountLine, position=1, price_minor=1920, reason="Prismatchning")) == []
    assert codes(anna.do(DiscountLine, position=1, price_minor=1910, reason="Prismatchning")) == ["not_permitted"]
    anna.approval = approved(Permission.APPROVE_DISCOUNTS)
    assert codes(anna.do(DiscountLine, position=1, price_minor=1910, reason="Prismatchning")) == []


def test_nobody_approves_a_purchase_of_their_own(anna: Giver) -> None:
    anna.role = MANAGER
    anna.scan("NAPKINS")
    assert codes(anna.do(StaffPurchase)) == ["not_permitted"]
    anna.approval = approved(Permission.APPROVE_DISCOUNTS)
    assert off(anna.do(StaffPurchase)) == 499
    sale = anna.pay_cash()
    assert [part.kind for part in sale.lines[0].discounts] == [DiscountKind.STAFF]
    check_whole(anna.store)


def test_a_discount_needs_goods_a_reason_and_one_measure(anna: Giver) -> None:
    assert codes(anna.do(DiscountBasket, rate_ppm=100_000, reason="Stammis")) == ["wrong_event"]
    anna.scan("MILK")
    for values in ({"rate_ppm": 1000}, {"reason": "x"}, {"reason": "x", "rate_ppm": 1000, "amount_minor": 5}):
        assert codes(anna.do(DiscountBasket, **values)) == ["wrong_event"], values
    assert codes(anna.do(DiscountBasket, reason="4111 1111 1111 1111", rate_ppm=1000)) == ["card_data"]
    assert codes(anna.do(DiscountLine, position=7, reason="x", rate_ppm=1000)) == ["no_such_line"]
    assert codes(anna.do(DiscountLine, position=1, code="PAPER", reason="x", rate_ppm=1000)) == ["no_such_line"]
    assert codes(anna.do(DiscountBasket, reason="x", amount_minor=1991)) == ["wrong_event"]


def test_an_event_sent_twice_gives_one_discount(anna: Giver) -> None:
    anna.scan("MILK")
    event = anna.event(DiscountBasket, rate_ppm=100_000, reason="Stammis")
    for _ in range(2):
        assert off(apply_events(anna.store, anna.actor, anna.client, [event], at=AT)) == 199
    with anna.store.view() as view:
        assert len(list(journal.read(view, TILL, kinds=[DiscountGiven.kind]))) == 1


def test_a_discount_that_nobody_gave_is_found(anna: Giver) -> None:
    anna.scan("MILK")
    anna.do(DiscountBasket, rate_ppm=100_000, reason="Stammis")
    changes = ("UPDATE basket SET discounts = '[]'", "UPDATE basket SET discounts = replace(discounts, 'St', 'Sx')")
    for change in changes:
        with suppress(Undone), anna.store.transaction() as tx:
            tx.execute(sa.text(change))
            assert ["the discount of basket" in str(each) for each in invariants.check_all(tx)] == [True], change
            raise Undone
    with anna.store.transaction() as tx:
        tx.execute(sa.text("UPDATE basket SET discounts = replace(discounts, '100000,100000', '100000,900000')"))
        tx.execute(sa.text("UPDATE basket SET discounts = replace(discounts, '300000,100000', '300000,900000')"))
    anna.pay_cash()
    with anna.store.view() as view:
        assert any("that nobody gave" in str(each) for each in invariants.check_all(view))


def test_a_purchase_with_discounts_comes_back_in_parts_as_nothing(anna: Giver) -> None:
    anna.scan("MILK", 3)
    anna.scan("NAPKINS")
    anna.do(DiscountLine, position=1, rate_ppm=70_000, reason="Kort datum")
    anna.do(DiscountBasket, amount_minor=333, reason="Stammis")
    sale = anna.pay_cash()
    whole: dict[tuple[int, str], int] = {}
    for number, (position, quantity) in enumerate([(1, 1), (2, 1), (1, 2)]):
        chosen = ChosenLine(position, Decimal(quantity), ReturnReason.CHANGED_MIND, GoodsTo.STOCK)
        basket_id = choose_returns(anna.store, anna.actor, sale.id, [chosen], at=AT)
        basket = anna.state().basket
        assert basket is not None
        wish = GiveBackWish(f"key-{number}", basket_id, basket.due, PaymentMethod.CASH)
        refund = give_back(anna.store, anna.actor, wish, at=AT)
        assert isinstance(refund, Sale)
        for line in refund.lines:
            for part in line.discounts:
                key = (line.position, part.kind)
                whole[key] = whole.get(key, 0) - part.amount_minor
    assert whole == {(line.position, part.kind): part.amount_minor for line in sale.lines for part in line.discounts}
    check_whole(anna.store)
    with anna.store.view() as view:
        given = sum(each.amount for each in discount_sums(view, DAY, DAY))
    assert given == sale.discount.minor, "the report shows what was given, whatever came back"


def test_a_line_that_somebody_gave_a_discount_on_has_no_promotion_and_a_basket_has_both(anna: Giver) -> None:
    create_promotion(anna.store, OFFICE_ACTOR, THREE_FOR_TWO, at=AT)
    assert off(anna.scan("MILK", 3)) == 1990
    assert off(anna.do(DiscountBasket, rate_ppm=100_000, reason="Stammis")) == 1990 + 398
    assert codes(anna.do(DiscountLine, position=1, rate_ppm=300_000, reason="Kort datum")) == []
    assert off(anna.state()) == 1791 + 418
    check_whole(anna.store)
    anna.pay_cash()
    check_whole(anna.store)
    assert off(anna.scan("MILK", 3)) == 1990
    anna.pay_cash()
    with anna.store.view() as view:
        kinds = {each.kind for each in discount_sums(view, DAY, DAY)}
    assert kinds == {DiscountKind.LINE, DiscountKind.BASKET}, "nobody gave what a promotion takes off"
