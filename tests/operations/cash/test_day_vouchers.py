"""The vouchers of closed days: every entry is in exactly one, each sums to zero, the same file each time."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from app.counter.day_files import files_of_report
from app.counter.voucher_files import voucher_file, vouchers_of_closing, vouchers_of_day
from integrations.sie.sie_reading import read_sie
from models.access.actor import Actor
from models.cash.drawer_session import CashKind
from models.facts.office_books import OfficeBooksClosed
from models.jurisdiction.receipt_rules import ReceiptLanguage
from models.ledger.day_voucher import NothingClosed
from models.payments.provider_list import Payout, PayoutPart
from operations.access.permissions import NotPermitted
from operations.dispatch.office_books import close_office_books
from operations.selling.book_payouts import book_payout
from operations.unit_of_work import unit_of_work
from store.cash.office_closings import all_closings
from store.database.engine import Store
from store.invariants import check_all
from tests.builders import AT, DAY, OFFICE, OFFICE_ACTOR, TILL, Operator, kr, small_shop
from tests.columns import balances
from tests.operations.cash.shop_days import ShopDays


@pytest.fixture
def days(store: Store) -> ShopDays:
    return ShopDays(small_shop(store), Operator(store))


def test_all_vouchers_together_are_the_books(days: ShopDays) -> None:
    days.at = datetime(2026, 12, 31, 20, 0, tzinfo=UTC)
    for _ in range(3):
        days.open(500_00)
        days.sell("LUNCH")
        days.later(hours=5)  # over midnight, and once over the end of the year
        days.refund(days.sell("NAPKINS"))
        days.move(CashKind.TO_BANK, 100_00, bag="B-1")
        days.count(off_by=-2_00)
        days.close(reason="wrong change")
        days.later(hours=3)
    sums: Counter[str] = Counter()
    with days.store.view() as view:
        for day in {each.business_day for each in days.reports()}:
            vouchers = vouchers_of_day(view, day)
            content = voucher_file(view, vouchers, is_sie=True)
            assert content == voucher_file(view, vouchers_of_day(view, day), is_sie=True)
            for voucher in read_sie(content).vouchers:
                assert sum(amount for _, amount in voucher.postings) == 0
                sums.update({account: int(amount * 100) for account, amount in voucher.postings})
        assert {a: n for a, n in sums.items() if n} == {a: n for a, n in balances(view).items() if n}
        years = {each.day.year for report in days.reports() for each in vouchers_of_day(view, report.business_day)}
    assert years == {2026, 2027}


def test_a_report_over_two_business_days_has_a_voucher_for_each(days: ShopDays) -> None:
    days.sell()
    days.later(days=1)
    days.sell()
    report = days.close()
    with days.store.view() as view:
        made = vouchers_of_day(view, report.business_day)
    assert [each.day for each in made] == [DAY, report.business_day]
    assert [sum(p.amount_minor for p in each.postings if p.amount_minor > 0) for each in made] == [2000, 2000]
    assert Decimal(0) == sum(p.amount_minor for each in made for p in each.postings)


def test_a_day_without_a_report_has_no_voucher(days: ShopDays) -> None:
    days.sell()
    with days.store.view() as view, pytest.raises(NothingClosed):
        vouchers_of_day(view, DAY)


def paid_out(store: Store, reference: str, minor: int) -> None:
    part = PayoutPart(f"pi_{reference}", "charge", kr(minor), kr(100))
    book_payout(store, OFFICE_ACTOR, Payout(reference, DAY, kr(minor - 100), (part,)), at=AT)


def test_what_the_office_books_is_in_one_voucher_of_its_own(days: ShopDays) -> None:
    store = days.store
    days.sell("LUNCH")
    report = days.close()
    assert close_office_books(store, OFFICE_ACTOR, at=AT) is None, "nothing was booked there"
    for reference, minor in (("po_1", 5000), ("po_2", 7000)):
        paid_out(store, reference, minor)
    closed = close_office_books(store, OFFICE_ACTOR, at=days.at)
    assert close_office_books(store, OFFICE_ACTOR, at=days.at) is None
    paid_out(store, "po_3", 900)
    later = close_office_books(store, OFFICE_ACTOR, at=days.at)
    assert closed is not None
    assert later is not None
    assert (closed.number, later.number, later.after) == (1, 2, closed.closing)
    with store.view() as view:
        made = vouchers_of_day(view, report.business_day)
        sums = Counter[str]()
        for voucher in read_sie(voucher_file(view, made, is_sie=True)).vouchers:
            sums.update({account: int(amount * 100) for account, amount in voucher.postings})
        assert [each.text for each in made] == ["Z 1 KASSA01", "KONTOR 1", "KONTOR 2"]
        assert {a: n for a, n in sums.items() if n} == {a: n for a, n in balances(view).items() if n}
        assert [str(each) for each in check_all(view)] == []
        files = files_of_report(view, closed.closing, ReceiptLanguage.SWEDISH)
    assert [each.name for each in files.files] == [f"KONTOR-1-{closed.day}.si", f"KONTOR-1-{closed.day}.csv"]
    with pytest.raises(NotPermitted):
        close_office_books(store, Actor("anna", TILL), at=AT)


def test_closings_of_the_office_that_overlap_are_found(sqlite_store: Store) -> None:
    store = small_shop(sqlite_store)
    paid_out(store, "po_1", 5000)
    assert close_office_books(store, OFFICE_ACTOR, at=AT) is not None
    for number, after in ((2, 0), (4, (OFFICE << 32) + 99)):
        with unit_of_work(store, OFFICE_ACTOR, at=AT) as work:
            work.record(OfficeBooksClosed((OFFICE << 32) + 99, number, after, DAY))
    with store.view() as view:
        found = [str(each) for each in check_all(view)]
    assert sum("does not follow" in each for each in found) == 2


def test_an_entry_is_in_one_closing_while_others_book(store: Store) -> None:
    small_shop(store)

    def book(number: int) -> None:
        paid_out(store, f"po_{number}", 1000 + number)
        close_office_books(store, OFFICE_ACTOR, at=AT)

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(book, range(12)))
    with store.view() as view:
        made = [each for closing in all_closings(view) for each in vouchers_of_closing(view, closing)]
        banked = sum(p.amount_minor for each in made for p in each.postings if p.account == "1930")
        assert banked == balances(view)["1930"] == sum(900 + number for number in range(12))
        assert [str(each) for each in check_all(view)] == []
