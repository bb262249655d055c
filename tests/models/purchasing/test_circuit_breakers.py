"""What holds an order that would be sent by itself: each breaker alone, and none of them where all is well."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.purchasing.automatic_ordering import AutomaticLimits, NoOrderLimit, OrderMode
from models.purchasing.circuit_breakers import (
    ALL_BREAKERS,
    Breaker,
    EarlierOrders,
    NightEvidence,
    OrderSituation,
    has_drifted,
    reasons_to_hold,
)
from models.purchasing.supplier import WrongTerm
from tests.builders import DAY

LIMITS = AutomaticLimits("GROSS", OrderMode.SEND, value_max=50_000, share_max=200)
NIGHT = NightEvidence(
    run_failed=False,
    forecast_made_on=DAY,
    last_sale_on=DAY - timedelta(days=1),
    sold_by_day=(30.0, 32.0, 28.0, 31.0, 30.0, 29.0),
    expected_day=11.0,
    sold_day=10.0,
)
ORDER = OrderSituation(
    today=DAY,
    proposed_on=DAY,
    goods={"MILK": Decimal(24)},
    value=24_000,
    least_value=10_000,
    earlier=EarlierOrders((20_000, 22_000, 18_000), {"MILK": Decimal(24)}),
    is_switched_on=True,
    is_overtaken=False,
    is_ordered_today=False,
    is_order_day=True,
    can_be_mailed=True,
)

#: What is wrong, as a change to the order or to the night, and the one breaker that it trips.
FAULTS: dict[Breaker, dict[str, Any]] = {
    Breaker.SWITCHED_OFF: {"is_switched_on": False},
    Breaker.RUN_FAILED: {"run_failed": True},
    Breaker.STALE_PROPOSAL: {"proposed_on": DAY - timedelta(days=1)},
    Breaker.OVERTAKEN: {"is_overtaken": True},
    Breaker.STALE_FORECAST: {"forecast_made_on": DAY - timedelta(days=2)},
    Breaker.STALE_SALES: {"last_sale_on": DAY - timedelta(days=4)},
    Breaker.PARTIAL_SALES: {"sold_by_day": (30.0, 32.0, 28.0, 31.0, 30.0, 5.0)},
    Breaker.DRIFT: {"expected_day": 25.0},
    Breaker.NO_NORMAL: {"earlier": EarlierOrders((20_000, 22_000), {"MILK": Decimal(24)})},
    Breaker.ABOVE_NORMAL: {"value": 40_001},
    Breaker.GOODS_ABOVE_NORMAL: {"goods": {"MILK": Decimal(73)}},
    Breaker.ABOVE_VALUE: {"value": 50_001, "earlier": EarlierOrders((40_000,) * 3, {"MILK": Decimal(24)})},
    Breaker.BELOW_LEAST: {"value": 9_999},
    Breaker.UNKNOWN_GOODS: {"goods": {"MILK": Decimal(6), "PAPER": Decimal(1)}},
    Breaker.ORDERED_TODAY: {"is_ordered_today": True},
    Breaker.NOT_TODAY: {"is_order_day": False},
    Breaker.NO_ADDRESS: {"can_be_mailed": False},
}


def situation(changes: dict[str, Any]) -> tuple[OrderSituation, NightEvidence]:
    """The order and the night in which all is well but for these fields."""
    of_night = {name: value for name, value in changes.items() if hasattr(NIGHT, name)}
    return replace(ORDER, **{name: changes[name] for name in changes.keys() - of_night.keys()}), replace(
        NIGHT, **of_night
    )


def test_an_order_of_a_usual_day_is_sent() -> None:
    assert reasons_to_hold(ORDER, NIGHT, LIMITS) == ()


@pytest.mark.parametrize("breaker", Breaker)
def test_each_fault_trips_its_own_breaker_and_without_it_the_order_would_leave(breaker: Breaker) -> None:
    order, night = situation(FAULTS[breaker])
    assert reasons_to_hold(order, night, LIMITS) == (breaker,)
    assert reasons_to_hold(order, night, LIMITS, ALL_BREAKERS - {breaker}) == ()


def test_all_reasons_are_given_at_once() -> None:
    order, night = situation({"value": 90_000, "run_failed": True, "last_sale_on": None})
    held = (Breaker.RUN_FAILED, Breaker.STALE_SALES, Breaker.ABOVE_NORMAL, Breaker.ABOVE_VALUE)
    assert reasons_to_hold(order, night, LIMITS) == held


@pytest.mark.parametrize("wrong", [nan, inf, -1.0])
def test_a_model_that_gives_no_number_has_drifted(wrong: float) -> None:
    assert has_drifted(wrong, 5.0)
    assert has_drifted(5.0, wrong)


def test_a_shop_without_a_forecast_or_sales_sends_nothing() -> None:
    order, night = situation({"forecast_made_on": None, "last_sale_on": None, "sold_by_day": ()})
    held = {Breaker.STALE_FORECAST, Breaker.STALE_SALES, Breaker.PARTIAL_SALES}
    assert set(reasons_to_hold(order, night, LIMITS)) == held


@given(value=st.integers(0, 10**9), share=st.integers(1, 1000), earlier=st.lists(st.integers(1, 10**7), max_size=12))
def test_nothing_above_the_limits_is_ever_sent(value: int, share: int, earlier: list[int]) -> None:
    limits = AutomaticLimits("GROSS", OrderMode.SEND, value_max=50_000, share_max=share)
    order = replace(ORDER, value=value, earlier=EarlierOrders(earlier, {"MILK": Decimal(24)}))
    if not reasons_to_hold(order, NIGHT, limits):
        assert 10_000 <= value <= 50_000
        assert len(earlier) >= 3
        assert value * 100 <= share * max(earlier[:8])


def test_sending_takes_a_limit() -> None:
    with pytest.raises(NoOrderLimit):
        AutomaticLimits("GROSS", OrderMode.SEND)
    for values in ({"value_max": -1}, {"share_max": 0}, {"share_max": 1001}):
        with pytest.raises(WrongTerm):
            AutomaticLimits("GROSS", **values)  # type: ignore[arg-type]
