"""What past orders teach about lead times: the worked figures of the page, and what must hold of all of them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.purchasing.lead_times import LATE_DAYS_MAX, MILLION, RECEIPTS_MIN, LeadBasis, LeadTimes, learn_lead_times
from models.purchasing.sent_order import DeliveredPart, SentLine, SentOrder
from tests.doc_tables import table

DAY, TWELVE = date(2026, 11, 23), Decimal(12)
PLANNED = DAY - timedelta(days=40)
days_late = st.lists(st.integers(-3, 35), min_size=RECEIPTS_MIN, max_size=12)


def order(number: int, late: int) -> SentOrder:
    """An order that came whole, so many days after the planned one."""
    part = DeliveredPart(PLANNED + timedelta(days=late), TWELVE, Decimal(0))
    return sent(number, SentLine("MILK", TWELVE, Decimal(0), (part,)))


def still_out(number: int) -> SentOrder:
    return sent(number, SentLine("MILK", TWELVE, TWELVE))


def sent(number: int, *lines: SentLine) -> SentOrder:
    return SentOrder(number, "GROSS", 1, datetime.combine(PLANNED, time(9)), PLANNED, lines)


def learn(late: list[int], open_for: int | None = None) -> LeadTimes:
    orders = [order(number, each) for number, each in enumerate(late)]
    today = DAY if open_for is None else PLANNED + timedelta(days=open_for + 1)
    return learn_lead_times([*orders, *([] if open_for is None else [still_out(99)])], lambda _o, _l: PLANNED, today)


@pytest.mark.parametrize(("came", "still_open", "shares"), table("reordering.md", "Days late"))
def test_the_shares_of_the_page(came: str, still_open: str, shares: str) -> None:
    times = learn([int(each) for each in came.split(",")], int(still_open) if still_open else None)
    wanted = [] if shares == "agreed" else [each.split(": ") for each in shares.split(", ")]
    assert [days for days, _ in times.shares] == [int(days) for days, _ in wanted]
    assert [share / 10_000 for _, share in times.shares] == pytest.approx(
        [float(share) for _, share in wanted], abs=1e-4
    )


@given(days_late, st.one_of(st.none(), st.integers(0, 40)))
def test_shares_are_whole_and_within_what_came(late: list[int], open_for: int | None) -> None:
    times = learn(late, open_for)
    assert sum(share for _, share in times.shares) == MILLION
    assert all(share > 0 and days <= LATE_DAYS_MAX for days, share in times.shares)
    assert min(late) <= times.within(1) <= times.within(100) <= LATE_DAYS_MAX
    assert times.variance >= 0


@given(days_late, st.integers(0, LATE_DAYS_MAX))
def test_what_has_not_come_never_makes_a_supplier_faster(late: list[int], open_for: int) -> None:
    assert learn(late, open_for).days_late >= learn(late).days_late


@given(days_late, st.data())
def test_one_order_that_came_later_never_makes_it_faster(late: list[int], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(late) - 1))
    later = [each + (number == place) for number, each in enumerate(late)]
    assert learn(later).days_late >= learn(late).days_late


def test_each_order_weighs_the_same_and_within_it_each_line_and_unit() -> None:
    in_time, late = DeliveredPart(PLANNED, Decimal(9), Decimal(0)), PLANNED + timedelta(days=4)
    parts = (in_time, DeliveredPart(late, Decimal(2), Decimal(1)))
    two_lines = sent(9, SentLine("MILK", TWELVE, Decimal(0), parts), SentLine("PAPER", TWELVE, Decimal(0)))
    times = learn_lead_times([*(order(number, 0) for number in range(4)), two_lines], lambda _o, _l: PLANNED, DAY)
    # A quarter of one of two lines of one order: 1/8 of an order, of 4 1/2 orders; of the other line nothing is known.
    assert dict(times.shares)[4] == round(MILLION / 8 / 4.5)


def test_too_few_receipts_leave_what_is_agreed() -> None:
    times = learn([3] * (RECEIPTS_MIN - 1))
    assert (times.basis, times.days_late, times.variance, times.receipts) == (LeadBasis.AGREED, 0, 0, 4)


def test_shares_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="add up"):
        LeadTimes(5, ((0, 999_999),))
