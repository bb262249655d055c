"""Deposit vouchers pay at the till: once a number, outside discounts and tax, against an account of their own."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest
import sqlalchemy as sa

from models.barcode import check_digit
from models.payments.attempt import PaymentMethod
from models.selling.deposit_voucher import PaidByVoucher, VouchersTooLarge, VoucherWithReturn
from models.selling.sale import Sale
from models.selling.settlement import Offer, TenderKind, UnprovenTender, check_proven
from models.selling.till_event import Cancel, DiscountBasket, Park, RemoveVoucher, Scan, TakeVoucher, TillEvent
from models.selling.till_state import TillState
from models.shop_settings import VOUCHER_DAYS, VOUCHER_LAYOUT
from operations.installation.change_settings import change_setting
from operations.selling.complete_sale import Payment, complete_sale
from operations.selling.payment_correction import CorrectionWish, correct_payment
from operations.selling.till_events import apply_events
from operations.selling.training import begin_training, practise
from store import invariants, schema
from store.database.engine import Store
from store.invariants import recorded_vouchers
from store.selling.voucher_rows import find_voucher
from tests.builders import AT, OFFICE_ACTOR, SECOND_TILL, TILL, kr, small_shop
from tests.columns import balances
from tests.faults.tampering import Undone, unguarded
from tests.operations.cash.shop_days import manager_at
from tests.operations.selling.test_return_races import Rounds, both
from tests.operations.selling.test_returns import Returner, line
from tests.operations.selling.test_undo_sale import undo

DAY = timedelta(days=1)


def code_of(number: int, minor: int) -> str:
    body = f"980{number:04}{minor:05}"
    return f"{body}{check_digit(body)}"


TWENTY = code_of(1234, 2000)


class Seller(Returner):
    """An operator who takes vouchers."""

    def take(self, code: str = TWENTY, *, at: datetime = AT) -> list[str]:
        return refusals(self.do(Scan, code=code, at=at))

    def pay_due(self, *, at: datetime = AT) -> Sale:
        due = kr(self.due())
        offers = (Offer(TenderKind.CASH, kr(max(0, due.minor + 50))),)
        return complete_sale(self.store, self.actor, Payment(self.basket_id(), due, offers), at=at)


@pytest.fixture
def shop(store: Store) -> Store:
    small_shop(store)
    change_setting(store, OFFICE_ACTOR, VOUCHER_LAYOUT, "980NNNNVVVVVC", at=AT)
    return store


def refusals(state: TillState) -> list[str]:
    return [each.code for each in state.problems]


def check(shop: Store) -> None:
    with shop.view() as view:
        assert invariants.check_all(view) == []


def test_a_voucher_pays_for_a_part_of_the_goods(shop: Store) -> None:
    plain = Seller(shop, SECOND_TILL)
    plain.scan("NAPKINS", 2)
    without = plain.pay_due()
    anna = Seller(shop)
    assert anna.take() == [], "it may come before the goods"
    anna.scan("NAPKINS", 2)
    assert anna.due() == 4990 - 2000
    assert anna.take() == [], "twice is once"
    sale = anna.pay_due()
    voucher, cash = sale.settlement.tenders
    assert (voucher.kind, voucher.amount, voucher.reference) == (TenderKind.DEPOSIT_VOUCHER, kr(2000), TWENTY)
    assert cash.amount - cash.change == kr(3000), "only the rest in cash is rounded"
    assert (sale.settlement.gross, sale.tax, sale.discount) == (kr(4990), without.tax, kr(0)), (
        "tax is that of the goods"
    )
    with shop.view() as view:
        assert balances(view)["1689"] == 2000
    check(shop)


def test_a_number_pays_once_in_the_shop_and_period(shop: Store) -> None:
    change_setting(shop, OFFICE_ACTOR, VOUCHER_DAYS, "90", at=AT)
    anna, berit = Seller(shop), Seller(shop, SECOND_TILL)
    anna.scan("LUNCH")
    anna.take()
    assert berit.take() == ["voucher_in_use"]
    anna.do(Park)
    assert berit.take() == ["voucher_in_use"], "it waits with its basket"
    anna.scan("LUNCH")
    other = code_of(1234, 2500)
    assert anna.take(other) == [], "another amount is another voucher"
    anna.pay_due()
    assert berit.take(other) == ["voucher_used"]
    assert berit.take(other, at=AT + 90 * DAY - timedelta(seconds=1)) == ["voucher_used"]
    assert berit.take(other, at=AT + 90 * DAY) == [], "machines begin anew"
    berit.scan("LUNCH")
    berit.pay_due(at=AT + 90 * DAY)
    check(shop)


@pytest.mark.parametrize("end", ["removed", "cancelled"])
def test_a_voucher_that_paid_for_nothing_is_good_again(shop: Store, end: str) -> None:
    anna, berit = Seller(shop), Seller(shop, SECOND_TILL)
    anna.scan("LUNCH")
    anna.take()
    state = anna.do(RemoveVoucher, code=TWENTY) if end == "removed" else anna.do(Cancel, reason="changed mind")
    assert refusals(state) == []
    berit.scan("LUNCH")
    assert berit.take() == []
    berit.pay_due()
    check(shop)


def test_more_than_the_limit_takes_approval(shop: Store) -> None:
    assistant = Seller(shop)
    assistant.scan("LUNCH", 3)
    events: list[TillEvent] = [
        Scan(101, code_of(1, 15000)),
        Scan(102, code_of(2, 5001)),
        TakeVoucher(103, 5001, "wet"),
    ]
    from_till = manager_at(TILL)
    weak = type(from_till)("anna", TILL, frozenset(from_till.permissions or ()) - {"approve_returns"})
    state = apply_events(shop, weak, assistant.client, events, at=AT)
    assert refusals(state) == ["not_permitted", "not_permitted"], "all vouchers of a basket count"
    apply_events(shop, from_till, assistant.client, [Scan(104, code_of(2, 5001))], at=AT)
    assert assistant.due() == 38700 - 20001
    check(shop)


def test_a_voucher_that_nobody_can_scan_is_typed_with_a_reason(shop: Store) -> None:
    anna = Seller(shop)
    anna.scan("LUNCH")
    assert refusals(anna.do(TakeVoucher, amount_minor=1200)) == ["wrong_event"]
    assert refusals(anna.do(TakeVoucher, reason="torn")) == ["wrong_event"]
    for _ in range(2):
        assert refusals(anna.do(TakeVoucher, amount_minor=1200, reason="torn")) == []
    anna.do(RemoveVoucher, code=f"{anna.basket_id()}-1")
    anna.do(TakeVoucher, amount_minor=300, reason="wet")
    sale = anna.pay_due()
    assert [tender.amount.minor for tender in sale.settlement.tenders[:2]] == [1200, 300]
    check(shop)


def test_a_shop_without_a_layout_takes_no_scanned_voucher(store: Store) -> None:
    anna = Seller(small_shop(store))
    anna.scan("LUNCH")
    assert anna.take() == ["unread_voucher"]
    assert refusals(anna.do(TakeVoucher, amount_minor=2000, reason="no scanner")) == []
    check(store)


def test_vouchers_give_no_change(shop: Store) -> None:
    anna = Seller(shop)
    anna.take()
    with pytest.raises(VouchersTooLarge):
        anna.pay_due()
    anna.scan("MILK")
    with pytest.raises(VouchersTooLarge):
        anna.pay_due()
    anna.do(RemoveVoucher, code=TWENTY)
    anna.take(code_of(7, 1990))
    assert anna.pay_due().settlement.due == kr(1990), "all of it may be paid so"
    check(shop)


def test_discounts_leave_a_voucher_alone(shop: Store) -> None:
    anna = Seller(shop)
    anna.scan("LUNCH")
    anna.take()
    anna.do(DiscountBasket, rate_ppm=100_000, reason="regular")
    assert anna.due() == 12900 - 1290 - 2000
    anna.pay_due()
    check(shop)


def test_what_a_voucher_paid_goes_back_in_cash_and_the_voucher_stays_spent(shop: Store) -> None:
    anna = Seller(shop)
    anna.scan("LUNCH")
    anna.take()
    refund = undo(anna, anna.pay_due())
    assert [(t.kind, t.amount) for t in refund.settlement.tenders] == [(TenderKind.CASH, kr(-12900))]
    assert anna.take() == ["voucher_used"]
    with shop.view() as view:
        assert balances(view)["1689"] == 2000, "whoever runs the machine pays for it all the same"
    check(shop)


def test_returns_and_vouchers_are_not_mixed(shop: Store) -> None:
    anna = Seller(shop)
    sale = anna.sell(MILK="1")
    anna.take()
    with pytest.raises(VoucherWithReturn):
        anna.choose(sale, line(1))
    anna.do(RemoveVoucher, code=TWENTY)
    anna.choose(sale, line(1))
    assert anna.take() == ["voucher_with_return"]
    anna.refund()
    check(shop)


def test_the_means_of_payment_of_such_a_sale_is_not_corrected(shop: Store) -> None:
    anna = Seller(shop)
    anna.scan("LUNCH")
    anna.take()
    sale = anna.pay_due()
    wish = CorrectionWish("11111111-0000-4000-8000-000000000000", sale.id, PaymentMethod.OWN_TERMINAL)
    with pytest.raises(PaidByVoucher):
        correct_payment(shop, anna.actor, wish, at=AT)
    check(shop)


def test_a_till_cannot_merely_claim_a_voucher() -> None:
    with pytest.raises(UnprovenTender):
        check_proven([Offer(TenderKind.DEPOSIT_VOUCHER, kr(2000), TWENTY)])


def test_a_voucher_is_not_practised(shop: Store) -> None:
    actor = manager_at(TILL)
    events: list[TillEvent] = [Scan(1, "MILK"), Scan(2, TWENTY), TakeVoucher(3, 1000, "torn")]
    practice = begin_training(shop, actor, at=AT)
    _, state = practise(shop, actor, practice, "practice", events, at=AT)
    assert refusals(state) == ["not_practised", "not_practised"]
    with shop.view() as view:
        assert find_voucher(view, TWENTY) is None


def test_paying_twice_is_one_voucher(shop: Store) -> None:
    anna = Seller(shop)
    anna.scan("LUNCH")
    anna.take()
    payment = Payment(anna.basket_id(), kr(anna.due()), (Offer(TenderKind.CASH, kr(10900)),))
    first, again = (complete_sale(shop, anna.actor, payment, at=AT) for _ in range(2))
    assert first == again
    check(shop)


@pytest.fixture
def paid(shop: Store) -> Store:
    """A shop with a voucher that paid, and one that waits in a basket."""
    anna, berit = Seller(shop), Seller(shop, SECOND_TILL)
    anna.scan("LUNCH")
    anna.take()
    anna.pay_due()
    berit.scan("LUNCH")
    berit.take(code_of(5, 500))
    return shop


_VOUCHER, _TENDER = schema.deposit_voucher, schema.tender
_OF_VOUCHER = _TENDER.c.kind == TenderKind.DEPOSIT_VOUCHER.value
#: What somebody with the database's own rights does, and what is reported of it.
FORGERIES: dict[str, tuple[sa.Update | sa.Delete | sa.Insert, str]] = {
    "a voucher is forgotten, to be used again": (_VOUCHER.delete().where(_VOUCHER.c.number == TWENTY), "not stored"),
    "vouchers are worth more": (_VOUCHER.update().values(amount_minor=90000), "is stored as"),
    "a held voucher is let go": (_VOUCHER.delete().where(_VOUCHER.c.sale_id.is_(None)), "not stored"),
    "a voucher of nobody": (
        _VOUCHER.insert().values(number="X", amount_minor=1, taken_at=AT, basket_id=1),
        "not recorded in the journal",
    ),
    "a basket pays more with it": (
        schema.basket.update().values(vouchers=f'[["{code_of(5, 500)}",50000,""]]'),
        "is stored as",
    ),
    "a basket forgets it": (schema.basket.update().values(vouchers="[]"), "is recorded in the journal but not stored"),
    "another number paid": (_TENDER.update().where(_OF_VOUCHER).values(reference="9800000000002"), "not recorded"),
    "cash was taken as a voucher": (
        _TENDER.update().where(_TENDER.c.kind == "cash").values(kind=TenderKind.DEPOSIT_VOUCHER.value),
        "not recorded in the journal",
    ),
}


def test_a_forged_voucher_is_found(paid: Store) -> None:
    check(paid)
    for way, (statement, words) in FORGERIES.items():
        with suppress(Undone), paid.transaction() as tx:
            with unguarded(tx, "tender"):
                assert tx.execute(statement).rowcount != 0, way
            found = [each for rule in recorded_vouchers.INVARIANTS for each in rule.check(tx)]
            assert any(words in each.found for each in found), (way, found)
            raise Undone
    check(paid)


def gets_it(seller: Seller) -> bool:
    return seller.take() == []


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_of_two_tills_at_once_one_gets_the_voucher(shop: Store, rounds: Rounds) -> None:
    tills = [Seller(shop), Seller(shop, SECOND_TILL)]
    for each in tills:
        each.scan("MILK")
    for _ in range(rounds(5, 1_000)):
        assert sorted(both(*(partial(gets_it, each) for each in tills))) == [False, True]
        for each in tills:
            each.do(RemoveVoucher, code=TWENTY)


def test_a_naive_look_gives_it_to_both(shop: Store) -> None:
    """The control: who looks first and writes then lets two tills have what is good once."""
    seen = threading.Barrier(2)

    def naively() -> bool:
        with shop.view() as view:
            holder = find_voucher(view, TWENTY)
        seen.wait()
        return holder is None

    assert both(naively, naively) == [True, True]


def test_quantity_of_a_voucher_is_not_multiplied(shop: Store) -> None:
    anna = Seller(shop)
    anna.scan("LUNCH")
    anna.do(Scan, code=TWENTY, quantity=Decimal(3))
    assert anna.due() == 10900
