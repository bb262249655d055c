"""The vouchers of closed days: every entry of a till is in exactly one, each sums to zero, the same file each time."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from app.counter.voucher_files import voucher_file, vouchers_of_day
from integrations.sie.sie_reading import read_sie
from models.cash.drawer_session import CashKind
from models.ledger.day_voucher import NothingClosed
from store.database.engine import Store
from tests.builders import DAY, Operator, small_shop
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
