"""X and Z: each receipt is in exactly one Z report, with the figures of its receipts. On both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from models.access.actor import Actor, Approval
from models.access.permission import PERMISSIONS, BuiltInRole, Permission
from models.cash.drawer_session import CashKind, CountMissing
from models.cash.z_report import DayEmpty, DrawersOpen, TerminalDiffers, UnknownReport
from models.facts.day import GrandTotals, NumberedSum, TaxSum, TenderSum
from models.selling.till_event import OpenDrawer, Park, RemoveLine
from operations.access.permissions import NotPermitted
from operations.cash.day_close import DayEnd, close_day, read_day
from operations.cash.sessions import open_drawer_session
from operations.delivery import copy_receipt
from operations.installation.change_settings import change_setting
from store import invariants, schema
from store.cash import z_reports
from store.database.engine import Store
from tests.builders import OFFICE_ACTOR, TILL, Operator, kr, small_shop
from tests.operations.cash.shop_days import ShopDays, manager_at


@pytest.fixture
def days(store: Store) -> ShopDays:
    return ShopDays(small_shop(store), Operator(store))


def test_a_z_report_has_every_figure_of_its_day(days: ShopDays) -> None:
    days.open(1000_00)
    milk, napkins = days.sell("MILK", 3), days.sell("NAPKINS")
    days.refund(napkins)
    days.sell("LUNCH")
    copy_receipt(days.store, days.actor, milk.id, at=days.at)
    days.operator.do(OpenDrawer, reason="change")
    days.operator.scan("MILK")
    days.operator.scan("PAPER")
    days.operator.do(RemoveLine, position=1)
    days.operator.do(Park)
    days.move(CashKind.TO_SAFE, 300_00)
    days.count(off_by=5_00)
    report = days.close(reason="found a coin")
    figures, trade = report.figures, report.figures.trade
    assert (trade.sales, trade.refunds) == (NumberedSum(3, 5970 + 2495 + 12900), NumberedSum(1, 2495))
    assert trade.taxes == (
        TaxSum(250_000, 0, 0, 0),
        TaxSum(120_000, 11518, 1382, 12900),
        TaxSum(60_000, 5632, 338, 5970),
    )
    assert trade.tenders == (TenderSum("cash", 4, 60_00 + 129_00),)
    assert (trade.goods, trade.services, trade.rounding) == (4, 1, 30)
    assert figures.till.openings == 1
    assert figures.till.copies == NumberedSum(1, 5970)
    assert (figures.till.removals, figures.till.unfinished) == (NumberedSum(1, 1990), NumberedSum(1, 3500))
    assert {each.group: each.amount for each in figures.groups} == {"Mejeri": 5970, "Hushåll": 0, "Kafé": 12900}
    (drawer,) = figures.drawers
    assert (drawer.opening_float, drawer.moved_out, drawer.reason) == (1000_00, 300_00, "found a coin")
    assert (drawer.expected, drawer.counted) == (889_00, 894_00)
    assert (figures.grand, figures.grand.net) == (GrandTotals(21365, 2495), 18870)
    days.check()


def test_reports_are_numbered_without_a_gap_and_hold_each_receipt_once(days: ShopDays) -> None:
    days.sell()
    first = days.close()
    days.sell()
    days.later(days=-2)  # somebody sets the clock back
    days.sell()
    second = days.close()
    assert [(each.number, each.receipts_after, each.receipts_up_to) for each in (first, second)] == [
        (1, 0, 1),
        (2, 1, 3),
    ]
    assert second.figures.grand == GrandTotals(3 * 1990, 0)
    days.check()


def test_reading_the_day_ends_nothing_and_is_recorded(days: ShopDays) -> None:
    days.sell()
    with pytest.raises(NotPermitted):
        read_day(days.store, days.actor, at=days.at)
    approved = replace(days.actor, approval=Approval("maria", Permission.READ_DAY, "cash_count"))
    read = [read_day(days.store, actor, at=days.at).figures for actor in (manager_at(TILL), approved)]
    assert read[0] == read[1] == days.close().figures


def test_a_day_at_which_nothing_happened_is_not_closed(days: ShopDays) -> None:
    with pytest.raises(DayEmpty):
        days.close()
    days.sell()
    days.close()
    with pytest.raises(DayEmpty):
        days.close()
    days.open(0)
    days.count()
    assert days.close().number == 2


def test_a_day_is_closed_with_its_drawer_counted_and_no_others_open(days: ShopDays) -> None:
    days.open()
    with pytest.raises(CountMissing):
        days.close()
    days.count()
    days.close()
    change_setting(days.store, OFFICE_ACTOR, "cash.drawer", "operator", at=days.at)
    open_drawer_session(days.store, manager_at(TILL), kr(0), at=days.at)
    with pytest.raises(DrawersOpen, match="maria"):
        days.close()


def test_a_report_asked_for_again_is_the_same(days: ShopDays) -> None:
    days.sell()
    first = close_day(days.store, days.actor, DayEnd(number=1), at=days.at)
    days.sell()
    assert close_day(days.store, days.actor, DayEnd(number=1), at=days.at) == first
    assert close_day(days.store, days.actor, DayEnd(number=2), at=days.at).number == 2


def test_an_own_terminal_is_compared_with_what_it_shows(days: ShopDays) -> None:
    days.sell()
    report = close_day(days.store, days.actor, DayEnd(own_terminal=kr(0), terminal_reason="none"), at=days.at)
    figures = report.figures
    assert (figures.own_terminal, figures.own_terminal_read, figures.own_terminal_reason) == (0, 0, "")


def test_an_own_terminal_that_differs_takes_a_reason_and_much_a_permission(days: ShopDays) -> None:
    days.sell()
    with pytest.raises(TerminalDiffers) as small:
        close_day(days.store, days.actor, DayEnd(own_terminal=kr(12_00)), at=days.at)
    with pytest.raises(TerminalDiffers) as large:
        close_day(days.store, days.actor, DayEnd(own_terminal=kr(101_00)), at=days.at)
    assert (small.value.above_limit, large.value.above_limit) == (False, True)
    much = DayEnd(own_terminal=kr(101_00), terminal_reason="it ends its day at noon")
    anna = Actor("anna", TILL, PERMISSIONS[BuiltInRole.SALES_ASSISTANT])
    with pytest.raises(NotPermitted):
        close_day(days.store, anna, much, at=days.at)
    assert days.reports() == []
    report = close_day(days.store, manager_at(TILL), much, at=days.at)
    assert (report.figures.terminal_difference, report.figures.own_terminal_reason) == (101_00, much.terminal_reason)
    days.check()


def test_a_report_that_was_never_made_is_named(days: ShopDays) -> None:
    with days.store.view() as view, pytest.raises(UnknownReport):
        z_reports.get_report(view, TILL, 1)


def test_reports_are_found_by_their_days(days: ShopDays) -> None:
    days.sell()
    report = days.close()
    with days.store.view() as view:
        assert z_reports.reports_between(view, report.business_day, report.business_day) == [report]
        assert z_reports.reports_between(view, date(2026, 1, 1), date(2026, 1, 2), TILL) == []
        assert z_reports.last_day(view) == report.business_day


@pytest.mark.parametrize(
    ("column", "value"),
    [("receipts_up_to", 2), ("receipts_after", 0), ("number", 7), ("figures", '"sales":{"number":9')],
)
def test_a_changed_report_is_found(days: ShopDays, column: str, value: object) -> None:
    """The triggers refuse a change; whoever takes them away is found by the figures of the receipts."""
    for _ in range(3):
        days.sell()
        days.close()
    table = schema.z_report
    with days.store.view() as view:
        rows = [dict(row) for row in view.execute(sa.select(table)).mappings()]
    with days.store.transaction() as tx, pytest.raises(sa.exc.DBAPIError, match="append-only"):
        tx.execute(table.update().values(number=9))
    last = rows[-1]
    if column == "figures":
        value = str(last["figures"]).replace('"sales":{"number":1', str(value), 1)
    with days.store.transaction() as tx:
        last_id, device = last["id"] + 1000, last["device_id"]
        tx.execute(table.insert(), {**last, "id": last_id, "device_id": device, "number": 4, column: value})
    with days.store.view() as view:
        found = {each.rule for each in invariants.check_all(view)}
    assert "C11" in found


@pytest.mark.parametrize(
    "begin",
    [
        datetime(2026, 12, 31, 22, 30, tzinfo=UTC),  # year end
        datetime(2027, 3, 28, 0, 30, tzinfo=UTC),  # summer time begins
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # winter time begins: an hour comes twice
        datetime(2026, 11, 27, 22, 50, tzinfo=UTC),  # midnight
    ],
)
def test_whatever_the_clock_does_each_receipt_is_in_one_report(days: ShopDays, begin: datetime) -> None:
    days.at = begin
    for minutes in (20, 20, 20, 20, 100, 120, 200):
        days.sell()
        days.later(minutes=minutes)
        if minutes != 20:
            days.close()
    covered = [n for each in days.reports() for n in range(each.receipts_after + 1, each.receipts_up_to + 1)]
    assert covered == [each.origin.receipt_number for each in days.made]
    days.check()


def test_collecting_by_the_clock_would_miss_receipts(days: ShopDays) -> None:
    """The control: summing the sales of a business day counts one twice when two reports are of that day."""
    days.sell()
    first = days.close()
    days.sell()
    second = days.close()
    by_day = [sum(s.origin.business_day == each.business_day for s in days.made) for each in (first, second)]
    assert sum(by_day) > len(days.made)
    assert sum(each.figures.trade.sales.number for each in (first, second)) == len(days.made)
    assert days.at - timedelta(days=1) < first.at
