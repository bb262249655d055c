"""A wrong means of payment is corrected at once: two linked documents, and books and drawer as if it had been right."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from app.counter.linked_receipts import ReceiptLink, linked_receipts
from models.access.permission import PERMISSIONS, BuiltInRole
from models.errors import Refused
from models.payments.attempt import PaymentMethod
from models.selling.sale import Sale, SaleKind
from models.selling.settlement import TenderKind
from models.selling.till_event import DiscountBasket
from operations.access.permissions import NotPermitted
from operations.selling.payment_changes import PaymentWish, begin_payment
from operations.selling.payment_correction import (
    CorrectionWish,
    PaidByProvider,
    SameMeans,
    correct_payment,
    may_correct_payment,
)
from operations.selling.undo_sale import BasketInTheWay, NotTheLastSale
from store import invariants
from store.database.engine import Store
from store.selling import sales
from tests.builders import AT, TILL, kr, small_shop
from tests.columns import balances
from tests.operations.selling.test_returns import Returner

CASH, CARD = PaymentMethod.CASH, PaymentMethod.OWN_TERMINAL


@pytest.fixture
def anna(store: Store) -> Returner:
    return Returner(small_shop(store))


def wish(sale: Sale, method: PaymentMethod, key: int = 50) -> CorrectionWish:
    return CorrectionWish(str(UUID(int=key, version=4)), sale.id, method, "Slip 7" if method is CARD else "")


def correct(who: Returner, sale: Sale, method: PaymentMethod, key: int = 50) -> Sale:
    corrected = correct_payment(who.store, who.actor, wish(sale, method, key), at=AT)
    assert correct_payment(who.store, who.actor, wish(sale, method, key), at=AT) == corrected, "twice is once"
    return corrected


def pay_by_slip(who: Returner, amount_minor: int | None = None, key: int = 1) -> None:
    basket = who.state().basket
    assert basket is not None
    amount = basket.due if amount_minor is None else kr(amount_minor)
    part = PaymentWish(str(UUID(int=key, version=4)), basket.basket.id, basket.due, CARD, amount, reference="Slip 6")
    begin_payment(who.store, who.actor, part, at=AT)


def last(store: Store) -> Sale:
    with store.view() as view:
        return sales.latest_sales(view, TILL, 1)[0]


def books(store: Store) -> dict[str, int]:
    with store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []
        return {account: amount for account, amount in balances(view).items() if amount}


def test_cash_that_was_a_card_becomes_a_pair_of_linked_documents(store: Store, anna: Returner) -> None:
    anna.scan("BANANAS", 1)
    anna.do(DiscountBasket, amount_minor=100, reason="Stammis")
    sale = anna.pay_cash()
    corrected = correct(anna, sale, CARD)
    assert corrected.lines == sale.lines
    assert [(t.kind, t.amount, t.reference) for t in corrected.settlement.tenders] == [
        (TenderKind.CARD, kr(2395), "Slip 7")
    ]
    with store.view() as view:
        (refund,) = sales.refunds_of(view, sale.id)
        links = {each.link: each.sale.id for each in linked_receipts(view, refund)}
    assert links == {ReceiptLink.TAKES_BACK: sale.id, ReceiptLink.PAID_ANEW: corrected.id}
    numbers = [each.origin.receipt_number for each in (sale, refund, corrected)]
    assert numbers == [1, 2, 3]
    assert (refund.kind, refund.settlement.due) == (SaleKind.REFUND, -sale.settlement.due)
    assert books(store)["1686"] == 2395
    assert "1910" not in books(store)
    assert "3740" not in books(store), "no rounding is left of the cash that never was"


def test_a_card_that_was_cash_and_parts_that_were_one(store: Store, anna: Returner) -> None:
    anna.scan("BANANAS", 1)
    pay_by_slip(anna)
    corrected = correct(anna, last(store), CASH)
    assert corrected.settlement.due == kr(2500)
    assert (books(store)["1910"], books(store).get("1686", 0)) == (2500, 0)
    anna.scan("NAPKINS", 2)
    pay_by_slip(anna, 1990, key=2)
    basket = anna.state().basket
    assert basket is not None
    mixed = anna.pay_cash(kr(4000))
    assert {t.kind for t in mixed.settlement.tenders} == {TenderKind.CARD, TenderKind.CASH}
    assert correct(anna, mixed, CARD, key=51).settlement.due == kr(4990)
    assert (books(store)["1910"], books(store)["1686"]) == (2500, 4990)


def test_a_corrected_sale_is_corrected_again_and_returned_as_any(store: Store, anna: Returner) -> None:
    sale = anna.sell(MILK="2")
    back = correct(anna, correct(anna, sale, CARD), CASH, key=51)
    assert back.settlement.due == sale.settlement.due
    assert books(store)["1910"] == 4000
    with store.view() as view:
        assert may_correct_payment(view, TILL, back)
        assert not may_correct_payment(view, TILL, sale)


def refused(who: Returner, sale: Sale, method: PaymentMethod) -> Refused:
    with pytest.raises(Refused) as caught:
        correct_payment(who.store, who.actor, wish(sale, method), at=AT)
    return caught.value


def test_what_cannot_be_corrected_is_refused_and_stays(store: Store, anna: Returner) -> None:
    first, sale = anna.sell(MILK="1"), anna.sell(PAPER="1")
    before = books(store)
    assert isinstance(refused(anna, first, CARD), NotTheLastSale)
    assert isinstance(refused(anna, sale, CASH), SameMeans)
    assert isinstance(refused(anna, sale, PaymentMethod.SWISH), PaidByProvider)
    assistant = replace(anna.actor, permissions=PERMISSIONS[BuiltInRole.SALES_ASSISTANT])
    with pytest.raises(NotPermitted):
        correct_payment(store, assistant, wish(sale, CARD), at=AT)
    anna.scan("MILK")
    assert isinstance(refused(anna, sale, CARD), BasketInTheWay)
    assert books(store) == before
