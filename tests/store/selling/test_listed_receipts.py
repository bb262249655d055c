"""The list of receipts: pages without a gap, each filter alone and with others, and what they sum to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.selling.receipt_list import ListedKind, ReceiptFilter
from models.selling.receipt_search import read_search
from models.selling.sale import Sale, SaleKind
from models.selling.settlement import Offer, TenderKind
from operations.delivery import copy_receipt
from operations.selling.complete_sale import Payment, complete_sale
from store.database.engine import Store
from store.selling.listed_receipts import list_receipts, sum_receipts
from tests.builders import AT, DAY, SECOND_TILL, TILL, Operator, small_shop
from tests.operations.cash.shop_days import ShopDays

WEEK = ReceiptFilter(DAY, DAY + timedelta(days=7))


def ids(store: Store, receipts: ReceiptFilter, most: int = 100, after: int | None = None) -> list[int]:
    with store.view() as view:
        return [each.sale_id for each in list_receipts(view, receipts, most=most, after=after)]


def by_card(operator: Operator) -> Sale:
    operator.scan("LUNCH")
    basket = operator.state().basket
    assert basket is not None
    return complete_sale(
        operator.store,
        operator.actor,
        Payment(basket.basket.id, basket.gross, (Offer(TenderKind.CARD, basket.gross),)),
        at=AT,
    )


def test_each_filter_finds_its_receipts(store: Store) -> None:
    days = ShopDays(small_shop(store), Operator(store))
    milk, card = days.sell("MILK"), by_card(Operator(store, SECOND_TILL))
    days.later(minutes=1)
    refund = days.refund(milk)
    days.later(days=2)
    late = days.sell("PAPER")
    copy_receipt(store, days.actor, late.id, at=days.at)
    cases = {
        WEEK: [late, refund, card, milk],
        ReceiptFilter(DAY, DAY): [refund, card, milk],
        ReceiptFilter(DAY + timedelta(days=3), WEEK.last): [],
        ReceiptFilter(DAY, WEEK.last, till_id=SECOND_TILL): [card],
        ReceiptFilter(DAY, WEEK.last, location_id=1): [late, refund, milk],
        ReceiptFilter(DAY, WEEK.last, location_id=2): [card],
        ReceiptFilter(DAY, WEEK.last, operator="nobody"): [],
        ReceiptFilter(DAY, WEEK.last, operator="anna", till_id=TILL): [late, refund, milk],
        ReceiptFilter(DAY, WEEK.last, tender=TenderKind.CARD): [card],
        ReceiptFilter(DAY, WEEK.last, kind=ListedKind.REFUND): [refund],
        ReceiptFilter(DAY, WEEK.last, kind=ListedKind.SALE): [late, card, milk],
        ReceiptFilter(DAY, WEEK.last, kind=ListedKind.COPIED): [late],
        ReceiptFilter(DAY, WEEK.last, search=read_search("20,00", "SEK")): [refund, milk],
        ReceiptFilter(DAY, WEEK.last, search=read_search("2", "SEK")): [refund],
        ReceiptFilter(DAY, WEEK.last, search=read_search("milk", "SEK")): [],
    }
    found = {each: ids(store, each) for each in cases}
    assert found == {each: [sale.id for sale in expected] for each, expected in cases.items()}
    with store.view() as view:
        totals = sum_receipts(view, WEEK, "SEK")
        (copied, *_) = list_receipts(view, WEEK, most=1)
    due = [sale.settlement.due.minor for sale in (late, card, milk)]
    assert (totals.sales, totals.sold.minor, totals.refunds, totals.refunded.minor) == (3, sum(due), 1, 20_00)
    assert totals.net.minor == sum(due) - 20_00
    assert (copied.is_copied, copied.kind, copied.tenders) == (True, SaleKind.SALE, (TenderKind.CASH,))


@pytest.mark.parametrize("size", [1, 3])
def test_pages_have_each_receipt_once_however_many_have_the_same_instant(store: Store, size: int) -> None:
    days = ShopDays(small_shop(store), Operator(store))
    for number in range(7):
        days.sell()
        days.later(minutes=number % 3 - 1)  # the clock also goes back
    whole, pages, after = ids(store, WEEK), [], None
    while page := ids(store, WEEK, size, after):
        pages += page
        after = page[-1]
    assert pages == whole
    assert len(set(whole)) == 7
    assert ids(store, WEEK, after=1) == []


def test_a_page_is_found_in_the_index(sqlite_store: Store) -> None:
    """However many receipts there are: the plan looks at those of the page, and sorts nothing."""
    small_shop(sqlite_store)
    with sqlite_store.view() as view:
        plan = view.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT id FROM sale WHERE business_day BETWEEN ? AND ? "
            "AND (business_day, at, id) < (?, ?, ?) ORDER BY business_day DESC, at DESC, id DESC LIMIT 50",
            ("2026-01-01", "2026-12-31", "2026-06-01", 1, 1),
        ).all()
        copies = view.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT payload FROM journal WHERE kind = 'receipt_copied' AND at >= 1"
        ).all()
    assert "ix_sale_listed" in str(plan)
    assert "TEMP B-TREE" not in str(plan)
    assert "ix_journal_copies" in str(copies)


def test_the_copy_of_an_old_receipt_is_not_in_a_later_period(sqlite_store: Store) -> None:
    days = ShopDays(small_shop(sqlite_store), Operator(sqlite_store))
    sale = days.sell()
    copy_receipt(sqlite_store, days.actor, sale.id, at=AT + timedelta(days=40))
    assert ids(sqlite_store, ReceiptFilter(DAY, DAY, kind=ListedKind.COPIED)) == [sale.id]
    assert ids(sqlite_store, ReceiptFilter(date(2026, 12, 1), date(2027, 2, 1), kind=ListedKind.COPIED)) == []
