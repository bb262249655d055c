"""What holds for every order."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.money import Money
from models.purchasing.supplier import SupplierTerm
from models.replenishment.policy import order_up_to
from models.replenishment.proposal import Target, propose_line
from models.replenishment.protection import demand_over

milli = st.integers(0, 2_000_000).map(lambda n: Decimal(n) / 1000)
packs = st.integers(1, 100_000).map(lambda n: Decimal(n) / 1000)
levels = st.integers(0, 5_000)
means = st.floats(0, 500, allow_subnormal=False)
spreads = st.floats(1, 50)


def ordered(s: int, *, on_hand: Decimal, on_order: Decimal, pack: Decimal, moq: Decimal) -> Decimal:
    term = SupplierTerm("A", "S", Money(100, "SEK"), pack, moq)
    line = propose_line(Target(7, 1.0, 1.0, 0.95, s), on_hand=on_hand, on_order=on_order, term=term)
    return line.quantity if line else Decimal(0)


@given(levels, milli, milli, packs, milli)
def test_an_order_is_whole_cases_enough_and_not_one_case_more(
    s: int, on_hand: Decimal, on_order: Decimal, pack: Decimal, moq: Decimal
) -> None:
    quantity = ordered(s, on_hand=on_hand, on_order=on_order, pack=pack, moq=moq)
    missing = s - on_hand - on_order
    if missing <= 0:
        assert quantity == 0
        return
    assert quantity % pack == 0
    assert quantity >= missing
    assert quantity >= moq
    assert quantity - pack < max(missing, moq)


@given(levels, levels, milli, milli, packs, milli)
def test_more_demand_never_orders_less_and_more_stock_never_more(  # noqa: PLR0917 - one for each figure
    low: int, more: int, on_hand: Decimal, extra: Decimal, pack: Decimal, moq: Decimal
) -> None:
    base = ordered(low, on_hand=on_hand, on_order=Decimal(0), pack=pack, moq=moq)
    assert ordered(low + more, on_hand=on_hand, on_order=Decimal(0), pack=pack, moq=moq) >= base
    assert ordered(low, on_hand=on_hand + extra, on_order=Decimal(0), pack=pack, moq=moq) <= base
    assert ordered(low, on_hand=on_hand, on_order=extra, pack=pack, moq=moq) <= base


@given(levels, milli, packs, milli)
def test_what_is_on_order_is_not_ordered_again(s: int, on_hand: Decimal, pack: Decimal, moq: Decimal) -> None:
    quantity = ordered(s, on_hand=on_hand, on_order=Decimal(0), pack=pack, moq=moq)
    assert ordered(s, on_hand=on_hand, on_order=quantity, pack=pack, moq=moq) == 0


@given(means, means, spreads, st.floats(0.5, 0.99))
def test_the_level_grows_with_demand_and_with_the_wanted_service(
    mean: float, more: float, spread: float, service: float
) -> None:
    low, high = (order_up_to(np.array([each]), np.array([spread]), service)[0] for each in (mean, mean + more))
    assert low <= high
    assert order_up_to(np.array([mean]), np.array([spread]), 0.995)[0] >= low


@given(spreads)
def test_no_demand_orders_nothing(spread: float) -> None:
    assert order_up_to(np.array([0.0]), np.array([spread]))[0] == 0


@given(st.lists(st.tuples(means, spreads), min_size=1, max_size=40), st.integers(0, 60))
def test_a_longer_interval_never_needs_less(ahead: list[tuple[float, float]], days: int) -> None:
    mean, spread = (np.array([[pair[i] for pair in ahead]]) for i in (0, 1))
    short, _ = demand_over(mean, spread, np.array([days]))
    long, dispersion = demand_over(mean, spread, np.array([days + 1]))
    assert long[0] >= short[0] * (1 - 1e-12)
    assert dispersion[0] >= 1 - 1e-9
