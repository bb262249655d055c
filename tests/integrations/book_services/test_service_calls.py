"""The pace of calls, and amounts that go out and come back exact."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from integrations.book_services.book_voucher import decimal_number, minor_units
from integrations.book_services.service_calls import Pace, Pacer


def test_no_window_has_more_calls_than_the_pace_allows() -> None:
    """25 calls in any 5 seconds; a pause is as long as it must be and no longer."""
    now, times = [Decimal(0)], []

    def pause(seconds: float) -> None:
        now[0] += Decimal(seconds)

    pacer = Pacer(Pace(25, 5), lambda: now[0], pause)  # type: ignore[arg-type, return-value]
    for number in range(120):
        pacer.wait()
        times.append(now[0])
        now[0] += Decimal("0.1") if number % 7 == 0 else 0
    assert all(later - earlier >= 5 for earlier, later in zip(times, times[25:], strict=False))
    assert times[-1] < 5 * 120 / 25


@given(st.integers(-(10**15), 10**15))
def test_an_amount_comes_back_to_the_oere(minor: int) -> None:
    content = msgspec.json.Encoder(decimal_format="number").encode(decimal_number(minor))
    assert minor_units(Decimal(content.decode())) == minor
