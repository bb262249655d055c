"""Goods come back at the till: from the choice to the books, alone and in exchange. On both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from app.counter.payment_steps import take_step
from hardware.terminal.simulated_terminal import SimulatedMode, SimulatedTerminal
from models.access.actor import Approval
from models.access.permission import PERMISSIONS, BuiltInRole, Permission
from models.errors import Refused
from models.payments.attempt import PaymentAttempt, PaymentMethod
from models.selling.payment_parts import PaymentOpen
from models.selling.refund import RefundedTooMuch
from models.selling.return_line import GoodsTo, NoReturn, NotReturnable, OtherReceiptChosen, ReturnReason
from models.selling.sale import Sale, SaleKind
from models.selling.settlement import Offer, TenderKind
from models.selling.till_event import Cancel, Park, WrongEvent
from models.stock.movement import MovementReason
from operations.access.permissions import NotPermitted
from operations.installation.change_settings import change_setting
from operations.selling.complete_sale import BasketChanged, NothingToPay, Payment, complete_sale
from operations.selling.give_back import GiveBackWish, OtherTender, give_back
from operations.selling.goods_return import ChosenLine, choose_returns
from operations.selling.payment_changes import PaymentWish, begin_payment
from store import invariants, stock
from store.database.engine import Store
from store.selling import return_lines, sales
from tests.builders import AT, OFFICE_ACTOR, SECOND_TILL, Operator, kr, small_shop
from tests.columns import balances

ONE_DAY = timedelta(days=1)
LINK = "simulated:approve"


def line(position: int, quantity: str = "1", goods_to: GoodsTo = GoodsTo.STOCK) -> ChosenLine:
    return ChosenLine(position, Decimal(quantity), ReturnReason.CHANGED_MIND, goods_to)


class Returner(Operator):
    """An operator who takes goods back."""

    def sell(self, **quantities: str) -> Sale:
        for sku, quantity in quantities.items():
            self.scan(sku, Decimal(quantity))
        return self.pay_cash()

    def choose(self, sale: Sale, *lines: ChosenLine, at: datetime = AT) -> int:
        return choose_returns(self.store, self.actor, sale.id, lines, at=at)

    def basket_id(self) -> int:
        basket = self.state().basket
        assert basket is not None
        return basket.basket.id

    def due(self) -> int:
        basket = self.state().basket
        assert basket is not None
        return basket.due.minor

    def give(
        self, method: PaymentMethod = PaymentMethod.CASH, key: int = 1, *, at: datetime = AT
    ) -> Sale | PaymentAttempt:
        basket = self.state().basket
        assert basket is not None
        wish = GiveBackWish(str(UUID(int=key, version=4)), basket.basket.id, basket.due, method)
        return give_back(self.store, self.actor, wish, at=at)

    def payment_of_due(self) -> Payment:
        basket = self.state().basket
        assert basket is not None
        return Payment(basket.basket.id, basket.due, (Offer(TenderKind.CASH, kr(0)),))

    def refund(self) -> Sale:
        given = self.give()
        assert isinstance(given, Sale)
        return given


@pytest.fixture
def anna(store: Store) -> Returner:
    return Returner(small_shop(store))


def check(store: Store) -> None:
    with store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []


def moved(store: Store, sale_id: int) -> list[tuple[str, str, MovementReason]]:
    with store.view() as view:
        return [(m.sku, str(m.quantity), m.reason) for m in stock.movements_from(view, [sale_id])[sale_id]]


def test_a_return_is_a_receipt_of_its_own_with_goods_books_and_journal(store: Store, anna: Returner) -> None:
    sale = anna.sell(MILK="3", NAPKINS="1")
    basket_id = anna.choose(sale, line(1, "2"))
    check(store)
    assert anna.due() == -3980
    refund = anna.refund()
    assert (refund.id, refund.kind, refund.refers_to) == (basket_id, SaleKind.REFUND, sale.id)
    assert refund.origin.receipt_number == sale.origin.receipt_number + 1
    assert [(each.sku, str(each.quantity), each.gross.minor) for each in refund.lines] == [("MILK", "-2", -3980)]
    assert refund.settlement.due == kr(-4000)
    assert refund.settlement.rounding == kr(-20)
    assert refund.settlement.tenders[0].kind is TenderKind.CASH
    assert moved(store, refund.id) == [("MILK", "2", MovementReason.RETURN)]
    check(store)


def test_sold_and_returned_in_parts_is_nothing(store: Store, anna: Returner) -> None:
    sale = anna.sell(MILK="3", BANANAS="0.333", STAMPS="1")
    for parts in ([line(1)], [line(1), line(2, "0.111")], [line(1), line(2, "0.222"), line(3)]):
        anna.choose(sale, *parts)
        anna.refund()
    with store.view() as view:
        documents = [sale, *sales.refunds_of(view, sale.id)]
        books = balances(view)
        gone = return_lines.gone_back(view, sale.id)
    assert sum(each.settlement.gross.minor for each in documents) == 0
    assert sum(each.tax.minor for each in documents) == sum(each.net.minor for each in documents) == 0
    assert gone[2].quantity == Decimal("0.333")
    apart = {account: amount for account, amount in books.items() if amount}
    assert apart.keys() <= {"1910", "3740"}  # cash is rounded each time, and the books have the difference
    check(store)
    with pytest.raises(RefundedTooMuch):
        anna.choose(sale, line(1))


@pytest.mark.parametrize(("bought", "due"), [("NAPKINS", 505), ("MILK", 0), ("PAPER", 1510)])
def test_goods_are_exchanged_in_one_settlement_with_two_receipts(
    store: Store, anna: Returner, bought: str, due: int
) -> None:
    sale = anna.sell(MILK="2")
    anna.choose(sale, line(1))
    anna.scan(bought)
    assert anna.due() == due
    basket = anna.state().basket
    assert basket is not None
    if due:
        payment = Payment(basket.basket.id, kr(due), (Offer(TenderKind.CASH, kr(2000)),))
        new = complete_sale(store, anna.actor, payment, at=AT)
        assert complete_sale(store, anna.actor, payment, at=AT) == new
        assert new.settlement.change.minor == 2000 - round(due, -2)
    else:
        anna.refund()
    with store.view() as view:
        new, refund = sales.get_sale(view, basket.basket.id), sales.find_settled_with(view, basket.basket.id)
    assert refund is not None
    assert (refund.settled_with, refund.refers_to) == (new.id, sale.id)
    assert [number.origin.receipt_number for number in (sale, refund, new)] == [1, 2, 3]
    assert refund.settlement.tenders[0].amount == -new.settlement.tenders[0].amount == kr(-1990)
    check(store)


def test_dearer_goods_come_back_and_the_difference_is_given_back(store: Store, anna: Returner) -> None:
    sale = anna.sell(PAPER="1")
    anna.choose(sale, line(1))
    anna.scan("MILK")
    assert anna.due() == -1510
    with pytest.raises(NothingToPay):
        complete_sale(store, anna.actor, anna.payment_of_due(), at=AT)
    refund = anna.refund()
    kinds = [(tender.kind, tender.amount.minor) for tender in refund.settlement.tenders]
    assert kinds == [(TenderKind.SET_OFF, -1990), (TenderKind.CASH, -1500)]
    assert refund.settled_with is not None
    check(store)


def test_a_repeated_wish_gives_back_once(store: Store, anna: Returner) -> None:
    sale = anna.sell(MILK="2")
    basket_id = anna.choose(sale, line(1))
    wish = GiveBackWish(str(UUID(int=5, version=4)), basket_id, kr(-1990), PaymentMethod.CASH)
    first = give_back(store, anna.actor, wish, at=AT)
    assert give_back(store, anna.actor, wish, at=AT) == first
    with store.view() as view:
        assert len(sales.refunds_of(view, sale.id)) == 1


@pytest.mark.parametrize(
    ("goods_to", "leaves"),
    [(GoodsTo.WASTE, MovementReason.RETURN_WASTE), (GoodsTo.SUPPLIER, MovementReason.RETURN_SUPPLIER)],
)
def test_goods_that_are_not_sold_again_leave_the_stock_at_once(
    store: Store, anna: Returner, goods_to: GoodsTo, leaves: MovementReason
) -> None:
    sale = anna.sell(MILK="2")
    anna.choose(sale, line(1, goods_to=goods_to))
    refund = anna.refund()
    assert sorted(moved(store, refund.id)) == [("MILK", "-1", leaves), ("MILK", "1", MovementReason.RETURN)]
    check(store)


def test_what_waits_in_a_basket_is_taken_back_nowhere_else_until_it_is_cancelled(store: Store, anna: Returner) -> None:
    bo, sale = Returner(store, SECOND_TILL), anna.sell(MILK="1")
    anna.choose(sale, line(1))
    with pytest.raises(RefundedTooMuch):
        bo.choose(sale, line(1))
    check(store)
    anna.do(Cancel, reason="")
    check(store)
    bo.choose(sale, line(1))
    assert bo.refund().origin.device_id == SECOND_TILL
    check(store)


def test_a_line_may_change_and_go_before_it_is_settled(store: Store, anna: Returner) -> None:
    sale = anna.sell(MILK="3", NAPKINS="2")
    anna.choose(sale, line(1, "3"), line(2))
    anna.choose(sale, line(1))
    assert anna.due() == -1990 - 2495
    check(store)
    anna.choose(sale, line(1, "0"), line(2, "0"))
    basket = anna.state().basket
    assert basket is not None
    assert basket.basket.returned_minor is None
    check(store)
    with pytest.raises(Refused):
        anna.give()


def test_refused_choices_change_nothing(store: Store, anna: Returner) -> None:
    sale, other = anna.sell(MILK="1"), anna.sell(NAPKINS="1")
    anna.choose(sale, line(1))
    with pytest.raises(OtherReceiptChosen):
        anna.choose(other, line(1))
    with pytest.raises(RefundedTooMuch):
        anna.choose(sale, line(1, "2"))
    with pytest.raises(WrongEvent):
        raise_problem(anna)
    refund = anna.refund()
    with pytest.raises(NotReturnable):
        anna.choose(refund, line(1))
    anna.scan("MILK")
    with pytest.raises(NoReturn):
        give_nothing(anna)
    check(store)


def raise_problem(anna: Returner) -> None:
    state = anna.do(Park)
    assert [each.code for each in state.problems] == [WrongEvent.code]
    raise WrongEvent("as the till reports it")


def give_nothing(anna: Returner) -> None:
    basket = anna.state().basket
    assert basket is not None
    wish = GiveBackWish(str(UUID(int=9, version=4)), basket.basket.id, basket.due, PaymentMethod.CASH)
    give_back(anna.store, anna.actor, wish, at=AT)


def test_an_amount_that_nobody_saw_is_not_given_back(store: Store, anna: Returner) -> None:
    basket_id = anna.choose(anna.sell(MILK="1"), line(1))
    wish = GiveBackWish(str(UUID(int=5, version=4)), basket_id, kr(-1900), PaymentMethod.CASH)
    with pytest.raises(BasketChanged):
        give_back(store, anna.actor, wish, at=AT)


def test_old_and_dear_purchases_come_back_only_with_approval(store: Store, anna: Returner) -> None:
    sale = anna.sell(STAMPS="5")
    change_setting(store, OFFICE_ACTOR, "returns.receipt", "found", at=AT)
    may = PERMISSIONS[BuiltInRole.SALES_ASSISTANT]
    alone = replace(anna.actor, permissions=may)
    approved = replace(alone, approval=Approval("maria", Permission.APPROVE_RETURNS.value, "other"))
    four, five = (line(1, "4"),), (line(1, "5"),)
    with pytest.raises(NotPermitted):
        choose_returns(store, alone, sale.id, five, at=AT)  # 1 100 kr
    with pytest.raises(NotPermitted):
        choose_returns(store, alone, sale.id, four, at=AT + 31 * ONE_DAY)
    choose_returns(store, alone, sale.id, four, at=AT + 30 * ONE_DAY)
    choose_returns(store, approved, sale.id, five, at=AT + 31 * ONE_DAY)
    check(store)


def test_nobody_takes_back_without_the_permission(store: Store, anna: Returner) -> None:
    sale = anna.sell(MILK="1")
    nobody = replace(anna.actor, permissions=frozenset({Permission.SELL}))
    with pytest.raises(NotPermitted):
        choose_returns(store, nobody, sale.id, (line(1),), at=AT)
    anna.choose(sale, line(1))
    wish = GiveBackWish(str(UUID(int=9, version=4)), 1, kr(-1990), PaymentMethod.CASH)
    with pytest.raises(NotPermitted):
        give_back(store, nobody, wish, at=AT)


def test_money_goes_back_in_no_means_that_did_not_pay(store: Store, anna: Returner) -> None:
    anna.choose(anna.sell(MILK="1"), line(1))
    with pytest.raises(OtherTender):
        anna.give(PaymentMethod.CARD)
    check(store)


def pay_by_card(anna: Returner, folder: Path, minor: int, number: int) -> PaymentAttempt:
    payment = anna.payment()
    key = str(UUID(int=number, version=4))
    wish = PaymentWish(key, payment.basket_id, payment.shown, PaymentMethod.CARD, kr(minor), LINK)
    return follow(anna, folder, begin_payment(anna.store, anna.actor, wish, at=AT))


def follow(
    anna: Returner, folder: Path, attempt: PaymentAttempt, mode: SimulatedMode = SimulatedMode.APPROVE
) -> PaymentAttempt:
    at, steps = AT, 0
    while attempt.is_open and steps < 9:
        at, steps = at + timedelta(seconds=1), steps + 1
        attempt = take_step(anna.store, SimulatedTerminal(mode, folder), attempt, at=at)
    return attempt


def test_a_card_gets_back_what_it_paid_and_cash_the_rest(store: Store, anna: Returner, tmp_path: Path) -> None:
    anna.scan("MILK", 2)
    pay_by_card(anna, tmp_path, 3000, 1)
    sale = complete_sale(
        store, anna.actor, Payment(anna.basket_id(), kr(3980), (Offer(TenderKind.CASH, kr(1000)),)), at=AT
    )
    anna.choose(sale, line(1, "2"))
    attempt = anna.give(PaymentMethod.CARD, 2)
    assert isinstance(attempt, PaymentAttempt)
    assert (attempt.order.amount, attempt.is_open) == (kr(3000), True)
    with pytest.raises(PaymentOpen):
        anna.give(PaymentMethod.CARD, 3)
    assert anna.do(Cancel, reason="").problems[0].code == "payment_begun"
    check(store)
    follow(anna, tmp_path, attempt)
    check(store)
    refund = anna.give(PaymentMethod.CASH, 4)
    assert isinstance(refund, Sale)
    kinds = [(tender.kind, tender.amount.minor) for tender in refund.settlement.tenders]
    assert kinds == [(TenderKind.CARD, -3000), (TenderKind.CASH, -1000)]
    check(store)


def test_a_card_gets_the_difference_of_an_exchange(store: Store, anna: Returner, tmp_path: Path) -> None:
    anna.scan("PAPER")
    paid = pay_by_card(anna, tmp_path, 3500, 1)
    with store.view() as view:
        sale = sales.get_sale(view, paid.order.basket_id)
    anna.choose(sale, line(1))
    anna.scan("MILK")
    given = anna.give(PaymentMethod.CARD, 2)
    assert isinstance(given, PaymentAttempt)
    assert follow(anna, tmp_path, given).is_applied
    with store.view() as view:
        refund = sales.find_return_of(view, given.order.basket_id)
    assert refund is not None
    assert [tender.amount.minor for tender in refund.settlement.tenders] == [-1990, -1510]
    check(store)


def test_cash_in_place_of_a_refused_card_needs_approval(store: Store, anna: Returner, tmp_path: Path) -> None:
    anna.scan("PAPER")
    paid = pay_by_card(anna, tmp_path, 3500, 1)
    with store.view() as view:
        sale = sales.get_sale(view, paid.order.basket_id)
    basket_id = anna.choose(sale, line(1))
    given = anna.give(PaymentMethod.CARD, 2)
    assert isinstance(given, PaymentAttempt)
    assert not follow(anna, tmp_path, given, SimulatedMode.REFUSE_REFUND).is_paid
    wish = GiveBackWish(str(UUID(int=3, version=4)), basket_id, kr(-3500), PaymentMethod.CASH)
    alone = replace(anna.actor, permissions=PERMISSIONS[BuiltInRole.SALES_ASSISTANT])
    with pytest.raises(NotPermitted):
        give_back(store, alone, wish, at=AT)
    approved = replace(alone, approval=Approval("maria", Permission.APPROVE_RETURNS.value, "other"))
    refund = give_back(store, approved, wish, at=AT)
    assert isinstance(refund, Sale)
    assert refund.settlement.tenders[0].kind is TenderKind.CASH
    check(store)
