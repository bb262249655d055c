"""A tip by card goes back with the goods of its sale, or stays with the staff: asked for once, in the books once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hardware.terminal.simulated_terminal import SimulatedMode
from models.payments.attempt import PaymentAttempt, PaymentMethod
from models.payments.attempt_state import AttemptState
from models.payments.tip_account import TipChange, TipNotReturned, TipPaidOut
from models.selling.return_state import GiveBackPlan
from models.selling.sale import Sale
from models.selling.till_event import Cancel
from operations.cash.tip_payouts import TipPayout, pay_tips_from_bank
from operations.selling.give_back import GiveBackWish, give_back
from operations.selling.payment_changes import return_part
from operations.selling.undo_sale import undo_sale
from store.database.engine import Store
from store.selling import sales, tip_rows
from tests.builders import OFFICE_ACTOR, kr, small_shop
from tests.operations.selling.test_payment_changes import Payer
from tests.operations.selling.test_returns import Returner, line
from tests.operations.selling.tip_trade import offer_tips


@dataclass
class Counter:
    """A till with a reader that asks for tips, and what comes of what is sold at it."""

    payer: Payer

    def sell(self, quantity: int = 3) -> PaymentAttempt:
        """Goods by card, with a tenth more as a tip."""
        self.payer.operator.scan("MILK", quantity, at=self.payer.at)
        self.payer.mode = SimulatedMode.TIP
        return self.payer.follow(self.payer.begin(1990 * quantity))

    def undo(self, attempt: PaymentAttempt) -> int:
        return undo_sale(self.payer.store, self.payer.operator.actor, attempt.order.basket_id, at=self.payer.at)

    def take_back(self, attempt: PaymentAttempt, quantity: int) -> int:
        sale, anna = self.payer.sale(attempt), self.payer.operator
        assert sale is not None
        assert isinstance(anna, Returner)
        return anna.choose(sale, line(1, str(quantity)), at=self.payer.at)

    def plan(self) -> GiveBackPlan:
        state = self.payer.operator.state()
        assert state.returned is not None
        assert state.returned.plan is not None
        return state.returned.plan

    def give(self, basket_id: int, *, with_tip: bool, method: PaymentMethod = PaymentMethod.CARD) -> PaymentAttempt:
        basket = self.payer.operator.state().basket
        assert basket is not None
        wish = GiveBackWish(self.payer.key(), basket_id, basket.due, method, with_tip=with_tip)
        begun = give_back(self.payer.store, self.payer.operator.actor, wish, at=self.payer.at)
        assert isinstance(begun, PaymentAttempt)
        return begun

    def owed(self) -> int:
        with self.payer.store.view() as view:
            return sum(tip_rows.all_tips_owed(view).values())

    def refund(self, basket_id: int) -> Sale | None:
        with self.payer.store.view() as view:
            return sales.find_return_of(view, basket_id)


@pytest.fixture
def counter(store: Store, tmp_path: Path) -> Counter:
    return counter_in(store, tmp_path)


def counter_in(store: Store, folder: Path) -> Counter:
    small_shop(store)
    offer_tips(store, "own")
    return Counter(Payer(store, Returner(store), folder))


def test_goods_and_tip_go_back_in_one_amount(counter: Counter) -> None:
    attempt = counter.sell()
    assert (attempt.answer.tip, counter.owed()) == (kr(597), 597)
    basket = counter.undo(attempt)
    plan = counter.plan()
    assert (plan.amount, plan.tip) == (kr(5970), kr(597))
    back = counter.payer.follow(counter.give(basket, with_tip=True))
    assert (back.order.amount, back.amount_taken, back.answer.tip) == (kr(6567), kr(5970), kr(597))
    refund = counter.refund(basket)
    assert refund is not None
    assert [each.amount for each in refund.settlement.tenders] == [kr(-5970)]
    books = counter.payer.books()
    assert (counter.payer.bank(), counter.owed()) == (0, 0)
    assert {books.get(each, 0) for each in ("1686", "2890", "2420")} == {0}
    counter.payer.check()


def test_without_a_wish_the_tip_stays_with_the_staff(counter: Counter) -> None:
    basket = counter.undo(counter.sell())
    counter.payer.follow(counter.give(basket, with_tip=False))
    assert (counter.payer.bank(), counter.owed(), counter.payer.books()["2890"]) == (597, 597, -597)
    counter.payer.check()


def test_a_tip_that_is_asked_back_is_nobodys_until_the_terminal_answers(counter: Counter) -> None:
    """Else it could be paid out in the moment in which it goes back."""
    basket = counter.undo(counter.sell())
    begun = counter.give(basket, with_tip=True)
    books = counter.payer.books()
    assert (counter.owed(), books.get("2890", 0), books["2420"]) == (0, 0, -597)
    counter.payer.check()
    counter.payer.follow(begun)
    counter.payer.check()


def test_a_refund_that_fails_leaves_the_tip_where_it_was(counter: Counter) -> None:
    basket = counter.undo(counter.sell())
    counter.payer.mode = SimulatedMode.REFUSE_REFUND
    failed = counter.payer.follow(counter.give(basket, with_tip=True))
    assert failed.state is AttemptState.DECLINED
    assert (counter.owed(), counter.payer.books()["2890"], counter.plan().tip) == (597, -597, kr(597))
    counter.payer.check()
    counter.payer.mode = SimulatedMode.APPROVE
    counter.payer.follow(counter.give(basket, with_tip=True))
    assert (counter.payer.bank(), counter.owed()) == (0, 0)
    with counter.payer.store.view() as view:
        changes = [(each.change, each.amount_minor) for each in tip_rows.all_tip_entries(view)]
    back = TipChange.RETURNED
    assert changes == [(TipChange.TIP, 597), (back, -597), (back, 597), (back, -597)]
    counter.payer.check()


def test_a_tip_that_is_paid_out_does_not_go_back(counter: Counter) -> None:
    attempt = counter.sell()
    pay_tips_from_bank(counter.payer.store, OFFICE_ACTOR, TipPayout("anna", kr(1), "Anna"), at=counter.payer.at)
    basket = counter.undo(attempt)
    with pytest.raises(TipPaidOut) as refused:
        counter.give(basket, with_tip=True)
    assert refused.value.owed == kr(596)
    counter.payer.check()
    counter.payer.follow(counter.give(basket, with_tip=False))
    assert (counter.owed(), counter.payer.bank()) == (596, 597)
    counter.payer.check()


def test_a_tip_goes_back_with_the_last_goods_only_and_only_to_its_card(counter: Counter) -> None:
    attempt = counter.sell()
    first = counter.take_back(attempt, 1)
    assert counter.plan().tip is None
    for method in (PaymentMethod.CARD, PaymentMethod.CASH):
        with pytest.raises(TipNotReturned):
            counter.give(first, with_tip=True, method=method)
    counter.payer.follow(counter.give(first, with_tip=False))
    last = counter.take_back(attempt, 2)
    assert (counter.plan().amount, counter.plan().tip) == (kr(3980), kr(597))
    counter.payer.follow(counter.give(last, with_tip=True))
    assert (counter.payer.bank(), counter.owed()) == (0, 0)
    counter.payer.check()


def test_a_part_that_never_became_a_sale_goes_back_with_its_tip(counter: Counter) -> None:
    counter.payer.operator.scan("MILK", 3)
    counter.payer.mode = SimulatedMode.TIP
    part = counter.payer.follow(counter.payer.begin(2000))
    assert (part.is_paid, counter.owed(), counter.payer.bank()) == (True, 200, 2200)
    back = return_part(
        counter.payer.store, counter.payer.operator.actor, part.order.key, counter.payer.key(), at=counter.payer.at
    )
    counter.payer.check()
    counter.payer.follow(back)
    assert (counter.owed(), counter.payer.bank()) == (0, 0)
    assert not {"1686", "2890", "2420"} & counter.payer.books().keys()
    counter.payer.check()


def test_a_part_goes_back_without_its_tip_once_some_of_that_is_paid_out(counter: Counter) -> None:
    """Nobody is asked for money that the staff already have: the customer gets the part, and the tip stays given."""
    counter.payer.operator.scan("MILK", 3)
    counter.payer.mode = SimulatedMode.TIP
    part = counter.payer.follow(counter.payer.begin(2000))
    pay_tips_from_bank(counter.payer.store, OFFICE_ACTOR, TipPayout("anna", kr(1), "Anna"), at=counter.payer.at)
    key = counter.payer.key()
    back = return_part(counter.payer.store, counter.payer.operator.actor, part.order.key, key, at=counter.payer.at)
    assert counter.payer.follow(back).amount_taken == kr(2000)
    assert (counter.owed(), counter.payer.bank()) == (199, 200)
    counter.payer.check()


STEPS = st.lists(
    st.tuples(st.integers(1, 3), st.booleans(), st.sampled_from([SimulatedMode.APPROVE, SimulatedMode.REFUSE_REFUND])),
    min_size=1,
    max_size=5,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(steps=STEPS, paid_out=st.sampled_from([0, 1, 300]))
def test_however_goods_come_back_bank_tips_and_books_agree(
    shop_of_all: Counter, steps: list[tuple[int, bool, SimulatedMode]], paid_out: int
) -> None:
    """``goods`` and ``tip`` are what the customer has not got back of one sale."""
    counter, payer = shop_of_all, shop_of_all.payer
    bank, owed = payer.bank(), counter.owed()
    attempt = counter.sell()
    goods, tip = 5970, 597
    if paid_out:
        pay_tips_from_bank(payer.store, OFFICE_ACTOR, TipPayout("anna", kr(paid_out), "Anna"), at=payer.at)
    for quantity, with_tip, payer.mode in steps:
        if not goods:
            break
        basket = payer.operator.state().basket
        basket_id = basket.basket.id if basket else counter.take_back(attempt, min(quantity, goods // 1990))
        amount, may = counter.plan().amount.minor, counter.plan().tip is not None
        assert may is (amount == goods and tip > 0)
        try:
            back = payer.follow(counter.give(basket_id, with_tip=with_tip))
        except TipNotReturned:
            assert (with_tip, may) == (True, False)
        except TipPaidOut:
            assert (with_tip, may, counter.owed() < tip) == (True, True, True)
        else:
            goods -= amount if back.is_paid else 0
            tip -= 597 if with_tip and back.is_paid else 0
        assert (payer.bank() - bank, counter.owed() - owed) == (goods + tip, tip - paid_out)
    payer.check()
    payer.mode = SimulatedMode.APPROVE
    if payer.operator.state().basket is not None:
        payer.operator.do(Cancel, reason="left", at=payer.at)


@pytest.fixture
def shop_of_all(sqlite_store: Store, tmp_path: Path) -> Counter:
    """Every example has a sale of its own in it."""
    return counter_in(sqlite_store, tmp_path)
